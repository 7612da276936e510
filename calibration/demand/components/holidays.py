"""Public holidays of the venue's country, Easter, Christmas and bridge days.

    holidays(v, d) = Σ_j [d is a day of kind j] c_vj

Each day is of one kind at most. Easter has its own kinds because it moves between March and April,
which also lets venues with months tell their own effect. Priors: open venues gain on days off
(common Normal(0.2, 0.3)), lose on the days around Christmas Day itself (Normal(−0.3, 0.5)); spread
of median 0.2. Without a country only Easter and Christmas are known.

Source of the dates: the Python package ``holidays``; Easter by the algorithm in ``dateutil``.
Where public holidays differ within a country, those of its most populous part are taken.
"""

from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from holidays import country_holidays, list_supported_countries
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component
from calibration.demand.days import Days
from venues.common.i18n import N_

ORTHODOX: Final = frozenset(
    {"BG", "BY", "CY", "GE", "GR", "MD", "ME", "MK", "RO", "RS", "RU", "UA"}
)
MOST_POPULOUS: Final = {
    "AU": "NSW", "CA": "ON", "CH": "ZH", "DE": "NW", "ES": "AN", "GB": "ENG", "US": "CA",
}  # fmt: skip
EASTER_DAYS: Final = (-2, 1)
EASTER_HOLIDAY: Final = 9
QUIET_DAYS: Final = (1224, 1225, 1226, 101)
CHRISTMAS_WEEK: Final = (1227, 1228, 1229, 1230, 1231, 102)


@cache
def public_holidays(country: str, year: int) -> frozenset[pd.Timestamp]:
    """Return the public holidays of a country in a year; none if the country is not known."""
    if country not in list_supported_countries(include_aliases=False):
        return frozenset()
    found = country_holidays(country, subdiv=MOST_POPULOUS.get(country), years=year)
    return frozenset(pd.Timestamp(day) for day in found)


def days_from_easter(dates: pd.DatetimeIndex, country: str | None) -> NDArray[np.int64]:
    """Return how many days each day lies after Easter Sunday of its year."""
    # The stub wants literals; the module's own names for them are plain integers.
    method: Any = EASTER_ORTHODOX if country in ORTHODOX else EASTER_WESTERN
    sundays = {year: pd.Timestamp(easter(year, method)) for year in set(dates.year)}
    return np.asarray([(day - sundays[day.year]).days for day in dates], dtype=np.int64)


def _is_holiday(dates: pd.DatetimeIndex, country: str | None) -> NDArray[np.bool_]:
    if country is None:
        return np.zeros(len(dates), dtype=bool)
    known = {day for year in set(dates.year) for day in public_holidays(country, year)}
    return np.asarray(dates.isin(sorted(known)), dtype=bool)


def design(days: Days) -> NDArray[np.float64]:
    """Return which kind of day each day is."""
    dates, country = days.dates, days.country
    after_easter = days_from_easter(dates, country)
    easter_days = (after_easter >= EASTER_DAYS[0]) & (after_easter <= EASTER_DAYS[1])
    around_easter = (np.abs(after_easter) <= EASTER_HOLIDAY) & ~easter_days
    month_day = np.asarray(dates.month * 100 + dates.day)
    quiet = np.isin(month_day, QUIET_DAYS)
    christmas_week = np.isin(month_day, CHRISTMAS_WEEK)
    taken = easter_days | quiet | christmas_week
    public = _is_holiday(dates, country) & ~taken
    one = pd.Timedelta(days=1)
    weekday = np.asarray(dates.day_of_week)
    bridge = (weekday == 0) & _is_holiday(dates + one, country)
    bridge |= (weekday == 4) & _is_holiday(dates - one, country)
    bridge &= ~(taken | public | around_easter)
    kinds = (public, bridge, easter_days, around_easter & ~public, quiet, christmas_week)
    return np.stack(kinds, axis=1).astype(np.float64)


HOLIDAYS: Final = Component(
    key="holidays",
    title=N_("Public holidays"),
    columns=(
        Column("public", N_("Other public holidays"), 0.2, 0.3, 0.2, "holidays"),
        Column("bridge", N_("Bridge days"), 0.2, 0.3, 0.2, "holidays"),
        Column("easter", N_("Easter, Good Friday to Monday"), 0.2, 0.3, 0.2, "holidays", True),
        Column("around_easter", N_("Weeks around Easter"), 0.2, 0.3, 0.2, "holidays", True),
        Column("quiet", N_("24 to 26 December and 1 January"), -0.3, 0.5, 0.2, "holidays"),
        Column("christmas", N_("Week after Christmas"), 0.2, 0.3, 0.2, "holidays"),
    ),
    applies=lambda _days: True,
    design=design,
)
