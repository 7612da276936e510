"""Days that a country's calendar marks: public holidays, moving feasts, weekends, Easter.

Plain sets of dates, for the components that turn them into columns. A venue's region is used where
it names a part of its country that has public holidays of its own (a Land, a state, a nation of the
United Kingdom); otherwise the country's most populous part stands for it.

Source of the dates: the Python package ``holidays``; Easter by the algorithm in ``dateutil``.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from holidays import country_holidays
from numpy.typing import NDArray

ORTHODOX: Final = frozenset(
    {"BG", "BY", "CY", "GE", "GR", "MD", "ME", "MK", "RO", "RS", "RU", "UA"}
)
MOST_POPULOUS: Final = {
    "AU": "NSW", "CA": "ON", "CH": "ZH", "DE": "NW", "ES": "AN", "GB": "ENG", "US": "CA",
}  # fmt: skip
SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})
# Feasts of calendars that follow the moon, by what the package calls them in English. Those bound
# to Easter are not among them.
MOVING: Final = re.compile(
    r"\bEid\b|Arafah|Islamic New Year|Prophet|Isra'|Ashura|Tasua|Arbaeen"
    r"|(Chinese|Lunar|Korean) New Year|Chuseok|Mid-Autumn|Dragon Boat|Double Ninth"
    r"|Diwali|Deepavali|\bHoli\b|Dussehra|Janmashtami|Ram Navami|Shivaratri|Guru Nanak|Thaipusam"
    r"|Vesak|Buddha|Visakha|Makha|Asarnha"
    r"|Rosh Hashanah|Yom Kippur|Sukkot|Simchat|Pesach|Shavuot"
)
END_OF_RAMADAN: Final = re.compile(r"Eid al-Fitr")


@cache
def _calendar(country: str | None) -> Any:
    """Return a country's calendar; ``None`` if the country is not known."""
    if country is None:
        return None
    try:
        # Asked outright: the package's list of countries would load them all even if none is known.
        return country_holidays(country)
    except NotImplementedError:
        # A country without a calendar: its holidays are learned as weeks of the year, if at all.
        return None


@cache
def _named_days(country: str, region: str | None, year: int) -> dict[pd.Timestamp, str]:
    """Return the public holidays of a year with their names, in English where there are any."""
    of_country = _calendar(country)
    if of_country is None:
        return {}
    # In some versions of the package the languages are None where there is but one.
    language = "en_US" if "en_US" in (of_country.supported_languages or ()) else None
    found = country_holidays(
        country, subdiv=_part(of_country, country, region), years=year, language=language
    )
    return {pd.Timestamp(day): str(name) for day, name in found.items()}


def _part(of_country: Any, country: str, region: str | None) -> str | None:
    """Return the code of the part of the country whose holidays a venue in this region has."""
    if region in of_country.subdivisions:
        return region
    by_name = {name.casefold(): code for name, code in of_country.subdivisions_aliases.items()}
    return by_name.get((region or "").casefold(), MOST_POPULOUS.get(country))


def public_holidays(country: str, year: int, region: str | None = None) -> frozenset[pd.Timestamp]:
    """Return the public holidays of a year; none if the country is not known."""
    return frozenset(_named_days(country, region, year))


def moving_feasts(country: str, year: int, region: str | None = None) -> frozenset[pd.Timestamp]:
    """Return the public holidays of a year that follow the moon, but for Easter's."""
    named = _named_days(country, region, year).items()
    return frozenset(day for day, name in named if MOVING.search(name))


def ends_of_ramadan(country: str, year: int, region: str | None = None) -> list[pd.Timestamp]:
    """Return the first day of each feast of breaking the fast in a year, if it is a holiday."""
    named = sorted(_named_days(country, region, year).items())
    days = [day for day, name in named if END_OF_RAMADAN.search(name)]
    # The year has one, or two eleven months apart; each lasts several days.
    return [d for i, d in enumerate(days) if i == 0 or (d - days[i - 1]).days > 7]


@cache
def weekend_days(country: str | None) -> frozenset[int]:
    """Return the days of the week that are free in a country, Monday being 0."""
    of_country = _calendar(country)
    if of_country is None:
        return SATURDAY_AND_SUNDAY
    return frozenset(int(day) for day in of_country.weekend)


def is_weekend(dates: pd.DatetimeIndex, country: str | None) -> NDArray[np.bool_]:
    """Return which days are free every week."""
    return np.isin(dates.day_of_week, sorted(weekend_days(country)))


def are_among(dates: pd.DatetimeIndex, days: Iterable[pd.Timestamp]) -> NDArray[np.bool_]:
    """Return which dates are among some days."""
    return np.asarray(dates.isin(sorted(days)), dtype=bool)


def days_from_easter(dates: pd.DatetimeIndex, country: str | None) -> NDArray[np.int64]:
    """Return how many days each day lies after Easter Sunday of its year."""
    # The stub wants literals; the module's own names for them are plain integers.
    method: Any = EASTER_ORTHODOX if country in ORTHODOX else EASTER_WESTERN
    sundays = {year: pd.Timestamp(easter(year, method)) for year in set(dates.year)}
    return np.asarray([(day - sundays[day.year]).days for day in dates], dtype=np.int64)
