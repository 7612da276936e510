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


def counted_twice(periods: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which periods share a day with a shorter one, or with an earlier one of their length.

    Args:
        periods: Columns start, end (their first and last day) and period.
    """
    starts, ends = periods["start"].to_numpy(), periods["end"].to_numpy()
    names = periods["period"].to_numpy()
    twice = np.ones(len(periods), dtype=bool)
    for name in LENGTHS:
        at = np.flatnonzero(names == name)
        at = at[np.argsort(starts[at], kind="stable")]
        # Those that are kept so far share no day, so their starts and ends are in one order.
        kept_ends, kept_starts = np.sort(ends[~twice]), np.sort(starts[~twice])
        before = kept_ends.searchsorted(starts[at])
        at = at[before == kept_starts.searchsorted(ends[at], side="right")]
        twice[at[_one_after_another(starts[at], ends[at])]] = False
    return twice


def _one_after_another(starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which periods, in order of their starts, begin after the last such one's end."""
    kept = np.zeros(len(starts), dtype=bool)
    last = None
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if last is None or start > last:
            kept[at], last = True, end
    return kept
