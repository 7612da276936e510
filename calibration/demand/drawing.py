"""Counts drawn by inverse distribution function: the same luck gives a busy day the same date.

Use :func:`draw` for counts of the model in :mod:`calibration.demand.likelihood`. A count there is a
Poisson one whose rate varies by a Gamma(φ, φ) factor, on a rare day by an Exponential(1) one. So it
is drawn: the day's factor by one number and the count by another.

Source of the expansion: Cornish and Fisher, 'Moments and cumulants in the specification of
distributions' (Review of the International Statistical Institute 5, 1938).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

RARE_CONCENTRATION: Final = 1.0
"""The concentration of rare counts, whose factor is exponential."""
RARE_SPREAD: Final = 1.0
"""How much venues' shares of rare counts differ, as the standard deviation of their logits."""
# Above this mean the rounded normal quantile is within one visit in a thousand of the Poisson one.
_MANY: Final = 1e4
# Where the expansion's error is below this number times (1 + z⁴) / mean (its next term is
# 16/810 of it): from the first mean on, up to the second number of standard deviations. Only counts
# that this leaves open, about one in a hundred, need the distribution function itself.
_EXPANSION_ERROR: Final = 0.03
_EXPANDED: Final = (10.0, 6.0)


def draw(
    mean: NDArray[np.float64],
    concentration: NDArray[np.float64],
    is_rare: NDArray[np.bool_],
    *,
    factor_luck: NDArray[np.float64],
    count_luck: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return counts of these means, by inverse distribution function.

    Args:
        mean: The mean of each count.
        concentration: The concentration of each, broadcast against ``mean``.
        is_rare: Which of them are rare.
        factor_luck: A number in (0, 1) for each count, which decides how busy the day is.
        count_luck: A number in (0, 1) for each count, which decides who happens to come.
    """
    concentration = np.where(is_rare, RARE_CONCENTRATION, concentration)
    rate = mean * special.gammaincinv(concentration, factor_luck) / concentration
    return poisson_quantile(rate, count_luck)


def poisson_quantile(rate: NDArray[np.float64], luck: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the smallest count with a Poisson distribution function of at least the luck."""
    z = special.ndtri(luck)
    root = np.sqrt(rate)
    middle = rate + root * z + (z * z - 1) / 6 + 0.5
    counts = np.maximum(np.floor(middle), 0.0)
    few = (rate > 0) & (rate < _MANY)
    with np.errstate(divide="ignore", invalid="ignore"):
        finer = middle - (2 * z + z * z * z) / (72 * root)
        unsure = np.abs(finer - np.rint(finer)) <= _EXPANSION_ERROR * (1 + z**4) / rate
    unsure = few & (unsure | (rate < _EXPANDED[0]) | (np.abs(z) > _EXPANDED[1]))
    counts = np.where(few, np.floor(finer), counts)
    counts[unsure] = _exact_quantile(rate[unsure], luck[unsure])
    return np.where(rate > 0, counts, 0.0).astype(np.int64)


def _exact_quantile(rate: NDArray[np.float64], luck: NDArray[np.float64]) -> NDArray[np.float64]:
    z = special.ndtri(luck)
    guess = np.maximum(np.floor(rate + np.sqrt(rate) * z + (z * z - 1) / 6 + 0.5), 0.0)
    below = special.pdtr(guess - 1, rate)
    below[guess == 0] = 0.0
    above = special.pdtr(guess, rate)
    wrong = np.flatnonzero((below >= luck) | (above < luck))
    if wrong.size:
        found = np.ceil(special.pdtrik(luck[wrong], rate[wrong]))
        earlier = np.maximum(found - 1, 0.0)
        found = np.where(special.pdtr(earlier, rate[wrong]) >= luck[wrong], earlier, found)
        guess[wrong] = found
    return guess
