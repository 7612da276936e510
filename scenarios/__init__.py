"""What could be done: scenarios, ensembles, comparison, storage, background work, command line."""
