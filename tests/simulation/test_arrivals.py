"""Who comes when: freely, and by booked slots."""

import numpy as np
import pytest
from scipy import stats

from simulation.preparing.prepared import prepare, start
from simulation.settings import Day, TimedEntry
from simulation.simulate import simulate_day
from simulation.verification.buildings import THURSDAY, desk
from tests.simulation.support import journeys, museum, museum_day

OPENS, SLOT_S = 36_000.0, 1_800.0


def timed(**given: object) -> TimedEntry:
    return TimedEntry(**{"places_per_slot": 60, "no_show_share": 0, **given})


def on_time(**given: object) -> TimedEntry:
    return timed(punctuality_mean_min=0, punctuality_sd_min=0, **given)


def drawn(day: Day, visits: int, seed: int) -> np.ndarray:
    """The parties of a day in the museum, before it begins."""
    return start(prepare(*museum(), day), visits, seed).tables.parties


def persons_by_slot(parties: np.ndarray) -> np.ndarray:
    came = parties[np.isfinite(parties["enters_s"])]
    slot = ((came["enters_s"] - OPENS) // SLOT_S).astype(int)
    return np.bincount(slot, came["size"])


def test_parties_come_alone_in_pairs_and_more_as_often_as_given() -> None:
    parties = drawn(museum_day(), 20_000, 1)
    assert parties["size"].sum() == 20_000
    counts = np.bincount(parties["size"], minlength=7)[1:]
    shares = np.array(museum_day().visitors.parties.size_shares)
    assert stats.chisquare(counts, shares / shares.sum() * counts.sum()).pvalue > 0.001


def test_nobody_comes_as_a_child_alone() -> None:
    parties = drawn(museum_day(), 5_000, 1)
    assert not parties["family"][parties["size"] == 1].any()
    assert parties["family"][parties["size"] >= 3].any()


def test_children_are_as_frequent_as_given_beside_the_first_adult() -> None:
    visitors = museum_day().visitors
    only_pairs = visitors.parties.model_copy(update={"size_shares": (0, 1)})
    day = museum_day(visitors=visitors.model_copy(update={"parties": only_pairs}))
    parties = drawn(day, 20_000, 1)
    share = only_pairs.age_shares[0] / sum(only_pairs.age_shares)
    assert stats.binomtest(int(parties["family"].sum()), len(parties), share).pvalue > 0.001


def test_no_slot_lets_in_more_than_its_places() -> None:
    parties = drawn(museum_day(timed_entry=on_time()), 2_000, 1)
    admitted = persons_by_slot(parties)
    assert admitted.max() <= 60
    assert admitted.min() >= 58, "slots in demand should be full but for parties that do not fit"
    result_refused = int(parties["size"][np.isnan(parties["enters_s"])].sum())
    assert result_refused == 2_000 - admitted.sum()


def test_with_places_for_all_nobody_is_refused() -> None:
    result = simulate_day(*museum(), museum_day(timed_entry=timed(places_per_slot=900)), 900, 1)
    assert int(result.refused) == 0
    assert int(result.entered.sum()) == 900


def test_visitors_move_their_visit_no_further_than_they_tolerate() -> None:
    free = drawn(museum_day(), 1_000, 1)["enters_s"]
    entry = on_time(places_per_slot=70, tolerance_minutes=45)
    booked = drawn(museum_day(timed_entry=entry), 1_000, 1)["enters_s"]
    both = np.isfinite(booked)
    early = np.maximum(0, booked[both] - free[both])
    late = np.maximum(0, free[both] - booked[both] - SLOT_S)
    assert both.mean() < 1
    assert max(early.max(), late.max()) <= 45 * 60


def test_no_shows_take_places_beside_those_who_come() -> None:
    entry = timed(places_per_slot=400, no_show_share=0.2)
    result = simulate_day(*museum(), museum_day(timed_entry=entry), 1_500, 1)
    assert int(result.entered.sum()) == 1_500, "the forecast counts who comes"
    share = int(result.no_shows) / (1_500 + int(result.no_shows))
    assert share == pytest.approx(0.2, abs=0.04)
    tight = on_time(no_show_share=0.2)
    parties = drawn(museum_day(timed_entry=tight), 2_000, 1)
    assert persons_by_slot(parties).mean() < 56


def test_the_early_wait_for_their_slot_and_the_late_come_later() -> None:
    parties = drawn(museum_day(timed_entry=timed()), 700, 1)
    enters = parties["enters_s"][np.isfinite(parties["enters_s"])]
    into_slot = (enters - OPENS) % SLOT_S
    on_the_dot = into_slot == 0
    expected_early = stats.norm.cdf(0, 2, 9)
    assert stats.binomtest(int(on_the_dot.sum()), enters.size, expected_early).pvalue > 0.001


def test_who_comes_too_late_for_the_slot_is_refused() -> None:
    entry = timed(
        places_per_slot=900, punctuality_mean_min=0, punctuality_sd_min=20, late_grace_minutes=20
    )
    result = simulate_day(*museum(), museum_day(timed_entry=entry), 2_000, 1)
    assert int(result.refused) / 2_000 == pytest.approx(stats.norm.sf(1), abs=0.04)


def test_timed_entry_holds_only_on_its_weekdays() -> None:
    on_fridays = timed(places_per_slot=0, weekdays=("fri",))
    thursday = museum_day(timed_entry=on_fridays)
    assert int(simulate_day(*museum(), thursday, 100, 1).refused) == 0
    friday = thursday.model_copy(update={"date": THURSDAY.replace(day=6)})
    assert int(simulate_day(*museum(), friday, 100, 1).refused) == 100


def test_a_booking_shortens_the_time_at_the_counter() -> None:
    counter = (desk(mean_service_s=60, booked_service_s=10),)
    free = museum_day(desks=counter)
    booked = museum_day(desks=counter, timed_entry=timed(places_per_slot=500))

    def service_mean(day: object) -> float:
        _, events = journeys(museum(), day, 300)
        desk_times = events.groupby("party")["time_s"]
        served = events[(events["event"] == "is served") & (events["place"] == "tickets")]
        following = desk_times.shift(-1)[served.index]
        return float((following - served["time_s"]).mean())

    assert service_mean(booked) < service_mean(free) - 30
