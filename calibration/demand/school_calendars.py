"""School holidays that are known without a table: of France, southern Finland, and England.

Use :func:`known_holidays` where a venue has no table of its own. France and Finland are published
tables that come with the product. England has none: its councils set their own dates, and two in
three follow all or part of the 'standard school year' that their association recommends (survey of
125 councils, Local Government Association, 2008): half-terms of one week, round the end of October,
the middle of February and the last Monday of May, a fortnight at Christmas and at Easter, and
summer holidays from the last week of July to the first days of September. :func:`england` states
these weeks as a rule; single schools lie a week off.

Holidays beyond the first or last year of a table are taken for those of its nearest year, whole
weeks away (:func:`spread_over`).
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd
from dateutil.easter import easter

DATA: Final = Path(__file__).parents[1] / "pool" / "data"
FILES: Final = {"FR": "france_school_holidays.csv", "FI": "helsinki_school_holidays.csv"}
STANDARD_YEAR: Final = "England"
# Parts of the United Kingdom whose schools keep other terms.
OTHER_TERMS: Final = frozenset({"SCT", "Scotland", "NIR", "Northern Ireland"})
YEAR: Final = pd.Timedelta(weeks=52)
MOST_YEARS: Final = 40
LATE_EASTER: Final = (4, 15)


@cache
def _table(country: str) -> pd.DataFrame:
    return pd.read_csv(DATA / FILES[country], parse_dates=["start", "end"])


def known_holidays(
    country: str | None, region: str | None, dates: pd.DatetimeIndex
) -> pd.DataFrame | None:
    """Return the school holidays that are known of a place without a table of its own.

    Columns: region, start, end, name. Where a country has several regions and the venue's is not
    known, all of them are returned.

    Args:
        country: Its country's code, if known.
        region: Its region, if known.
        dates: The days that the holidays are wanted for.
    """
    if country == "GB" and region not in OTHER_TERMS:
        return england(range(dates[0].year - 1, dates[-1].year + 1))
    if country not in FILES:
        return None
    table = _table(country)
    named = table["region"].str.casefold() == str(region).casefold()
    # A zone may be called by its letter.
    named |= table["region"].str.casefold() == f"zone {region}".casefold()
    return table[named] if named.any() else table


def england(years: Iterable[int]) -> pd.DataFrame:
    """Return England's school holidays in these school years, each named by its first year."""
    rows = []
    for year in years:
        sunday = pd.Timestamp(easter(year + 1))
        is_late = (sunday.month, sunday.day) >= LATE_EASTER
        spring = sunday - pd.Timedelta(days=15 if is_late else 8)
        last_monday = _monday(pd.Timestamp(year + 1, 5, 25))
        rows += [
            ("Half-term in autumn", *_half_term(_monday(pd.Timestamp(year, 10, 22)))),
            ("Christmas holidays", *_days(_saturday(pd.Timestamp(year, 12, 17)), 16)),
            ("Half-term in spring", *_half_term(_monday(pd.Timestamp(year + 1, 2, 12)))),
            ("Easter holidays", *_days(spring, 16)),
            ("Half-term in summer", *_half_term(last_monday)),
            (
                "Summer holidays",
                _saturday(pd.Timestamp(year + 1, 7, 20)),
                pd.Timestamp(year + 1, 9, 2),
            ),
        ]
    table = pd.DataFrame(rows, columns=["name", "start", "end"])
    return table.assign(region=STANDARD_YEAR)[["region", "start", "end", "name"]]


def _monday(first: pd.Timestamp) -> pd.Timestamp:
    """Return the first Monday from a day on."""
    return first + pd.Timedelta(days=-first.day_of_week % 7)


def _saturday(first: pd.Timestamp) -> pd.Timestamp:
    """Return the first Saturday from a day on."""
    return first + pd.Timedelta(days=(5 - first.day_of_week) % 7)


def _half_term(monday: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the week from this Monday with the weekends around it."""
    return _days(monday - pd.Timedelta(days=2), 9)


def _days(first: pd.Timestamp, count: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    return first, first + pd.Timedelta(days=count - 1)


def spread_over(table: pd.DataFrame, dates: pd.DatetimeIndex) -> pd.DataFrame:
    """Return a table of school holidays with those of years that it does not cover.

    The year before its first holiday is taken to be like its first year, 52 weeks later, and the
    one after its last like its last year, and so on; so holidays stay on their weekdays.

    Args:
        table: Columns region, start, end, name.
        dates: The days that the holidays are wanted for.
    """
    parts = [table]
    first, last = table["start"].min(), table["end"].max()
    earliest = table[table["start"] < first + YEAR]
    latest = table[table["end"] > last - YEAR]
    for back in range(1, MOST_YEARS):
        if first - (back - 1) * YEAR <= dates[0]:
            break
        moved = earliest.assign(
            start=earliest["start"] - back * YEAR, end=earliest["end"] - back * YEAR
        )
        parts.append(moved[moved["end"] < first])
    for ahead in range(1, MOST_YEARS):
        if last + (ahead - 1) * YEAR >= dates[-1]:
            break
        moved = latest.assign(
            start=latest["start"] + ahead * YEAR, end=latest["end"] + ahead * YEAR
        )
        parts.append(moved[moved["start"] > last])
    return pd.concat(parts, ignore_index=True)
