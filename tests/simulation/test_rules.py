"""The rules by themselves, against published figures and against what their formulas promise."""

import math

import numpy as np
import pytest
from scipy import stats

from simulation.randomness import normal, uniform
from simulation.rules.arriving import arrival_s, nearest_free_slot
from simulation.rules.choosing import leave_utility
from simulation.rules.serving import EXPONENTIAL, SERVICE_LAWS, service_s
from simulation.rules.staying import attention, stay_s, stops
from simulation.rules.walking import fill_slowed, slowed_by_density, speed_at_age, walking_time_s
from simulation.settings import DECADES, Staying, Walking

WALKING = Walking()


def weidmann(density: float) -> float:
    return 1.34 * slowed_by_density(density, WALKING.density_effect, WALKING.jam_density)


@pytest.mark.parametrize(
    ("density", "speed"), [(0.5, 1.298), (1, 1.058), (2, 0.606), (3, 0.331), (4, 0.156)]
)
def test_rimea_4_speed_falls_with_density_as_weidmann_measured(
    density: float, speed: float
) -> None:
    assert weidmann(density) == pytest.approx(speed, abs=0.0006)


def test_rimea_4_the_greatest_flow_is_weidmanns() -> None:
    densities = np.linspace(0.01, 5.4, 2_000)
    flows = np.array([density * weidmann(density) for density in densities])
    assert flows.max() == pytest.approx(1.225, abs=0.001)
    assert densities[flows.argmax()] == pytest.approx(1.75, abs=0.02)


@pytest.mark.parametrize(("density", "left"), [(0, 1), (-1, 1), (5.4, 0), (9, 0)])
def test_speed_is_free_in_an_empty_zone_and_nil_in_a_jam(density: float, left: float) -> None:
    assert slowed_by_density(density, 1.913, 5.4) == left


def test_the_table_of_how_much_a_crowd_slows_is_the_formula_to_the_last_bit() -> None:
    areas = np.array([1.0, 37.3, 1e12])
    table = np.empty((areas.size, 128))
    fill_slowed(table, areas, 1.913, 5.4)
    for zone, persons in np.ndindex(table.shape):
        assert table[zone, persons] == slowed_by_density(persons / areas[zone], 1.913, 5.4)


@pytest.mark.parametrize(
    ("age", "low", "high"),
    [
        (20, 1.60, 1.64),
        (30, 1.52, 1.56),
        (40, 1.46, 1.50),
        (50, 1.39, 1.43),
        (60, 1.265, 1.275),
        (70, 1.065, 1.075),
    ],
)
def test_rimea_7_speed_falls_with_age(age: float, low: float, high: float) -> None:
    speed = speed_at_age(age, np.array(DECADES, float), np.array(WALKING.speed_by_age))
    assert low <= speed <= high


def walking_time(here: float, there: float, speed: float = 1.33, slowest: float = 0.1) -> float:
    slowed = (slowed_by_density(density, 1.913, 5.4) for density in (here, there))
    return walking_time_s(40, speed, *slowed, slowest)


def test_walking_time_is_length_over_speed_where_there_is_room() -> None:
    assert walking_time(0, 0) == pytest.approx(40 / 1.33)


def test_each_half_of_the_way_is_walked_at_its_own_density() -> None:
    both = walking_time(2, 2)
    assert walking_time(2, 0) == walking_time(0, 2)
    assert walking_time(2, 0) == pytest.approx((both + walking_time(0, 0)) / 2)
    assert both == pytest.approx(40 / (1.33 * slowed_by_density(2, 1.913, 5.4)))


def test_nobody_stands_still_and_nobody_is_hurried() -> None:
    assert walking_time(9, 9, slowest=0.1) == pytest.approx(400)
    assert walking_time(9, 9, speed=0.05, slowest=0.1) == pytest.approx(800)


def test_attention_holds_then_falls_to_its_floor() -> None:
    staying = Staying()
    times = np.arange(0, 6 * 3600, 60.0)
    left = np.array([attention(t, 1800, 60 * staying.fatigue_scale_min, 0.4) for t in times])
    assert (left[times <= 1800] == 1).all()
    assert (np.diff(left[times > 1800]) < 0).all()
    assert attention(1800 + 3600, 1800, 3600, 0.4) == pytest.approx(0.4 + 0.6 / math.e)
    assert attention(1e7, 1800, 3600, 0.4) == pytest.approx(0.4)


def test_stays_have_the_mean_and_spread_asked_for() -> None:
    luck = np.array([[normal(1, v, d, 0, 0) for d in range(3)] for v in range(20_000)])
    stays = np.array([stay_s(240, 1, i, p, z, 0.3, 0.35, 0.6) for i, p, z in luck])
    spread = np.sqrt(0.3**2 + 0.35**2 + 0.6**2)
    error = 240 * np.sqrt(np.expm1(spread**2) / stays.size)
    assert stays.mean() == pytest.approx(240, abs=4 * error)
    assert np.log(stays).std() == pytest.approx(spread, rel=0.03)
    assert stay_s(240, 0.5, 0, 0, 0, 0.3, 0.35, 0.6) == pytest.approx(
        0.5 * stay_s(240, 1, 0, 0, 0, 0.3, 0.35, 0.6)
    )


def test_going_home_gains_as_time_runs_out() -> None:
    assert leave_utility(5400, 5400, 8) == 0
    assert leave_utility(0, 5400, 8) == -8
    assert leave_utility(8100, 5400, 8) == 4


@pytest.mark.parametrize("utility", [-2.0, 0.0, 1.0])
def test_passers_by_stop_with_logit_probability(utility: float) -> None:
    stopped = sum(stops(utility, uniform(1, v, 1, 0, 0)) for v in range(20_000))
    assert stats.binomtest(stopped, 20_000, 1 / (1 + math.exp(-utility))).pvalue > 0.001


@pytest.mark.parametrize(
    ("law", "cv", "expected_cv"),
    [("fixed", 1, 0), ("exponential", 3, 1), ("lognormal", 0.6, 0.6), ("erlang", 0.5, 0.5)],
)
def test_service_times_have_the_mean_and_spread_asked_for(
    law: str, cv: float, expected_cv: float
) -> None:
    code = SERVICE_LAWS[law]
    times = np.array([service_s(1, v, 7, 0, 40.0, cv, code) for v in range(40_000)])
    assert times.mean() == pytest.approx(40, rel=0.02)
    assert times.std() / times.mean() == pytest.approx(expected_cv, abs=0.02)


def test_exponential_service_is_exponential() -> None:
    times = [service_s(1, v, 7, 0, 40.0, 1, EXPONENTIAL) for v in range(20_000)]
    assert stats.kstest(times, "expon", (0, 40)).pvalue > 0.001


def test_arrivals_follow_the_weights_of_the_hours() -> None:
    weights = np.zeros(24)
    weights[10], weights[11], weights[12] = 1, 3, 2
    first, last = 10.5 * 3600, 12.25 * 3600
    times = np.array(
        [arrival_s(uniform(1, v, 1, 0, 0), first, last, weights) for v in range(20_000)]
    )
    assert first <= times.min()
    assert times.max() <= last
    counts = np.histogram(times / 3600, [10.5, 11, 12, 12.25])[0]
    shares = np.array([0.5 * 1, 1 * 3, 0.25 * 2]) / 4
    assert stats.chisquare(counts, shares * times.size).pvalue > 0.001


def test_arrivals_keep_the_order_of_their_quantiles() -> None:
    weights = np.array([1.0, 0.0] * 12)
    times = [arrival_s(q, 8.5 * 3600, 20.2 * 3600, weights) for q in np.linspace(0, 1, 999)]
    assert (np.diff(times) > 0).all()


def test_arrivals_are_even_where_every_weight_is_zero() -> None:
    assert arrival_s(0.25, 100, 500, np.zeros(24)) == 200


@pytest.mark.parametrize(
    ("wish", "free", "slot"),
    [
        (1900, [5, 5, 5], 1),
        (1900, [5, 0, 5], 0),
        (3500, [5, 0, 5], 2),
        (1900, [1, 1, 1], -1),
        (100, [0, 0, 5], -1),
        (2700, [5, 0, 5], 0),
    ],
)
def test_the_nearest_free_slot_is_taken(wish: float, free: list[int], slot: int) -> None:
    assert nearest_free_slot(wish, 2, np.array(free), 0.0, 1800.0, 2400.0) == slot
