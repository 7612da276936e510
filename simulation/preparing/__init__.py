"""From a plan and a day to the arrays that a simulated day starts from."""
