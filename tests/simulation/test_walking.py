"""Walking, stairs and lifts beyond the published tests (:mod:`simulation.verification`)."""

import numpy as np
import pytest

from simulation.settings import Day, Hours, Lift, Parties, Walking
from simulation.tables import STEP_FREE
from simulation.verification.buildings import THURSDAY, alike, round_the_clock, row, zone
from simulation.verification.walking import corridor, walked_s
from tests.simulation.support import at, journeys, museum, museum_day
from venues.plan import Link, ZoneKind


def test_stairs_are_slower_up_than_down_and_than_the_level() -> None:
    settings = Walking()
    assert settings.stairs_up < settings.stairs_down < 1


def test_a_crowd_slows_walking() -> None:
    def mean_walk(visits: int) -> float:
        hours = Hours(opens=at("10:00"), closes=at("12:00"), last_entry_minutes=119)
        day = Day(date=THURSDAY, hours=hours, visitors=alike())
        _, events = journeys(corridor(40), day, visits)
        return float(walked_s(events, "far").mean())

    assert mean_walk(1) < mean_walk(500) < mean_walk(1_500)


def all_step_free(**others: object) -> Parties:
    return Parties(**{"size_shares": (1,), "step_free_share": 1, **others})


def test_one_lift_ride_takes_half_a_cycle() -> None:
    # Two links between the same zones make one edge in the graph; keep the lift alone.
    plan, graph = row(
        zone("entrance", ZoneKind.ENTRANCE, 0),
        zone("attic", ZoneKind.GALLERY, 0, level="upper"),
        links=(Link("lift", "lift", ("entrance", "attic"), 5, 1),),
    )
    day = Day(
        date=THURSDAY,
        hours=round_the_clock(),
        lift=Lift(cycle_s=50),
        visitors=alike(parties=all_step_free()),
    )
    model, events = journeys((plan, graph), day, 1)
    up, down = events.query("event == 'queues'")["time_s"]
    boarded = events.query("event == 'is served'")["time_s"]
    moved = events.query("event == 'moves'")["time_s"].to_numpy()
    # Up: the cabin rests below. Down: it has stayed above.
    assert boarded.to_list() == [up, down]
    assert moved - boarded.to_numpy() == pytest.approx([25, 25])
    assert model.inside == 0


def test_a_lift_carries_its_cabin_each_turn_and_a_large_party_in_several() -> None:
    plan, graph = row(
        zone("entrance", ZoneKind.ENTRANCE, 0),
        zone("attic", ZoneKind.GALLERY, 0, level="upper"),
        links=(Link("lift", "lift", ("entrance", "attic"), 5, 1),),
    )
    parties = all_step_free(size_shares=(0,) * 9 + (1,))
    day = Day(
        date=THURSDAY,
        hours=round_the_clock(),
        lift=Lift(cabin=4, cycle_s=60),
        visitors=alike(parties=parties),
    )
    _, events = journeys((plan, graph), day, 10)
    queued = events.query("event == 'queues'")["time_s"].iloc[0]
    arrived = events.query("event == 'moves'")["time_s"].iloc[0]
    # Four, four and two persons: up, down, up, down, up.
    assert arrived - queued == pytest.approx(5 * 30)


def test_only_who_needs_or_wants_it_takes_the_lift() -> None:
    visitors = museum_day().visitors
    parties = visitors.parties.model_copy(update={"lift_by_choice_share": 0.0})
    day = museum_day(visitors=visitors.model_copy(update={"parties": parties}))
    model, events = journeys(museum(), day, 1_100)
    riders = set(events.query("place == 'lift' and event == 'queues'")["party"])
    step_free = set(np.flatnonzero(model.parties["who"] == STEP_FREE).tolist())
    assert riders
    assert riders <= step_free
    climbers = set(events[events["place"].str.startswith("stairs")]["party"])
    assert climbers
    assert not climbers & step_free


def test_with_the_lift_out_of_order_step_free_visitors_stay_below() -> None:
    model, events = journeys(museum(), museum_day(lift=None), 600)
    upstairs = {each.id for each in model.prepared.plan.zones if each.level == "upper"}
    step_free = np.flatnonzero(model.parties["who"] == STEP_FREE)
    theirs = events[events["party"].isin(step_free)]
    assert not theirs.empty
    assert not theirs["place"].isin(upstairs).any()
    assert model.inside == 0


def test_everyone_is_out_after_closing_and_the_longest_way_out() -> None:
    for day, visits in ((museum_day(), 1_100), (museum_day(), 3_500)):
        model, events = journeys(museum(), day, visits)
        longest = max(model.prepared.building.longest_way_out_m(who) for who in range(3))
        limit = 17 * 3600 + longest / model.parties["speed"].min()
        assert events.query("event == 'leaves'")["time_s"].max() <= limit
        assert model.inside == 0
