"""What venues have in common and how much they differ, from what each one's counts say by itself.

Use :func:`pool`: estimates with their variances become a common value and a spread, as in a
meta-analysis of studies. The spread is the likeliest one given its prior, with the width that the
curvature there gives; the common value given that spread is Normal.

Source: random effects as in DerSimonian and Laird, 'Meta-analysis in clinical trials' (Controlled
Clinical Trials 7, 1986), by maximum likelihood; Laplace's approximation for what remains unsure.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

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
        spread = self.spread[[self.of_column[j] for j in chosen]]
        return self.common[list(chosen)], self.variance[list(chosen)] + spread**2


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
