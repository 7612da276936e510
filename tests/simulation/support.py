"""Small buildings and plain days, so that a test states only what it is about."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import pandas as pd
import xarray as xr
from shapely import box

from simulation.observers import Journeys, default_observers
from simulation.preparing.prepared import Prepared, Started, prepare, start
from simulation.settings import (
    Arriving,
    Choosing,
    Day,
    Desk,
    Hours,
    Lift,
    Parties,
    Shift,
    Staying,
    VisitorSettings,
    Waiting,
    Walking,
    Workshop,
)
from simulation.simulate import Engine, Found, open_day
from venues.bundled import open_plan
from venues.graph import WalkingGraph, walking_graph
from venues.plan import Door, Level, Link, Plan, Zone, ZoneKind

THURSDAY = dt.date(2018, 7, 5)
GROUND, UPPER = Level("ground", {}, 0), Level("upper", {}, 1)


def at(clock: str) -> dt.time:
    return dt.time.fromisoformat(clock)


@cache
def museum() -> tuple[Plan, WalkingGraph]:
    plan = open_plan("two-level-museum")
    return plan, walking_graph(plan)


def zone(name: str, kind: ZoneKind, x: float, size_m: float = 20.0, **given: Any) -> Zone:
    """A square zone whose middle is (x, 0)."""
    half = size_m / 2
    given = {"level": "ground", "capacity": 10_000, **given}
    return Zone(name, {}, kind, outline=box(x - half, -half, x + half, half), **given)


def row(*zones: Zone, links: tuple[Link, ...] = ()) -> tuple[Plan, WalkingGraph]:
    """Zones of one level in a row, each with a door to the next; other levels hang on links."""
    ground = [each for each in zones if each.level == "ground"]
    doors = tuple(
        Door(f"{a.id}--{b.id}", (a.id, b.id), 2.0, ((a.middle[0] + b.middle[0]) / 2, 0.0))
        for a, b in pairwise(ground)
    )
    plan = Plan("row", {}, {}, (0.0, 50.0), (GROUND, UPPER), zones, doors, links)
    return plan, walking_graph(plan)


def alike(**others: Any) -> VisitorSettings:
    """Visitors who come alone, walk at 1.33 m/s, need nothing and never tire of waiting."""
    given = {
        "parties": Parties(size_shares=(1,), step_free_share=0, lift_by_choice_share=0),
        "walking": Walking(speed_by_age=(1.33,) * 8, speed_cv=0, stroll=1),
        "waiting": Waiting(patience_min=1440, patience_sigma=0),
        "needs": (),
    }
    return VisitorSettings(**{**given, **others})


def evenly() -> Arriving:
    return Arriving(hourly_weights=(1,) * 24)


def unmoved_by_crowds() -> Choosing:
    return Choosing(crowd_weight=0)


def long_stays() -> Staying:
    return Staying(budget_min=120, budget_sigma=0)


def desk(kind: str = "tickets", servers: int = 1, *, name: str = "", **given: Any) -> Desk:
    roster = (Shift(starts=at("00:00"), ends=at("23:59:59"), servers=servers),)
    given = {"zone": kind, "roster": roster, **given}
    return Desk(id=name or kind, kind=kind, **given)


def round_the_clock() -> Hours:
    """Open from midnight to midnight, with nobody asked to leave."""
    return Hours(
        opens=at("00:00"), closes=at("23:59:59"), last_entry_minutes=0, closing_call_minutes=0
    )


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
