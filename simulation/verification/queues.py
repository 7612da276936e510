"""Queues: waits, refusals and lengths at desks against queueing theory.

A desk in the entrance with Poisson arrivals round the clock, but for the last hour: whoever is
still in its queue when the day ends would not have waited to the end. Waits are in mean service
times, so that published figures can be compared. So many customers come that the standard error is
under one in a hundred. Each day starts with an empty desk, which lowers its mean wait by less than
two in a thousand.

Sources: the Pollaczek-Khinchine and Erlang formulas and the queue M/M/c/K with K places in all, as
in Gross, Shortle, Thompson and Harris, 'Fundamentals of queueing theory' (4th edition, 2008).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from simulation.observers import Queues, Visits
from simulation.preparing.prepared import prepare
from simulation.settings import Day
from simulation.simulate import Engine, simulate
from simulation.verification.buildings import (
    DAY_S,
    THURSDAY,
    alike,
    desk,
    evenly,
    round_the_clock,
    row,
    zone,
)
from simulation.verification.cases import Case, Measured
from venues.common.i18n import N_
from venues.plan import ZoneKind

A_DAY: Final = 41_000
"""Customers of one day, as many as an engine keeps easily."""
LAST_ENTRY_MIN: Final = 60
OPEN_S: Final = DAY_S - 60 * LAST_ENTRY_MIN
_LEAST_DAYS: Final = 5
_SOURCE: Final = "Gross, Shortle, Thompson, Harris 2008"


def erlang_c_wait(servers: int, arrival_rate: float, service_rate: float) -> float:
    """Return the mean wait in M/M/c, from Erlang's formula."""
    load = arrival_rate / service_rate
    terms = [load**n / math.factorial(n) for n in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last) / (servers * service_rate - arrival_rate)


@dataclass(frozen=True)
class Limited:
    """The figures of M/M/c/K, K places in all; with K = c it is Erlang's loss system.

    Attributes:
        blocked: The share that finds all places taken.
        inside: The mean number in queue and service.
        wait: The mean wait of those who get in, in mean service times.
    """

    blocked: float
    inside: float
    wait: float


def limited(servers: int, places: int, load: float) -> Limited:
    """Return what theory says of a queue with so many places, those at the servers included.

    Args:
        servers: How many serve.
        places: How many may be in queue and service.
        load: Arrivals in a mean service time.
    """
    weights, weight = [1.0], 1.0
    for n in range(1, places + 1):
        weight *= load / min(n, servers)
        weights.append(weight)
    shares = [each / sum(weights) for each in weights]
    standing = sum((n - servers) * share for n, share in enumerate(shares) if n > servers)
    admitted = load * (1.0 - shares[-1])
    return Limited(shares[-1], standing + admitted, standing / admitted)


def measured(
    figure: str, servers: int, load: float, customers: float, **given: Any
) -> Callable[[Engine, float], Measured]:
    """Return what measures a figure of a desk.

    Args:
        figure: Its name in :class:`Limited`.
        servers: How many serve.
        load: Arrivals in a mean service time.
        customers: How many come at full length.
        given: More of the desk: the law of its service times, its places to wait.
    """

    def measure(engine: Engine, share: float) -> Measured:
        days = days_of(customers * share)
        found = _simulated(engine, days, servers, load, tuple(given.items()))
        return mean_of([getattr(each, figure) for each in found])

    return measure


def days_of(customers: float) -> int:
    """Return how many days it takes to have so many customers."""
    return max(_LEAST_DAYS, math.ceil(customers / A_DAY))


def mean_of(figures: Sequence[float]) -> Measured:
    """Return the mean of a figure of several days, and its standard error."""
    error = float(np.std(figures, ddof=1) / math.sqrt(len(figures)))
    return Measured(float(np.mean(figures)), error)


@cache
def _simulated(
    engine: Engine, days: int, servers: int, load: float, given: tuple[tuple[str, Any], ...]
) -> list[Limited]:
    """Return what came out of each of so many days."""
    unit_s = OPEN_S * load / A_DAY
    building = row(zone("entrance", ZoneKind.ENTRANCE, 0, 2_000))
    counter = desk(
        servers=servers, zone="entrance", mean_service_s=unit_s, per_person_s=0, **dict(given)
    )
    visitors = alike(arriving=evenly())
    hours = round_the_clock(LAST_ENTRY_MIN)
    day = Day(date=THURSDAY, hours=hours, desks=(counter,), visitors=visitors)

    prepared = prepare(*building, day)
    come = np.random.default_rng(days).poisson(A_DAY, days)
    observers = ((Queues(), Visits()) for _day in come)
    found = [
        simulate(prepared, int(many), seed, engine=engine, observers=notes).values
        for seed, (many, notes) in enumerate(zip(come, observers, strict=True))
    ]
    return [
        Limited(
            blocked=each["balked"][0] / (each["balked"][0] + each["queued"][0]),
            inside=each["visit_min"] * 60.0 * each["visits"] / OPEN_S,
            wait=each["wait_mean_s"][0] / unit_s,
        )
        for each in found
    ]


_FIGURES: Final = {
    "wait": N_("mean wait, in mean service times"),
    "blocked": N_("share that finds all places taken"),
    "inside": N_("mean number in queue and service"),
}


def _case(
    test: str, exact: float, servers: int, load: float, customers: float, **service: Any
) -> Case:
    return Case(
        test, _FIGURES["wait"], _SOURCE, "", exact, exact,
        measured("wait", servers, load, customers, **service), 3,
    )  # fmt: skip


def _limited(  # noqa: PLR0917  (a table's columns)
    test: str, figure: str, servers: int, places: int, load: float, customers: float
) -> Case:
    exact = getattr(limited(servers, places, load), figure)
    return Case(
        test, _FIGURES[figure], _SOURCE, "", exact, exact,
        measured(
            figure, servers, load, customers, service_law="exponential",
            waiting_places=places - servers,
        ), 4,
    )  # fmt: skip


QUEUES: Final = (
    _case("M/M/1, 0.8", 4.0, 1, 0.8, 1.7e6, service_law="exponential"),
    _case("M/D/1, 0.8", 2.0, 1, 0.8, 1.2e6, service_law="fixed"),
    _case("M/E4/1, 0.8", 2.5, 1, 0.8, 1.2e6, service_law="erlang", service_cv=0.5),
    # A log-normal with a spread of twice its mean would need twice as many.
    _case("M/G/1, 0.8", 10.0, 1, 0.8, 5.5e6, service_law="gamma", service_cv=2.0),
    _case("M/M/3, 2", 0.1 * erlang_c_wait(3, 0.2, 0.1), 3, 2.0, 1.5e6, service_law="exponential"),
    _case("M/M/4, 8/3", 3.0 * erlang_c_wait(4, 8, 3), 4, 8 / 3, 1.5e6, service_law="exponential"),
    _limited("M/M/1/5, 0.8", "blocked", 1, 5, 0.8, 1e6),
    _limited("M/M/1/5, 0.8, L", "inside", 1, 5, 0.8, 1e6),
    _limited("M/M/3/10, 2.5", "blocked", 3, 10, 2.5, 2.8e6),
    _limited("M/M/3/10, 2.5, L", "inside", 3, 10, 2.5, 2.8e6),
    _limited("M/M/3/10, 2.5, Wq", "wait", 3, 10, 2.5, 2.8e6),
    _limited("Erlang B, 20 servers, 18", "blocked", 20, 20, 18.0, 1e6),
)
