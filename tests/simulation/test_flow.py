"""Doors and stairs let through what their width allows, in order of coming."""

from itertools import pairwise

import numpy as np
import pytest

from simulation.settings import Choosing, Day, Flow, Hours, Parties
from simulation.simulate import Engine
from simulation.tables import MOVES
from simulation.verification.buildings import THURSDAY, Building, alike, evenly, row, zone
from tests.simulation.support import Ran, at, museum, museum_day, ran
from venues.plan import Link, ZoneKind

ENGINES: tuple[Engine, ...] = ("compiled", "reference")
HALL_M = 400.0
"""So wide that nobody is slowed down by a crowd."""


def rooms(width_m: float) -> Building:
    return row(
        zone("entrance", ZoneKind.ENTRANCE, 0, HALL_M),
        zone("room", ZoneKind.GALLERY, HALL_M, HALL_M),
        width_m=width_m,
    )


def stairs() -> Building:
    return row(
        zone("entrance", ZoneKind.ENTRANCE, 0, HALL_M),
        zone("room", ZoneKind.GALLERY, 0, HALL_M, level="upper"),
        links=(Link("stairs", "stairs", ("entrance", "room"), 12, 1.5),),
    )


def rush(flow: Flow | None, **visitors: object) -> Day:
    """Everybody comes within a minute."""
    hours = Hours(opens=at("10:00"), closes=at("12:00"), last_entry_minutes=119)
    # However far the room, nobody goes home without having been there.
    eager = Choosing(distance_weight=0, leave_weight=20)
    people = alike(arriving=evenly(), choosing=eager, **visitors)
    return Day(date=THURSDAY, hours=hours, flow=flow, visitors=people)


def through(one: Ran, into: str) -> np.ndarray:
    """The journal's lines of those who move into a zone."""
    events, building = one.journeys.events, one.prepared.building
    return events[(events["kind"] == MOVES) & (events["place"] == building.number[into])]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_door_serves_one_after_the_other_in_order_of_coming(engine: Engine) -> None:
    moves = through(ran(rooms(0.8), rush(Flow()), 200, engine=engine), "room")
    person_s = 1 / (1.3 * 0.8)
    assert moves.size == 200
    assert (np.diff(moves["value"]) >= 0).all()
    free_s = 0.0
    for came_s, passed_s in zip(moves["value"], moves["time_s"], strict=True):
        assert passed_s == pytest.approx(max(came_s, free_s), abs=1e-6)
        free_s = passed_s + person_s
    assert (moves["time_s"] - moves["value"]).max() > 60


@pytest.mark.parametrize("engine", ENGINES)
def test_a_wider_door_never_lowers_throughput(engine: Engine) -> None:
    for seed in range(3):
        passed = [
            np.sort(through(ran(rooms(width), rush(Flow()), 150, seed, engine), "room")["time_s"])
            for width in (0.8, 0.9, 1.2, 2.0, 5.0)
        ]
        for narrow, wide in pairwise(passed):
            assert (wide <= narrow + 1e-9).all()
        assert passed[-1][-1] < passed[0][-1] - 60


def test_who_comes_alone_to_an_empty_door_loses_no_time() -> None:
    for building in (rooms(0.8), stairs()):
        with_flow, without = (
            through(ran(building, rush(flow), 1), "entrance")["time_s"] for flow in (Flow(), None)
        )
        # Counted at the door, and not in the middle behind it.
        assert with_flow[0] <= without[0]
        ends = [
            ran(building, rush(flow), 1).journeys.events["time_s"].max() for flow in (Flow(), None)
        ]
        assert ends[0] == pytest.approx(ends[1], abs=1e-6)


def test_a_party_is_through_when_its_last_member_begins_to_pass() -> None:
    six = Parties(size_shares=(0, 0, 0, 0, 0, 1), step_free_share=0, lift_by_choice_share=0)
    moves = through(ran(rooms(1.0), rush(Flow(), parties=six), 6), "room")
    assert moves["time_s"] - moves["value"] == pytest.approx([5 / 1.3])


def test_both_directions_share_the_door() -> None:
    one = ran(rooms(0.8), rush(Flow()), 120)
    moves = one.journeys.events[one.journeys.events["kind"] == MOVES]
    assert set(moves["place"].tolist()) == {0, 1}
    assert (np.diff(moves["time_s"]) >= 1 / (1.3 * 0.8) - 1e-6).all()


def test_stairs_let_fewer_through_upward_than_downward() -> None:
    one = ran(stairs(), rush(Flow()), 200)
    assert np.diff(through(one, "room")["time_s"]).min() == pytest.approx(1 / (0.88 * 1.5))
    down = np.diff(through(one, "entrance")["time_s"]).min()
    assert down == pytest.approx(1 / (1.1 * 1.5), abs=1e-6)


def test_flows_count_everyone_who_passes_and_which_way() -> None:
    one = ran(museum(), museum_day(flow=Flow()), 1_100)
    found, events = one.result(), one.journeys.events
    moves = events[events["kind"] == MOVES]
    assert float(found["flow"].sum()) == moves["persons"].sum() > 10_000
    # Who goes in comes out again, though perhaps by another door of the same room.
    assert float(found["flow"].sel(direction="forth").sum()) == pytest.approx(
        float(found["flow"].sel(direction="back").sum()), rel=0.05
    )
    wait = moves["time_s"] - moves["value"]
    assert float(found["door_wait_longest_s"].max()) == wait.max() > 0
    mean = (found["door_wait_mean_s"] * found["flow"].sum(("time", "direction"))).sum()
    assert float(mean) == pytest.approx((wait * moves["persons"]).sum())


def test_no_flow_no_wait() -> None:
    found = ran(museum(), museum_day(), 1_100).result()
    assert float(found["door_wait_longest_s"].max()) == 0
    assert float(found["flow"].sum()) > 10_000
