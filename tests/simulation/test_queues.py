"""Desks against queueing theory, and against what a roster promises."""

import numpy as np
import pytest
from scipy import stats

from simulation.observers import Journeys, default_observers
from simulation.preparing.prepared import prepare, start
from simulation.reference.model import DayModel
from simulation.settings import Day, Desk, Hours, Shift
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
from simulation.verification.queues import erlang_c_wait, limited
from tests.simulation.support import at, journeys, museum, museum_day
from venues.plan import ZoneKind


def test_our_formula_gives_the_published_waits() -> None:
    assert erlang_c_wait(1, 0.8, 1) == pytest.approx(4)
    assert erlang_c_wait(3, 0.2, 0.1) == pytest.approx(4.4444, abs=5e-5)
    assert erlang_c_wait(4, 8, 3) == pytest.approx(0.0946, abs=5e-5)


def test_our_formulas_give_the_published_figures_of_queues_with_few_places() -> None:
    one, three, loss = limited(1, 5, 0.8), limited(3, 10, 2.5), limited(20, 20, 18)
    assert one.blocked == pytest.approx(0.08882, abs=5e-6)
    assert one.inside == pytest.approx(1.8683, abs=5e-5)
    assert three.blocked == pytest.approx(0.03904, abs=5e-6)
    assert three.inside == pytest.approx(4.0614, abs=5e-5)
    assert three.wait / 2 == pytest.approx(0.34528, abs=5e-6)
    assert loss.blocked == pytest.approx(0.10921, abs=5e-6)


def test_littles_law_holds_at_every_queue() -> None:
    model, events = journeys(museum(), museum_day(), 1_500)
    result = model.result()
    for queue in result.queue.values:
        own = events[events["place"] == queue]
        joined = own[own["event"] == "queues"].set_index("party")
        for_each = own["event"].isin(["is served", "gives up"])
        # Coats are left and fetched: match each joining with the ending after it.
        ended = own[for_each].sort_values(["party", "time_s"])
        joined = joined.reset_index().sort_values(["party", "time_s"])
        wait = (ended["time_s"].to_numpy() - joined["time_s"].to_numpy()) @ ended["persons"]
        persons = ended["persons"].sum()
        standing = float(result.queue_length.sel(queue=queue).mean())
        rate, mean_wait = persons / 86_400, wait / persons
        assert standing == pytest.approx(rate * mean_wait)
        assert float(result.wait_mean_s.sel(queue=queue)) == pytest.approx(mean_wait)


def test_the_queue_measured_is_the_queue_that_stands_there() -> None:
    """The other side of Little's law: look at the desk itself, every ten seconds."""
    started = start(prepare(*museum(), museum_day()), 1_500, 1)
    model = DayModel(started, default_observers())
    seen = []
    for time_s in range(36_000, 61_200, 10):
        model.run(time_s)
        seen.append(sum(party.size for party in model.queue("tickets")))
    model.run()
    length = model.record.found()["queue_length"][:, 0]
    assert np.mean(seen) == pytest.approx(length.sum() * 300 / 25_200, rel=0.02)


def test_one_more_clerk_never_lengthens_the_mean_wait() -> None:
    for seed in range(3):
        waits = [
            float(
                simulate_day(
                    *museum(), museum_day(desks=(desk(servers=servers),)), 1_300, seed
                ).wait_mean_s.sel(queue="tickets")
            )
            for servers in (1, 2, 3, 4)
        ]
        assert waits == sorted(waits, reverse=True)
        assert waits[0] > 5 * waits[2], "the desk should be busy enough to tell"


def with_roster(*shifts: tuple[str, str, int], **given: object) -> Desk:
    roster = tuple(Shift(starts=at(a), ends=at(b), servers=n) for a, b, n in shifts)
    return desk().model_copy(update={"roster": roster, **given})


def test_shifts_that_overlap_add_up() -> None:
    both = with_roster(("09:00", "12:00", 2), ("11:00", "13:00", 1))
    assert [both.servers_at(hour * 3600) for hour in (8, 9, 11, 12, 13)] == [0, 2, 3, 1, 0]
    assert both.changes() == [9 * 3600, 11 * 3600, 12 * 3600, 13 * 3600]


@pytest.fixture(params=["compiled", "reference"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param


def serve(counter: Desk, arrivals: list[float], service_s: float, engine: Engine) -> list[float]:
    """When each customer of a desk by the entrance is called."""
    visitors = alike(arriving=evenly())
    plain = counter.model_copy(
        update={"zone": "entrance", "mean_service_s": service_s, "service_law": "fixed"}
    )
    day = Day(date=THURSDAY, hours=round_the_clock(), desks=(plain,), visitors=visitors)
    started = start(prepare(*row(zone("entrance", ZoneKind.ENTRANCE, 0)), day), len(arrivals), 1)
    started.tables.parties["enters_s"] = arrivals
    log = Journeys()
    open_day(started, engine, [log]).run()
    events = log.events
    return events[events["kind"] == WAITS]["time_s"].tolist()


def test_a_queue_waits_for_the_shift_and_is_called_by_all_of_it_at_once(engine: Engine) -> None:
    counter = with_roster(("00:10", "01:00", 3))
    assert serve(counter, [0, 1, 2, 3, 4], 100, engine) == [600, 600, 600, 700, 700]


def test_who_is_at_the_counter_when_the_shift_ends_is_served_alone(
    engine: Engine,
) -> None:
    counter = with_roster(("00:00", "00:10", 2), ("00:30", "01:00", 1))
    assert serve(counter, [500, 500, 550, 560], 300, engine) == [500, 500, 1800, 2100]


def test_fewer_servers_after_a_break_call_fewer(engine: Engine) -> None:
    counter = with_roster(("00:00", "00:03", 2), ("00:03", "01:00", 1))
    assert serve(counter, [0, 0, 0, 0], 200, engine) == [0, 0, 200, 400]


def test_a_day_with_no_staff_at_all_ends_cleanly() -> None:
    nobody = (
        with_roster(),
        with_roster(id="cloakroom", kind="cloakroom", zone="cloakroom"),
    )
    model, events = journeys(museum(), museum_day(desks=nobody), 800)
    result = model.result()
    assert int(result.visits) == 0
    assert int(result.gave_up.sel(queue="tickets")) == 800
    assert model.inside == 0
    assert events["time_s"].max() < 17 * 3600 + 600


def test_a_lunch_break_without_staff_is_waited_out_or_given_up() -> None:
    lunch = with_roster(("10:00", "12:00", 3), ("13:00", "17:00", 3))
    result = simulate_day(*museum(), museum_day(desks=(lunch,)), 1_000, 1)
    noon = result.queue_length.sel(queue="tickets", time=12 * 3600 + 3000)
    morning = result.queue_length.sel(queue="tickets", time=11 * 3600)
    assert float(noon) > 20 + float(morning)
    assert 0 < int(result.gave_up.sel(queue="tickets")) < 300
    assert int(result.visits) + int(result.gave_up.sel(queue="tickets")) == 1_000


def test_the_cloakroom_without_staff_keeps_nobody_from_the_visit() -> None:
    desks = (desk(servers=3), with_roster(id="cloakroom", kind="cloakroom", zone="cloakroom"))
    result = simulate_day(*museum(), museum_day(desks=desks), 500, 1)
    assert int(result.visits) == 500


def test_visitors_spread_over_two_desks_of_a_kind() -> None:
    two = tuple(desk(servers=1, name=name) for name in ("left", "right"))
    result = simulate_day(*museum(), museum_day(desks=two), 1_000, 1)
    left, right = (int(result.queued.sel(queue=name)) for name in ("left", "right"))
    assert left + right == 1_000
    assert left / right == pytest.approx(1, abs=0.4)


def test_share_using_a_desk_is_kept() -> None:
    desks = (desk(used_by_share=0.3),)
    model, events = journeys(museum(), museum_day(desks=desks), 2_000)
    users = events.query("event == 'queues' and place == 'tickets'")["party"].nunique()
    assert stats.binomtest(users, len(model.parties), 0.3).pvalue > 0.001


def test_closing_empties_every_queue() -> None:
    hours = Hours(opens=at("10:00"), closes=at("17:00"), last_entry_minutes=0)
    slow = (desk(mean_service_s=600),)
    model, events = journeys(museum(), museum_day(hours=hours, desks=slow), 500)
    ends = events[events["event"].isin(["is served", "gives up"])]["time_s"]
    assert ends.max() <= 17 * 3600
    assert model.inside == 0
