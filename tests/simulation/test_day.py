"""A whole day: nobody lost, the same luck again, and only what was touched changes."""

import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.observers import Journeys, Observer, Visits, default_observers
from simulation.outcomes import Variable
from simulation.preparing.prepared import Started, prepare, start
from simulation.reference.model import DayModel
from simulation.settings import Day, Desk, Hours, Shift, ShownExhibition, Sign, TimedEntry
from simulation.simulate import Engine, Found, open_day, simulate_day
from simulation.tables import ENTERS, MOVES, WAITS
from simulation.verification.buildings import THURSDAY, alike, desk, evenly, row, zone
from tests.simulation.support import (
    at,
    journeys,
    long_stays,
    museum,
    museum_day,
    ran,
    unmoved_by_crowds,
)
from venues.plan import ZoneKind


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


def started(day: Day, visits: int, seed: int = 1) -> Started:
    return start(prepare(*museum(), day), visits, seed)


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
    began = time.perf_counter()
    day = museum_day(desks=(desk(servers=40), desk("cloakroom", 20)))
    model, events = journeys(museum(), day, 20_000)
    # In such a crowd one shuffles, at worst at the slowest speed there is.
    longest = max(model.prepared.building.longest_way_out_m(who) for who in range(3))
    assert events["time_s"].max() <= 17 * 3600 + longest / day.visitors.walking.slowest
    assert model.inside == 0
    result = model.result()
    assert time.perf_counter() - began < 60
    assert int(result.entered.sum()) == 20_000
    assert int(result.visits) > 15_000


def everything() -> Day:
    return museum_day(
        timed_entry=TimedEntry(places_per_slot=80),
        signs=(Sign(id="s", zone="foyer", towards="gallery-9"),),
        exhibitions=(
            ShownExhibition(
                title="Craft", zones=("gallery-9",), start="2018-07-01", end="2018-09-01"
            ),
        ),
    )


def test_the_same_seed_gives_the_same_day_to_the_last_bit() -> None:
    first = simulate_day(*museum(), everything(), 900, 12)
    again = simulate_day(*museum(), everything(), 900, 12)
    other = simulate_day(*museum(), everything(), 900, 13)
    xr.testing.assert_identical(first, again)
    assert not first.occupancy.equals(other.occupancy)


def test_the_same_seed_gives_the_same_day_in_another_process() -> None:
    code = (
        "from tests.simulation.test_day import *;"
        "print(fingerprint(simulate_day(*museum(), everything(), 900, 12)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    here = fingerprint(simulate_day(*museum(), everything(), 900, 12))
    assert run.stdout.strip() == here


def fingerprint(result: xr.Dataset) -> str:
    """Every bit of the numbers, in one text."""
    return " ".join(f"{name}:{hash_of(result[name].values)}" for name in sorted(result))


def hash_of(values: np.ndarray) -> str:
    from hashlib import sha256

    return sha256(np.ascontiguousarray(values).tobytes()).hexdigest()[:16]


def test_one_more_visit_adds_a_party_and_changes_no_other() -> None:
    fewer = started(museum_day(), 600, 3).tables
    more = started(museum_day(), 700, 3).tables
    same = len(fewer.parties) - 1  # the last one may have been cut
    assert (fewer.parties[:same] == more.parties[:same]).all()
    for name in ("need_due_s", "need_stay_s"):
        assert (getattr(fewer, name)[:same] == getattr(more, name)[:same]).all()


# Common luck: two plans, the same visitors


def whole_journeys(events: pd.DataFrame, gone_before_s: float) -> pd.DataFrame:
    """The journeys of the parties that have left before a time."""
    last = events.groupby("party")["time_s"].transform("max")
    return events[last < gone_before_s].sort_values(["party", "time_s"], kind="stable")


def test_a_desk_that_changes_at_three_touches_nobody_who_has_left_by_then() -> None:
    def day(afternoon: int) -> Day:
        return museum_day(
            desks=(
                Desk.model_validate(
                    desk().model_dump()
                    | {
                        "roster": [
                            {"starts": at("09:00"), "ends": at("15:00"), "servers": 2},
                            {"starts": at("15:00"), "ends": at("17:00"), "servers": afternoon},
                        ]
                    }
                ),
                desk("cloakroom", used_by_share=0.4),
            )
        )

    three = 15 * 3600
    before = whole_journeys(journeys(museum(), day(2), 1_600)[1], three)
    after = whole_journeys(journeys(museum(), day(6), 1_600)[1], three)
    assert before["party"].nunique() > 300
    pd.testing.assert_frame_equal(
        before.reset_index(drop=True), after.reset_index(drop=True), check_exact=True
    )


def test_a_desk_touches_only_those_who_use_it_where_there_is_no_crowd() -> None:
    # Rooms so wide that density is nil to the last bit: only the desk joins one visitor to another.
    building = row(
        zone("entrance", ZoneKind.ENTRANCE, 0, 3_000),
        zone("cloakroom", ZoneKind.CLOAKROOM, 3_000, 3_000),
        zone("gallery", ZoneKind.GALLERY, 6_000, 3_000),
    )

    def day(clerks: int) -> Day:
        visitors = alike(arriving=evenly(), choosing=unmoved_by_crowds(), staying=long_stays())
        return Day(
            date=THURSDAY,
            hours=Hours(opens=at("06:00"), closes=at("23:00"), last_entry_minutes=240),
            desks=(desk("cloakroom", clerks, mean_service_s=60, used_by_share=0.5),),
            visitors=visitors,
        )

    one, two = (journeys(building, day(clerks), 1_500)[1] for clerks in (1, 2))
    users = set(one.query("event == 'queues'")["party"])
    assert users == set(two.query("event == 'queues'")["party"])
    assert 0.4 < len(users) / 1_500 < 0.6
    untouched = [events[~events["party"].isin(users)] for events in (one, two)]
    touched = [events[events["party"].isin(users)] for events in (one, two)]
    pd.testing.assert_frame_equal(
        *(events.reset_index(drop=True) for events in untouched), check_exact=True
    )
    assert not touched[0].reset_index(drop=True).equals(touched[1].reset_index(drop=True))


def test_luck_in_common_narrows_the_difference_between_two_plans() -> None:
    def waits(servers: int, seed: int) -> float:
        result = simulate_day(*museum(), museum_day(desks=(desk(servers=servers),)), 700, seed)
        return float(result.visit_min)

    pairs = [(waits(2, seed), waits(3, seed), waits(3, seed + 100)) for seed in range(8)]
    a, b, c = np.array(pairs).T
    assert np.std(a - b) < 0.5 * np.std(a - c)


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


# Observers


def test_observers_only_read() -> None:
    def log(others: list[Observer]) -> pd.DataFrame:
        mine = Journeys()
        open_day(started(everything(), 700, 4), observers=[*others, mine]).run()
        return mine.table

    alone = log([])
    pd.testing.assert_frame_equal(alone, log(list(default_observers())), check_exact=True)
    for left_out in range(5):
        some = [each for n, each in enumerate(default_observers()) if n != left_out]
        pd.testing.assert_frame_equal(alone, log(some), check_exact=True)


def test_leaving_an_observer_out_leaves_out_only_its_variables() -> None:
    full = simulate_day(*museum(), museum_day(), 300, 1)
    lean = simulate_day(*museum(), museum_day(), 300, 1, observers=[Visits()])
    assert set(lean) < set(full)
    for name, variable in lean.data_vars.items():
        xr.testing.assert_identical(variable.variable, full[name].variable)


class LongestStay(Observer):
    """Somebody's own: the longest time between two moves of one party in each zone."""

    declares = (Variable("longest_min", ("zone",), "min", "Longest time in the zone"),)

    def begins(self, started: Started) -> None:
        super().begins(started)
        self.since: dict[int, float] = {}
        self.longest = np.zeros(len(started.prepared.building.ids))

    def reads(self, events: np.ndarray) -> None:
        for event in events[np.isin(events["kind"], (ENTERS, MOVES))]:
            party, time_s = int(event["party"]), float(event["time_s"])
            if event["kind"] == MOVES:
                stay = time_s - self.since[party]
                self.longest[event["other"]] = max(self.longest[event["other"]], stay)
            self.since[party] = time_s

    def found(self) -> dict[str, object]:
        return {"longest_min": self.longest / 60}


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_an_observer_of_ones_own_finds_its_variable_in_either_engine(engine: Engine) -> None:
    result = simulate_day(
        *museum(), museum_day(), 300, 1, engine=engine, observers=[Visits(), LongestStay()]
    )
    assert result.longest_min.dims == ("zone",)
    assert result.longest_min.attrs == {"units": "min", "long_name": "Longest time in the zone"}
    assert 20 < float(result.longest_min.max()) < 240
    assert int(result.visits) == 300


def test_no_shift_or_cabin_is_too_large_for_the_journal() -> None:
    crowd = museum_day(
        desks=(
            desk("tickets").model_copy(
                update={"roster": (Shift(starts=at("10:20"), ends=at("17:00"), servers=200),) * 60}
            ),
        ),
        hours=Hours(opens=at("10:00"), closes=at("14:30"), last_entry_minutes=240),
    )
    one, other = (ran(museum(), crowd, 20_000, 1, each) for each in ("compiled", "reference"))
    called = one.journeys.events
    at_once = (called["kind"] == WAITS) & (called["time_s"] == 10 * 3600 + 1200)
    assert at_once.sum() > 500, "the journal keeps room for far fewer if nobody is called"
    assert called.tobytes() == other.journeys.events.tobytes()


def test_the_result_is_labelled_and_survives_a_file(tmp_path: object) -> None:
    result = simulate_day(*museum(), museum_day(), 300, 1)
    for name, variable in result.data_vars.items():
        assert variable.attrs["long_name"], name
        assert variable.attrs["units"], name
    assert result.attrs["seed"] == "1"
    assert result.attrs["date"] == "2018-07-05"
    result.to_netcdf(tmp_path / "day.nc")
    with xr.open_dataset(tmp_path / "day.nc") as read:
        xr.testing.assert_identical(read.load(), result)
