"""A Gaussian approximation of one venue's coefficients, given what is assumed about them.

Newton's method to the mode, the inverse negative Hessian as covariance. Drift, concentration and
which counts are rare are learned from what the mode leaves over, and the mode is found again.

Source: Laplace's method as in Rue, Martino and Chopin, 'Approximate Bayesian inference for latent
Gaussian models' (JRSS B 71, 2009); the alternation is the expectation-maximisation algorithm of
Dempster, Laird and Rubin (JRSS B 39, 1977).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import linalg, optimize, special

from calibration.demand import level, likelihood, paths
from calibration.demand.drawing import RARE_CONCENTRATION

_ROUNDS: Final = 6
_NEWTON_STEPS: Final = 30
_LONGEST_STEP: Final = 2.0
_TRACE: Final = 1e-2
# Places and weights that give a Normal distribution's first five moments (Gauss and Hermite's).
_QUADRATURE: Final = ((0.0, 2 / 3), (-math.sqrt(3), 1 / 6), (math.sqrt(3), 1 / 6))


@dataclass
class Counts:
    """Counts of one venue and grain, with the regression that explains them.

    Attributes:
        columns: The regression's columns, (count, coefficient), the level's knots first.
        offset: What is known of the logarithm of each count's mean.
        visits: The counts.
        concentration: How evenly they come.
        rare: Which of them are rare.
        score: By how many standard deviations each differs from its mean, not a number if rare.
    """

    columns: NDArray[np.float64]
    offset: NDArray[np.float64]
    visits: NDArray[np.float64]
    concentration: float
    rare: NDArray[np.bool_]
    score: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def mean(self, mode: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean of each count."""
        return np.exp(np.clip(self.columns @ mode + self.offset, -20, 20))

    def learn(self, mode: NDArray[np.float64], covariance: NDArray[np.float64]) -> None:
        """Find the concentration and the rare counts, given the coefficients.

        The means are not sure: a few counts that many coefficients explain are no proof of evenly
        coming visits. So the log-density is averaged over the means' uncertainty, as the
        expectation-maximisation algorithm does.
        """
        mean, variance = self.mean(mode), _quadratic(self.columns, covariance)
        means = [(weight, mean * np.exp(z * np.sqrt(variance))) for z, weight in _QUADRATURE]

        def unlikely(log_concentration: float) -> float:
            concentration = np.where(self.rare, RARE_CONCENTRATION, math.exp(log_concentration))
            return -sum(w * log_density(self.visits, m, concentration).sum() for w, m in means)

        best = optimize.minimize_scalar(unlikely, bounds=(-2, 9), method="bounded")
        self.concentration = math.exp(best.x)
        self.rare = self._tell_apart(mean, variance)
        usual = np.log((self.visits + 0.5) / mean) / np.sqrt(1.0 / self.concentration + 1.0 / mean)
        self.score = np.where(self.rare, np.nan, usual)

    def _tell_apart(
        self, mean: NDArray[np.float64], variance: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Return which counts are rare, judged by what all other counts say of each."""
        weight = mean / (1.0 + mean / np.where(self.rare, RARE_CONCENTRATION, self.concentration))
        leverage = np.minimum(weight * variance, 0.95)
        pulled = np.log((self.visits + 0.5) / mean)
        others = mean * np.exp(np.clip(-leverage / (1.0 - leverage) * pulled, -3, 3))
        width = np.exp(variance / (1.0 - leverage))

        def log_predictive(concentration: float) -> NDArray[np.float64]:
            # A log-normal factor on the mean adds to the variance as the gamma factor does.
            return log_density(
                self.visits, others, 1.0 / ((1.0 + 1.0 / concentration) * width - 1.0)
            )

        odds = log_predictive(RARE_CONCENTRATION) - log_predictive(self.concentration)
        return np.asarray(odds > -special.logit(likelihood.RARE))


@dataclass(frozen=True)
class Assumed:
    """What is assumed of one venue's coefficients.

    Attributes:
        start: Where the level is expected to start.
        knots: The knots of the level.
        mean: The mean of each of the other coefficients.
        variance: Their variance.
    """

    start: float
    knots: pd.DatetimeIndex
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]


def approximate_venue(counts: Sequence[Counts], assumed: Assumed) -> dict[str, NDArray[np.float64]]:
    """Return the arrays of :class:`calibration.demand.pilot.Approximation` for one venue.

    Args:
        counts: Its counts by grain; their concentration and rare counts are where to start from,
            and are learned.
        assumed: What is assumed of its coefficients.
    """
    knots = len(assumed.knots)
    looseness = np.ones(knots - 1)
    start = np.full(knots, assumed.start)
    centre = np.concatenate([start, assumed.mean])
    fixed = np.zeros((len(centre), len(centre)))
    fixed[0, 0] = 1.0 / level.START_SD**2
    fixed[range(knots, len(centre)), range(knots, len(centre))] = 1.0 / assumed.variance
    mode, drift = centre, level.DRIFT
    for _round in range(_ROUNDS):
        white = paths.whitener(assumed.knots, looseness)
        roughness = white.T @ white
        prior = fixed.copy()
        prior[:knots, :knots] += roughness / drift**2
        mode, precision = _mode(counts, prior, centre, mode)
        covariance = np.linalg.inv(precision)
        of_level = covariance[:knots, :knots]
        moved = (white @ mode[:knots]) ** 2 + _quadratic(white, of_level)
        # Five prior steps keep a short history from claiming that nothing ever changes.
        square = (moved.sum() + 5 * level.DRIFT**2) / (len(moved) + 5)
        used, used_looseness = drift, looseness
        squares = paths.lasting_squares(
            assumed.knots, looseness, mode[:knots] / drift, of_level / drift**2
        )
        looseness = np.sqrt((paths.TAIL + squares) / (paths.TAIL + 1))
        drift = float(np.sqrt(square))
        used_concentration = counts[0].concentration
        for each in counts:
            each.learn(mode, covariance)
    return {
        **_directions(
            precision,
            roughness,
            drift=used,
            mode=mode,
            start=start,
            mean=assumed.mean,
            assumed=1.0 / assumed.variance,
        ),
        "drift": np.array(drift),
        "looseness": used_looseness,
        "concentration": np.array(used_concentration),
        "size": np.array(max(float(np.median(counts[0].visits)), 1.0)),
    }


def log_density(
    visits: NDArray[np.float64],
    mean: NDArray[np.float64],
    concentration: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the negative-binomial log-density of counts, but for the log-factorial."""
    total = special.gammaln(visits + concentration) - special.gammaln(concentration)
    total += special.xlogy(visits, mean / (mean + concentration))
    return np.asarray(total - concentration * np.log1p(mean / concentration))


def _quadratic(rows: NDArray[np.float64], covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variance of each row's product with coefficients of this covariance."""
    return np.asarray(((rows @ covariance) * rows).sum(axis=1))


def _directions(
    precision: NDArray[np.float64],
    roughness: NDArray[np.float64],
    *,
    drift: float,
    mode: NDArray[np.float64],
    start: NDArray[np.float64],
    mean: NDArray[np.float64],
    assumed: NDArray[np.float64],
) -> dict[str, NDArray[np.float64]]:
    """Return the independent directions of the level, and of the rest given the level."""
    knots = len(start)
    of_rest = precision[knots:, knots:]
    follows = -np.linalg.solve(of_rest, precision[knots:, :knots])
    of_level = precision[:knots, :knots] + precision[:knots, knots:] @ follows
    # What the counts alone say about the level; a trace is added where they say nothing.
    told = of_level - roughness / drift**2
    told = (told + told.T) / 2 + _TRACE * np.eye(knots)
    stiffness, modes = linalg.eigh(roughness, told)
    variance = np.linalg.inv(of_rest)
    unit = 1.0 / np.diag(variance)
    return {
        "level": start,
        "moved": mode[:knots] - start,
        "rest": mode[knots:],
        "evidence": unit * mode[knots:] - assumed * mean,
        "modes": modes,
        "stiffness": np.maximum(stiffness, 0.0),
        "coordinates": (modes.T @ told @ (mode[:knots] - start))
        * (np.maximum(stiffness, 0.0) / drift**2 + 1.0),
        "follows": follows,
        "root": np.linalg.cholesky(variance),
        "told": np.maximum(unit - assumed, 1e-6),
        "unit": unit,
    }


def _mode(
    rows: Sequence[Counts],
    prior: NDArray[np.float64],
    prior_mean: NDArray[np.float64],
    start: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mode by Fisher scoring, and the precision there."""
    mode = start
    for _step in range(_NEWTON_STEPS):
        gradient = -prior @ (mode - prior_mean)
        precision = prior.copy()
        for each in rows:
            mean = each.mean(mode)
            shrunk = 1.0 + mean / np.where(each.rare, RARE_CONCENTRATION, each.concentration)
            gradient += each.columns.T @ ((each.visits - mean) / shrunk)
            precision += (each.columns * (mean / shrunk)[:, None]).T @ each.columns
        move = np.linalg.solve(precision, gradient)
        longest = np.abs(move).max()
        mode = mode + move * min(1.0, _LONGEST_STEP / max(longest, 1e-300))
        if longest < 1e-3:
            break
    return mode, precision
