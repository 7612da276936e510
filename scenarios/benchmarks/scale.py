"""How time grows with visitors and with zones, and what many days take."""

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import date
from datetime import time as clock
from functools import partial
from typing import Final

import numpy as np
import psutil

from scenarios import days, parallel
from scenarios.benchmarks.full_day import VISITORS, full_day
from scenarios.benchmarks.measuring import Measured, cpu_s, summary
from scenarios.benchmarks.museum_day import AREA_M2, ZONES, ring
from scenarios.gathering import queue_kinds
from scenarios.library import AS_TODAY, bundled
from scenarios.yaml_files import plan_of
from simulation.preparing.prepared import Prepared, prepare
from simulation.settings import Day, Hours, Staying, VisitorSettings
from simulation.simulate import simulate

WORKERS: Final = 2
REPLICATIONS: Final = 1_000
_RUNS: Final = 3
_LOOK_UP_S: Final = 0.05

_SECOND_PROCESS: Final = """
from datetime import date, time
from simulation.preparing.prepared import prepare
from simulation.settings import Day, Hours
from simulation.simulate import simulate
from venues.bundled import open_plan
from venues.graph import walking_graph
plan = open_plan("two-level-museum")
day = Day(date=date(2018, 7, 5), hours=Hours(opens=time(10), closes=time(17)))
simulate(prepare(plan, walking_graph(plan), day), 10, 1)
"""


def second_start_s() -> Measured:
    """Return the processor seconds of a new process that simulates a few visitors."""

    def start() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", _SECOND_PROCESS], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    start()  # may have to compile
    return summary([start() for _run in range(_RUNS)])


def _scaled(visitors: int, zones: int) -> Prepared:
    """Return a day as crowded as the museum day and with stays as long, whatever its size."""
    size = visitors / VISITORS * ZONES / zones
    staying = Staying(sweep_m2_per_min=min(27.9 * size, 500.0))
    day = Day(
        date=date(2018, 7, 5),
        hours=Hours(opens=clock(10), closes=clock(17)),
        visitors=VisitorSettings(staying=staying, needs=()),
    )
    return prepare(*ring(zones, AREA_M2 * size), day)


def growth(visitors: Sequence[int], zones: Sequence[int]) -> Measured:
    """Return the greatest power of the size with which the time of a day grows.

    Args:
        visitors: How many come on each day that is timed.
        zones: How many zones that day's museum has.
    """
    sizes = np.array(visitors, float) * np.array(zones, float)
    prepared = [_scaled(*each) for each in zip(visitors, zones, strict=True)]

    def exponent() -> float:
        times = [
            cpu_s(partial(simulate, day, count, 1))
            for day, count in zip(prepared, visitors, strict=True)
        ]
        return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])

    exponent()
    return summary([exponent() for _run in range(_RUNS)])


class _Memory:
    """The greatest memory of this process and its children, looked up now and then."""

    def __init__(self) -> None:
        self.peak = 0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        us = psutil.Process(os.getpid())
        while not self._over.wait(_LOOK_UP_S):
            total = 0
            for each in (us, *us.children(recursive=True)):
                # A process may end while it is looked at.
                try:
                    total += each.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.peak = max(self.peak, total)

    def __enter__(self) -> "_Memory":
        self._watch.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._watch.join()


def _replicated(replications: int) -> tuple[float, float]:
    """Return the processor seconds of so many full days on two workers, and their gigabytes."""
    scenario = bundled()[AS_TODAY]
    plan, day = plan_of(scenario), full_day()
    plans = {scenario.plan: plan}
    days.open_venues(plans)
    tasks = [
        days.Week(
            plan=scenario.plan, days=(day,), visits=(VISITORS,), seeds=(seed,),
            queues=tuple(queue_kinds(scenario, plan)),
            sessions=tuple(each.id for each in day.workshops),
        )
        for seed in range(replications)
    ]  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.process_time()
    with _Memory() as memory:
        for _result in parallel.in_order(
            days.simulate_week, tasks, workers=WORKERS, initializer=days.open_venues,
            arguments=(plans,), cancelled=lambda: False,
        ):  # fmt: skip
            pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return children + time.process_time() - began, memory.peak / 2**30


def replications_s(few: int = 20, more: int = 120) -> Measured:
    """Return the seconds that 1,000 full days take where two processors do nothing else.

    It is worked out from two shorter runs: what the longer one takes more is the days' own, the
    rest is the workers' start.
    """
    first, _memory = _replicated(few)
    second, _memory = _replicated(more)
    each = (second - first) / (more - few)
    total = (second + (REPLICATIONS - more) * each) / WORKERS
    return Measured(total, total, total)


def replications_gb(count: int = 60) -> Measured:
    """Return the greatest memory of all processes while full days are simulated."""
    _seconds, memory = _replicated(count)
    return Measured(memory, memory, memory)
