"""Queues: mean waits of desks against queueing theory.

A desk with Poisson arrivals round the clock, but for the last hour: whoever is still on the way to
it, or in its queue, when the day ends would not have waited to the end. Waits are in mean service
times, so that published figures can be compared. So many customers are served that the standard
error is under one in a hundred. Each day starts with an empty desk, which lowers its mean wait by
less than two in a thousand.

Sources: the Pollaczek-Khinchine and Erlang formulas, as in Gross, Shortle, Thompson and Harris,
'Fundamentals of queueing theory' (4th edition, 2008).
"""

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from simulation.observers import Queues
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


def waits(
    servers: int, load: float, customers: float, **service: Any
) -> Callable[[Engine, float], Measured]:
    """Return what measures the mean wait of a desk, in mean service times.

    Args:
        servers: How many serve.
        load: Arrivals in a mean service time.
        customers: How many are served at full length.
        service: The law of service times.
    """
    unit_s = _OPEN_S * load / _A_DAY
    building = row(
        zone("entrance", ZoneKind.ENTRANCE, 0, 2_000),
        zone("tickets", ZoneKind.TICKETS, 2_000, 2_000),
    )
    counter = desk(servers=servers, mean_service_s=unit_s, per_person_s=0, **service)
    visitors = alike(arriving=evenly())
    hours = round_the_clock(_LAST_ENTRY_MIN)
    day = Day(date=THURSDAY, hours=hours, desks=(counter,), visitors=visitors)

    def measure(engine: Engine, share: float) -> Measured:
        prepared = prepare(*building, day)
        days = max(_LEAST_DAYS, math.ceil(customers * share / _A_DAY))
        come = np.random.default_rng(days).poisson(_A_DAY, days)
        means = [
            simulate(prepared, int(many), seed, engine=engine, observers=[Queues()])
            .values["wait_mean_s"][0] / unit_s
            for seed, many in enumerate(come)
        ]  # fmt: skip
        return Measured(float(np.mean(means)), float(np.std(means, ddof=1) / math.sqrt(days)))

    return measure


def _case(
    test: str, exact: float, servers: int, load: float, customers: float, **service: Any
) -> Case:
    return Case(
        test, N_("mean wait, in mean service times"), _SOURCE, "", exact, exact,
        waits(servers, load, customers, **service), 3,
    )  # fmt: skip


QUEUES: Final = (
    _case("M/M/1, 0.8", 4.0, 1, 0.8, 1.7e6, service_law="exponential"),
    _case("M/D/1, 0.8", 2.0, 1, 0.8, 1.2e6, service_law="fixed"),
    _case("M/E4/1, 0.8", 2.5, 1, 0.8, 1.2e6, service_law="erlang", service_cv=0.5),
    # The tail of a log-normal with a spread of twice its mean makes for a large error.
    _case("M/G/1, 0.8", 10.0, 1, 0.8, 10e6, service_law="lognormal", service_cv=2.0),
    _case("M/M/3, 2", 0.1 * erlang_c_wait(3, 0.2, 0.1), 3, 2.0, 1.5e6, service_law="exponential"),
    _case("M/M/4, 8/3", 3.0 * erlang_c_wait(4, 8, 3), 4, 8 / 3, 1.5e6, service_law="exponential"),
)
