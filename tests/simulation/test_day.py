"""A whole day: nobody is lost, and visitors do what they came for."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.observers import default_observers
from simulation.reference.model import DayModel
from simulation.settings import Hours, ShownExhibition, Sign, TimedEntry
from simulation.simulate import Found, simulate_day
from simulation.verification.buildings import desk
from tests.simulation.support import at, journeys, museum, museum_day, ran, started


def occupancies(events: pd.DataFrame) -> pd.DataFrame:
    """Persons in each zone after every event, rebuilt from the journeys alone."""
    steps = []
    where: dict[int, str] = {}
    for event in events.itertuples():
        if event.event in ("enters", "moves"):
            if event.party in where:
                steps.append((event.time_s, where[event.party], -event.persons))
            where[event.party] = event.place
            steps.append((event.time_s, event.place, event.persons))
        elif event.event == "leaves":
            steps.append((event.time_s, where.pop(event.party), -event.persons))
    table = pd.DataFrame(steps, columns=["time_s", "zone", "change"])
    table["change"] = table["change"].astype(int)
    table["persons"] = table.groupby("zone")["change"].cumsum()
    table["inside"] = table["change"].cumsum()
    return table


@pytest.mark.parametrize("visits", [1, 1_100, 3_500])
def test_visitors_are_conserved(visits: int) -> None:
    model, events = journeys(museum(), museum_day(), visits)
    result = model.result()
    table = occupancies(events)
    assert (table["persons"] >= 0).all(), "a zone held fewer than none"
    assert table.groupby("zone")["persons"].last().eq(0).all(), "somebody was left behind"
    assert int(result.entered.sum()) == events.query("event == 'enters'")["persons"].sum()
    assert int(result.entered.sum() + result.refused) == visits
    assert int(result.visits + result.gave_up.sel(queue="tickets")) == int(result.entered.sum())
    assert set(events.query("event == 'enters'")["party"]) == set(
        events.query("event == 'leaves'")["party"]
    )


def test_occupancy_in_the_result_is_that_of_the_journeys() -> None:
    model, events = journeys(museum(), museum_day(), 800)
    result, table = model.result(), occupancies(events)
    for zone_id, own in table.groupby("zone"):
        ends = np.append(own["time_s"].to_numpy()[1:], np.inf)
        held = own["persons"].to_numpy()[:-1] @ np.diff(own["time_s"])
        assert float(result.occupancy.sel(zone=zone_id).sum() * 300) == pytest.approx(held)
        lasting = own["persons"].to_numpy()[ends > own["time_s"].to_numpy()]
        assert int(result.peak.sel(zone=zone_id)) >= lasting.max()
        assert int(result.peak.sel(zone=zone_id)) == own["persons"].max()
    zone_id = "gallery-7"
    own = table[table["zone"] == zone_id]
    at_three = own[own["time_s"] <= 15 * 3600]["persons"].iloc[-1]
    nearby = result.occupancy.sel(zone=zone_id, time=[15 * 3600 - 300, 15 * 3600])
    assert float(nearby.min()) * 0.5 <= at_three <= float(nearby.max()) * 2


def test_crowded_time_is_time_above_the_limit() -> None:
    model, events = journeys(museum(), museum_day(desks=()), 2_500)
    result, table = model.result(), occupancies(events)
    own = table[table["zone"] == "gallery-2"]
    gallery = model.prepared.plan.zone("gallery-2")
    limit = model.prepared.day.visitors.crowded_per_m2 * gallery.area_m2
    persons, lasting = own["persons"].to_numpy()[:-1], np.diff(own["time_s"])
    above = persons > limit
    assert above.any()
    crowded = result.sel(zone="gallery-2")
    assert float(crowded.crowded_min) == pytest.approx(lasting[above].sum() / 60)
    assert float(crowded.crowded_person_min) == pytest.approx((persons * lasting)[above].sum() / 60)


def museum_model(visits: int, seed: int = 1) -> DayModel:
    return DayModel(started(museum_day(), visits, seed), default_observers())


def test_mesas_agents_are_the_parties_inside() -> None:
    model = museum_model(500)
    most = 0
    while not model.is_over:
        model.step()
        assert model.inside == sum(party.size for party in model.agents)
        assert model.time == model.steps * 300
        most = max(most, model.inside)
    assert most > 50
    assert model.inside == 0
    assert not model.running


def test_stepping_is_running() -> None:
    stepped = museum_model(300, 5)
    while stepped.running:
        stepped.step()
    result = Found(stepped.record.found(), stepped.record).dataset()
    xr.testing.assert_identical(result, simulate_day(*museum(), museum_day(), 300, 5))


def test_an_empty_day_runs() -> None:
    result = simulate_day(*museum(), museum_day(), 0, 1)
    assert int(result.visits) == 0
    assert float(result.occupancy.max()) == 0
    assert np.isnan(float(result.visit_min))


def test_a_closed_day_refuses_everyone() -> None:
    result = simulate_day(*museum(), museum_day(hours=None), 400, 1)
    assert int(result.refused) == 400
    assert int(result.visits) == 0
    assert int(result["places"].sum()) == 0


def test_a_day_of_20000_runs_and_ends() -> None:
    day = museum_day(desks=(desk(servers=40), desk("cloakroom", 20)))
    model, events = journeys(museum(), day, 20_000)
    # In such a crowd one shuffles, at worst at the slowest speed there is.
    longest = max(model.prepared.building.longest_way_out_m(who) for who in range(3))
    assert events["time_s"].max() <= 17 * 3600 + longest / day.visitors.walking.slowest
    assert model.inside == 0
    result = model.result()
    assert int(result.entered.sum()) == 20_000
    assert int(result.visits) > 15_000


def test_an_exhibition_and_a_sign_draw_visitors() -> None:
    show = ShownExhibition(
        title="Craft", zones=("gallery-9",), start="2018-07-01", end="2018-09-01"
    )
    sign = Sign(id="s", zone="foyer", towards="gallery-9", seen_share=1)

    def seen(**given: object) -> float:
        result = simulate_day(*museum(), museum_day(**given), 1_100, 1)
        return float(result.seen.sel(zone="gallery-9"))

    assert seen() < seen(exhibitions=(show,)) < seen(exhibitions=(show,), signs=(sign,))


def test_as_many_see_a_sign_as_it_says() -> None:
    sign = Sign(id="s", zone="foyer", towards="gallery-9")
    day = museum_day(signs=(sign,), desks=())

    tables = ran(museum(), day, 4_000).started.tables
    gallery = museum()[0].zones.index(museum()[0].zone("gallery-9"))
    passed, saw = int(tables.read.sum()), int(tables.drawn[:, gallery].sum())
    assert tables.drawn.sum() == saw
    assert saw / passed == pytest.approx(0.38, abs=4 * np.sqrt(0.38 * 0.62 / passed))


def test_nobody_enters_before_opening_or_after_the_last_entry() -> None:
    _, events = journeys(museum(), museum_day(), 1_000)
    enters = events.query("event == 'enters'")["time_s"]
    assert enters.min() >= 10 * 3600
    assert enters.max() <= 16.5 * 3600


def test_visits_last_about_as_long_as_visitors_meant() -> None:
    result = simulate_day(*museum(), museum_day(desks=()), 1_100, 1)
    assert 45 < float(result.visit_min) < 110


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    visits=st.integers(0, 300),
    seed=st.integers(0, 2**64 - 1),
    servers=st.integers(0, 3),
    lift=st.booleans(),
    timed=st.booleans(),
    closes=st.sampled_from(["11:30", "17:00", "23:30"]),
)
def test_every_day_conserves_its_visitors_and_ends(
    *, visits: int, seed: int, servers: int, lift: bool, timed: bool, closes: str
) -> None:
    day = museum_day(
        hours=Hours(opens=at("10:00"), closes=at(closes)),
        desks=(desk(servers=servers), desk("cloakroom", servers, used_by_share=0.5)),
        timed_entry=TimedEntry(places_per_slot=20) if timed else None,
    )
    if not lift:
        day = day.model_copy(update={"lift": None})
    model, events = journeys(museum(), day, visits, seed)
    result = model.result()
    assert model.inside == 0
    gone_without = int(result.gave_up.sel(queue="tickets"))
    assert int(result.visits) + int(result.refused) + gone_without == visits
    assert (occupancies(events)["inside"] >= 0).all()
