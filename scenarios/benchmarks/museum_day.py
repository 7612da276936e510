"""A museum day in the plainest SimPy, and the same day through our public interface.

30 zones in a ring, each with three neighbours; 5,000 arrivals over eight hours at a hall with a
desk of six clerks with exponential service of mean 25 s; 12 log-normal stays (mu 4.5, sigma 0.6);
the next zone drawn with weights exp(-3 occupancy / area); 12 m walked from zone to zone at
Weidmann's speed, each half at the density of its own zone, and counted where one comes from until
one arrives; home through the hall.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date, time
from math import exp
from random import Random
from typing import Any

import networkx as nx
import numpy as np
import simpy
from shapely import box

from simulation.observers import Observer, Occupancy, Queues
from simulation.outcomes import BIN_S
from simulation.own_rules import OwnRules, own_rules
from simulation.preparing.prepared import Prepared, prepare
from simulation.randomness import normal_quantile
from simulation.settings import (
    Arriving,
    Choosing,
    Day,
    Desk,
    Hours,
    Parties,
    Shift,
    Staying,
    VisitorSettings,
    Waiting,
    Walking,
)
from simulation.simulate import Engine, simulate
from venues.graph import WalkingGraph
from venues.plan import Door, Level, Plan, Zone, ZoneKind

ZONES, NEIGHBOURS, AREA_M2 = 30, (1, 2, 15), 100.0
ARRIVALS, OPEN_S = 5_000, 8 * 3600.0
CLERKS, MEAN_SERVICE_S = 6, 25.0
STAYS, STAY_MU, STAY_SIGMA = 12, 4.5, 0.6
WALK_M = 12.0
SPEED, SLOWEST = 1.34, 0.05
HALL_M2 = 1e12


@dataclass
class Museum:
    """The state of one day in plain SimPy."""

    env: simpy.Environment
    random: Random
    desk: simpy.Resource
    occupancy: list[int] = field(default_factory=lambda: [0] * ZONES)
    waits: list[float] = field(default_factory=list)
    sampled: list[list[int]] = field(default_factory=list)
    left: int = 0


def weidmann(density: float) -> float:
    """Return the walking speed in m/s at a density in persons per square metre (Weidmann 1993)."""
    if density <= 0:
        return SPEED
    return max(SLOWEST, SPEED * (1 - exp(-1.913 * (1 / density - 1 / 5.4))))


def visit(museum: Museum, arrives: float) -> Generator[simpy.Event, Any, None]:
    """Live through one visit: ticket desk, then twelve zones, then home."""
    env, random, occupancy = museum.env, museum.random, museum.occupancy
    yield env.timeout(arrives)
    with museum.desk.request() as turn:
        asked = env.now
        yield turn
        museum.waits.append(env.now - asked)
        yield env.timeout(random.expovariate(1 / MEAN_SERVICE_S))
    zone = 0
    half_m = WALK_M / 2
    yield env.timeout(half_m / SPEED + half_m / weidmann(occupancy[zone] / AREA_M2))
    occupancy[zone] += 1
    for stay in range(STAYS):
        yield env.timeout(random.lognormvariate(STAY_MU, STAY_SIGMA))
        here = weidmann(occupancy[zone] / AREA_M2)
        if stay == STAYS - 1:
            break
        reachable = [(zone + step) % ZONES for step in NEIGHBOURS]
        weights = [exp(-3 * occupancy[z] / AREA_M2) for z in reachable]
        following = random.choices(reachable, weights)[0]
        yield env.timeout(half_m / here + half_m / weidmann(occupancy[following] / AREA_M2))
        occupancy[zone] -= 1
        zone = following
        occupancy[zone] += 1
    yield env.timeout(half_m / here + half_m / SPEED)
    occupancy[zone] -= 1
    museum.left += 1


def look_around(museum: Museum) -> Generator[simpy.Event, Any, None]:
    """Take down the occupancies every five minutes."""
    while museum.env.now < OPEN_S:
        yield museum.env.timeout(BIN_S)
        museum.sampled.append(museum.occupancy.copy())


def plain_simpy_day(seed: int) -> Museum:
    """Simulate the day and return its state after the last visitor has left."""
    env = simpy.Environment()
    museum = Museum(env, Random(seed), simpy.Resource(env, CLERKS))  # noqa: S311  (no secret)
    for _ in range(ARRIVALS):
        env.process(visit(museum, museum.random.uniform(0, OPEN_S)))
    env.process(look_around(museum))
    env.run()
    return museum


def ring(zones: int, area_m2: float) -> tuple[Plan, WalkingGraph]:
    """Return a hall and rooms in a ring, each with three ways on and one home."""
    half = area_m2**0.5 / 2
    hall = Zone(
        "hall", {}, ZoneKind.ENTRANCE, "ground", box(0, 0, HALL_M2**0.5, HALL_M2**0.5), 10_000
    )
    rooms = [
        Zone(f"room-{n}", {}, ZoneKind.GALLERY, "ground", box(-half, -half, half, half), 10_000)
        for n in range(zones)
    ]
    ways = [("hall", "room-0")]
    for n in range(zones):
        ways += [(f"room-{n}", f"room-{(n + step) % zones}") for step in NEIGHBOURS]
        ways.append((f"room-{n}", "hall"))
    doors = tuple(Door(f"{a} {b}", (a, b), 1.0, (0.0, 0.0), one_way=True) for a, b in ways)
    plan = Plan("ring", {}, {}, (0.0, 50.0), (Level("ground", {}, 0),), (hall, *rooms), doors, ())
    graph: WalkingGraph = nx.DiGraph()
    for zone in plan.zones:
        graph.add_node(zone.id, kind=zone.kind, level=zone.level, area_m2=zone.area_m2)
    for a, b in ways:
        way = {"length_m": WALK_M, "to_door_m": WALK_M / 2, "width_m": 1.0, "door": f"{a} {b}"}
        graph.add_edge(a, b, **way, kind="door", step_free=True)
    return plan, graph


def our_museum() -> Prepared:
    """Return the same day in our words: a hall, thirty rooms, one desk, visitors all alike."""
    return prepare(*ring(ZONES, AREA_M2), _our_day())


def _our_day() -> Day:
    hours = Hours(opens=time(6), closes=time(17), last_entry_minutes=180, closing_call_minutes=0)
    clerks = Shift(starts=time(0), ends=time(23), servers=CLERKS)
    desk = Desk(
        id="desk",
        kind="tickets",
        zone="hall",
        roster=(clerks,),
        mean_service_s=MEAN_SERVICE_S,
        per_person_s=0,
        service_law="exponential",
    )
    visitors = VisitorSettings(
        parties=Parties(size_shares=(1,), step_free_share=0, lift_by_choice_share=0),
        arriving=Arriving(hourly_weights=(1,) * 24),
        walking=Walking(speed_by_age=(SPEED,) * 8, speed_cv=0, stroll=1, slowest=SLOWEST),
        choosing=Choosing(crowd_sigma=0),
        staying=Staying(budget_sigma=0),
        waiting=Waiting(patience_min=1440, patience_sigma=0),
        needs=(),
    )
    return Day(date=date(2018, 7, 5), hours=hours, desks=(desk,), visitors=visitors)


def linger(visitor: Any, zone: Any, now: float, luck: float) -> float:  # noqa: ARG001  (an own rule)
    """Stay a log-normal time."""
    return float(np.exp(STAY_MU + STAY_SIGMA * normal_quantile(luck)))


def wander(visitor: Any, options: Any, count: int, luck: float) -> int:
    """Go on to a room with few people in it; home after so many rooms."""
    if visitor.choices > STAYS:
        return -1
    total = 0.0
    for n in range(count):
        # Nobody goes back to the hall, which is the first zone.
        weight = np.exp(-3.0 * options[n].persons / options[n].area_m2) if options[n].zone else 0.0
        options[n].appeal = weight
        total += weight
    wanted = luck * total
    chosen = 0
    while wanted >= options[chosen].appeal:
        wanted -= options[chosen].appeal
        chosen += 1
    return chosen


def our_rules() -> OwnRules:
    """Return the two rules of this day, compiled."""
    return own_rules(stay=linger, wander=wander)


def our_day(
    prepared: Prepared,
    rules: OwnRules,
    seed: int,
    engine: Engine = "compiled",
    observers: list[Observer] | None = None,
) -> dict[str, Any]:
    """Simulate the day and return what was found: waits and occupancies, as in plain SimPy."""
    notes = [Occupancy(), Queues()] if observers is None else observers
    return simulate(
        prepared, ARRIVALS, seed, engine=engine, observers=notes, own_rules=rules
    ).values
