"""Small buildings and plain days, so that a test states only what it is about."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import xarray as xr

from simulation.observers import Journeys, default_observers
from simulation.preparing.prepared import Prepared, Started, prepare, start
from simulation.settings import (
    Choosing,
    Day,
    Hours,
    Lift,
    ShownExhibition,
    Sign,
    Staying,
    TimedEntry,
    Workshop,
)
from simulation.simulate import Engine, Found, open_day
from simulation.verification.buildings import (
    THURSDAY,
    desk,
)
from venues.bundled import open_plan
from venues.graph import WalkingGraph, walking_graph
from venues.plan import Plan


def at(clock: str) -> dt.time:
    return dt.time.fromisoformat(clock)


@cache
def museum() -> tuple[Plan, WalkingGraph]:
    plan = open_plan("two-level-museum")
    return plan, walking_graph(plan)


def unmoved_by_crowds() -> Choosing:
    return Choosing(crowd_weight=0)


def long_stays() -> Staying:
    return Staying(budget_min=120, budget_sigma=0)


def museum_day(**given: Any) -> Day:
    """An ordinary day in the bundled museum, with everything that a day may have."""
    usual = {
        "date": THURSDAY,
        "hours": Hours(opens=at("10:00"), closes=at("17:00")),
        "desks": (
            desk("tickets", 2),
            desk("cloakroom", 1, mean_service_s=20, used_by_share=0.4),
        ),
        "lift": Lift(),
        "workshops": (
            Workshop(id="clay", title="Clay", zone="workshop-a", starts=at("14:00"), places=16),
        ),
    }
    return Day(**{**usual, **given})


def everything() -> Day:
    """An ordinary day with timed entry, a sign and an exhibition besides."""
    return museum_day(
        timed_entry=TimedEntry(places_per_slot=80),
        signs=(Sign(id="s", zone="foyer", towards="gallery-9"),),
        exhibitions=(
            ShownExhibition(
                title="Craft", zones=("gallery-9",), start="2018-07-01", end="2018-09-01"
            ),
        ),
    )


def started(day: Day, visits: int, seed: int = 1) -> Started:
    return start(prepare(*museum(), day), visits, seed)


@dataclass(frozen=True)
class Ran:
    """A day that is over, and every event of it."""

    started: Started
    found: Found
    journeys: Journeys

    @property
    def prepared(self) -> Prepared:
        return self.started.prepared

    @property
    def parties(self) -> Any:
        return self.started.tables.parties

    @property
    def inside(self) -> int:
        return int(self.started.tables.zones["persons"].sum())

    def result(self) -> xr.Dataset:
        return self.found.dataset()


def ran(
    building: tuple[Plan, WalkingGraph],
    day: Day,
    visits: int,
    seed: int = 1,
    engine: Engine = "compiled",
) -> Ran:
    """Run a day to its end."""
    log = Journeys()
    started = start(prepare(*building, day), visits, seed)
    model = open_day(started, engine, [*default_observers(), log])
    model.run()
    return Ran(started, Found(model.record.found(), model.record), log)


def journeys(
    building: tuple[Plan, WalkingGraph],
    day: Day,
    visits: int,
    seed: int = 1,
    engine: Engine = "compiled",
) -> tuple[Ran, pd.DataFrame]:
    """Run a day to its end and return it with every event as a table."""
    one = ran(building, day, visits, seed, engine)
    return one, one.journeys.table
