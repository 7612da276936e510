"""Who is called first, breaks, security, and facilities where one is served."""

import numpy as np
import pytest

from simulation.observers import Journeys
from simulation.preparing.prepared import prepare, start
from simulation.settings import Break, Day, Desk, Need, QueueZone, Shift
from simulation.simulate import Engine, open_day, simulate_day
from simulation.tables import WAITS
from simulation.verification.buildings import (
    THURSDAY,
    alike,
    desk,
    evenly,
    round_the_clock,
    row,
    zone,
)
from simulation.verification.networks import lengths
from simulation.verification.queues import A_DAY, LAST_ENTRY_MIN, OPEN_S
from tests.simulation.support import Ran, at, journeys, museum, museum_day
from venues.plan import ZoneKind


@pytest.fixture(params=["compiled", "reference"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param


def plain(kind: str = "tickets", **given: object) -> Desk:
    usual = {"zone": "entrance", "mean_service_s": 100, "service_law": "fixed", "per_person_s": 0}
    return desk(kind, 1, **{**usual, **given})


def called(
    desks: tuple[Desk, ...], arrivals: list[float], engine: Engine, **traits: object
) -> list:
    """Which party is called at which desk and when, in order; traits are columns of parties."""
    visitors = alike(arriving=evenly())
    day = Day(date=THURSDAY, hours=round_the_clock(), desks=desks, visitors=visitors)
    started = start(prepare(*row(zone("entrance", ZoneKind.ENTRANCE, 0)), day), len(arrivals), 1)
    started.tables.parties["enters_s"] = arrivals
    for name, values in traits.items():
        started.tables.parties[name] = values
    log = Journeys()
    open_day(started, engine, [log]).run()
    waits = log.events[log.events["kind"] == WAITS]
    return list(zip(waits["party"].tolist(), waits["time_s"].tolist(), strict=True))


def test_members_are_called_before_the_others_and_nobody_is_sent_back(engine: Engine) -> None:
    counter = plain(first_served=("members", "step_free"))
    found = called((counter,), [0, 1, 2, 3, 4], engine, member=[0, 0, 0, 1, 0], who=[0, 0, 1, 0, 0])
    assert found == [(0, 0), (3, 100), (2, 200), (1, 300), (4, 400)]


def test_equals_are_called_in_order_of_coming(engine: Engine) -> None:
    counter = plain(first_served=("prebooked",), booked_service_s=100)
    found = called((counter,), [0, 1, 2, 3, 4], engine, booked=[0, 1, 0, 1, 0])
    assert [party for party, _time in found] == [0, 1, 3, 2, 4]


def test_without_rights_everybody_is_equal(engine: Engine) -> None:
    found = called((plain(),), [0, 1, 2], engine, member=[0, 0, 1], who=[0, 0, 1])
    assert [party for party, _time in found] == [0, 1, 2]


def test_a_break_takes_servers_away_and_gives_them_back(engine: Engine) -> None:
    counter = plain(breaks=(Break(starts=at("00:01"), ends=at("00:10"), servers=1),))
    assert called((counter,), [0, 90, 91], engine) == [(0, 0), (1, 600), (2, 700)]
    assert [counter.servers_at(time) for time in (0, 60, 599, 600)] == [1, 0, 0, 1]


def test_breaks_never_take_more_than_there_are() -> None:
    away = Break(starts=at("09:00"), ends=at("11:00"), servers=5)
    shift = Shift(starts=at("10:00"), ends=at("12:00"), servers=2)
    both = plain(breaks=(away,)).model_copy(update={"roster": (shift,)})
    assert [both.servers_at(3600.0 * hour) for hour in (9, 10, 11)] == [0, 0, 2]


def test_mean_waits_with_priority_are_cobhams() -> None:
    """M/M/1, half of the customers first: 4/3 and 20/3 services (Cobham 1954), 4 in all."""
    unit_s = 0.8 * OPEN_S / A_DAY
    counter = plain(mean_service_s=unit_s, service_law="exponential", first_served=("members",))
    visitors = alike(arriving=evenly())
    hours = round_the_clock(LAST_ENTRY_MIN)
    day = Day(date=THURSDAY, hours=hours, desks=(counter,), visitors=visitors)
    prepared = prepare(*row(zone("entrance", ZoneKind.ENTRANCE, 0, 2_000)), day)
    waits = []
    for seed in range(6):
        started = start(prepared, A_DAY, seed)
        started.tables.parties["member"] = np.arange(A_DAY) % 2
        log = Journeys()
        open_day(started, "compiled", [log]).run()
        own = log.events[log.events["kind"] == WAITS]
        wait = (own["time_s"] - own["value"]) / unit_s
        waits.append([wait[own["party"] % 2 == group].mean() for group in (1, 0)])
    means, errors = np.mean(waits, axis=0), np.std(waits, axis=0, ddof=1) / np.sqrt(len(waits))
    assert np.abs(means - [4 / 3, 20 / 3]) == pytest.approx(0, abs=5 * errors.max())
    assert means[1] > 3 * means[0]


def test_security_comes_before_the_tickets() -> None:
    desks = (desk("security", 2, zone="foyer", mean_service_s=15), desk(servers=3))
    _model, events = journeys(museum(), museum_day(desks=desks), 600)
    served = events[events["event"] == "is served"].groupby("party")["place"].agg(list)
    assert len(served) > 200
    assert all(each[:2] == ["security", "tickets"] for each in served)


def test_who_gives_up_at_security_has_no_visit() -> None:
    desks = (desk("security", 1, zone="foyer", mean_service_s=200), desk(servers=3))
    result = simulate_day(*museum(), museum_day(desks=desks), 600, 1)
    gave_up = int(result.gave_up.sel(queue="security"))
    assert gave_up > 50
    assert int(result.visits) + gave_up == 600
    assert int(result.queued.sel(queue="tickets")) == 600 - gave_up


def served_at(kind: str, law: str, **given: object) -> tuple[Ran, object]:
    needs = (Need(kind=kind, share=1, minutes=10, sigma=0, at_the_end=kind == "shop"),)
    visitors = museum_day().visitors.model_copy(update={"needs": needs})
    place = {"cafe": "cafe", "toilets": "toilets-ground", "shop": "shop"}[kind]
    counter = desk(kind, 2, zone=place, mean_service_s=30, service_law=law, **given)
    return journeys(museum(), museum_day(desks=(counter,), visitors=visitors), 400)


def test_at_a_cafe_one_queues_at_the_till_and_then_sits() -> None:
    _model, events = served_at("cafe", "fixed", per_person_s=0)
    after = events.groupby("party")["time_s"].shift(-1) - events["time_s"]
    served = (events["event"] == "is served") & (events["place"] == "cafe")
    assert served.sum() > 100
    assert (after[served] > 630).mean() > 0.9, "half a minute at the till, ten at a table"


def test_in_a_shop_one_looks_round_before_the_till() -> None:
    _model, events = served_at("shop", "fixed", per_person_s=0)
    before = events["time_s"] - events.groupby("party")["time_s"].shift()
    after = events.groupby("party")["time_s"].shift(-1) - events["time_s"]
    queues = (events["event"] == "queues") & (events["place"] == "shop")
    served = (events["event"] == "is served") & (events["place"] == "shop")
    assert queues.sum() > 100
    assert np.isclose(before[queues], 600).mean() > 0.9
    assert (after[served] < 300).mean() > 0.9


def test_seats_are_taken_for_the_stay() -> None:
    model, _events = served_at("cafe", "stay")
    result = model.result()
    queue = result.sel(queue="cafe")
    # Two tables for ten minutes each: twelve parties an hour, and a long queue for them.
    assert float(queue.wait_mean_s) > 300
    assert int(model.result().visits) == 400


def test_a_closed_facility_is_not_queued_for() -> None:
    closed = desk("cafe", 0, zone="cafe")
    model, events = journeys(museum(), museum_day(desks=(closed,)), 300)
    assert not ((events["event"] == "queues") & (events["place"] == "cafe")).any()
    assert int(model.result().visits) == 300


def test_a_long_queue_fills_the_next_zone() -> None:
    growing = desk(
        servers=1,
        queue_zones=(QueueZone(zone="foyer", after=5), QueueZone(zone="entrance", after=9)),
    )
    result = simulate_day(*museum(), museum_day(desks=(growing,)), 900, 1)
    alone = simulate_day(*museum(), museum_day(desks=(desk(servers=1),)), 900, 1)
    stand = result.queue_persons.sum("time")
    assert float(stand.sel(zone="foyer")) > 0
    assert float(result.queue_persons.sel(zone="tickets").max()) <= 5
    total = result.queue_length.sel(queue="tickets")
    assert np.allclose(result.queue_persons.sum("zone"), total)
    assert float(alone.queue_persons.sel(zone="foyer").sum()) == 0
    # Who stands in the foyer is counted there, and nobody twice.
    assert float(result.occupancy.min()) >= 0
    assert int(result.peak.sel(zone="tickets")) < int(alone.peak.sel(zone="tickets"))


def test_only_in_facilities_is_a_place_taken_for_a_stay() -> None:
    with pytest.raises(ValueError, match="taken for a stay"):
        desk("tickets", service_law="stay")
    with pytest.raises(ValueError, match="after more persons"):
        desk(queue_zones=(QueueZone(zone="a", after=5), QueueZone(zone="b", after=5)))


def test_jacksons_theorem_gives_the_published_lengths() -> None:
    assert lengths() == pytest.approx([1.26506, 0.88, 0.85222], abs=5e-6)
    assert lengths().sum() / 1.5 == pytest.approx(1.99818, abs=5e-6)
