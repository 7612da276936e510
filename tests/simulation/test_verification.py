"""The published tests hold in both engines, and a test that does not hold is seen."""

import math

import pytest

from simulation.simulate import Engine
from simulation.verification import ABSENT, CASES, Case, Measured

ALL = [case for cases in CASES.values() for case in cases]
QUICK = 0.03


@pytest.mark.parametrize("engine", ["compiled", "reference"])
@pytest.mark.parametrize("case", CASES["walking"], ids=lambda case: case.test)
def test_walking(case: Case, engine: Engine) -> None:
    assert case.holds(case.measure(engine, 0.1))


@pytest.mark.parametrize("case", CASES["queues"], ids=lambda case: case.test)
def test_queues(case: Case) -> None:
    assert case.holds(case.measure("compiled", 0.1))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES["queues"][:1], ids=lambda case: case.test)
def test_queues_in_the_reference_engine(case: Case) -> None:
    """Both engines give the same, so that the means agree to the last digit."""
    found = [case.measure(engine, QUICK) for engine in ("compiled", "reference")]
    assert found[0] == found[1]
    assert case.holds(found[1])


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES["queues"][:3], ids=lambda case: case.test)
def test_at_full_length_chance_moves_a_mean_by_less_than_one_in_a_hundred(case: Case) -> None:
    found = case.measure("compiled", 1.0)
    assert found.error < 0.01 * case.low
    assert case.holds(found)


def test_what_does_not_hold_is_seen() -> None:
    by_name = {case.test: case for case in ALL}
    exact, between = by_name["M/M/1, 0.8"], by_name["RiMEA 1"]
    assert not exact.holds(Measured(4.2, 0.04))
    assert exact.holds(Measured(4.1, 0.04))
    assert not between.holds(Measured(34.1))
    assert not between.holds(Measured(math.nan))


def test_each_test_is_named_once_and_either_run_or_left_out() -> None:
    names = [case.test for case in ALL]
    assert len(set(names)) == len(names)
    left_out = [name for absent in ABSENT for name in absent.tests.split(", ")]
    assert not set(names) & set(left_out)
