"""Venues whose shares are known because we put them in."""

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy import special

from calibration.demand.history import History
from calibration.pool.segmenting import totals
from calibration.segments.counts import Counted, counted
from calibration.segments.fit import SegmentsFit
from calibration.segments.splitting import split

FAMILY_DAY = 0.8
FOR_CHILDREN = 1.0
NOISE = 0.2
SHOWN = pd.DataFrame(
    {
        "venue": ["North"],
        "title": ["Dinosaurs"],
        "start": [pd.Timestamp(2017, 3, 1)],
        "end": [pd.Timestamp(2017, 5, 31)],
    }
)


def child_logit(dates: pd.DatetimeIndex, shift: float = 0.0) -> NDArray[np.float64]:
    """Return the logit of the share of children: more at weekends, in summer, for dinosaurs."""
    turn = 2 * np.pi * np.asarray(dates.day_of_year) / 365.25
    runs = (dates >= SHOWN["start"].iloc[0]) & (dates <= SHOWN["end"].iloc[0])
    weekend = np.asarray(dates.day_of_week) >= 5
    return shift - 1.2 - 0.4 * np.cos(turn) + FAMILY_DAY * weekend + FOR_CHILDREN * runs


def days(
    venue: str, rng: np.random.Generator, *, start: str = "2016-01-01", count: int = 730,
    shift: float = 0.0,
) -> pd.DataFrame:  # fmt: skip
    """Return rows of the attendance table: adults and children by day."""
    dates = pd.date_range(start, periods=count)
    visits = rng.poisson(rng.gamma(8.0, 50.0, count))
    share = special.expit(child_logit(dates, shift) + NOISE * rng.standard_normal(count))
    children = rng.binomial(visits, share)
    return pd.concat(
        [rows(venue, dates, "age: child", children),
         rows(venue, dates, "age: adult", visits - children)],
        ignore_index=True,
    )  # fmt: skip


def rows(
    venue: str, dates: pd.DatetimeIndex, segment: str | None, visits: NDArray[np.int64],
    period: str = "day",
) -> pd.DataFrame:  # fmt: skip
    """Return rows of the attendance table."""
    return pd.DataFrame(
        {"venue": venue, "date": dates, "period": period, "segment": segment, "visits": visits}
    )


def known(attendance: pd.DataFrame) -> tuple[History, list[Counted]]:
    """Return what demand and shares are learned from."""
    shown = SHOWN[SHOWN["venue"].isin(attendance["venue"])]
    venues = dict.fromkeys(attendance["venue"], "GB")
    return History(totals(attendance), exhibitions=shown, countries=venues), counted(attendance)


def dealt(
    fit: SegmentsFit, history: History, venue: str, dates: pd.DatetimeIndex, *,
    visits: int = 400, draws: int = 200, seed: int = 5, exhibitions: pd.DataFrame | None = None,
) -> xr.DataArray:  # fmt: skip
    """Return so many visits a day by segment."""
    total = fixed(dates, visits, draws)
    (found,) = split(fit, history, venue, total, exhibitions=exhibitions, seed=seed)
    return found


def fixed(dates: pd.DatetimeIndex, visits: int, draws: int = 200) -> xr.DataArray:
    """Return the same number of visits on every day."""
    return xr.DataArray(
        np.full((draws, len(dates)), visits), dims=("draw", "time"),
        coords={"draw": np.arange(draws), "time": dates},
    )  # fmt: skip


def shares(found: xr.DataArray, segment: str) -> NDArray[np.float64]:
    """Return a segment's share of all visits, by draw."""
    sums = found.sum("time")
    return np.asarray(sums.sel(segment=segment) / sums.sum("segment"))
