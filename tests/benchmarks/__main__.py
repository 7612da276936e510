"""Run every benchmark and print its ratio: `make bench`.

Each is timed against its peer in turn, pair by pair, because machines are shared and drift: the
ratio of a pair holds where its seconds do not. The median of the pairs is printed with its range.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from scenarios.ensemble import run
from scenarios.library import open_scenario
from scenarios.visits import FixedVisits
from simulation.preparing.prepared import prepare
from simulation.simulate import Engine, simulate
from tests.benchmarks.museum_day import (
    ARRIVALS,
    our_day,
    our_museum,
    our_rules,
    plain_simpy_day,
)
from venues.bundled import open_plan
from venues.graph import walking_graph

ENGINES: tuple[Engine, Engine] = ("compiled", "reference")
PAIRS = 3
DAY_VISITS = 1_100
ENSEMBLE_DRAWS = 24  # enough for the workers to outweigh their start


@dataclass(frozen=True)
class Benchmark:
    """Something of ours beside its peer, each returning how much work it did."""

    what: str
    unit: str
    ours: Callable[[], float]
    peer_name: str
    peer: Callable[[], float]


def seconds_per_unit(work: Callable[[], float]) -> float:
    """Return the wall seconds that a unit of the work took."""
    began = time.perf_counter()
    units = work()
    return (time.perf_counter() - began) / units


def measure(benchmark: Benchmark) -> str:
    """Return the benchmark's line: the ratio of the peer's time to ours, pair by pair."""
    benchmark.ours(), benchmark.peer()  # compile, import, fill caches
    pairs = [
        (seconds_per_unit(benchmark.ours), seconds_per_unit(benchmark.peer)) for _ in range(PAIRS)
    ]
    ratios = sorted(ours / peer for ours, peer in pairs)
    ours = statistics.median(ours for ours, _ in pairs)
    return (
        f"{benchmark.what}: {statistics.median(ratios):.3g} times the time of {benchmark.peer_name}"
        f" per {benchmark.unit} (pairs from {ratios[0]:.3g} to {ratios[-1]:.3g};"
        f" here {1000 * ours:.3g} ms)"
    )


def museum_days() -> list[Benchmark]:
    """Return the benchmarks of the day that stands in plain SimPy too."""
    museum, rules = our_museum(), our_rules()

    def ours(engine: Engine) -> Callable[[], float]:
        def work() -> float:
            our_day(museum, rules, 1, engine)
            return ARRIVALS

        return work

    def plain() -> float:
        plain_simpy_day(1)
        return ARRIVALS

    return [
        Benchmark(
            f"The museum day in the {engine} engine",
            "visitor",
            ours(engine),
            "the same in the plainest SimPy",
            plain,
        )
        for engine in ENGINES
    ]


def bundled_days() -> list[Benchmark]:
    """Return the benchmarks of a day, and of many, with everything that the bundled plan has."""
    plan = open_plan("two-level-museum")
    graph = walking_graph(plan)
    scenario = open_scenario("as-today")
    opened = (day for date in scenario.dates if (day := scenario.day(date)).hours is not None)
    day = next(opened)

    def one(engine: Engine) -> Callable[[], float]:
        def work() -> float:
            simulate(prepare(plan, graph, day), DAY_VISITS, 1, engine=engine)
            return DAY_VISITS

        return work

    def ensemble(workers: int) -> Callable[[], float]:
        def work() -> float:
            run([scenario], FixedVisits(DAY_VISITS), draws=ENSEMBLE_DRAWS, workers=workers)
            return ENSEMBLE_DRAWS

        return work

    compiled, reference = ENGINES
    return [
        Benchmark(
            f"A day of the bundled museum in the {compiled} engine",
            "visitor",
            one(compiled),
            f"the same in the {reference} engine",
            one(reference),
        ),
        Benchmark(
            "An ensemble on two workers",
            "simulated week",
            ensemble(2),
            "the same on one",
            ensemble(1),
        ),
    ]


if __name__ == "__main__":
    for each in (*museum_days(), *bundled_days()):
        print(measure(each), flush=True)
