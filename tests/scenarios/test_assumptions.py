"""How longer days and booking act on demand."""

import numpy as np
import pytest

from scenarios.assumptions import Assumption, Assumptions, demand_scale, drawn

WEEK = [1] * 7
OPEN = np.ones(7, dtype=bool)
FREE = np.zeros(7, dtype=bool)


def values(longer: float = 0.0, moved: float = 0.0, booking: float = 0.0) -> dict[str, np.ndarray]:
    return {
        "longer_day": np.array([longer]),
        "moved": np.array([moved]),
        "booking": np.array([booking]),
    }


def late_thursday(hours: float = 3.0) -> np.ndarray:
    extra = np.zeros(7)
    extra[3] = hours
    return extra


def test_usual_hours_and_free_arrival_leave_demand_alone() -> None:
    scale = demand_scale(values(0.1, 0.5, 0.1), np.zeros(7), OPEN, FREE, WEEK)
    assert (scale == 1).all()


def test_a_longer_day_adds_in_proportion_to_its_hours() -> None:
    scale = demand_scale(values(0.05), late_thursday(), OPEN, FREE, WEEK)
    assert scale[0] == pytest.approx([1, 1, 1, 1.15, 1, 1, 1])


def test_visits_that_move_are_not_new() -> None:
    scale = demand_scale(values(0.05, moved=1.0), late_thursday(), OPEN, FREE, WEEK)
    assert scale.sum() == pytest.approx(7)
    assert scale[0, 3] == pytest.approx(1.15)
    half = demand_scale(values(0.05, moved=0.4), late_thursday(), OPEN, FREE, WEEK)
    assert half.sum() == pytest.approx(7 + 0.15 * 0.6)


def test_nobody_moves_from_a_closed_day_or_another_week() -> None:
    opened = OPEN.copy()
    opened[0] = False
    weeks = [1, 1, 1, 1, 2, 2, 2]
    scale = demand_scale(values(0.05, moved=1.0), late_thursday(), opened, FREE, weeks)
    assert scale[0, 0] == 1
    assert (scale[0, 4:] == 1).all()
    assert scale[0, 1:3] == pytest.approx(1 - 0.15 / 2)


def test_booking_costs_visits_only_where_it_is_needed() -> None:
    booked = FREE.copy()
    booked[5] = True
    scale = demand_scale(values(booking=0.1), np.zeros(7), OPEN, booked, WEEK)
    assert scale[0] == pytest.approx([1, 1, 1, 1, 1, 0.9, 1])


def test_no_demand_below_zero() -> None:
    scale = demand_scale(values(1.0), late_thursday(-7), OPEN, FREE, WEEK)
    assert scale.min() == 0


def test_draws_follow_mean_and_spread_and_stay_shares() -> None:
    assumptions = Assumptions(
        longer_day=Assumption(mean=0.5, sd=0.1), moved=Assumption(mean=0.0, sd=1.0)
    )
    found = drawn(assumptions, 4000, seed=3)
    assert found["longer_day"].mean() == pytest.approx(0.5, abs=0.01)
    assert found["longer_day"].std() == pytest.approx(0.1, abs=0.01)
    assert found["moved"].min() >= 0
    assert found["moved"].max() <= 1
    assert abs(np.corrcoef(found["longer_day"], found["booking"])[0, 1]) < 0.06


def test_luck_is_the_draws_own_and_shared_by_scenarios() -> None:
    few, many = (drawn(Assumptions(), count, seed=3) for count in (10, 50))
    assert (few["moved"] == many["moved"][:10]).all()
    assert (drawn(Assumptions(), 10, seed=4)["moved"] != few["moved"]).any()
