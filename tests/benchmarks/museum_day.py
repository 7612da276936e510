"""A museum day in the plainest SimPy: the yardstick that the engines' speed is given against.

30 zones in a ring, each with three neighbours; 5,000 arrivals over eight hours; a desk of six
clerks with exponential service of mean 25 s; 12 log-normal stays (mu 4.5, sigma 0.6); the next zone
drawn with weights exp(-3 occupancy / area); 12 m walked at Weidmann's speed for the zone's density.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from math import exp
from random import Random
from typing import Any

import simpy

ZONES, NEIGHBOURS, AREA_M2 = 30, (1, 2, 15), 100.0
ARRIVALS, OPEN_S = 5_000, 8 * 3600.0
CLERKS, MEAN_SERVICE_S = 6, 25.0
STAYS, STAY_MU, STAY_SIGMA = 12, 4.5, 0.6
WALK_M = 12.0


@dataclass
class Museum:
    """The state of one day."""

    env: simpy.Environment
    random: Random
    desk: simpy.Resource
    occupancy: list[int] = field(default_factory=lambda: [0] * ZONES)
    waits: list[float] = field(default_factory=list)
    left: int = 0
    steps: int = 0


def weidmann(density: float) -> float:
    """Return the walking speed in m/s at a density in persons per square metre (Weidmann 1993)."""
    if density <= 0:
        return 1.34
    return max(0.05, 1.34 * (1 - exp(-1.913 * (1 / density - 1 / 5.4))))


def visit(museum: Museum, arrives: float) -> Generator[simpy.Event, Any, None]:
    """Live through one visit: ticket desk, then twelve zones."""
    env, random = museum.env, museum.random
    yield env.timeout(arrives)
    with museum.desk.request() as turn:
        asked = env.now
        yield turn
        museum.waits.append(env.now - asked)
        yield env.timeout(random.expovariate(1 / MEAN_SERVICE_S))
    zone = 0
    for _ in range(STAYS):
        museum.occupancy[zone] += 1
        museum.steps += 1
        yield env.timeout(random.lognormvariate(STAY_MU, STAY_SIGMA))
        museum.occupancy[zone] -= 1
        reachable = [(zone + step) % ZONES for step in NEIGHBOURS]
        weights = [exp(-3 * museum.occupancy[z] / AREA_M2) for z in reachable]
        zone = random.choices(reachable, weights)[0]
        yield env.timeout(WALK_M / weidmann(museum.occupancy[zone] / AREA_M2))
    museum.left += 1


def plain_simpy_day(seed: int) -> Museum:
    """Simulate the day and return its state after the last visitor has left."""
    env = simpy.Environment()
    museum = Museum(env, Random(seed), simpy.Resource(env, CLERKS))
    for _ in range(ARRIVALS):
        env.process(visit(museum, museum.random.uniform(0, OPEN_S)))
    env.run()
    return museum
