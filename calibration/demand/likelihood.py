"""Counts: the negative-binomial distribution, for fitting and for drawing.

    visits ~ NegativeBinomial(mean μ, concentration φ),  variance = μ + μ²/φ

It is the Poisson distribution whose rate varies from day to day by a Gamma(φ, φ) factor, which is
how it is drawn here: the day's factor by one number and the count by another, both by inverse
distribution function, so that scenarios with the same luck get a busy day on the same date.

Source: Cameron and Trivedi, 'Regression analysis of count data' (2013), chapter 3.
"""

from typing import Any, Final

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from numpy.typing import NDArray
from scipy import special

# Where Stirling's series with these terms is exact to 15 digits.
_SHIFT: Final = 8
_STIRLING: Final = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)
# Above this mean the rounded normal quantile is within one visit in a thousand of the Poisson one.
_MANY: Final = 1e4


def log_gamma(x: Any) -> Any:
    """Return log Γ(x) for positive x as a graph of few operations.

    The recurrence moves x to where Stirling's series holds. Compilers vectorise it, gradient
    included, which they do not do with the library's log Γ and ψ: the fit takes half the time.
    """
    product = x
    for step in range(1, _SHIFT):
        product = product * (x + step)
    z = x + _SHIFT
    inverse = 1.0 / z
    square = inverse * inverse
    series: Any = 0.0
    for term in reversed(_STIRLING):
        series = series * square + term
    constant = 0.5 * np.log(2 * np.pi)
    return (z - 0.5) * pt.log(z) - z + constant + series * inverse - pt.log(product)


def _logp(visits: Any, log_mean: Any, concentration: Any) -> Any:
    log_total = pt.logaddexp(log_mean, pt.log(concentration))
    return (
        log_gamma(visits + concentration)
        - log_gamma(concentration)
        - pt.gammaln(visits + 1.0)
        + concentration * (pt.log(concentration) - log_total)
        + visits * (log_mean - log_total)
    )


def _random(
    log_mean: Any, concentration: Any, rng: np.random.Generator | None = None, size: Any = None
) -> NDArray[np.int64]:
    rng = rng or np.random.default_rng()
    factor = rng.gamma(concentration, 1.0 / concentration, size=size)
    return np.asarray(rng.poisson(np.minimum(np.exp(log_mean) * factor, 1e15)))


def counts(name: str, log_mean: Any, concentration: Any, observed: NDArray[np.int64]) -> Any:
    """Declare observed counts."""
    return pm.CustomDist(
        name, log_mean, concentration, logp=_logp, random=_random, signature="(),()->()",
        dtype="int64", observed=observed,
    )  # fmt: skip


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
    """Return the smallest count that the Poisson distribution exceeds with no more than 1 − luck."""
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
