"""Festivals, late nights: events with an audience of their own, besides those who come anyway.

    mean(v, d) = exp(usual(v, d)) + audience(v, d)
    audience(v, d) = n(d) exp(level(v, d) + kinds(v, d) + names(v, d) + editions(v, d))

where n(d) events take place on d, and kinds, names and editions are means over these: two events
have twice the (geometric) mean of their audiences. What is learned is thus an audience as a
multiple of a day at the venue's level. It grows with neither season, weekday nor weather: seven
thousand came to Helsinki Zoo's Cats' Nights on autumn Fridays that see a thousand otherwise; were
that a multiple of the day, 33,000 would be expected on a Saturday, where 6,700 came.

Names are learned, and a new name gets the predictive distribution of events. Kinds are shared over
the pool, as differences from an event of no known kind.

Priors: in common Normal(log 0.35, 1): a third of such a day, give or take a factor of three; names
differ by a spread of median 0.8, as a talk draws a twentieth of what a night of museums draws;
evenings and festivals Normal(0, 0.5) from others; spread of median 0.05, as how a venue's events
differ from others of their kind is told by their names. An audience is never below zero: an event
that keeps visitors away is of another kind (:mod:`calibration.demand.components.entry`).
"""

import math
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component, Named
from calibration.demand.components.events import told
from calibration.demand.components.kinds import AUDIENCE_KINDS
from calibration.demand.days import Days
from venues.common.i18n import N_

_KEYS: Final = [kind.key for kind in AUDIENCE_KINDS]


def _events(days: Days) -> pd.DataFrame:
    events = told(days)
    return events[~events["changes_entry"]]


def _of_days(days: Days, values: pd.DataFrame) -> NDArray[np.float64]:
    """Return each day's mean over its events, (day, column); 0 on days without any.

    Args:
        days: The days.
        values: A row for each of the events, in their order.
    """
    means = values.groupby(_events(days)["date"].to_numpy()).mean()
    return means.reindex(days.dates, fill_value=0.0).to_numpy(dtype=np.float64)


def numbers(days: Days) -> NDArray[np.int64]:
    """Return how many events with an audience of their own take place on each day."""
    counted = _events(days)["date"].value_counts()
    return np.asarray(counted.reindex(days.dates, fill_value=0), dtype=np.int64)


def kinds(days: Days) -> NDArray[np.float64]:
    """Return how far each day's events are of each kind, (day, kind)."""
    return _of_days(days, _events(days)[_KEYS])


def names(days: Days) -> tuple[str, ...]:
    """Return the events' names, in alphabetical order."""
    return tuple(sorted(set(_events(days)["name"])))


def design(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the share of each of these events among those of each day, (day, name)."""
    events = _events(days)
    is_it = events["name"].to_numpy()[:, None] == np.array(wanted, dtype=object)
    return _of_days(days, pd.DataFrame(is_it, index=events.index, columns=list(wanted)))


def kinds_of(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the kinds of the events of each name when they last took place, (name, kind)."""
    last = _events(days).groupby("name")[_KEYS].last()
    return last.loc[list(wanted)].to_numpy(dtype=np.float64)


KINDS: Final = Component(
    key="audience_kind",
    title=N_("Kinds of event"),
    columns=tuple(
        Column(kind.key, kind.label, 0.0, 0.5, 0.05, "audience_kind") for kind in AUDIENCE_KINDS
    ),
    applies=lambda days: not _events(days).empty,
    design=kinds,
    is_audience=True,
)

AUDIENCES: Final = Named(
    key="audience",
    title=N_("Events"),
    mean=math.log(0.35),
    sd=1.0,
    spread=0.8,
    names=names,
    design=design,
    is_audience=True,
)
