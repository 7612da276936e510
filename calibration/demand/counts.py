"""Counts of one venue with the regression that explains them, as the pilot looks at them.

A count's mean is the sum of parts whose logarithms are linear in the coefficients: those who come
anyway, and events' own audiences. How evenly counts come, and which are rare, is learned from what
the coefficients leave over.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from calibration.demand import likelihood
from calibration.demand.components import COMPONENTS
from calibration.demand.design import Block
from calibration.demand.drawing import RARE_CONCENTRATION
from calibration.demand.pooling import peak
from calibration.demand.sums import Shape, log_numbers, log_sums, mean_columns

LEAST_TOLD: Final = 1e-3
"""What is told of a scale at least: one over a variance."""
# How far from what is assumed, on the logarithmic scale, a drift or concentration is looked for.
_WIDEST: Final = 6.0
# Places and weights that give a Normal distribution's first five moments (Gauss and Hermite's).
_QUADRATURE: Final = ((0.0, 2 / 3), (-math.sqrt(3), 1 / 6), (math.sqrt(3), 1 / 6))


@dataclass(frozen=True)
class Scale:
    """A positive number of a venue, its drift or a concentration, on the logarithmic scale.

    Attributes:
        mean: What is assumed of it beforehand.
        sd: How unsure that is.
        value: Where it is likeliest.
        told: How much the counts tell about it: one over a variance.
    """

    mean: float
    sd: float
    value: float
    told: float = 0.0

    @property
    def alone(self) -> float:
        """Where the counts alone would have it."""
        return self.value + (self.value - self.mean) / self.sd**2 / max(self.told, LEAST_TOLD)

    def learned(self, unlikely: Callable[[float], float]) -> "Scale":
        """Return it after learning how unlikely the counts are by its logarithm."""

        def whole(value: float) -> float:
            return unlikely(value) + 0.5 * ((value - self.mean) / self.sd) ** 2

        value, sd = peak(whole, (self.mean - _WIDEST, self.mean + _WIDEST))
        return replace(self, value=value, told=max(sd**-2.0 - self.sd**-2.0, LEAST_TOLD))


@dataclass(frozen=True)
class Line:
    """A part of counts' means whose logarithm is linear in the coefficients.

    Attributes:
        columns: The regression's columns, (count, coefficient), the level's knots first.
        offset: What is known of the logarithm, minus infinity where there is no such part.
    """

    columns: NDArray[np.float64]
    offset: NDArray[np.float64]

    def mean(self, mode: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return this part of each count's mean."""
        return np.exp(np.clip(self.columns @ mode + self.offset, -20, 20))


@dataclass
class Counts:
    """Counts of one venue and grain, with the regression that explains them.

    Attributes:
        lines: What a count's mean is the sum of: those who come anyway, events' own audiences.
        visits: The counts.
        scale: How evenly they come: their concentration.
        rare: Which of them are rare.
        score: By how many standard deviations each differs from its mean, not a number if rare.
    """

    lines: tuple[Line, ...]
    visits: NDArray[np.float64]
    scale: Scale
    rare: NDArray[np.bool_]
    score: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @property
    def concentration(self) -> float:
        """How evenly they come."""
        return math.exp(self.scale.value)

    def mean(self, mode: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean of each count."""
        return np.asarray(sum(line.mean(mode) for line in self.lines))

    def slopes(self, mode: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how the logarithm of each mean moves with the coefficients."""
        if len(self.lines) == 1:
            return self.lines[0].columns
        means = np.stack([line.mean(mode) for line in self.lines])
        columns = np.stack([line.columns for line in self.lines])
        return np.asarray(np.einsum("lc,lcj->cj", means / means.sum(axis=0), columns))

    def learn(self, mode: NDArray[np.float64], covariance: NDArray[np.float64]) -> None:
        """Find the concentration and the rare counts, given the coefficients.

        The means are not sure: a few counts that many coefficients explain are no proof of evenly
        coming visits. So the log-density is averaged over the means' uncertainty, as the
        expectation-maximisation algorithm does.
        """
        mean, variance = self.mean(mode), quadratic(self.slopes(mode), covariance)
        means = [(weight, mean * np.exp(z * np.sqrt(variance))) for z, weight in _QUADRATURE]

        def unlikely(log_concentration: float) -> float:
            concentration = np.where(self.rare, RARE_CONCENTRATION, math.exp(log_concentration))
            return -sum(w * log_density(self.visits, m, concentration).sum() for w, m in means)

        found = self.scale.learned(unlikely)
        # Counts that coefficients explain wholly tell nothing of what they leave over.
        weight = mean / (1.0 + mean / math.exp(found.value))
        left_over = np.maximum(1.0 - weight * variance, 0.0) ** 2
        self.scale = replace(found, told=max(found.told * left_over.mean(), LEAST_TOLD))
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


def log_density(
    visits: NDArray[np.float64],
    mean: NDArray[np.float64],
    concentration: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the negative-binomial log-density of counts, but for the log-factorial."""
    total = special.gammaln(visits + concentration) - special.gammaln(concentration)
    total += special.xlogy(visits, mean / (mean + concentration))
    return np.asarray(total - concentration * np.log1p(mean / concentration))


def quadratic(rows: NDArray[np.float64], covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variance of each row's product with coefficients of this covariance."""
    return np.asarray(((rows @ covariance) * rows).sum(axis=1))


def counts_of(
    block: Block,
    venue: int,
    columns: Sequence[NDArray[np.float64]],
    shape: Shape | None,
    scales: Mapping[str, Scale],
) -> list[Counts]:
    """Return one venue's counts: its days, and its longer periods.

    The columns are those of the visitors who come anyway, and of events' own audiences.
    """
    usual, gathered = columns
    found = []
    if block.has_days:
        at = block.counted
        lines = [Line(usual[at], np.zeros(len(at)))]
        if block.events[at].any():
            lines.append(Line(gathered[at], log_numbers(block.events[at])))
        found.append(_not_rare(lines, block.visits, scales["day_concentration"]))
    if block.periods is not None:
        nothing = {component.key: np.zeros(len(component.columns)) for component in COMPONENTS}
        seen = block.periods.observed[:, venue]
        lines = []
        for of_line, of_audience in ((usual, False), (gathered, True)):
            sums, shares = log_sums(block, shape or nothing, of_audience=of_audience)
            if np.isfinite(sums[seen]).any():
                means = mean_columns(block.periods, shares, of_line)
                lines.append(Line(means[seen], sums[seen]))
        visits = block.periods.visits[seen, venue]
        found.append(_not_rare(lines, visits, scales["period_concentration"]))
    return found


def _not_rare(lines: Sequence[Line], visits: NDArray[np.int64], scale: Scale) -> Counts:
    """Return counts of which none is thought rare yet."""
    return Counts(tuple(lines), visits.astype(float), scale, np.zeros(len(visits), bool))
