"""Public holidays of the venue's country and region, the days around them, and Easter.

    holidays(v, d) = Σ_j [d is a day of kind j] c_vj

A free day is one of the weekend or a public holiday; free days in a row make a run. Kinds: public
holidays on working days, those that fall on a weekend, the weekend that a holiday makes longer (a
run of three days or more), runs of four days or more (Golden Week) on top, single working days that
a holiday leaves between free ones (bridge days), other working days before and after a holiday.
Easter has kinds of its own: it moves between March and April, which also lets venues with months
tell its effect. From Christmas Eve to New Year's Day
:mod:`calibration.demand.components.christmas` holds alone; feasts that follow the moon are those of
:mod:`calibration.demand.components.moving`. Without a country only Easter is known.

Priors: open venues gain on days off (common Normal(0.2, 0.3)); less where people would have been
free anyway (Normal(0.05, 0.2)), and nobody knows before whether the days around are better or worse
(Normal(0, 0.15)); spread of median 0.2.
"""

from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components import country_days
from calibration.demand.components.base import Column, Component
from calibration.demand.components.christmas import is_around_christmas
from calibration.demand.days import Days
from venues.common.i18n import N_

EASTER_DAYS: Final = (-2, 1)
EASTER_HOLIDAY: Final = 9
LONG_WEEKEND: Final = 3
LONG_RUN: Final = 4
# Looked at before the first and after the last day asked for, so that runs are whole.
_MARGIN: Final = pd.Timedelta(days=15)


def design(days: Days) -> NDArray[np.float64]:
    """Return which kind of day each day is."""
    # Days asked for may have gaps; what a day is depends on its true neighbours.
    every = pd.date_range(days.dates[0] - _MARGIN, days.dates[-1] + _MARGIN)
    return _kinds(every, days.country, days.region)[every.get_indexer(days.dates)]


def _kinds(dates: pd.DatetimeIndex, country: str | None, region: str | None) -> NDArray[np.float64]:
    after_easter = country_days.days_from_easter(dates, country)
    easter = (after_easter >= EASTER_DAYS[0]) & (after_easter <= EASTER_DAYS[1])
    around_easter = (np.abs(after_easter) <= EASTER_HOLIDAY) & ~easter
    weekend = country_days.is_weekend(dates, country)
    holiday, feast = holidays_and_feasts(dates, country, region)
    free = weekend | holiday
    length = _run_lengths(free)
    by_holiday = _run_holds(free, holiday)
    before, after = np.roll(holiday, -1), np.roll(holiday, 1)
    bridge = ~free & (before | after) & np.roll(free, -1) & np.roll(free, 1)
    elsewhere = easter | feast | is_around_christmas(dates)
    kinds = (
        holiday & ~weekend & ~elsewhere,
        holiday & weekend & ~elsewhere,
        weekend & ~holiday & by_holiday & (length >= LONG_WEEKEND) & ~elsewhere,
        free & by_holiday & (length >= LONG_RUN) & ~easter & ~is_around_christmas(dates),
        bridge & ~elsewhere & ~around_easter,
        before & ~free & ~bridge & ~elsewhere & ~around_easter,
        after & ~free & ~bridge & ~elsewhere & ~around_easter,
        easter,
        around_easter,
    )
    return np.stack(kinds, axis=1).astype(np.float64)


def holidays_and_feasts(
    dates: pd.DatetimeIndex, country: str | None, region: str | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which days are public holidays, and which of them follow the moon."""
    if country is None:
        return np.zeros(len(dates), dtype=bool), np.zeros(len(dates), dtype=bool)
    years = range(dates[0].year, dates[-1].year + 1)
    holidays, feasts = (
        country_days.are_among(
            dates, frozenset().union(*(known(country, y, region) for y in years))
        )
        for known in (country_days.public_holidays, country_days.moving_feasts)
    )
    return holidays, feasts


def _run_number(free: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a number for each run of free days or of working days."""
    return np.asarray(np.cumsum(np.diff(free.astype(np.int64), prepend=0) != 0), dtype=np.int64)


def _run_lengths(free: NDArray[np.bool_]) -> NDArray[np.int64]:
    number = _run_number(free)
    return np.asarray(np.bincount(number)[number], dtype=np.int64)


def _run_holds(free: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    number = _run_number(free)
    return np.asarray(np.bincount(number, weights=wanted)[number] > 0)


def _column(
    key: str, label: str, mean: float, sd: float, *, told_by: Literal["days", "months"] = "days"
) -> Column:
    return Column(key, label, mean, sd, 0.2, "holidays", told_by)


HOLIDAYS: Final = Component(
    key="holidays",
    title=N_("Public holidays"),
    columns=(
        _column("public", N_("Other public holidays"), 0.2, 0.3),
        _column("on_weekend", N_("Public holidays on weekends"), 0.05, 0.2),
        _column("long_weekend", N_("Weekends that a public holiday makes longer"), 0.05, 0.2),
        _column("long_run", N_("Four free days or more in a row"), 0.05, 0.2),
        _column("bridge", N_("Bridge days"), 0.2, 0.3),
        _column("eve", N_("Days before public holidays"), 0.0, 0.15),
        _column("after", N_("Days after public holidays"), 0.0, 0.15),
        _column("easter", N_("Easter, Good Friday to Monday"), 0.2, 0.3, told_by="months"),
        _column("around_easter", N_("Weeks around Easter"), 0.2, 0.3, told_by="months"),
    ),
    applies=lambda _days: True,
    design=design,
)
