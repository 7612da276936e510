"""Counts: the negative-binomial distribution, rare ones apart, for fitting.

    usual:  visits ~ NegativeBinomial(mean μ, concentration φ),  variance = μ + μ²/φ
    rare:   visits ~ NegativeBinomial(mean μ, concentration 1),  a share π of all

A negative-binomial count is a Poisson one whose rate varies from day to day by a Gamma(φ, φ)
factor. Of a rare day (a festival, a burst pipe, a counter that broke) nothing but the mean is
known: its factor is Exponential(1). So a few of them neither widen what is said of usual days nor
pull the level, and a forecast still has its share of them. Which counts are rare the pilot tells
beforehand: left to the sampler, a month may be rare or the level may have jumped, and chains that
believe the one never come to believe the other (measured on the example pool: R-hat 1.47).

Source: Cameron and Trivedi, 'Regression analysis of count data' (2013), chapter 3; a wide component
for outliers as in Box and Tiao, 'A Bayesian approach to some outlier problems' (Biometrika 55,
1968).
"""

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from numpy.polynomial import chebyshev
from numpy.typing import NDArray
from scipy import special, stats

from calibration.demand.components.base import Column
from calibration.demand.drawing import RARE_CONCENTRATION, RARE_SHAPE

CONCENTRATIONS: Final = (
    Column("day_concentration", "", math.log(8.0), 1.0, 0.5, "day"),
    Column("period_concentration", "", math.log(100.0), 1.0, 0.5, "period"),
)
"""The logarithms of how evenly visits come: a day that varies by ±35 %, a month by ±10 %."""
RARE: Final = 0.01
"""The share of rare counts that is expected beforehand."""
RARE_SD: Final = 1.0
"""How unsure its log-odds are: give or take a factor of three."""
# The range of log φ that the series covers, and its length: the sum of log-gammas is exact there
# to 12 digits. Only days that vary by more than seven times their mean, or months that vary by less
# than 0.3 %, lie outside.
_RANGE: Final = (-4.0, 12.0)
_TERMS: Final = 90
# The range of the log-odds of rare counts, ten widths of their prior, and the length of its series.
_RARE_RANGE: Final = (float(special.logit(RARE)) - 5.0, float(special.logit(RARE)) + 5.0)
_RARE_TERMS: Final = 40


def _logp(visits: Any, log_mean: Any, log_concentration: Any) -> Any:
    """Return the part of the log-density that depends on the mean."""
    # visits · log(μ / (μ + φ)) + φ · log(φ / (μ + φ)), with as few operations as there can be.
    odds = log_mean - log_concentration
    log_total = pt.maximum(odds, 0.0) + pt.log1p(pt.exp(-pt.abs(odds)))
    return visits * odds - (visits + pt.exp(log_concentration)) * log_total


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
    *,
    member: NDArray[np.int64],
    observed: NDArray[np.int64],
    rare: NDArray[np.bool_],
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
        rare: Which of them are rare.
    """
    # The rare ones are of one more venue, so to say, whose concentration is known.
    venues = int(member.max()) + 2
    member = np.where(rare, venues - 1, member)
    log_concentrations = pt.concatenate([log_concentrations, [np.log(RARE_CONCENTRATION)]])
    pm.CustomDist(
        name, log_mean, log_concentrations[member], logp=_logp, random=_random,
        signature="(),()->()", dtype="int64", observed=observed,
    )  # fmt: skip
    series = np.stack([_gamma_series(observed[member == venue]) for venue in range(venues)])
    polynomials = _polynomials(log_concentrations[:, None], _RANGE, _TERMS)
    pm.Potential(f"{name}_gammas", (series * polynomials).sum())


def rare_counts(name: str, common: Any, rare: NDArray[np.int64], counts: NDArray[np.int64]) -> None:
    """Declare how many of each venue's counts are rare.

        rare_v ~ BetaBinomial(counts_v, α, α exp(−common)),  α = :data:`RARE_SHAPE`

    The shares themselves need no sampler: given its counts each is Beta distributed again. As
    nothing is unknown but one number, the sum of all venues' log-densities is a series in it, too.

    Args:
        name: The name of the potential.
        common: The log-odds of the mean share.
        rare: How many counts of each venue are rare.
        counts: Of how many.
    """

    def total(common: NDArray[np.float64]) -> NDArray[np.float64]:
        beta = RARE_SHAPE * np.exp(-common)[:, None]
        return np.sum(stats.betabinom.logpmf(rare, counts, RARE_SHAPE, beta), axis=1)

    series = _series(total, _RARE_RANGE, _RARE_TERMS)
    pm.Potential(name, (series * _polynomials(common, _RARE_RANGE, _RARE_TERMS)).sum())


def _polynomials(values: Any, bounds: tuple[float, float], terms: int) -> Any:
    """Return the Chebyshev polynomials of each value, in a last dimension."""
    low, high = bounds
    place = pt.clip((2.0 * values - low - high) / (high - low), -1 + 1e-9, 1 - 1e-9)
    return pt.cos(pt.arccos(place) * np.arange(terms))


def _series(
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    bounds: tuple[float, float],
    terms: int,
) -> NDArray[np.float64]:
    """Return the Chebyshev coefficients of a function of many values at once."""
    low, high = bounds
    # Its type stub knows functions of one number only.
    interpolate: Any = chebyshev.chebinterpolate
    found = interpolate(lambda at: function((low + high) / 2 + at * (high - low) / 2), terms - 1)
    return np.asarray(found)


def _gamma_series(visits: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the Chebyshev coefficients of the sum of a venue's log-gammas."""
    values, times = np.unique(visits, return_counts=True)

    def total(log_concentration: NDArray[np.float64]) -> NDArray[np.float64]:
        concentration = np.exp(log_concentration)[:, None]
        each = special.gammaln(values + concentration) - special.gammaln(concentration)
        return np.asarray((each - special.gammaln(values + 1.0)) @ times)

    return _series(total, _RANGE, _TERMS)
