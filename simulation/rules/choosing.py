"""Choosing: random utility with Gumbel errors (McFadden 1974)."""

import math

from simulation.compiling import rule


@rule
def leave_utility(elapsed_s: float, budget_s: float, weight: float) -> float:
    """Return the utility of going home: 0 when the time one meant to spend is over."""
    return weight * (elapsed_s / budget_s - 1.0)


@rule
def gumbel(probability: float) -> float:
    """Return the standard Gumbel value below which this probability lies."""
    return -math.log(-math.log(probability))
