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
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize

from calibration.demand.components.base import SPREAD_SD, Column
from calibration.demand.venue_types import Shared

_APART: Final = np.array([[1.0, -1.0], [-1.0, 1.0]])
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
        venue_type: The venues' type, if types are told apart in this column.
    """

    column: int
    values: Floats
    variances: Floats
    venue_type: str | None = None


@dataclass(frozen=True)
class Pooled:
    """What venues have in common in the coefficients of a component, and how much they differ.

    Attributes:
        common: The mean of each column's coefficient over venues.
        variance: How unsure that mean is.
        spread: How much venues differ, by group of columns.
        spread_sd: How unsure the logarithm of each spread is.
        of_column: Which group each column belongs to.
        of_type: The same mean and variance over the venues of each type that is told apart.
    """

    common: Floats
    variance: Floats
    spread: Floats
    spread_sd: Floats
    of_column: tuple[int, ...]
    of_type: Mapping[str | None, tuple[Floats, Floats]] = field(default_factory=dict)

    def of_venue(self, chosen: Sequence[int], venue_type: str | None) -> tuple[Floats, Floats]:
        """Return the mean and variance of a venue's own coefficients of these columns."""
        spread = np.array([self.spread_of(j) for j in chosen])
        mean, variance = self.of_type.get(venue_type, (self.common, self.variance))
        return mean[list(chosen)], variance[list(chosen)] + spread**2

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
        shared: What each coefficient's mean is.
        information: How much they say: the inverse of a covariance.
        natural: That times the values that the counts alone would give.
    """

    shared: tuple[Shared, ...]
    information: Floats
    natural: Floats


@dataclass(frozen=True)
class Commons:
    """What venues have in common in all components together: jointly Normal.

    Attributes:
        shared: What each is.
        mean: The means.
        root: A root of the covariance, lower triangular.
    """

    shared: tuple[Shared, ...]
    mean: Floats
    root: Floats

    def each(self) -> Iterator[tuple[Shared, float, float]]:
        """Give each one, its mean and its variance by itself."""
        yield from zip(self.shared, self.mean, (self.root**2).sum(axis=1), strict=True)


def commons(
    columns: Mapping[str, Sequence[Column]],
    told: Sequence[ToldTogether],
    pooled: Mapping[str, Pooled],
    types: Mapping[str, Sequence[str]],
) -> Commons:
    """Return what venues have in common, given how much they differ.

    Args:
        columns: The columns of each component, with their priors.
        told: What each venue's counts alone say.
        pooled: How much venues differ, by component.
        types: The types of venue that each component tells apart.
    """
    overall = [Shared(key, j) for key in columns for j, each in enumerate(columns[key]) if each.sd]
    of_types = [
        Shared(key, j, each)
        for key in columns
        for each in types[key]
        for j in range(len(columns[key]))
    ]
    unknown = [*overall, *of_types]
    place = {shared: at for at, shared in enumerate(unknown)}
    priors = [columns[each.key][each.column] for each in overall]
    precision = np.diag([*(each.sd**-2.0 for each in priors), *np.zeros(len(of_types))])
    natural = np.array([*(each.mean * each.sd**-2.0 for each in priors), *np.zeros(len(of_types))])
    for each in of_types:
        pair = np.ix_(*[[place[each], place[each.overall]]] * 2)
        precision[pair] += pooled[each.key].spread_of(each.column) ** -2.0 * _APART
    for venue in told:
        narrow = np.array([pooled[s.key].spread_of(s.column) ** -2.0 for s in venue.shared])
        # What the counts say of the common values is what they say of the venue's own, less sure.
        less = narrow[:, None] * linalg.inv(venue.information + np.diag(narrow))
        member = np.zeros((len(narrow), len(unknown)))
        for at, shared in enumerate(venue.shared):
            if shared in place:
                member[at, place[shared]] = 1.0
        precision += member.T @ (np.diag(narrow) - less * narrow) @ member
        natural += member.T @ (less @ venue.natural)
    root = linalg.cholesky(linalg.inv((precision + precision.T) / 2.0), lower=True)
    return Commons(tuple(unknown), np.linalg.solve(precision, natural), root)


def pooled_together(pooled: Mapping[str, Pooled], found: Commons) -> dict[str, Pooled]:
    """Return what venues have in common by component, as all components together tell it."""
    by_type = dict[str | None, Floats]
    means = {key: by_type({None: of_key.common.copy()}) for key, of_key in pooled.items()}
    variances = {key: by_type({None: of_key.variance.copy()}) for key, of_key in pooled.items()}
    for shared, mean, variance in found.each():
        for moments, value in ((means[shared.key], mean), (variances[shared.key], variance)):
            of_type = moments.setdefault(shared.venue_type, np.zeros_like(moments[None]))
            of_type[shared.column] = value
    return {
        key: replace(
            of_key,
            common=means[key].pop(None),
            variance=variances[key].pop(None),
            of_type={each: (means[key][each], variances[key][each]) for each in means[key]},
        )
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
    by_type: dict[str | None, list[Told]] = {}
    for each in told:
        by_type.setdefault(each.venue_type, []).append(each)
    # The mean of a type is an estimate as that of a venue is.
    of_types = [
        _of_type(of_type, spread) if venue_type is not None else _of_venues(of_type)
        for venue_type, of_type in by_type.items()
    ]
    values = np.concatenate([np.zeros(0), *(each[0] for each in of_types)])
    within = np.concatenate([np.zeros(0), *(each[1] for each in of_types)]) + spread**2
    unlikely = sum(each[2] for each in of_types)
    if not column.sd:
        unlikely += 0.5 * float((np.log(within) + (values - column.mean) ** 2 / within).sum())
        return column.mean, math.inf, unlikely
    apart = values - column.mean
    precision = column.sd**-2.0 + (1.0 / within).sum()
    mean = column.mean + (apart / within).sum() / precision
    unlikely += 0.5 * (
        np.log(within).sum()
        + math.log(precision * column.sd**2)
        + (apart**2 / within).sum()
        - precision * (mean - column.mean) ** 2
    )
    return float(mean), float(precision), float(unlikely)


def _of_venues(told: Sequence[Told]) -> tuple[Floats, Floats, float]:
    """Return the estimates of single venues and their variances."""
    values = np.concatenate([each.values for each in told])
    return values, np.concatenate([each.variances for each in told]), 0.0


def _of_type(told: Sequence[Told], spread: float) -> tuple[Floats, Floats, float]:
    """Return the mean of a type's venues, its variance, and how unlikely they are given it."""
    values, variances, _none = _of_venues(told)
    within = variances + spread**2
    variance = 1.0 / (1.0 / within).sum()
    mean = variance * (values / within).sum()
    unlikely = np.log(within).sum() - math.log(variance) + ((values - mean) ** 2 / within).sum()
    return np.array([mean]), np.array([variance]), 0.5 * float(unlikely)
