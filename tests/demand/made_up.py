"""Histories with known parameters: what the model should recover is known because we put it in."""

import numpy as np
import pandas as pd

from calibration.demand.history import History

WEEK = np.log([0.7, 0.8, 0.9, 0.9, 1.0, 1.6, 1.5])
WEEK -= WEEK.mean()
SWING = (0.25, -0.1)
LIFT = np.log(1.4)
CONCENTRATION = 12.0
LEVELS = {"North": 500.0, "South": 120.0, "East": 900.0, "West": 300.0}
SHOWN = pd.DataFrame(
    {
        "venue": ["North"],
        "title": ["Gold"],
        "start": [pd.Timestamp(2017, 3, 1)],
        "end": [pd.Timestamp(2017, 5, 31)],
    }
)


def log_mean(venue: str, dates: pd.DatetimeIndex) -> np.ndarray:
    """Return the logarithm of each day's true mean."""
    turn = 2 * np.pi * (dates.day_of_year - 0.5) / np.where(dates.is_leap_year, 366, 365)
    season = SWING[0] * np.cos(turn) + SWING[1] * np.sin(turn)
    total = np.log(LEVELS[venue]) + season + WEEK[dates.day_of_week]
    if venue == "North":
        runs = (dates >= SHOWN["start"].iloc[0]) & (dates <= SHOWN["end"].iloc[0])
        total = total + LIFT * runs
    return np.asarray(total)


def counts(venue: str, dates: pd.DatetimeIndex, rng: np.random.Generator) -> np.ndarray:
    """Return one day's visits each."""
    mean = np.exp(log_mean(venue, dates))
    return rng.poisson(mean * rng.gamma(CONCENTRATION, 1 / CONCENTRATION, len(dates)))


def history(seed: int = 1, *, years: int = 2) -> History:
    """Return two venues with days (closed on Mondays: North) and two with months."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2016-01-01", periods=365 * years)
    rows, closed = [], []
    for venue in ("North", "South"):
        visits = counts(venue, dates, rng)
        is_open = (dates.day_of_week != 0) if venue == "North" else np.ones(len(dates), dtype=bool)
        table = pd.DataFrame({"venue": venue, "date": dates, "period": "day", "visits": visits})
        rows.append(table[is_open])
        closed.append(pd.DataFrame({"venue": venue, "date": dates[~is_open], "open_hours": 0.0}))
    for venue in ("East", "West"):
        months = pd.date_range("2015-01-01", periods=12 * (years + 1), freq="MS")
        each = pd.date_range(months[0], months[-1] + pd.offsets.MonthEnd(0))
        daily = pd.Series(counts(venue, each, rng), index=each)
        visits = daily.resample("MS").sum().to_numpy()
        rows.append(
            pd.DataFrame({"venue": venue, "date": months, "period": "month", "visits": visits})
        )
    attendance = pd.concat(rows, ignore_index=True)
    return History(
        attendance=attendance,
        calendar=pd.concat(closed, ignore_index=True),
        exhibitions=SHOWN,
        countries=dict.fromkeys(LEVELS, "GB"),
    )
