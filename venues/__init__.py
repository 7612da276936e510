"""What the building is: plans, the walking graph, bundled venues."""
