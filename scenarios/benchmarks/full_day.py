"""A day of the bundled museum with timed entry and the flow of doors too, for benchmarks."""

import datetime as dt
from functools import cache
from typing import Any, Final

from scenarios.library import AS_TODAY, bundled
from scenarios.yaml_files import plan_of
from simulation.preparing.prepared import Prepared, prepare
from simulation.settings import Day, Flow, TimedEntry
from venues.graph import walking_graph

VISITORS: Final = 5_000
_SATURDAY: Final = dt.date(2018, 7, 14)
"""A day with all workshops and an exhibition."""


def full_day() -> Day:
    """Return what the day is made of: what the bundled scenario has, and the rest switched on."""
    found: dict[str, Any] = {"timed_entry": TimedEntry(places_per_slot=250), "flow": Flow()}
    return bundled()[AS_TODAY].day(_SATURDAY).model_copy(update=found)


@cache
def full_museum() -> Prepared:
    """Return the day ready to be started."""
    plan = plan_of(bundled()[AS_TODAY])
    return prepare(plan, walking_graph(plan), full_day())
