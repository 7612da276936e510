"""What the learned demand says, asked of the layer that learned it and kept until it changes."""

from typing import Final

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


def of(known: KnownFit) -> Fit:
    """Return the learned demand."""
    return _of(known, data.stamp(known.path))


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs={KnownFit: lambda k: str(k.path)})
def _of(known: KnownFit, file: data.Stamp) -> Fit:
    del file
    return known.load()


def counts_days(known: KnownFit, venue: str) -> bool:
    """Say whether a venue has counts of single days."""
    return bool(len(of(known).history.days(venue)))


def coming(known: KnownFit, venue: str, freq: str) -> Fan:
    """Return a venue's past and coming visits, by ``day`` or ``month``."""
    return _coming(str(known.path), data.stamp(known.path), venue, freq, known)


@st.cache_data(show_spinner=False, max_entries=60)
def _coming(path: str, file: data.Stamp, venue: str, freq: str, _known: KnownFit) -> Fan:
    del path, file
    return history_and_forecast(
        of(_known), venue, days=AHEAD_DAYS[freq], freq=freq, draws=DRAWS, seed=1
    )


def what_moves(known: KnownFit, venue: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a venue's effects, and its yearly rhythm."""
    return _what_moves(str(known.path), data.stamp(known.path), venue, known)


@st.cache_data(show_spinner=False, max_entries=60)
def _what_moves(
    path: str, file: data.Stamp, venue: str, _known: KnownFit
) -> tuple[pd.DataFrame, pd.DataFrame]:
    del path, file
    fit = of(_known)
    return effects(fit, venue).rename(columns=BANDS), season_curve(fit, venue).rename(columns=BANDS)


def made_of(known: KnownFit, venue: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a venue's months are attributed to, and what was counted in them."""
    return _made_of(str(known.path), data.stamp(known.path), venue, known)


@st.cache_data(show_spinner=False, max_entries=30)
def _made_of(
    path: str, file: data.Stamp, venue: str, _known: KnownFit
) -> tuple[pd.DataFrame, pd.DataFrame]:
    del path, file
    fit = of(_known)
    return attributed(fit, venue), counted(fit, venue)


def checked(known: KnownFit, venue: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how often intervals held a venue's counts, and where in them these fell."""
    return _checked(str(known.path), data.stamp(known.path), venue, known)


@st.cache_data(show_spinner=False, max_entries=60)
def _checked(
    path: str, file: data.Stamp, venue: str, _known: KnownFit
) -> tuple[pd.DataFrame, pd.DataFrame]:
    del path, file
    found = places(of(_known), venue, draws=DRAWS)
    return coverage(found), ranks(found)


def planned(known: KnownFit, venue: str) -> what_if.Planned:
    """Return a venue's coming year as it is planned."""
    return _planned(str(known.path), data.stamp(known.path), venue, known)


@st.cache_resource(show_spinner=False, max_entries=12)
def _planned(path: str, file: data.Stamp, venue: str, _known: KnownFit) -> what_if.Planned:
    del path, file
    return what_if.as_planned(of(_known), venue)


def changed(known: KnownFit, venue: str, change: what_if.Change) -> what_if.Answer:
    """Return what a change does to a venue's coming year."""
    return _changed(str(known.path), data.stamp(known.path), venue, repr(change), known, change)


@st.cache_resource(show_spinner=False, max_entries=30)
def _changed(
    path: str, file: data.Stamp, venue: str, asked: str, _known: KnownFit, _change: what_if.Change
) -> what_if.Answer:
    del path, file, asked
    return what_if.changed(planned(_known, venue), _change)
