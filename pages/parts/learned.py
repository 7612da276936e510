"""What the learned demand says, asked of the layer that learned it and kept until it changes."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

import pandas as pd
import streamlit as st

from calibration.demand.checks import coverage, places, ranks
from calibration.demand.effects import effects, season_curve
from calibration.demand.fan import Fan, history_and_forecast
from calibration.demand.fit import Fit
from pages.parts import data
from scenarios import what_if
from scenarios.attributed import attributed, counted
from scenarios.fits import KnownFit

AHEAD_DAYS: Final = {"day": 92, "month": 396}
BEFORE: Final = {"day": 120, "month": 36}
DRAWS: Final = 400
BANDS: Final = {
    "lo95": "low95", "lo80": "low80", "hi80": "high80", "hi95": "high95", "lo": "low80",
    "hi": "high80",
}  # fmt: skip


_AHEAD: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="ahead")

# What is kept is found again by the fit's file as it stands, however the fit was looked up.
_BY_FILE: Final[dict[str | type[Any], Callable[[Any], Any]]] = {
    KnownFit: lambda known: (str(known.path), data.stamp(known.path))
}


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs=_BY_FILE)
def of(known: KnownFit) -> Fit:
    """Return the learned demand."""
    return known.load()


def counts_days(known: KnownFit, venue: str) -> bool:
    """Say whether a venue has counts of single days."""
    return bool(len(of(known).history.days(venue)))


@st.cache_data(show_spinner=False, max_entries=60, hash_funcs=_BY_FILE)
def coming(known: KnownFit, venue: str, freq: str) -> Fan:
    """Return a venue's past and coming visits, by ``day`` or ``month``."""
    return history_and_forecast(
        of(known), venue, days=AHEAD_DAYS[freq], freq=freq, draws=DRAWS, seed=1
    )


@st.cache_data(show_spinner=False, max_entries=60, hash_funcs=_BY_FILE)
def what_moves(known: KnownFit, venue: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a venue's effects, and its yearly rhythm."""
    fit = of(known)
    return effects(fit, venue).rename(columns=BANDS), season_curve(fit, venue).rename(columns=BANDS)


@st.cache_data(show_spinner=False, max_entries=30, hash_funcs=_BY_FILE)
def made_of(known: KnownFit, venue: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a venue's months are attributed to, and what was counted in them."""
    fit = of(known)
    return attributed(fit, venue), counted(fit, venue)


@st.cache_data(show_spinner=False, max_entries=60, hash_funcs=_BY_FILE)
def checked(known: KnownFit, venue: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how often intervals held a venue's counts, and where in them these fell."""
    found = places(of(known), venue, draws=DRAWS)
    return coverage(found), ranks(found)


@st.cache_resource(show_spinner=False, max_entries=12, hash_funcs=_BY_FILE)
def planned(known: KnownFit, venue: str) -> what_if.Planned:
    """Return a venue's coming year as it is planned."""
    return what_if.as_planned(of(known), venue)


@st.cache_resource(show_spinner=False, max_entries=12, hash_funcs=_BY_FILE)
def worked_out(known: KnownFit, venue: str) -> "Future[object]":
    """Have the visits of the year as planned worked out while the reader looks at the page.

    Every answer is compared with them, so the first one would take twice as long as the others.
    """
    year = planned(known, venue)
    return _AHEAD.submit(lambda: (year.visits, year.expected))


@st.cache_resource(
    show_spinner=False, max_entries=30, hash_funcs={**_BY_FILE, what_if.Change: repr}
)
def changed(known: KnownFit, venue: str, change: what_if.Change) -> what_if.Answer:
    """Return what a change does to a venue's coming year."""
    worked_out(known, venue).result()
    return what_if.changed(planned(known, venue), change)
