"""Queues with few places, and visitors who turn away at the sight of one."""

import numpy as np
import pytest

from simulation.observers import Journeys
from simulation.preparing.prepared import prepare, start
from simulation.rules.queueing import expected_wait_s, has_room, joins
from simulation.settings import Day, Desk, Waiting
from simulation.simulate import Engine, open_day, simulate_day
from simulation.verification.buildings import THURSDAY, alike, desk, evenly, round_the_clock, row
from simulation.verification.buildings import zone as place
from tests.simulation.support import journeys, museum, museum_day
from venues.common.parameters import Settings
from venues.plan import ZoneKind


@pytest.fixture(params=["compiled", "reference"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param


def at_the_door(desks: tuple[Desk, ...], arrivals: list[float], engine: Engine) -> list[tuple]:
    """What happens at desks in the entrance: event, party and place, in order."""
    visitors = alike(arriving=evenly())
    day = Day(date=THURSDAY, hours=round_the_clock(), desks=desks, visitors=visitors)
    building = row(place("entrance", ZoneKind.ENTRANCE, 0), place("hall", ZoneKind.HALL, 20))
    started = start(prepare(*building, day), len(arrivals), 1)
    started.tables.parties["enters_s"] = arrivals
    log = Journeys()
    open_day(started, engine, [log]).run()
    events = log.table[log.table["event"].isin(["is served", "balks"])]
    return list(events[["event", "party", "place"]].itertuples(index=False, name=None))


def small(name: str, zone: str = "entrance", **given: object) -> Desk:
    plain = {"mean_service_s": 100, "service_law": "fixed", "waiting_places": 1, **given}
    return desk("tickets", 1, name=name, zone=zone, **plain)


def test_who_finds_no_place_turns_away(engine: Engine) -> None:
    assert at_the_door((small("desk"),), [0, 10, 20, 150], engine) == [
        ("is served", 0, "desk"),
        ("balks", 2, "desk"),
        ("is served", 1, "desk"),
        ("is served", 3, "desk"),
    ]


def test_who_finds_no_place_tries_another_desk_of_the_kind(engine: Engine) -> None:
    # The other desk looks worse from afar: a service for each server is under way, none is free.
    desks = (small("near", waiting_places=0), small("far", zone="hall", waiting_places=2))
    found = at_the_door(desks, [0, 1, 2, 3, 4, 5], engine)
    assert ("balks", 5, "near") in found or ("balks", 5, "far") in found
    assert [each[1] for each in found if each[0] == "is served"] == [0, 1, 2, 3]
    assert {each[2] for each in found} == {"near", "far"}


def test_everybody_who_wants_to_come_has_a_visit_or_gives_up_or_balks() -> None:
    few = museum_day(desks=(desk(servers=1, waiting_places=8),))
    result = simulate_day(*museum(), few, 1_200, 1)
    balked, gave_up = (int(result[name].sel(queue="tickets")) for name in ("balked", "gave_up"))
    assert balked > 50
    assert int(result.visits) + balked + gave_up == 1_200
    # No more than so many ever stand there.
    assert float(result.queue_length.sel(queue="tickets").max()) <= 8


def test_a_coat_is_fetched_however_many_stand_there() -> None:
    coats = desk("cloakroom", 1, mean_service_s=40, waiting_places=2)
    model, events = journeys(museum(), museum_day(desks=(coats,)), 600)
    at_desk = events["event"].isin(["queues", "is served", "gives up", "balks"])
    own = events[(events["place"] == "cloakroom") & at_desk].groupby("party")["event"].agg(list)
    left = own.map(lambda each: each[0] != "balks")
    assert (~left).sum() > 20
    assert (own[left].map(len) == 4).mean() > 0.9
    assert int(model.result().visits) == 600


def test_long_queues_put_off_the_impatient() -> None:
    def balked(weight: float, patience_min: float) -> int:
        waiting = Waiting(patience_min=patience_min, balking_weight=weight)
        day = museum_day(
            desks=(desk(servers=1),), visitors=museum_day().visitors.model_copy(
                update={"waiting": waiting}
            ),
        )  # fmt: skip
        return int(simulate_day(*museum(), day, 1_000, 1).balked.sel(queue="tickets"))

    assert balked(0, 15) == 0
    assert 0 < balked(8, 60) < balked(8, 15)


def test_the_rules_of_joining() -> None:
    assert has_room(1, 2, 0, 5, 0)
    assert not has_room(2, 2, 3, 2, 4)
    assert has_room(2, 2, 3, 1, 4)
    assert expected_wait_s(1, 2, 0, 60.0) == 0.0
    assert expected_wait_s(2, 2, 3, 60.0) == 120.0
    assert expected_wait_s(0, 0, 3, 60.0) == 240.0
    assert joins(600.0, 600.0, 4.0, 0.49)
    assert not joins(600.0, 600.0, 4.0, 0.51)
    assert joins(600.0, 0.0, 0.0, 0.99)
    assert not joins(600.0, 0.0, 4.0, 0.01)


def test_hyperexponential_services_need_a_wide_spread() -> None:
    with pytest.raises(ValueError, match="spread by at least their mean"):
        desk(service_law="hyperexponential", service_cv=0.6)
    assert isinstance(desk(service_law="hyperexponential", service_cv=1.0), Settings)


@pytest.mark.parametrize("law", ["gamma", "hyperexponential"])
@pytest.mark.parametrize("cv", [1.0, 2.0])
def test_services_have_their_mean_and_spread(law: str, cv: float) -> None:
    from simulation.luck import name_key
    from simulation.rules.serving import SERVICE_LAWS, service_s

    item, count = name_key("x"), 40_000
    times = np.array(
        [service_s(1, party, item, 0, 30.0, cv, SERVICE_LAWS[law]) for party in range(count)]
    )
    error = times.std() / np.sqrt(count)
    assert abs(times.mean() - 30.0) < 4 * error
    assert times.std() / 30.0 == pytest.approx(cv, rel=0.06)
    assert times.min() > 0
