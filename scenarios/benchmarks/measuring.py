"""Benchmarks and how they are measured: ratios, pair by pair, of processor time."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

type Work = Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """What came out of a benchmark.

    Attributes:
        value: What it is held to.
        low: The least of what was measured.
        high: The greatest.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Benchmark:
    """A promise about speed or size.

    Attributes:
        name: Its name for machines.
        what: What is measured, in a sentence for people, marked for translation; ``{value}`` and
            ``{wanted}`` stand in it.
        wanted: What was promised.
        measure: Measures it.
        is_least: Whether more than wanted is better.
    """

    name: str
    what: str
    wanted: float
    measure: Callable[[], Measured]
    is_least: bool = False

    def holds(self, measured: Measured) -> bool:
        """Return whether the promise was kept."""
        if self.is_least:
            return measured.value >= self.wanted
        return measured.value <= self.wanted


def cpu_s(work: Work) -> float:
    """Return the seconds of this process's processor time that the work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def summary(values: Sequence[float]) -> Measured:
    """Return the median of values, and their range."""
    return Measured(statistics.median(values), min(values), max(values))


def ratio(slow: Work, fast: Work, pairs: int, repeats: int = 1) -> Measured:
    """Return how many times the processor time of one work another takes.

    Args:
        slow: The work whose time is divided.
        fast: The work whose time divides; measured as often as told within a pair, since what is
            short is measured badly.
        pairs: How many pairs, after one that only fills caches.
        repeats: How often the fast work is done in a pair.
    """

    def pair() -> float:
        quick = statistics.median(cpu_s(fast) for _repeat in range(repeats))
        return cpu_s(slow) / quick

    pair()
    return summary([pair() for _pair in range(pairs)])
