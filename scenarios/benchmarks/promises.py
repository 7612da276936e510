"""What was promised of the simulated day's speed and size, and how each promise is measured."""

from collections.abc import Callable
from functools import partial
from typing import Final

from scenarios.benchmarks import scale
from scenarios.benchmarks.full_day import VISITORS, full_museum
from scenarios.benchmarks.in_c import plain_c_day
from scenarios.benchmarks.measuring import Benchmark, Measured, ratio
from scenarios.benchmarks.museum_day import our_day, our_museum, our_rules, plain_simpy_day
from simulation.simulate import Engine, simulate
from venues.common.i18n import N_

PAIRS: Final = 5


def _ours(engine: Engine) -> Callable[[], object]:
    return partial(our_day, our_museum(), our_rules(), 1, engine)


def _beside_simpy() -> Measured:
    return ratio(partial(plain_simpy_day, 1), _ours("compiled"), PAIRS, repeats=5)


def _reference_beside_simpy() -> Measured:
    return ratio(_ours("reference"), partial(plain_simpy_day, 1), PAIRS)


def _beside_c() -> Measured:
    day = plain_c_day()
    if day is None:
        raise LookupError
    return ratio(_ours("compiled"), partial(day, 1), 5 * PAIRS, repeats=3)


def _full_day() -> Measured:
    slow, fast = (
        partial(simulate, full_museum(), VISITORS, 1, engine=engine)
        for engine in ("reference", "compiled")
    )
    return ratio(slow, fast, PAIRS, repeats=3)


PROMISES: Final = (
    Benchmark(
        "museum_day_beside_simpy",
        N_(
            "The museum day, compiled: {value} times as fast as the plainest SimPy; at least"
            " {wanted} are promised"
        ),
        40.0,
        _beside_simpy,
        is_least=True,
    ),
    Benchmark(
        "museum_day_beside_c",
        N_("The same: {value} times the time of hand-written C; at most {wanted} are promised"),
        1.5,
        _beside_c,
    ),
    Benchmark(
        "museum_day_reference_beside_simpy",
        N_(
            "The museum day, reference engine: {value} times the time of the plainest SimPy; at"
            " most {wanted} are promised"
        ),
        3.0,
        _reference_beside_simpy,
    ),
    Benchmark(
        "full_day_beside_reference",
        N_(
            "The bundled museum with slots and doors, compiled: {value} times as fast as the"
            " reference engine; at least {wanted} are promised"
        ),
        25.0,
        _full_day,
        is_least=True,
    ),
    Benchmark(
        "second_start_s",
        N_(
            "A new process that finds everything compiled: {value} s of processor time; at most"
            " {wanted} are promised"
        ),
        2.0,
        scale.second_start_s,
    ),
    Benchmark(
        "replications_s",
        N_("1,000 such days on two free processors: {value} s; at most {wanted} are promised"),
        60.0,
        scale.replications_s,
    ),
    Benchmark(
        "replications_gb",
        N_("The memory that takes: {value} GB; at most {wanted} are promised"),
        2.0,
        scale.replications_gb,
    ),
    Benchmark(
        "growth_with_visitors",
        N_(
            "From 5,000 to 100,000 visitors time grows with the power {value} of their number; at"
            " most {wanted} is promised"
        ),
        1.1,
        partial(scale.growth, (5_000, 20_000, 100_000), (30, 30, 30)),
    ),
    Benchmark(
        "growth_with_zones",
        N_(
            "From 30 to 300 zones time grows with the power {value} of their number; at most"
            " {wanted} is promised"
        ),
        1.1,
        partial(scale.growth, (5_000, 5_000, 5_000), (30, 100, 300)),
    ),
)
"""Every promise; measuring one whose peer is not on this machine raises :class:`LookupError`."""
