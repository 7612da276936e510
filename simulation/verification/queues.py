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
from collections.abc import Callable
from dataclasses import dataclass
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

_A_DAY: Final = 41_000
"""Customers of one day, as many as an engine keeps easily."""
_LAST_ENTRY_MIN: Final = 60
_OPEN_S: Final = DAY_S - 60 * _LAST_ENTRY_MIN
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
    """What theory says of M/M/c/K; with K = c it is Erlang's loss formula.

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


type Figure = Callable[[dict[str, Any], float], float]
"""A figure of one day, from what was found and the mean service time in seconds."""


def wait(values: dict[str, Any], unit_s: float) -> float:
    """Return the mean wait, in mean service times."""
    return float(values["wait_mean_s"][0] / unit_s)


def blocked(values: dict[str, Any], _unit_s: float) -> float:
    """Return the share of customers who found no place."""
    return float(values["balked"][0] / (values["balked"][0] + values["queued"][0]))


def inside(values: dict[str, Any], _unit_s: float) -> float:
    """Return the mean number of customers in queue and service."""
    return float(values["visit_min"] * 60.0 * values["visits"] / _OPEN_S)


def measured(
    figure: Figure, servers: int, load: float, customers: float, **given: Any
) -> Callable[[Engine, float], Measured]:
    """Return what measures a figure of a desk.

    Args:
        figure: The figure.
        servers: How many serve.
        load: Arrivals in a mean service time.
        customers: How many come at full length.
        given: More of the desk: the law of its service times, its places to wait.
    """
    unit_s = _OPEN_S * load / _A_DAY
    building = row(zone("entrance", ZoneKind.ENTRANCE, 0, 2_000))
    counter = desk(servers=servers, zone="entrance", mean_service_s=unit_s, per_person_s=0, **given)
    visitors = alike(arriving=evenly())
    hours = round_the_clock(_LAST_ENTRY_MIN)
    day = Day(date=THURSDAY, hours=hours, desks=(counter,), visitors=visitors)

    def measure(engine: Engine, share: float) -> Measured:
        prepared = prepare(*building, day)
        days = max(_LEAST_DAYS, math.ceil(customers * share / _A_DAY))
        come = np.random.default_rng(days).poisson(_A_DAY, days)
        figures = [
            figure(
                simulate(
                    prepared, int(many), seed, engine=engine, observers=[Queues(), Visits()]
                ).values,
                unit_s,
            )
            for seed, many in enumerate(come)
        ]
        return Measured(float(np.mean(figures)), float(np.std(figures, ddof=1) / math.sqrt(days)))

    return measure


_WAIT: Final = N_("mean wait, in mean service times")
_BLOCKED: Final = N_("share that finds all places taken")
_INSIDE: Final = N_("mean number in queue and service")


def _case(
    test: str, exact: float, servers: int, load: float, customers: float, **service: Any
) -> Case:
    return Case(
        test, _WAIT, _SOURCE, "", exact, exact,
        measured(wait, servers, load, customers, **service), 3,
    )  # fmt: skip


def _limited(  # noqa: PLR0917  (a table's columns)
    test: str, what: str, figure: Figure, servers: int, places: int, load: float, customers: float
) -> Case:
    theory = limited(servers, places, load)
    exact = {_WAIT: theory.wait, _BLOCKED: theory.blocked, _INSIDE: theory.inside}[what]
    return Case(
        test, what, _SOURCE, "", exact, exact,
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
    _limited("M/M/1/5, 0.8", _BLOCKED, blocked, 1, 5, 0.8, 1e6),
    _limited("M/M/1/5, 0.8, L", _INSIDE, inside, 1, 5, 0.8, 1e6),
    _limited("M/M/3/10, 2.5", _BLOCKED, blocked, 3, 10, 2.5, 1.5e6),
    _limited("M/M/3/10, 2.5, L", _INSIDE, inside, 3, 10, 2.5, 1.5e6),
    _limited("M/M/3/10, 2.5, Wq", _WAIT, wait, 3, 10, 2.5, 1.5e6),
    _limited("Erlang B, 20 servers, 18", _BLOCKED, blocked, 20, 20, 18.0, 1e6),
)
