"""Workshop sessions: places, bookings, walk-ins."""

import numpy as np
import pytest
from scipy import stats

from simulation.preparing.prepared import prepare, start
from simulation.settings import Workshop
from simulation.simulate import simulate_day
from simulation.tables import NOWHERE
from simulation.verification.buildings import THURSDAY
from tests.simulation.support import at, journeys, museum, museum_day


def workshop(**given: object) -> Workshop:
    usual = {"id": "clay", "title": "Clay", "zone": "workshop-a", "starts": at("14:00")}
    return Workshop(**{**usual, "places": 16, **given})


def day(*workshops: Workshop, **given: object) -> object:
    return museum_day(workshops=workshops, desks=(), **given)


def test_no_more_take_part_than_there_are_places() -> None:
    full = workshop(interest_share=0.5)
    result = simulate_day(*museum(), day(full), 1_500, 1).sel(session="clay")
    assert 14 <= int(result.attended) <= 16
    assert int(result.turned_away) > 20
    assert int(result["places"]) == 16


def test_a_session_without_places_or_interest_has_nobody() -> None:
    nothing = simulate_day(*museum(), day(workshop(places=0, interest_share=1)), 500, 1)
    assert int(nothing.attended.sum()) == 0
    assert int(nothing.turned_away.sum()) > 0
    dull = simulate_day(*museum(), day(workshop(interest_share=0)), 500, 1)
    assert int(dull.attended.sum() + dull.turned_away.sum()) == 0


def test_it_runs_on_its_weekdays_only() -> None:
    on_fridays = day(workshop(weekdays=("fri",), interest_share=0.5))
    result = simulate_day(*museum(), on_fridays, 500, 1)
    assert int(result["places"].sum()) == 0
    assert int(result.attended.sum()) == 0
    friday = on_fridays.model_copy(update={"date": THURSDAY.replace(day=6)})
    assert int(simulate_day(*museum(), friday, 500, 1).attended.sum()) > 0


def test_participants_are_there_from_start_to_end() -> None:
    model, events = journeys(museum(), day(workshop(interest_share=0.2, late_minutes=0)), 1_000)
    takes_part = events.query("event == 'takes part'")
    assert (takes_part["time_s"] <= 14 * 3600).all()
    later = events[events["party"].isin(takes_part["party"])].groupby("party")["time_s"]
    after = later.apply(lambda times: times[times > 14 * 3600].min())
    assert (after >= 15 * 3600).all()
    peak = model.result().peak.sel(zone="workshop-a")
    assert int(peak) >= takes_part["persons"].sum()


def test_those_interested_are_as_many_as_given() -> None:
    prepared = prepare(*museum(), day(workshop(interest_share=0.3, places=10_000)))
    tables = start(prepared, 4_000, 1).tables
    enters, budget = tables.parties["enters_s"], tables.parties["budget_s"]
    could = int(((enters + 600 <= 14 * 3600) & (enters + budget >= 14 * 3600)).sum())
    # Of those who book half, 17 % do not come.
    expected = 0.3 * (0.5 + 0.5 * 0.83)
    planned = int((tables.plans["session"] != NOWHERE).sum())
    assert stats.binomtest(planned, could, expected).pvalue > 0.001


@pytest.mark.parametrize(("audience", "families"), [("families", True), ("adults", False)])
def test_a_session_is_for_its_audience(audience: str, families: bool) -> None:
    model, events = journeys(museum(), day(workshop(audience=audience, interest_share=0.5)), 1_500)
    parties = events.query("event == 'takes part'")["party"].to_numpy()
    assert parties.size
    assert (model.parties["family"][parties] == families).all()


def test_booked_places_are_kept_and_those_of_no_shows_given_away() -> None:
    booked = workshop(interest_share=0.6, places=60, no_show_share=0.5)
    model, events = journeys(museum(), day(booked), 1_500)
    admitted = set(events.query("event == 'takes part'")["party"])
    turned = set(events.query("event == 'is turned away'")["party"])
    kept = set(np.flatnonzero(model.started.tables.plans["booked"][:, 0]).tolist())
    late = set(events.query("event == 'is turned away' and time_s > 14 * 3600")["party"])
    assert kept
    assert not (kept & turned) - late
    walked_in = admitted - kept
    assert walked_in
    seats = model.parties["size"]
    assert 56 <= sum(int(seats[party]) for party in admitted) <= 60
    starts = events[events["party"].isin(walked_in) & (events["event"] == "takes part")]
    assert (starts["time_s"] >= 14 * 3600).all()


def test_one_party_takes_part_in_two_sessions_one_after_the_other() -> None:
    two = (
        workshop(interest_share=1, places=5_000),
        workshop(id="print", zone="workshop-b", starts=at("15:00"), interest_share=1, places=5_000),
        workshop(id="clash", zone="workshop-b", starts=at("14:30"), interest_share=1, places=5_000),
    )
    _, events = journeys(museum(), day(*two), 600)
    parts = events.query("event == 'takes part'").groupby("party")["place"].agg(tuple)
    assert ("clay", "print") in set(parts)
    assert not any({"clay", "clash"} <= set(places) for places in parts)


def test_a_workshop_changes_nothing_for_those_whom_it_cannot_have_touched() -> None:
    _, without = journeys(museum(), day(), 900)
    model, with_it = journeys(museum(), day(workshop()), 900)
    # It first shows when one who plans for it would have gone home before.
    planning = np.flatnonzero(model.started.tables.plans["session"][:, 0] != NOWHERE)
    would_go = without[without["party"].isin(planning)].groupby("party")["time_s"].max()
    shows_s = min(would_go.min(), 13.5 * 3600)
    before = [
        events[events.groupby("party")["time_s"].transform("max") < shows_s - 1800]
        for events in (without, with_it)
    ]
    assert before[0]["party"].nunique() > 20
    assert np.array_equal(before[0].to_numpy(), before[1].to_numpy())
    assert not np.array_equal(without.to_numpy(), with_it.to_numpy())
