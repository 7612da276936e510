"""What a component of the demand model is: columns of a regression, with their priors beside them.

Two kinds. A :class:`Component` has the same columns at every venue (Sundays, rain …); each column's
coefficient at a venue is partially pooled:

    common_j ~ Normal(mean_j, sd_j)        what venues have in common
    spread_g ~ LogNormal(log median_g, ½)  how much venues differ, one for each group g of columns
    coefficient_vj ~ Normal(common_j, spread_g(j))

or, where types of venue are told apart, around what venues of its type have in common
(:mod:`calibration.demand.venue_types`).

A :class:`Named` component has one coefficient for each named thing (this exhibition, that event).

The spread's prior keeps away from zero. With a handful of venues the data cannot rule out that all
are exactly alike, and a prior that allows it makes a funnel that no sampler explores well; nobody
believes in it either. See Betancourt and Girolami, 'Hamiltonian Monte Carlo for hierarchical
models' (2015), and Chung et al., 'A nondegenerate penalized likelihood estimator for variance
parameters in multilevel models' (Psychometrika 78, 2013) for boundary-avoiding priors.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.days import Days

SPREAD_SD: Final = 0.5


@dataclass(frozen=True)
class Column:
    """One column of a component.

    Attributes:
        key: Its name in results.
        label: What a person would call it, marked for translation; empty if it means nothing alone.
        mean: Prior mean of the common coefficient.
        sd: Prior standard deviation of the common coefficient.
        spread: Prior median of the venues' spread; columns that name the same one share it.
        group: The spread that the column shares.
        told_by: The longest periods whose totals tell a venue's own coefficient: ``months`` if it
            differs that much between the same month of two years, else ``days`` alone.
    """

    key: str
    label: str
    mean: float
    sd: float
    spread: float
    group: str
    told_by: Literal["days", "months"] = "days"


@dataclass(frozen=True)
class Component:
    """A term of the model with the same columns at every venue.

    Attributes:
        key: Its name in results.
        title: What a person would call it, marked for translation.
        columns: Its columns.
        applies: Whether it can be used at a venue.
        design: The values of the columns on some days, (day, column).
        is_audience: Whether it is about the audience that events have of their own
            (:mod:`calibration.demand.components.audiences`), not about those who come anyway.
        by_type: Whether venues of one type have more in common than others
            (:mod:`calibration.demand.venue_types`).
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    applies: Callable[[Days], bool]
    design: Callable[[Days], NDArray[np.float64]]
    is_audience: bool = False
    by_type: bool = False


@dataclass(frozen=True)
class Named:
    """A term of the model with one coefficient for each thing that has a name.

        coefficient ~ Normal(common, spread),  common ~ Normal(mean, sd),
        spread ~ LogNormal(log spread_median, ½)

    Attributes:
        key: Its name in results.
        title: What a person would call it, marked for translation.
        mean: Prior mean of what these things have in common.
        sd: Prior standard deviation of what these things have in common; zero if they are known to
            have nothing in common, and then the mean must be zero.
        spread: Prior median of how much they differ.
        names: The names that occur at a venue, whatever the days.
        design: The values of the columns of these names on some days, (day, name).
        days_only: Whether only venues that count days have it.
        is_audience: Whether it is about the audience that events have of their own.
    """

    key: str
    title: str
    mean: float
    sd: float
    spread: float
    names: Callable[[Days], tuple[str, ...]]
    design: Callable[[Days, tuple[str, ...]], NDArray[np.float64]]
    days_only: bool = False
    is_audience: bool = False

    def __post_init__(self) -> None:
        if self.mean and not self.sd:
            raise ValueError(f"{self.key}: what has nothing in common has no mean")


def within(
    dates: pd.DatetimeIndex, starts: Iterable[Any], ends: Iterable[Any]
) -> NDArray[np.bool_]:
    """Return whether each day lies in one of the ranges, their last days included."""
    inside = np.zeros(len(dates), dtype=bool)
    for start, end in zip(starts, ends, strict=True):
        inside |= np.asarray((dates >= start) & (dates <= end))
    return inside
