"""One simulated week of one draw: what a worker process does, and what it hands back.

A week's days are simulated one after the other and reduced to the arrays that outcomes need. This
module imports the simulation and nothing above it, so that a worker starts fast.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulation.engine import simulate_day
from simulation.observers import BINS
from simulation.settings import Day
from venues.graph import WalkingGraph, walking_graph
from venues.plan import Plan

SCALARS: Final = ("visits", "refused", "no_shows", "visit_min")
BY_ZONE: Final = ("peak", "crowded_min", "crowded_person_min", "seen")
BY_QUEUE: Final = ("wait_mean_s", "wait_p90_s", "wait_long", "queued", "gave_up")
BY_SESSION: Final = ("attended", "turned_away", "places")

type Arrays = dict[str, NDArray[np.float64]]

_venues: dict[str, tuple[Plan, WalkingGraph]] = {}


@dataclass(frozen=True)
class Week:
    """The days of one draw and replication that one worker simulates together.

    Attributes:
        plan: The id of the plan.
        days: What each day is made of.
        visits: How many people want to visit on each day.
        seeds: Each day's seed.
        queues: The ids of the scenario's desks, in the order in which they are reported.
        sessions: The ids of its workshops, in the order in which they are reported.
    """

    plan: str
    days: tuple[Day, ...]
    visits: tuple[int, ...]
    seeds: tuple[int, ...]
    queues: tuple[str, ...]
    sessions: tuple[str, ...]


def open_venues(plans: dict[str, Plan]) -> None:
    """Prepare the plans in this process."""
    _venues.clear()
    _venues.update({name: (plan, walking_graph(plan)) for name, plan in plans.items()})


def simulate_week(week: Week) -> Arrays:
    """Simulate the days of a week and return their outcomes, day by day along the first axis."""
    plan, graph = _venues[week.plan]
    zones = len(plan.zones)
    count = len(week.days)
    found: Arrays = {name: np.full(count, np.nan) for name in SCALARS}
    found |= {name: np.full((count, zones), np.nan) for name in BY_ZONE}
    found |= {name: np.full((count, len(week.queues)), np.nan) for name in BY_QUEUE}
    found |= {name: np.full((count, len(week.sessions)), np.nan) for name in BY_SESSION}
    found["occupancy"] = np.full((count, BINS, zones), np.nan, dtype=np.float32)
    for index, day in enumerate(week.days):
        if day.hours is None:
            continue
        result = simulate_day(plan, graph, day, week.visits[index], week.seeds[index])
        _reduce(result, found, index, plan, week)
    return found


def _reduce(result: xr.Dataset, found: Arrays, index: int, plan: Plan, week: Week) -> None:
    """Put one day's outcomes in their place."""
    for name in SCALARS:
        found[name][index] = float(result[name])
    zones = [zone.id for zone in plan.zones]
    by_zone = result.reindex(zone=zones)
    for name in BY_ZONE:
        found[name][index] = by_zone[name].to_numpy()
    for name in BY_QUEUE:
        found[name][index] = result[name].reindex(queue=list(week.queues)).to_numpy()
    for name in BY_SESSION:
        found[name][index] = result[name].reindex(session=list(week.sessions)).to_numpy()
    found["occupancy"][index] = by_zone["occupancy"].transpose("time", "zone").to_numpy()


def day_seed_labels(draw: int, date: dt.date, replication: int) -> tuple[int, str, int]:
    """Return what names the luck of one simulated day, the same in every scenario."""
    return draw, date.isoformat(), replication
