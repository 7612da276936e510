"""What venues have in common and how much they differ, from what each one's counts say by itself.

Use :func:`pool`: estimates with their variances become a common value and a spread, as in a
meta-analysis of studies. The spread is the likeliest one given its prior, with the width that the
curvature there gives; the common value given that spread is Normal. Then :func:`commons` for the
common values of all components together: what festivals draw and what events draw are told by their
sum, and only so far apart as other kinds of event tell.

Source: random effects as in DerSimonian and Laird, 'Meta-analysis in clinical trials' (Controlled
Clinical Trials 7, 1986), by maximum likelihood; Laplace's approximation for what remains unsure.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize

from calibration.demand.components.base import SPREAD_SD, Column

_STEP: Final = 0.1
_LEAST_CURVATURE: Final = 1e-3
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """What counts alone say of one column's coefficient at some venues.

    Attributes:
        column: Which column.
        values: The likeliest value at each venue.
        variances: How unsure each is.
    """

    column: int
    values: Floats
    variances: Floats


@dataclass(frozen=True)
class Pooled:
    """What venues have in common in the coefficients of a component, and how much they differ.

    Attributes:
        common: The mean of each column's coefficient over venues.
        variance: How unsure that mean is.
        spread: How much venues differ, by group of columns.
        spread_sd: How unsure the logarithm of each spread is.
        of_column: Which group each column belongs to.
    """

    common: Floats
    variance: Floats
    spread: Floats
    spread_sd: Floats
    of_column: tuple[int, ...]

    def of_venue(self, chosen: Sequence[int]) -> tuple[Floats, Floats]:
        """Return the mean and variance of a venue's own coefficients of these columns."""
        spread = np.array([self.spread_of(j) for j in chosen])
        return self.common[list(chosen)], self.variance[list(chosen)] + spread**2

    def spread_of(self, column: int) -> float:
        """Return how much venues differ in a column."""
        return float(self.spread[self.of_column[column]])


def pool(columns: Sequence[Column], told: Sequence[Told]) -> Pooled:
    """Return the likeliest spreads, and the common coefficients under these.

    Args:
        columns: The columns of a component, with their priors.
        told: What counts alone say of them.
    """
    medians = {column.group: column.spread for column in columns}
    groups = list(medians)
    spread, sd = np.array(list(medians.values())), np.full(len(groups), SPREAD_SD)
    for number, group in enumerate(groups):
        of_group = [each for each in told if columns[each.column].group == group]
        if not of_group:
            continue
        middle = math.log(medians[group])

        def unlikely(
            log_spread: float, of_group: list[Told] = of_group, middle: float = middle
        ) -> float:
            by_column = _by_column(of_group).items()
            found = sum(_given(columns[j], each, math.exp(log_spread))[2] for j, each in by_column)
            return found + 0.5 * ((log_spread - middle) / SPREAD_SD) ** 2

        place, sd[number] = peak(unlikely, (middle - 4, middle + 4))
        spread[number] = math.exp(place)
    of_column = tuple(groups.index(column.group) for column in columns)
    by_column = _by_column(told)
    found = [
        _given(column, by_column.get(j, []), spread[of_column[j]])
        for j, column in enumerate(columns)
    ]
    return Pooled(
        np.array([mean for mean, _precision, _unlikely in found]),
        np.array([1.0 / precision for _mean, precision, _unlikely in found]),
        spread,
        sd,
        of_column,
    )


@dataclass(frozen=True)
class ToldTogether:
    """What one venue's counts alone say of all its coefficients.

    Attributes:
        columns: Which component's column each coefficient belongs to.
        information: How much they say: the inverse of a covariance.
        natural: That times the values that the counts alone would give.
    """

    columns: tuple[tuple[str, int], ...]
    information: Floats
    natural: Floats


@dataclass(frozen=True)
class Commons:
    """What venues have in common in all components together: jointly Normal.

    Attributes:
        columns: Which component's column each belongs to.
        mean: The means.
        root: A root of the covariance, lower triangular.
    """

    columns: tuple[tuple[str, int], ...]
    mean: Floats
    root: Floats

    def each(self) -> Iterator[tuple[tuple[str, int], float, float]]:
        """Give each column's place, its mean and its variance by itself."""
        yield from zip(self.columns, self.mean, (self.root**2).sum(axis=1), strict=True)


def commons(
    columns: Mapping[str, Sequence[Column]],
    told: Sequence[ToldTogether],
    pooled: Mapping[str, Pooled],
) -> Commons:
    """Return what venues have in common, given how much they differ.

    Args:
        columns: The columns of each component, with their priors.
        told: What each venue's counts alone say.
        pooled: How much venues differ, by component.
    """
    unknown = [(key, j) for key in columns for j, each in enumerate(columns[key]) if each.sd]
    place = {column: at for at, column in enumerate(unknown)}
    priors = [columns[key][j] for key, j in unknown]
    precision = np.diag([each.sd**-2.0 for each in priors])
    natural = np.array([each.mean * each.sd**-2.0 for each in priors])
    for venue in told:
        narrow = np.array([pooled[key].spread_of(j) ** -2.0 for key, j in venue.columns])
        # What the counts say of the common values is what they say of the venue's own, less sure.
        less = narrow[:, None] * linalg.inv(venue.information + np.diag(narrow))
        member = np.zeros((len(narrow), len(unknown)))
        for at, column in enumerate(venue.columns):
            if column in place:
                member[at, place[column]] = 1.0
        precision += member.T @ (np.diag(narrow) - less * narrow) @ member
        natural += member.T @ (less @ venue.natural)
    root = linalg.cholesky(linalg.inv((precision + precision.T) / 2.0), lower=True)
    return Commons(tuple(unknown), np.linalg.solve(precision, natural), root)


def pooled_together(pooled: Mapping[str, Pooled], found: Commons) -> dict[str, Pooled]:
    """Return what venues have in common by component, as all components together tell it."""
    means = {key: of_key.common.copy() for key, of_key in pooled.items()}
    variances = {key: of_key.variance.copy() for key, of_key in pooled.items()}
    for (key, j), mean, variance in found.each():
        means[key][j], variances[key][j] = mean, variance
    return {
        key: replace(of_key, common=means[key], variance=variances[key])
        for key, of_key in pooled.items()
    }


def peak(unlikely: Callable[[float], float], bounds: tuple[float, float]) -> tuple[float, float]:
    """Return where a function is smallest, and the width of the Normal density it is like there."""
    best = optimize.minimize_scalar(
        unlikely, bounds=bounds, method="bounded", options={"xatol": 0.01}
    )
    place = float(best.x)
    curvature = (
        unlikely(place - _STEP) - 2.0 * unlikely(place) + unlikely(place + _STEP)
    ) / _STEP**2
    return place, max(curvature, _LEAST_CURVATURE) ** -0.5


def _by_column(told: Sequence[Told]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    for each in told:
        found.setdefault(each.column, []).append(each)
    return found


def _given(column: Column, told: Sequence[Told], spread: float) -> tuple[float, float, float]:
    """Return the common coefficient, its precision, and how unlikely the estimates are."""
    values = np.concatenate([np.zeros(0), *(each.values for each in told)])
    within = np.concatenate([np.zeros(0), *(each.variances for each in told)]) + spread**2
    if not column.sd:
        unlikely = 0.5 * float((np.log(within) + (values - column.mean) ** 2 / within).sum())
        return column.mean, math.inf, unlikely
    apart = values - column.mean
    precision = column.sd**-2.0 + (1.0 / within).sum()
    mean = column.mean + (apart / within).sum() / precision
    unlikely = 0.5 * (
        np.log(within).sum()
        + math.log(precision * column.sd**2)
        + (apart**2 / within).sum()
        - precision * (mean - column.mean) ** 2
    )
    return float(mean), float(precision), float(unlikely)
