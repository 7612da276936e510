"""History and forecast of one venue in one table: what a fan chart draws.

Use :func:`history_and_forecast`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from calibration.demand.fit import Fit
from calibration.demand.forecasting import predict

QUANTILES: Final = {"lo95": 0.025, "lo80": 0.1, "median": 0.5, "hi80": 0.9, "hi95": 0.975}


@dataclass(frozen=True)
class Fan:
    """What a fan chart draws.

    Attributes:
        history: Columns date (first day of the period) and visits, in the forecast's periods.
        forecast: Columns date and the quantiles lo95, lo80, median, hi80, hi95.
        freq: The periods: ``day``, ``week`` or ``month``.
    """

    history: pd.DataFrame
    forecast: pd.DataFrame
    freq: str


def history_and_forecast(
    fit: Fit,
    venue: str,
    *,
    start: pd.Timestamp | None = None,
    days: int = 365,
    freq: str = "week",
    draws: int | None = None,
    seed: int = 0,
) -> Fan:
    """Return one venue's past and coming visits.

    Args:
        fit: The fit.
        venue: The venue.
        start: The first day of the forecast; the day after the venue's history if left out.
        days: How many days to forecast.
        freq: ``day``, ``week`` or ``month``; venues without days have months at the finest. Only
            whole weeks and months are returned.
        draws: How many posterior draws to use; all of them if left out.
        seed: The luck of the days.
    """
    history = fit.history
    counts = history.days(venue)
    longer = history.longer_periods(venue)
    ends = [*counts.index[-1:], *longer["end"].iloc[-1:]]
    first = start if start is not None else max(ends) + pd.Timedelta(days=1)
    visits = predict(fit, venue, pd.date_range(first, periods=days), draws=draws, seed=seed)
    freq = freq if len(counts) else "month"
    labels = _period(pd.DatetimeIndex(visits["time"].to_numpy()), freq)
    sums = pd.DataFrame(visits.to_numpy().T).groupby(np.asarray(labels)).sum()
    whole = _is_whole(labels, freq)
    sums = sums[whole[sums.index].to_numpy()]
    quantiles = np.quantile(sums.to_numpy(), list(QUANTILES.values()), axis=1)
    table = pd.DataFrame(dict(zip(QUANTILES, quantiles, strict=True)))
    table.insert(0, "date", pd.DatetimeIndex(sums.index))
    return Fan(_past(counts, longer, freq), table, freq)


def _period(dates: pd.DatetimeIndex, freq: str) -> pd.DatetimeIndex:
    """Return the first day of the period that each day lies in."""
    code = {"day": "D", "week": "W", "month": "M"}[freq]
    return pd.DatetimeIndex(dates.to_period(code).start_time.normalize())


def _is_whole(labels: pd.DatetimeIndex, freq: str) -> "pd.Series[bool]":
    """Return whether all days of each period are there."""
    count = pd.Series(1, index=labels).groupby(level=0).sum()
    if freq == "month":
        return count == pd.DatetimeIndex(count.index).days_in_month
    return count == {"day": 1, "week": 7}[freq]


def _past(counts: "pd.Series[int]", longer: pd.DataFrame, freq: str) -> pd.DataFrame:
    """Return the visits counted; a period with a missing day is the sum of the others."""
    if not len(counts):
        return longer.rename(columns={"start": "date"})[["date", "visits"]]
    labels = _period(pd.DatetimeIndex(counts.index), freq)
    sums = counts.groupby(np.asarray(labels)).sum()
    return pd.DataFrame({"date": pd.DatetimeIndex(sums.index), "visits": sums.to_numpy()})
