"""A what-if that is kept as a scenario: what it says, that it is kept once, and where it is."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.demand.fit import load_fit
from calibration.pool.store import Pool
from scenarios import fits, keeping, library
from scenarios.pairing import refuse_unpaired
from scenarios.scenario import Scenario
from scenarios.visits import wanted
from scenarios.what_if import NEW, Change, Planned, Show, as_planned, changed
from simulation.settings import WEEKDAYS
from tests.pages.conftest import Opened

VENUE = "Bristol Museum"
KEY = f"what_if_{VENUE}_0"
KEEP = "what_if_keep"
LATE = {"longer_h": 2.0, "longer_on": frozenset({3})}
DRAWS = 20


@pytest.fixture
def planned(with_demand: Path) -> Planned:
    return as_planned(load_fit(fits.fit_file(Pool().digest())), VENUE, draws=DRAWS)


@pytest.fixture
def base() -> Scenario:
    return library.open_scenario(library.AS_TODAY)


def own() -> list[Scenario]:
    entries = library.entries()
    return [e.scenario for e in entries if not e.is_bundled and e.scenario is not None]


def said(app: Any) -> str:
    shown = [*app.markdown, *app.caption, *app.success]
    return " ".join(each.value for each in shown).replace("\\", "")


def visits(scenario: Scenario, planned: Planned) -> np.ndarray:
    found = wanted(scenario, planned.fit, draws=planned.draws, seed=planned.seed)
    return found.to_numpy().sum(axis=1)


@pytest.mark.parametrize(
    "change",
    [
        Change(),
        Change(longer_h=2.0, longer_on=frozenset({3})),
        Change(longer_h=-1.5, longer_on=frozenset({5, 6})),
        Change(shows=()),
        Change(shows=(Show("Gold", dt.date(2018, 5, 1), dt.date(2018, 7, 1)),)),
        Change(shows=(Show("Gold", dt.date(2018, 5, 1), dt.date(2018, 7, 1), 0.0, None, "Art"),)),
    ],
    ids=["nothing", "longer", "shorter", "no exhibition", "a new one", "a free one of a kind"],
)
def test_the_scenario_has_the_visits_that_were_answered(
    change: Change, planned: Planned, base: Scenario
) -> None:
    answer = changed(planned, change)
    scenario = keeping.as_scenario(base, planned, change)
    assert keeping.left_out(planned, change) == []
    np.testing.assert_array_equal(visits(scenario, planned), answer.changed.sum(axis=1))


def test_closed_days_are_closed_and_what_is_not_held_is_said(
    planned: Planned, base: Scenario
) -> None:
    change = Change(open_on=planned.open_on - {0, 2})
    scenario = keeping.as_scenario(base, planned, change)
    for day in (0, 2):
        assert getattr(scenario.opening_hours, WEEKDAYS[day]) is None
    assert not any("wed" in workshop.weekdays for workshop in scenario.workshops)
    is_open = planned.opening(change.open_on)
    assert [scenario.hours(day) is not None for day in scenario.dates] == is_open.tolist()
    (left_out,) = keeping.left_out(planned, change)
    assert "move" in left_out


def test_prices_and_kinds_are_kept(planned: Planned, base: Scenario) -> None:
    new = Show(NEW, dt.date(2018, 5, 1), dt.date(2018, 7, 1), price=12.0, theme="History")
    change = Change(shows=(new,))
    (shown,) = keeping.as_scenario(base, planned, change).exhibitions
    assert (shown.price, shown.theme) == (12.0, "History")
    assert keeping.left_out(planned, change) == []


def with_a_priced_show(planned: Planned) -> Planned:
    """Return a year in which the first exhibition that is planned has a price and a kind."""
    history, row = planned.fit.history, planned.shows[0].row
    table = history.exhibitions.copy()
    known = {"price": 8.0, "currency": "GBP", "theme": "craft", "medium": "glass", "gallery": "2"}
    for column, value in known.items():
        table.loc[row, column] = value
    return replace(planned, fit=replace(planned.fit, history=replace(history, exhibitions=table)))


def test_what_the_tables_know_of_an_exhibition_is_kept(planned: Planned, base: Scenario) -> None:
    priced = with_a_priced_show(planned)
    (plain,) = priced.shows
    dearer = Change(shows=(replace(plain, price=16.0),))
    for change, price in ((Change(), 8.0), (dearer, 16.0)):
        (shown,) = keeping.as_scenario(base, priced, change).exhibitions
        assert (shown.price, shown.currency) == (price, "GBP")
        assert (shown.theme, shown.medium, shown.gallery) == ("craft", "glass", "2")
    unknown = Change(shows=(replace(plain, price=None),))
    (left_out,) = keeping.left_out(priced, unknown)
    assert "price" in left_out


def test_desks_are_staffed_until_the_venue_closes(planned: Planned, base: Scenario) -> None:
    scenario = keeping.as_scenario(base, planned, Change(**LATE))
    closes = scenario.opening_hours.thu
    assert closes is not None
    assert closes.closes == dt.time(19)
    for desk in scenario.desks:
        assert desk.servers_at(18.5 * 3600) > 0


def test_a_day_longer_than_the_evening_begins_earlier(planned: Planned, base: Scenario) -> None:
    late = base.opening_hours.model_copy(
        update={"thu": base.opening_hours.thu.model_copy(update={"closes": dt.time(22)})}
    )
    change = Change(longer_h=4.0, longer_on=frozenset({3}))
    scenario = keeping.as_scenario(base.model_copy(update={"opening_hours": late}), planned, change)
    hours = scenario.opening_hours.thu
    assert (hours.opens, hours.closes) == (dt.time(7, 30), dt.time(23, 30))


def test_what_says_the_same_is_kept_once(planned: Planned, base: Scenario) -> None:
    scenario = keeping.as_scenario(base, planned, Change(**LATE))
    first = keeping.keep(scenario, "Late", "From what if.")
    assert keeping.keep(scenario, "Late again", "From what if.") == first
    other = keeping.as_scenario(base, planned, Change(longer_h=1.0, longer_on=frozenset({3})))
    assert keeping.keep(other, "Late", "From what if.").label() == "Late (2)"
    assert len(own()) == 2


def test_the_button_keeps_the_change_and_the_plan_and_says_where(
    opened: Opened, with_demand: Path
) -> None:
    app = opened("demand")
    app.select_slider(f"{KEY}_hours").set_value(2.0).run()
    assert own() == []
    app.button(KEEP).click().run()
    assert not app.exception
    made, plan = own()
    assert made.label() == "Bristol Museum: +2 h on Thursday"
    assert made.opening_hours.thu.closes == dt.time(19)
    assert "Thursday: 10:00 to 19:00 instead of 10:00 to 17:00" in made.description_text()
    refuse_unpaired([plan, made])
    assert f"“{made.label()}”" in said(app)
    assert "are among your scenarios" in said(app)
    links = {each.proto.label for each in app.get("page_link")}
    assert {"Open the scenarios", "Compare the two"} <= links
    app.switch_page("pages/scenarios.py").run()
    assert app.session_state["scenario"] == made.id


def test_a_second_click_makes_no_second_scenario(opened: Opened, with_demand: Path) -> None:
    app = opened("demand")
    app.select_slider(f"{KEY}_hours").set_value(2.0).run()
    button = app.button(KEEP)
    button.click().run()
    button.click().run()
    assert not app.exception
    assert len(own()) == 2, "the change, and the year as planned"
    assert app.button(KEEP).disabled
    app.select_slider(f"{KEY}_hours").set_value(1.0).run()
    assert not app.button(KEEP).disabled, "another change is another scenario"
    app.button(KEEP).click().run()
    assert len(own()) == 3, "the year as planned is kept already"


def test_the_plan_is_left_out_on_request(opened: Opened, with_demand: Path) -> None:
    app = opened("demand")
    app.select_slider(f"{KEY}_hours").set_value(2.0).run()
    app.toggle(f"{KEY}_both").set_value(False).run()
    app.button(KEEP).click().run()
    assert len(own()) == 1
    assert "is among your scenarios" in said(app)


def test_one_change_does_not_enter_the_next(opened: Opened, with_demand: Path) -> None:
    venue = "BRITISH MUSEUM"
    app = opened("demand")
    app.selectbox("demand_venue").set_value(venue).run()
    for hours, closes in ((2.0, dt.time(19)), (1.0, dt.time(18))):
        app.select_slider(f"what_if_{venue}_0_hours").set_value(hours).run()
        app.button(KEEP).click().run()
        assert not app.exception
        (made,) = [each for each in own() if f"+{hours:.0f} h" in each.label()]
        assert made.demand.venue == venue
        assert made.opening_hours.thu.closes == closes


def test_what_a_scenario_cannot_hold_is_said_beside_the_button(
    opened: Opened, with_demand: Path
) -> None:
    app = opened("demand")
    app.select_slider(f"{KEY}_hours").set_value(2.0).run()
    assert "It cannot hold" not in said(app)
    app.session_state[f"{KEY}_open"] = [1, 2, 3, 4, 5, 6]
    app.run()
    assert "It cannot hold the visits that move" in said(app)
