"""Events: free days, festivals, late nights; by kind, and one effect for each name at each venue.

    events(v, d) = w(d) (Σ_k [an event of kind k takes place on d] a_vk
                         + Σ_n [an event named n takes place on d] lift_vn)
    w(d) = log(1 + 3 / usual(v, d)) / log(1 + 3), of free and reduced entry 1

The kind is what the table says, or else what the name says
(:mod:`calibration.demand.components.kinds`); kinds are shared over the pool, so that a first free
day has an effect to go by. An event that bears a known name has that name's effect, so recurring
ones are learned, whatever year or number their name bears; a new name gets the predictive
distribution of events. A venue whose entry becomes free for good tells so best by one event of kind
'free entry' a day; otherwise its level follows.

An event has an audience of its own, which comes besides those who come anyway: three times as many
as on a mean day are a larger multiple of a Friday in autumn than of a Saturday in summer. w says so
on the logarithmic scale, by how many usually come on such a day of the week and year, over the
venue's mean day (:func:`calibration.demand.days.days_of`): it is 1 on a mean day, 1.4 on one half
as busy, 0.7 on one twice as busy. Without w Helsinki Zoo's Cats' Night, seven thousand visits on
Fridays until then, was forecast with 33,000 on its first Saturday, when 6,700 came; with ½ on all
weekends it was forecast with 12,000 on a Friday at the end of the summer, when 3,400 came. Free or
reduced entry has no audience of its own: it makes those likelier to come who would come on such a
day.

Priors: names Normal(0.1, 0.3) in common, spread of median 0.3, as a bad-weather festival may cost
some visits; free entry Normal(0.4, 0.4), as a free day may double a day's visits; reduced entry,
nights and festivals Normal(0.2, 0.3); spread of median 0.05, as for kinds of exhibition: how a
venue's events differ from others of their kind is told by their names.
"""

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component, Named
from calibration.demand.components.kinds import EVENT_KINDS, shares
from calibration.demand.days import Days
from venues.common.i18n import N_

# Years and ordinals: the 12th Night of Museums 2019 is the Night of Museums.
_EDITION: Final = re.compile(
    r"\b(?:(?:19|20)\d\d(?:[/-]\d\d)?|\d+(?:st|nd|rd|th|er|e|ème|º|ª))(?!\w)[\s.,:–-]*",
    re.IGNORECASE,
)


AUDIENCE: Final = 3.0
"""The own audience of an event of weight 1 on a mean day, over all that come on such a day."""
_PRICES: Final = [j for j, kind in enumerate(EVENT_KINDS) if kind.key in {"free", "reduced"}]


def recurring(name: str) -> str:
    """Return what an event is called every time."""
    return _EDITION.sub("", name).strip(" ,.:–-") or name


def _called(days: Days) -> "pd.Series[str]":
    return days.events["name"].astype(str).map(recurring).astype("str")


def names(days: Days) -> tuple[str, ...]:
    """Return the events' names, in alphabetical order."""
    return tuple(sorted(set(_called(days))))


def design(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return which events take place on each day."""
    columns = np.zeros((len(days.dates), len(wanted)))
    called = _called(days)
    for j, name in enumerate(wanted):
        columns[:, j] = _weights(days, (called == name).to_numpy())
    return columns


def kinds(days: Days) -> NDArray[np.float64]:
    """Return which kinds of event take place on each day."""
    of_each = _kinds_of_each(days)
    columns = np.zeros((len(days.dates), len(EVENT_KINDS)))
    for j in range(len(EVENT_KINDS)):
        columns[:, j] = _weights(days, of_each[:, j])
    return columns


def _weights(days: Days, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the weight of each day on which one of these events takes place."""
    usual = days.events["usual"].to_numpy(dtype=np.float64)
    is_price = _kinds_of_each(days)[:, _PRICES].any(axis=1)
    weights = np.where(is_price, 1.0, np.log1p(AUDIENCE / usual) / np.log1p(AUDIENCE))
    of_day = pd.Series(weights[chosen], days.events["date"][chosen])
    first = of_day[~of_day.index.duplicated()]
    return np.asarray(first.reindex(days.dates, fill_value=0.0), dtype=np.float64)


def kinds_of(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the kinds of the events of each name when they last took place, (name, kind)."""
    table = pd.DataFrame(_kinds_of_each(days)).assign(name=_called(days).to_numpy())
    return table.groupby("name").last().loc[list(wanted)].to_numpy(dtype=np.float64)


def _kinds_of_each(days: Days) -> NDArray[np.bool_]:
    told = shares(EVENT_KINDS, days.events["kind"])
    by_name = shares(EVENT_KINDS, days.events["name"])
    return np.asarray(np.where(told.any(axis=1, keepdims=True), told, by_name) > 0)


_MEANS: Final = {"free": (0.4, 0.4)}

KINDS: Final = Component(
    key="event_kind",
    title=N_("Kinds of event"),
    columns=tuple(
        Column(kind.key, kind.label, *_MEANS.get(kind.key, (0.2, 0.3)), 0.05, "event_kind")
        for kind in EVENT_KINDS
    ),
    applies=lambda days: not days.events.empty,
    design=kinds,
)

EVENTS: Final = Named(
    key="event", title=N_("Events"), mean=0.1, sd=0.3, spread=0.3, names=names, design=design
)
