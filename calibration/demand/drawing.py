"""Counts drawn by inverse distribution function: the same luck gives a busy day the same date.

Use :func:`draw` for negative-binomial counts. A negative-binomial count is a Poisson one whose rate
varies by a Gamma(φ, φ) factor, which is how it is drawn: the day's factor by one number and the
count by another.

Source of the expansion: Cornish and Fisher, 'Moments and cumulants in the specification of
distributions' (Review of the International Statistical Institute 5, 1938).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

# Above this mean the rounded normal quantile is within one visit in a thousand of the Poisson one.
_MANY: Final = 1e4


def draw(
    mean: NDArray[np.float64],
    concentration: NDArray[np.float64],
    factor_luck: NDArray[np.float64],
    count_luck: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return counts of these means, by inverse distribution function.

    Args:
        mean: The mean of each count.
        concentration: The concentration of each, broadcast against ``mean``.
        factor_luck: A number in (0, 1) for each count, which decides how busy the day is.
        count_luck: A number in (0, 1) for each count, which decides who happens to come.
    """
    rate = mean * special.gammaincinv(concentration, factor_luck) / concentration
    return poisson_quantile(rate, count_luck)


def poisson_quantile(rate: NDArray[np.float64], luck: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the smallest count with a Poisson distribution function of at least the luck."""
    counts = np.zeros(rate.shape)
    few = (rate > 0) & (rate < _MANY)
    many = rate >= _MANY
    counts[few] = _exact_quantile(rate[few], luck[few])
    # Cornish-Fisher: the normal quantile with the Poisson's skewness.
    z = special.ndtri(luck[many])
    counts[many] = np.floor(rate[many] + np.sqrt(rate[many]) * z + (z * z - 1) / 6 + 0.5)
    return np.maximum(counts, 0.0).astype(np.int64)


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
