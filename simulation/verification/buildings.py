"""Small buildings and plain days, so that a test states only what it is about."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

from shapely import box

from simulation.settings import (
    Arriving,
    Desk,
    Hours,
    Parties,
    Shift,
    VisitorSettings,
    Waiting,
    Walking,
)
from venues.graph import WalkingGraph, walking_graph
from venues.plan import Door, Level, Link, Plan, Zone, ZoneKind

type Building = tuple[Plan, WalkingGraph]

THURSDAY: Final = dt.date(2018, 7, 5)
DAY_S: Final = 24 * 3600 - 1
"""How long a day :func:`round_the_clock` is."""
GROUND: Final = Level("ground", {}, 0)
UPPER: Final = Level("upper", {}, 1)


def zone(name: str, kind: ZoneKind, x: float, size_m: float = 20.0, **given: Any) -> Zone:
    """Return a square zone whose middle is (x, 0)."""
    half = size_m / 2
    given = {"level": "ground", "capacity": 10_000, **given}
    return Zone(name, {}, kind, outline=box(x - half, -half, x + half, half), **given)


def row(*zones: Zone, links: tuple[Link, ...] = (), width_m: float = 2.0) -> Building:
    """Return zones in a row, each with a door to the next on its level, and links between them."""
    ground = [n for n, each in enumerate(zones) if each.level == "ground"]
    return joined(zones, pairwise(ground), links, width_m)


def joined(
    zones: Sequence[Zone],
    pairs: Iterable[tuple[int, int]],
    links: tuple[Link, ...] = (),
    width_m: float = 2.0,
) -> Building:
    """Return zones with a door between each of these pairs, half-way, and links between them."""
    doors = tuple(
        Door(f"{a.id}--{b.id}", (a.id, b.id), width_m, ((a.middle[0] + b.middle[0]) / 2, 0.0))
        for a, b in ((zones[one], zones[other]) for one, other in pairs)
    )
    plan = Plan("row", {}, {}, (0.0, 50.0), (GROUND, UPPER), tuple(zones), doors, links)
    return plan, walking_graph(plan)


def alike(**others: Any) -> VisitorSettings:
    """Return visitors who come alone, walk at 1.33 m/s, need nothing and wait without end."""
    given = {
        "parties": Parties(size_shares=(1,), step_free_share=0, lift_by_choice_share=0),
        "walking": Walking(speed_by_age=(1.33,) * 8, speed_cv=0, stroll=1),
        "waiting": Waiting(patience_min=1440, patience_sigma=0),
        "needs": (),
    }
    return VisitorSettings(**{**given, **others})


def evenly() -> Arriving:
    """Return arrivals that are as likely at one moment as at another."""
    return Arriving(hourly_weights=(1,) * 24)


def round_the_clock(last_entry_minutes: float = 0) -> Hours:
    """Return hours from midnight to midnight, with nobody asked to leave."""
    return Hours(
        opens=dt.time(0),
        closes=dt.time(23, 59, 59),
        last_entry_minutes=last_entry_minutes,
        closing_call_minutes=0,
    )


def desk(kind: str = "tickets", servers: int = 1, *, name: str = "", **given: Any) -> Desk:
    """Return a desk that is staffed all day, in a zone of its kind's name."""
    shift = Shift(starts=dt.time(0), ends=dt.time(23, 59, 59), servers=servers)
    return Desk(id=name or kind, kind=kind, **{"zone": kind, "roster": (shift,), **given})
