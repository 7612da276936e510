"""One simulated week of one draw: what a worker process does, and what it hands back.

A week's days are simulated one after the other and reduced to the arrays that outcomes need. This
module imports the simulation and nothing above it, so that a worker starts fast.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.named_rules import variables_of
from simulation.outcomes import BINS, VARIABLES, Variable
from simulation.preparing.prepared import Prepared, prepare
from simulation.settings import Arrangement, Day
from simulation.simulate import DEFAULT_ENGINE, Engine, simulate
from venues.graph import WalkingGraph, walking_graph
from venues.plan import Plan

type Arrays = dict[str, NDArray[np.float64]]


def gathered(day: Arrangement) -> dict[str, Variable]:
    """Return the variables that are kept of every day; of occupancy by time only means are."""
    found = VARIABLES | variables_of(day)
    return {name: each for name, each in found.items() if "time" not in each.dims}


_venues: dict[str, tuple[Plan, WalkingGraph]] = {}
_prepared: dict[tuple[str, str], Prepared] = {}
_MOST_PREPARED: Final = 64


@dataclass(frozen=True)
class Week:
    """The days of one draw and replication that one worker simulates together.

    Attributes:
        plan: The id of the plan.
        days: What each day is made of.
        visits: How many people want to visit on each day.
        seeds: Each day's seed.
        queues: The ids of the scenario's desks and the plan's lifts, in the order of reports.
        sessions: The ids of its workshops, in the order in which they are reported.
        engine: Which engine simulates them; it changes no digit.
    """

    plan: str
    days: tuple[Day, ...]
    visits: tuple[int, ...]
    seeds: tuple[int, ...]
    queues: tuple[str, ...]
    sessions: tuple[str, ...]
    engine: Engine = DEFAULT_ENGINE


def open_venues(plans: dict[str, Plan]) -> None:
    """Prepare the plans in this process."""
    _venues.clear()
    _prepared.clear()
    _venues.update({name: (plan, walking_graph(plan)) for name, plan in plans.items()})


def _ready(plan: str, day: Day) -> Prepared:
    """Return a day that was prepared once for all draws and replications of this process."""
    key = plan, day.model_dump_json()
    if key not in _prepared:
        if len(_prepared) == _MOST_PREPARED:
            _prepared.clear()
        _prepared[key] = prepare(*_venues[plan], day)
    return _prepared[key]


def simulate_week(week: Week) -> Arrays:
    """Simulate the days of a week and return their outcomes, day by day along the first axis."""
    plan, _graph = _venues[week.plan]
    count = len(week.days)
    lengths = {
        "zone": len(plan.zones),
        "queue": len(week.queues),
        "session": len(week.sessions),
        "door": len(plan.doors) + len(plan.links),
    }
    found: Arrays = {
        name: np.full((count, *(lengths[each] for each in variable.dims)), np.nan)
        for name, variable in gathered(week.days[0]).items()
    }
    found["occupancy"] = np.full((count, BINS, len(plan.zones)), np.nan, dtype=np.float32)
    for index, day in enumerate(week.days):
        if day.hours is None:
            continue
        prepared = _ready(week.plan, day)
        values = simulate(
            prepared, week.visits[index], week.seeds[index], engine=week.engine
        ).values
        for name, array in found.items():
            array[index] = values[name]
    return found


def day_seed_labels(draw: int, date: dt.date, replication: int) -> tuple[int, str, int]:
    """Return what names the luck of one simulated day, the same in every scenario."""
    return draw, date.isoformat(), replication
