"""What parties choose to see next, with tables made by hand."""

from dataclasses import replace

import numpy as np
from numba import njit
from scipy import stats

from simulation.itinerary.touring import choose
from simulation.luck import name_key
from simulation.preparing.prepared import prepare, start
from simulation.settings import Choosing, Day, Staying
from simulation.tables import NOWHERE
from simulation.verification.buildings import THURSDAY, alike, round_the_clock, row, zone
from simulation.world import Tables, world_at, world_of
from venues.plan import ZoneKind

LEAVE = -1.0


def situation(visitors: int, names: str = "abcd") -> Tables:
    """Visitors who have just come into the last of four zones, where there is nothing to see."""
    zones = [zone(name, ZoneKind.GALLERY, 40.0 * n) for n, name in enumerate("abcd")]
    building = row(zone("entrance", ZoneKind.ENTRANCE, -40.0), *zones)
    weights = Choosing(distance_weight=2, crowd_weight=1.5, crowd_sigma=0, leave_weight=-LEAVE)
    people = alike(choosing=weights, staying=Staying(budget_sigma=0))
    day = Day(date=THURSDAY, hours=round_the_clock(), visitors=people)
    tables = start(prepare(*building, day), visitors, 1).tables
    tables.interests[:] = np.finfo(float).tiny  # none; nought stands for not yet asked
    place = [1 + "abcd".index(name) for name in names]
    tables.parties["zone"] = place[3]
    tables.parties["enters_s"] = 0.0
    tables.zones["area_m2"] = 10.0
    for name, at, appeal, distance_m, persons in zip(
        "abcd", place, (0.0, 0.5, 1.0, -np.inf), (10, 10, 30, 0), (0, 5, 0, 0), strict=True
    ):
        tables.zones[at]["key"] = name_key(name)
        tables.zones[at]["appeal"] = appeal
        tables.zones[at]["persons"] = persons
        tables.distance_m[:, :, at] = distance_m
    sights = np.array(sorted(place[:3]), np.int32)
    return replace(tables, sights=sights)


def chosen(tables: Tables) -> list[int]:
    """What each of them chooses."""
    choices = np.empty(len(tables.parties), np.int64)
    choose_all(world_of(tables).address, choices)
    return choices.tolist()


@njit
def choose_all(world_address: int, choices: np.ndarray) -> None:
    for number in range(choices.size):
        choices[number] = choose(world_at(world_address), number, 0.0)


def test_choices_follow_the_logit_shares() -> None:
    utility = np.array([0 - 0.2, 0.5 - 0.2 - 0.75, 1.0 - 0.6, LEAVE])
    shares = np.exp(utility) / np.exp(utility).sum()
    choices = chosen(situation(20_000))
    counts = [choices.count(option) for option in (1, 2, 3, NOWHERE)]
    assert sum(counts) == len(choices), "a zone with nothing to see was chosen"
    assert stats.chisquare(counts, shares * len(choices)).pvalue > 0.001


def test_one_zone_less_moves_no_choice_of_another() -> None:
    before, tables = chosen(situation(500)), situation(500)
    tables.seen[:, 3] = 1
    after = chosen(tables)
    assert all(one in (3, other) for one, other in zip(before, after, strict=True))
    assert before != after


def test_luck_in_choosing_follows_the_zones_name_not_its_place() -> None:
    usual, moved = chosen(situation(200)), chosen(situation(200, "cabd"))
    there = {1: 3, 2: 1, 3: 2, NOWHERE: NOWHERE}
    assert [there[each] for each in usual] == moved


def test_who_has_seen_all_or_can_reach_nothing_leaves() -> None:
    tables = situation(50)
    tables.seen[:] = 1
    assert set(chosen(tables)) == {NOWHERE}
    tables = situation(50)
    tables.distance_m[:] = np.inf
    assert set(chosen(tables)) == {NOWHERE}
