"""A network of queues against Jackson's theorem.

Three hands-on exhibits, each in a gallery of its own; visitors go from one to another by chance,
and may come back. All zones lie almost at one point, behind wide doors, so that nobody loses time
on the way. Who comes by two of the three entrances begins at the first exhibit, who comes by the
third at the second.

Source: Jackson, 'Networks of waiting lines' (Operations Research 5, 1957).
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.observers import Occupancy, Visits
from simulation.outcomes import BIN_S
from simulation.own_rules import own_rules
from simulation.preparing.prepared import prepare
from simulation.settings import Day
from simulation.simulate import Engine, simulate
from simulation.verification.buildings import (
    THURSDAY,
    Building,
    alike,
    desk,
    evenly,
    joined,
    round_the_clock,
    zone,
)
from simulation.verification.cases import Case, Measured
from simulation.verification.queues import A_DAY, LAST_ENTRY_MIN, OPEN_S, days_of, mean_of
from venues.common.i18n import N_
from venues.plan import ZoneKind

_ARRIVALS: Final = np.array([1.0, 0.5, 0.0])
_SERVICES: Final = np.array([2.0, 2.5, 2.0])
_ROUTES: Final = np.array([[0.0, 0.6, 0.3], [0.1, 0.0, 0.5], [0.0, 0.0, 0.0]])
_CUSTOMERS: Final = 2e6
_SOURCE: Final = "Jackson 1957"

_NEAR_M: Final = 1e-6
_WIDE_M: Final = 1e6
_ENTRANCES: Final = 3
"""Zones before the first exhibit's."""


def lengths() -> NDArray[np.float64]:
    """Return the mean number at each exhibit, from Jackson's theorem."""
    rates = np.linalg.solve(np.eye(3) - _ROUTES.T, _ARRIVALS)
    loads = rates / _SERVICES
    return np.asarray(loads / (1.0 - loads))


def wander(visitor: Any, options: Any, count: int, luck: float) -> int:
    """Go on to an exhibit by chance, or home."""
    here = visitor.zone - _ENTRANCES
    to = -1
    if here < 0:
        to = 1 if visitor.zone == _ENTRANCES - 1 else 0
    elif here == 0:
        to = 1 if luck < 0.6 else 2 if luck < 0.9 else -1
    elif here == 1:
        to = 0 if luck < 0.1 else 2 if luck < 0.6 else -1
    for n in range(count):
        if to >= 0 and options[n].zone == _ENTRANCES + to:
            return n
    return -1


def linger(visitor: Any, zone: Any, now: float, luck: float) -> float:  # noqa: ARG001  (as called)
    """Look at nothing but the exhibit."""
    return 0.0


def _galleries() -> Building:
    entrances = [f"entrance-{n}" for n in range(_ENTRANCES)]
    exhibits = [f"exhibit-{n}" for n in range(3)]
    zones = [
        *(zone(name, ZoneKind.ENTRANCE, 0, 2_000) for name in entrances),
        *(zone(name, ZoneKind.GALLERY, _NEAR_M, 2_000, attraction=1.0) for name in exhibits),
    ]
    pairs = [(0, 3), (1, 3), (2, 4), (3, 4), (3, 5), (4, 5)]
    return joined(zones, pairs, width_m=_WIDE_M)


@cache
def _simulated(engine: Engine, days: int) -> NDArray[np.float64]:
    """Return [day, figure] the mean number at each exhibit and the mean time in the network."""
    unit_s = OPEN_S * _ARRIVALS.sum() / A_DAY
    desks = tuple(
        desk(
            "exhibit", 1, name=f"exhibit-{n}", zone=f"exhibit-{n}", per_person_s=0,
            mean_service_s=unit_s / rate, service_law="exponential",
        )
        for n, rate in enumerate(_SERVICES)
    )  # fmt: skip
    hours = round_the_clock(LAST_ENTRY_MIN)
    day = Day(date=THURSDAY, hours=hours, desks=desks, visitors=alike(arriving=evenly()))
    prepared, rules = prepare(*_galleries(), day), own_rules(stay=linger, wander=wander)
    figures = []
    for seed, many in enumerate(np.random.default_rng(days).poisson(A_DAY, days)):
        found = simulate(
            prepared, int(many), seed, engine=engine, observers=[Occupancy(), Visits()],
            own_rules=rules,
        ).values  # fmt: skip
        persons = found["occupancy"].sum(axis=0)[_ENTRANCES:] * BIN_S / OPEN_S
        figures.append([*persons, found["visit_min"] * 60.0 / unit_s])
    return np.array(figures)


def _measured(figure: int) -> Callable[[Engine, float], Measured]:
    def measure(engine: Engine, share: float) -> Measured:
        return mean_of(_simulated(engine, days_of(_CUSTOMERS * share))[:, figure].tolist())

    return measure


NETWORKS: Final = (
    *(
        Case(
            f"Jackson, L{n + 1}", N_("mean number at one of three desks"), _SOURCE, "",
            float(exact), float(exact), _measured(n), 4,
        )
        for n, exact in enumerate(lengths())
    ),
    Case(
        "Jackson, W", N_("mean time in the network of three desks"), _SOURCE, "",
        float(lengths().sum() / _ARRIVALS.sum()), float(lengths().sum() / _ARRIVALS.sum()),
        _measured(3), 4,
    ),
)  # fmt: skip
