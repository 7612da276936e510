"""Luck by name, compiled: one number at a time, inside a simulated day.

Use :func:`uniform` and its kin from compiled code; the formulas and their sources, functions for
whole arrays, and the names of decisions are in :mod:`simulation.luck`. A number is the same to the
last bit wherever it is asked for.
"""

import math
from typing import Any

import numpy as np
from numba.extending import register_jitable

from simulation import luck
from simulation.compiling import rule
from simulation.luck import Word

# Told the compiler once, these can be called from compiled code.
for _formula in (
    luck.high,
    luck.philox,
    luck.fraction,
    luck.polynomial,
    luck.middle_quantile,
    luck.near_quantile,
    luck.far_quantile,
):
    register_jitable(_formula)

_ZERO: Any = np.uint64(0)


@rule
def philox(  # noqa: PLR0917  (Numba calls by position)
    k0: Word, k1: Word, c0: Word, c1: Word, c2: Word, c3: Word
) -> tuple[int, int, int, int]:
    """Return the four words that Philox4x64-10 makes of a key (k0, k1) and a counter (c0 … c3)."""
    # Signed and unsigned words together would make compiled code fall back on floats.
    words: tuple[int, int, int, int] = luck.philox(
        np.uint64(k0), np.uint64(k1), np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    )
    return words


@rule
def uniform(seed: Word, visitor: Word, decision: Word, occasion: Word, item: Word) -> float:
    """Return a number strictly between 0 and 1, each equally likely.

    Args:
        seed: The day's seed, below 2^64.
        visitor: Whose luck it is: the key of the party, the same in every scenario.
        decision: What is decided, a :class:`~simulation.luck.Decision`. (From Python pass
            ``int(decision)`` where speed counts: Numba takes ten times as long to recognise an
            enum.)
        occasion: Which time it is decided: a running number, or the person within a party.
        item: What it is decided about, for instance :func:`~simulation.luck.name_key` of a zone.
    """
    word = philox(seed, visitor, decision, occasion, item, _ZERO)[0]
    number: float = luck.fraction(word)
    return number


@rule
def normal_quantile(probability: float) -> float:
    """Return the standard normal value below which this probability lies."""
    q = probability - 0.5
    if abs(q) <= luck.MIDDLE:
        value: float = luck.middle_quantile(q)
        return value
    r = math.sqrt(-math.log(min(probability, 1.0 - probability)))
    size: float = luck.near_quantile(r) if r <= luck.NEAR else luck.far_quantile(r)
    return math.copysign(size, q)


@rule
def normal(seed: Word, visitor: Word, decision: Word, occasion: Word, item: Word) -> float:
    """Return a standard normal number; arguments as for :func:`uniform`."""
    return normal_quantile(uniform(seed, visitor, decision, occasion, item))


@rule
def exponential(seed: Word, visitor: Word, decision: Word, occasion: Word, item: Word) -> float:
    """Return an exponential number of mean 1; arguments as for :func:`uniform`."""
    return -math.log(uniform(seed, visitor, decision, occasion, item))


@rule
def lognormal(  # noqa: PLR0917  (Numba calls by position)
    seed: Word,
    visitor: Word,
    decision: Word,
    occasion: Word,
    item: Word,
    median: float,
    sigma: float,
) -> float:
    """Return a log-normal number of this median and spread of the logarithm."""
    if sigma == 0.0:
        return median
    return median * math.exp(sigma * normal(seed, visitor, decision, occasion, item))
