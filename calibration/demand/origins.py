"""The past days that a back-test looks ahead from, and the counts that are asked for there.

Used by :mod:`calibration.demand.backtest`, and by whoever wants to know beforehand whether there is
anything to ask for: the sampler's libraries are not needed here.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.history import History

LEAST_KNOWN_DAYS: Final = 56
"""A venue is asked for at an origin if it has been counted for eight weeks by then."""


@dataclass(frozen=True)
class Asked:
    """The counts of one venue that a forecaster is asked for.

    Attributes:
        starts: The first day of each.
        ends: The last day of each.
        visits: What came, which only the score knows.
    """

    starts: pd.DatetimeIndex
    ends: pd.DatetimeIndex
    visits: NDArray[np.float64]


def origins(history: History, *, horizon_days: int, count: int) -> list[pd.Timestamp]:
    """Return past days, the last as long before the last count as the horizon, a horizon apart."""
    last = max(counts_after(history, v, pd.Timestamp.min, None).ends.max() for v in history.venues)
    horizon = pd.Timedelta(days=horizon_days)
    return sorted(last - (number + 1) * horizon for number in range(count))


def asked_at(history: History, origin: pd.Timestamp, *, horizon_days: int) -> dict[str, Asked]:
    """Return what a forecaster is asked for at an origin, by venue.

    A venue is left out if it was not counted for long enough before, or not at all afterwards.
    """
    known, horizon = history.until(origin), pd.Timedelta(days=horizon_days)
    return {
        venue: counts
        for venue in history.venues
        if _knows_enough(known, venue)
        and len((counts := counts_after(history, venue, origin, horizon)).starts)
    }


def counts_after(
    history: History, venue: str, origin: pd.Timestamp, horizon: pd.Timedelta | None
) -> Asked:
    """Return the counts after the origin: the days, or the periods if the venue has no days."""
    days = history.days(venue)
    if len(days):
        starts = pd.DatetimeIndex(days.index)
        ends, visits = starts, days.to_numpy(dtype=float)
    else:
        periods = history.longer_periods(venue)
        starts, ends = pd.DatetimeIndex(periods["start"]), pd.DatetimeIndex(periods["end"])
        visits = periods["visits"].to_numpy(dtype=float)
    chosen = starts > origin
    if horizon is not None:
        chosen &= ends <= origin + horizon
    return Asked(starts[chosen], ends[chosen], visits[chosen].astype(np.float64))


def _knows_enough(known: History, venue: str) -> bool:
    rows = known.rows("attendance", venue)
    if rows.empty:
        return False
    last = counts_after(known, venue, pd.Timestamp.min, None)
    return bool(len(last.ends) and (last.ends.max() - last.starts[0]).days + 1 >= LEAST_KNOWN_DAYS)
