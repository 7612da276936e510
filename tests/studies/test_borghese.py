"""Galleria Borghese, small: what must be so whatever is assumed of the museum."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.observers import Journeys
from simulation.preparing.prepared import prepare
from simulation.simulate import simulate
from simulation.tables import LEAVES
from tests.studies import borghese
from tests.studies.borghese import BASE, CASES, TURN_PERSONS, Answer, Entry
from venues.graph import walking_graph
from venues.plan import ZoneKind

SEEDS = (1, 2)
EDGE = np.array([[10.0, 10.0], [20.0, 12.0], [30.0, 14.0]])


@pytest.mark.parametrize(
    ("limits", "expected"),
    [((25.0, 14.0), 250.0), ((30.0, 11.0), 150.0), ((30.0, 14.0), 300.0), ((9.0, 14.0), 100.0)],
)
def test_the_largest_entry_is_where_the_first_room_reaches_its_limit(
    limits: tuple[float, float], expected: float
) -> None:
    assert borghese.largest((100, 200, 300), EDGE, np.array(limits)) == pytest.approx(expected)


def test_tickets_are_counted_over_two_hours_and_over_the_day() -> None:
    entry = Entry(216.0, 198.0, 234.0)
    one = Answer(BASE, entry, entry, 100.0)
    assert borghese.in_two_hours(216) == pytest.approx(0.2)
    assert entry.gains(borghese.in_two_hours) == "+20 % (+10 to +30)"
    # Nine entries of 216 instead of five of 360: the last two hours have one turn in either.
    assert one.a_day(216) == pytest.approx(9 * 216 / 1800 - 1)


@pytest.mark.parametrize("case", CASES.values())
def test_the_museum_has_twenty_rooms_in_two_rings(case: borghese.Case) -> None:
    plan = borghese.plan_of(case)
    graph = walking_graph(plan)
    rooms = list(plan.zones_of(ZoneKind.GALLERY))
    assert len(rooms) == 20
    assert len([zone for zone in rooms if zone.level == "upper"]) == 12
    assert len(list(plan.zones_of(ZoneKind.ENTRANCE))) == case.entrances
    for level, count in zip(("ground", "upper"), borghese.FLOORS, strict=True):
        for n in range(count):
            here, there = f"{level} {n + 1}", f"{level} {(n + 1) % count + 1}"
            assert graph.has_edge(here, there)
            assert graph.has_edge(there, here) is not case.turning


def test_all_tickets_are_sold_and_nobody_stays_longer_than_two_hours() -> None:
    plan = borghese.plan_of(BASE)
    prepared = prepare(plan, walking_graph(plan), borghese.day_of(BASE, plan, 2, TURN_PERSONS))
    journeys = Journeys()
    simulate(prepared, 2000, 1, observers=[journeys], own_rules=borghese.until_the_turn_ends())
    events, parties = journeys.events, journeys.started.tables.parties
    left = events[events["kind"] == LEAVES]
    assert 0.99 * 5 * TURN_PERSONS <= left["persons"].sum() <= 5 * TURN_PERSONS
    inside_s = left["time_s"] - parties["enters_s"][left["party"]]
    # What is left of the turn's rooms is walked through, and the way out.
    assert inside_s.max() < 7200 + 600
    turns = (parties["enters_s"][left["party"]] - 9 * 3600) / 7200
    assert np.array_equal(turns, np.round(turns))


def test_short_visits_allow_far_more_than_long_ones() -> None:
    entries = (180, 240, 300, 360)
    short, long = (
        borghese.answer(replace(BASE, dwell_min=dwell), entries, SEEDS) for dwell in (30, 180)
    )
    # Who has gone within the hour meets nobody of the next entry; who stays two meets all of it.
    assert borghese.in_two_hours(short.each_room.likely) > 0.3
    assert borghese.in_two_hours(long.each_room.likely) < 0.2
    assert short.visit_min < 70
    assert long.visit_min > 100
    for one in (short, long):
        assert one.each_room.low <= one.each_room.likely <= one.fullest_room.likely
