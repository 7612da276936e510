"""Free and reduced entry, strikes: events that change how many of the usual visitors come.

    entry(v, d) = Σ_k [an event of kind k takes place on d] a_vk
                  + Σ_n [an event named n takes place on d] lift_vn

Kinds are shared over the pool, so that a first free day has an effect to go by; an event that bears
a known name has that name's effect as well. A venue whose entry becomes free for good tells so best
by one event of kind 'free entry' a day; otherwise its level follows.

Priors: free entry Normal(0.4, 0.4), as a free day may double a day's visits; reduced entry
Normal(0.2, 0.3); a strike or works Normal(-0.3, 0.3), as they keep a quarter away; spread of
median 0.05, as how a venue's events differ from others of their kind is told by their names. Names
have nothing in common but their kinds: Normal(0, spread), spread of median 0.3.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component, Named
from calibration.demand.components.events import takes_place, told
from calibration.demand.components.kinds import ENTRY_KINDS
from calibration.demand.days import Days
from venues.common.i18n import N_

_PRIORS: Final = {"free": (0.4, 0.4), "reduced": (0.2, 0.3), "hindrance": (-0.3, 0.3)}
_KEYS: Final = [kind.key for kind in ENTRY_KINDS]


def _events(days: Days) -> pd.DataFrame:
    events = told(days)
    return events[events["changes_entry"]]


def kinds(days: Days) -> NDArray[np.float64]:
    """Return which kinds of these events take place on each day, (day, kind)."""
    # Of two on a day the first counts.
    of_day = _events(days).drop_duplicates("date").set_index("date")[_KEYS]
    return np.sign(of_day.reindex(days.dates, fill_value=0.0).to_numpy(dtype=np.float64))


def names(days: Days) -> tuple[str, ...]:
    """Return the names of these events, in alphabetical order."""
    return tuple(sorted(set(_events(days)["name"])))


def design(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return which of these events take place on each day, (day, name)."""
    return takes_place(days, _events(days), wanted)


def kinds_of(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the kinds of the events of each name when they last took place, (name, kind)."""
    last = _events(days).groupby("name")[_KEYS].last()
    return np.sign(last.loc[list(wanted)].to_numpy(dtype=np.float64))


KINDS: Final = Component(
    key="entry_kind",
    title=N_("Free and reduced entry, strikes"),
    columns=tuple(
        Column(kind.key, kind.label, *_PRIORS[kind.key], 0.05, "entry_kind") for kind in ENTRY_KINDS
    ),
    applies=lambda days: not _events(days).empty,
    design=kinds,
)

ENTRIES: Final = Named(
    key="entry",
    title=N_("Free and reduced days, strikes"),
    mean=0.0,
    sd=0.0,
    spread=0.3,
    names=names,
    design=design,
)
