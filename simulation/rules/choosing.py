"""Choosing: random utility with Gumbel errors (McFadden 1974)."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule

_STEPS: Final = 256


@rule
def leave_utility(elapsed_s: float, budget_s: float, weight: float) -> float:
    """Return the utility of going home: 0 when the time one meant to spend is over."""
    return weight * (elapsed_s / budget_s - 1.0)


@rule
def gumbel(probability: float) -> float:
    """Return the standard Gumbel value below which this probability lies."""
    return -math.log(-math.log(probability))


def _ceiling() -> NDArray[np.float64]:
    """Return what no Gumbel value of each part of the probabilities is above."""
    ends = [-math.log(-math.log(step / _STEPS)) for step in range(1, _STEPS)]
    # The greatest probability below 1 that luck knows gives 36.7; what is added makes up for the
    # logarithm's last digit.
    return np.array([*ends, 37.0]) + 1e-9


_CEILING: Final = _ceiling()


@rule
def gumbel_at_most(probability: float) -> float:
    """Return a value that :func:`gumbel` of a probability is not above, without a logarithm."""
    ceiling: float = _CEILING[int(probability * _STEPS)]
    return ceiling
