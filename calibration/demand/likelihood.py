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
from numpy.polynomial import chebyshev
from numpy.typing import NDArray
from scipy import special

# The range of log φ that the series covers, and its length: the sum of log-gammas is exact there
# to 12 digits. Only days that vary by more than seven times their mean, or months that vary by less
# than 0.3 %, lie outside.
_RANGE: Final = (-4.0, 12.0)
_TERMS: Final = 90
# Above this mean the rounded normal quantile is within one visit in a thousand of the Poisson one.
_MANY: Final = 1e4


def _logp(visits: Any, log_mean: Any, log_concentration: Any) -> Any:
    """Return the part of the log-density that depends on the mean."""
    concentration = pt.exp(log_concentration)
    log_total = pt.logaddexp(log_mean, log_concentration)
    return visits * (log_mean - log_total) + concentration * (log_concentration - log_total)


def _random(
    log_mean: Any, log_concentration: Any, rng: np.random.Generator | None = None, size: Any = None
) -> NDArray[np.int64]:
    rng = rng or np.random.default_rng()
    concentration = np.exp(log_concentration)
    factor = rng.gamma(concentration, 1.0 / concentration, size=size)
    return np.asarray(rng.poisson(np.minimum(np.exp(log_mean) * factor, 1e15)))


def counts(
    name: str,
    log_mean: Any,
    log_concentrations: Any,
    member: NDArray[np.int64],
    observed: NDArray[np.int64],
) -> None:
    """Declare observed counts.

    The density's log-gammas, Σ log Γ(y + φ) − log Γ(φ) − log Γ(y + 1) over a venue's counts, depend
    on nothing but its φ. They are summed up beforehand as a Chebyshev series in log φ, because
    evaluating them anew for every count would take most of the fit's time.

    Args:
        name: The name of the observed variable; the potential ``name_gammas`` completes it.
        log_mean: The logarithm of each count's mean.
        log_concentrations: That of each venue's concentration.
        member: Which venue each count belongs to.
        observed: The counts.
    """
    venues = int(member.max()) + 1
    belongs = (member[:, None] == np.arange(venues)).astype(np.float64)
    pm.CustomDist(
        name, log_mean, pt.dot(belongs, log_concentrations), logp=_logp, random=_random,
        signature="(),()->()", dtype="int64", observed=observed,
    )  # fmt: skip
    series = np.stack([_gamma_series(observed[member == venue]) for venue in range(venues)])
    pm.Potential(f"{name}_gammas", (series * _chebyshev(log_concentrations)).sum())


def _chebyshev(log_concentrations: Any) -> Any:
    """Return the Chebyshev polynomials at each concentration, (venue, term)."""
    low, high = _RANGE
    place = pt.clip((2.0 * log_concentrations - low - high) / (high - low), -1 + 1e-9, 1 - 1e-9)
    return pt.cos(pt.arccos(place)[:, None] * np.arange(_TERMS))


def _gamma_series(visits: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the Chebyshev coefficients of the sum of a venue's log-gammas."""
    values, times = np.unique(visits, return_counts=True)

    def total(place: NDArray[np.float64]) -> NDArray[np.float64]:
        low, high = _RANGE
        concentration = np.exp((low + high) / 2 + place * (high - low) / 2)[:, None]
        each = special.gammaln(values + concentration) - special.gammaln(concentration)
        return np.asarray((each - special.gammaln(values + 1.0)) @ times)

    # Its type stub knows functions of one number only.
    interpolate: Any = chebyshev.chebinterpolate
    return np.asarray(interpolate(total, _TERMS - 1))


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
