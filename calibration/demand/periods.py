"""Periods of attendance as days: those of a forecast, and those that known ones continue as.

What a period holds is said in :mod:`calibration.pool.periods`.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.pool.periods import LENGTHS


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
