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
RARE_SHAPE: Final = 0.6
"""The first parameter of the Beta distribution of venues' shares of rare counts."""
# Above this mean the rounded normal quantile is within one visit in a thousand of the Poisson one.
_MANY: Final = 1e4
# Where the expansion's error is below this number times (1 + z⁴) / mean (its next term is
# 16/810 of it): from the first mean on, up to the second number of standard deviations. Only counts
# that this leaves open, about one in a hundred, need the distribution function itself.
_EXPANSION_ERROR: Final = 0.03
_EXPANDED: Final = (10.0, 6.0)
# Where the gamma quantile is interpolated. Beyond, one number in five million, and for days more
# uneven than any venue's, it is worked out one by one.
_STEP: Final = 0.4
_KNOTS: Final = _STEP * np.arange(-13.0, 14.0)
_LEAST_INTERPOLATED: Final = 0.5


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
    factor = np.where(is_rare, -np.log1p(-factor_luck), gamma_quantile(concentration, factor_luck))
    return poisson_quantile(mean * factor, count_luck)


def gamma_quantile(
    concentration: NDArray[np.float64], luck: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return quantiles of the Gamma distribution of mean 1, to one part in ten million.

    Each concentration usually goes with many days. So the logarithm of the quantile is worked out
    at a few standard normal quantiles and interpolated by polynomials that have its value and its
    first two derivatives there; what a count is does not depend on the days it is asked with.

    Args:
        concentration: The concentration, broadcast against ``luck``.
        luck: Numbers in (0, 1).
    """
    z = special.ndtri(luck)
    inside = (np.abs(z) < -_KNOTS[0]) & (concentration >= _LEAST_INTERPOLATED)
    place = np.where(inside, (z - _KNOTS[0]) / _STEP, 0.0)
    left = place.astype(np.intp)
    own = np.arange(concentration.size).reshape(concentration.shape) * (len(_KNOTS) - 1)
    terms = _pieces(np.maximum(concentration, _LEAST_INTERPOLATED).ravel())
    at, part = own + left, place - left
    logs = terms[-1].take(at)
    for term in terms[-2::-1]:
        logs = logs * part + term.take(at)
    quantiles = np.exp(logs)
    outside = [np.broadcast_to(each, inside.shape)[~inside] for each in (concentration, luck)]
    quantiles[~inside] = special.gammaincinv(*outside) / outside[0]
    return np.asarray(quantiles)


def _pieces(concentration: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the terms of each concentration's polynomials, (power, concentration × piece)."""
    many = concentration[:, None]
    found = special.gammaincinv(many, special.ndtr(_KNOTS))
    density = many * np.log(found) - found - special.gammaln(many)
    slope = np.exp(-0.5 * _KNOTS**2 - 0.5 * np.log(2 * np.pi) - density)
    bend = slope * (-_KNOTS - (many - found) * slope) * _STEP**2
    value, slope = np.log(found / many), slope * _STEP
    first, second = slope[:, :-1], bend[:, :-1] / 2
    rest = np.diff(value) - first - second
    rest_slope = slope[:, 1:] - first - 2 * second
    rest_bend = bend[:, 1:] - 2 * second
    terms = (
        value[:, :-1],
        first,
        second,
        10 * rest - 4 * rest_slope + rest_bend / 2,
        -15 * rest + 7 * rest_slope - rest_bend,
        6 * rest - 3 * rest_slope + rest_bend / 2,
    )
    return np.stack([term.ravel() for term in terms])


def poisson_quantile(rate: NDArray[np.float64], luck: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the smallest count with a Poisson distribution function of at least the luck."""
    z = special.ndtri(luck)
    root = np.sqrt(rate)
    middle = rate + root * z + (z * z - 1) / 6 + 0.5
    counts = np.maximum(np.floor(middle), 0.0)
    few = (rate > 0) & (rate < _MANY)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
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
