"""What the learned demand says, as tables for the page; each kept until the fit changes.

Reading a fit loads the model's libraries, which takes seconds, so they are imported when a fit is
first shown and not with the page.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from pages.parts import data, frames
from scenarios.fits import KnownFit

if TYPE_CHECKING:
    from calibration.demand.fitting import Fit

DAYS_AHEAD: Final = 92
DAYS_BEFORE: Final = 120
MONTHS_AHEAD: Final = 12
MONTHS_BEFORE: Final = 36
DRAWS: Final = 400
SEED: Final = 1


@dataclass(frozen=True)
class Coming:
    """The visits to come at a venue, and what was counted before.

    Attributes:
        history: ``date`` and ``visits``.
        expected: ``date`` and the quantiles over draws.
        last: The last day to come.
        total: The quantiles of all of them together.
    """

    history: pd.DataFrame
    expected: pd.DataFrame
    last: pd.Timestamp
    total: dict[str, float]


def of(known: KnownFit) -> "Fit":
    """Return the learned demand."""
    return _of(known, data.stamp(known.path))


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs={KnownFit: lambda k: str(k.path)})
def _of(known: KnownFit, file: data.Stamp) -> "Fit":
    del file
    return known.load()


def counts_days(known: KnownFit, venue: str) -> bool:
    """Say whether a venue has counts of single days."""
    rows = of(known).history.attendance
    return bool(((rows["venue"] == venue) & (rows["period"] == "day")).any())


def coming(known: KnownFit, venue: str, *, monthly: bool) -> Coming:
    """Return the visits to come, by day or by month.

    Args:
        known: The learned demand.
        venue: The venue.
        monthly: By month rather than by day.
    """
    return _coming(of(known), data.stamp(known.path), venue, monthly)


@st.cache_data(
    show_spinner=False, max_entries=60, hash_funcs={"calibration.demand.fitting.Fit": id}
)
def _coming(fit: Any, file: data.Stamp, venue: str, monthly: bool) -> Coming:
    from calibration.demand.forecasting import predict  # noqa: PLC0415 (see the module's docstring)

    del file
    rows = fit.history.attendance
    own = rows[rows["venue"] == venue]
    last = own.groupby("period")["date"].max()
    start = max(pd.Timestamp(date) + _LENGTHS[str(period)] for period, date in last.items())
    end = (
        start + pd.DateOffset(months=MONTHS_AHEAD)
        if monthly
        else start + pd.Timedelta(days=DAYS_AHEAD)
    ) - pd.Timedelta(days=1)
    drawn = predict(fit, venue, pd.date_range(start, end), draws=DRAWS, seed=SEED)
    visits = drawn.resample(time="MS").sum() if monthly else drawn
    expected = frames.banded(visits.reset_coords(drop=True), "draw").rename(
        columns={"time": "date"}
    )
    closed = (visits == 0).all("draw").to_numpy()
    total = drawn.sum("time").quantile(list(frames.QUANTILES.values()))
    return Coming(
        _history(own, monthly),
        expected.loc[~closed].reset_index(drop=True),
        end,
        dict(zip(frames.QUANTILES, map(float, total.to_numpy()), strict=True)),
    )


_LENGTHS: Final = {
    "day": pd.DateOffset(days=1),
    "week": pd.DateOffset(weeks=1),
    "month": pd.DateOffset(months=1),
    "quarter": pd.DateOffset(months=3),
    "year": pd.DateOffset(years=1),
}


def _history(own: pd.DataFrame, monthly: bool) -> pd.DataFrame:
    if not monthly:
        days = own[own["period"] == "day"][["date", "visits"]]
        return days.tail(DAYS_BEFORE).reset_index(drop=True)
    by_month = own[own["period"].isin(["day", "month"])]
    months = by_month.groupby(by_month["date"].dt.to_period("M"))["visits"].sum().reset_index()
    return months.assign(date=months["date"].dt.to_timestamp()).tail(MONTHS_BEFORE)
