"""Luck by name, compiled: one number at a time, inside a simulated day.

Use :func:`uniform` and its kin from compiled code and from a visitor's decisions; the formulas and
their sources, functions for whole arrays, and the names of decisions are in :mod:`simulation.luck`.
A number is the same to the last bit wherever it is asked for.
"""

import math
from typing import Any

import numpy as np
from numba import njit
from numba.extending import register_jitable

from simulation import luck

# Told the compiler once, these can be called from compiled code.
for _formula in (
    luck.high,
    luck.fraction,
    luck.polynomial,
    luck.middle_quantile,
    luck.near_quantile,
    luck.far_quantile,
):
    register_jitable(_formula)

philox = njit("UniTuple(uint64, 4)(uint64, uint64, uint64, uint64, uint64, uint64)", cache=True)(
    luck.philox
)

_ZERO: Any = np.uint64(0)
_SCALAR = "float64(uint64, uint64, uint64, uint64, uint64)"


@njit(_SCALAR, cache=True)
def uniform(seed: int, visitor: int, decision: int, occasion: int, item: int) -> float:
    """Return a number strictly between 0 and 1, each equally likely.

    Args:
        seed: The day's seed, below 2^64.
        visitor: Whose luck it is: the number of the party, the same in every scenario.
        decision: What is decided, a :class:`~simulation.luck.Decision`. (From Python pass
            ``int(decision)`` where speed counts: Numba takes ten times as long to recognise an
            enum.)
        occasion: Which time it is decided: a running number, or the person within a party.
        item: What it is decided about, for instance :func:`~simulation.luck.name_key` of a zone.
    """
    number: float = luck.fraction(philox(seed, visitor, decision, occasion, item, _ZERO)[0])
    return number


@njit("float64(float64)", cache=True)
def normal_quantile(probability: float) -> float:
    """Return the standard normal value below which this probability lies."""
    q = probability - 0.5
    if abs(q) <= luck.MIDDLE:
        value: float = luck.middle_quantile(q)
        return value
    r = math.sqrt(-math.log(min(probability, 1.0 - probability)))
    size: float = luck.near_quantile(r) if r <= luck.NEAR else luck.far_quantile(r)
    return math.copysign(size, q)


@njit(_SCALAR, cache=True)
def normal(seed: int, visitor: int, decision: int, occasion: int, item: int) -> float:
    """Return a standard normal number; arguments as for :func:`uniform`."""
    return normal_quantile(uniform(seed, visitor, decision, occasion, item))


@njit(_SCALAR, cache=True)
def exponential(seed: int, visitor: int, decision: int, occasion: int, item: int) -> float:
    """Return an exponential number of mean 1; arguments as for :func:`uniform`."""
    return -math.log(uniform(seed, visitor, decision, occasion, item))


@njit("float64(uint64, uint64, uint64, uint64, uint64, float64, float64)", cache=True)
def lognormal(  # noqa: PLR0917  (Numba calls by position)
    seed: int,
    visitor: int,
    decision: int,
    occasion: int,
    item: int,
    median: float,
    sigma: float,
) -> float:
    """Return a log-normal number of this median and spread of the logarithm."""
    return median * math.exp(sigma * normal(seed, visitor, decision, occasion, item))
