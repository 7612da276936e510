"""The days that a period of attendance holds: a day, week, month, quarter or year.

Use it wherever a row of the attendance table has to be turned into days. A period is dated by its
first day; a week may start on any weekday and a year in any month, as reporting years do.
"""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LENGTHS: Final = {
    "day": pd.DateOffset(days=1),
    "week": pd.DateOffset(weeks=1),
    "month": pd.DateOffset(months=1),
    "quarter": pd.DateOffset(months=3),
    "year": pd.DateOffset(years=1),
}


def last_day(starts: "pd.Series[Any]", periods: "pd.Series[Any]") -> "pd.Series[pd.Timestamp]":
    """Return the last day of each period."""
    ends = starts.copy()
    for period in periods.unique():
        length, chosen = LENGTHS[period], periods == period
        ends[chosen] = starts[chosen] + length - pd.Timedelta(days=1)
    return ends


def holds_shorter(periods: pd.DataFrame) -> "pd.Series[bool]":
    """Return which periods hold the first day of a shorter one among them.

    Args:
        periods: Columns start, end (their first and last day) and period.
    """
    holds = pd.Series(False, index=periods.index)
    ranks = periods["period"].map(list(LENGTHS).index)
    for rank in sorted(set(ranks))[1:]:
        longer = periods[ranks == rank]
        starts = pd.DatetimeIndex(periods.loc[ranks < rank, "start"]).sort_values()
        first = starts.searchsorted(pd.DatetimeIndex(longer["start"]))
        holds[longer.index] = first < starts.searchsorted(
            pd.DatetimeIndex(longer["end"]), side="right"
        )
    return holds


def period_starts(start: pd.Timestamp, end: pd.Timestamp, freq: str) -> pd.DatetimeIndex:
    """Return the first day of each period (``day`` or ``month``) from start to end."""
    if freq == "day":
        return pd.date_range(start, end, freq="D")
    return pd.date_range(start.replace(day=1), end, freq="MS")


def whole_periods(
    start: pd.Timestamp, end: pd.Timestamp, period: str, anchor: pd.Timestamp
) -> tuple[pd.DatetimeIndex, NDArray[np.int64]]:
    """Return the days of all whole periods that touch these days, and the period each is in.

    Args:
        start: The first day asked for.
        end: The last day asked for.
        period: The length of a period.
        anchor: The first day of any period; the others follow and precede it.
    """
    length = LENGTHS[period]
    days = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}[period]
    # Periods are counted from the anchor, because months added one by one would lose the 31st.
    # Months of 30 days are a first guess alone: over years it is off by whole months.
    number = (start - anchor).days // days
    while anchor + number * length > start:
        number -= 1
    while anchor + (number + 1) * length <= start:
        number += 1
    bounds = [anchor + number * length]
    while bounds[-1] <= end:
        number += 1
        bounds.append(anchor + number * length)
    dates = pd.date_range(bounds[0], bounds[-1] - pd.Timedelta(days=1))
    inside = pd.DatetimeIndex(bounds).searchsorted(dates, side="right") - 1
    return dates, np.asarray(inside, dtype=np.int64)
