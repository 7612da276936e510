"""What a party does next, asked without any engine: from its state to the verb."""

import numpy as np
import pytest

from simulation.itinerary.decide import decide_at
from simulation.preparing.prepared import Started, prepare, start
from simulation.settings import Day, Hours, Staying
from simulation.tables import (
    COMPLETES,
    ENTERS,
    GAVE_UP,
    GONE,
    HOME,
    LEAVES,
    LOOKS,
    MOVES,
    QUEUE,
    SERVE,
    SERVED,
    TICKETS,
    TOUR,
    WAIT,
    WALK,
)
from simulation.verification.buildings import THURSDAY, alike, desk, evenly, row, zone
from simulation.world import world_of
from tests.simulation.support import at
from venues.plan import ZoneKind

ENTRANCE = 0


class Visitor:
    """A visitor of a hall with a desk and one gallery, 40 m away."""

    def __init__(self, **given: object) -> None:
        building = row(
            zone("entrance", ZoneKind.ENTRANCE, 0), zone("gallery", ZoneKind.GALLERY, 40)
        )
        usual = {
            "date": THURSDAY,
            "hours": Hours(opens=at("10:00"), closes=at("17:00")),
            "desks": (desk(zone="entrance", mean_service_s=30, service_law="fixed"),),
            "visitors": alike(arriving=evenly(), staying=Staying(budget_min=600, budget_sigma=0)),
        }
        day = Day(**{**usual, **given})
        self.started: Started = start(prepare(*building, day), 1, 1)
        self.tables = self.started.tables
        self.world = world_of(self.tables)
        self.row = self.tables.parties[0]
        self.now = float(self.row["enters_s"])

    def next(self, now: float | None = None) -> int:
        self.now = float(self.row["due_s"]) if now is None else now
        return decide_at(self.world.address, 0, self.now)

    @property
    def noted(self) -> list[int]:
        return self.tables.journal["kind"][: int(self.tables.day["noted"][0])].tolist()


def test_a_visit_from_the_door_to_the_door() -> None:
    visitor = Visitor()
    enters = visitor.now
    assert visitor.next(enters) == QUEUE
    assert visitor.row["stage"] == TICKETS
    assert visitor.row["due_s"] == min(enters + visitor.row["patience_s"], 16.75 * 3600)
    assert visitor.tables.zones["persons"].tolist() == [1, 0]
    visitor.row["outcome"] = SERVED
    assert visitor.next(enters + 60) == SERVE
    assert visitor.row["due_s"] == enters + 90
    assert visitor.next() == WALK
    assert visitor.row["stage"] == TOUR
    assert visitor.row["due_s"] == pytest.approx(enters + 90 + 40 / 1.33, rel=1e-3)
    assert visitor.next() == WAIT
    assert visitor.tables.zones["persons"].tolist() == [0, 1]
    assert visitor.tables.seen[0].tolist() == [0, 1]
    assert visitor.next() == WALK, "there is nothing more to see"
    assert visitor.row["stage"] == HOME
    assert visitor.next() == GONE
    assert visitor.noted == [ENTERS, MOVES, LOOKS, COMPLETES, MOVES, LEAVES]
    assert visitor.tables.zones["persons"].tolist() == [0, 0]


def test_who_gives_up_at_the_tickets_goes_home_without_a_visit() -> None:
    visitor = Visitor()
    assert visitor.next(visitor.now) == QUEUE
    visitor.row["outcome"] = GAVE_UP
    assert visitor.next() == GONE
    assert visitor.noted == [ENTERS, LEAVES]


def test_without_a_desk_the_tour_begins_at_once() -> None:
    visitor = Visitor(desks=())
    assert visitor.next(visitor.now) == WALK
    assert visitor.row["stage"] == TOUR


def test_a_stay_ends_at_the_closing_call_to_the_last_bit() -> None:
    call_s = 16.75 * 3600
    visitor = Visitor(desks=())
    assert visitor.next(call_s - 60) == WALK
    assert visitor.next() == WAIT
    assert visitor.row["due_s"] == call_s
    assert visitor.next() == WALK
    assert visitor.row["stage"] == HOME


def test_whoever_is_at_the_counter_at_closing_is_let_go() -> None:
    closes = 17 * 3600.0
    visitor = Visitor()
    assert visitor.next(closes - 1000) == QUEUE
    visitor.row["outcome"] = SERVED
    assert visitor.next(closes - 10) == SERVE
    assert visitor.row["due_s"] == closes


def test_walking_is_slowed_by_those_who_are_there() -> None:
    alone, crowded = Visitor(desks=()), Visitor(desks=())
    crowded.tables.zones["persons"][ENTRANCE] = 1_000
    assert alone.next(alone.now) == crowded.next(crowded.now) == WALK
    took = [float(each.row["due_s"]) - each.now for each in (alone, crowded)]
    assert took[1] > 1.5 * took[0]
    assert np.isfinite(took).all()
