"""Each page, without a browser: on an empty home, and with results."""

import logging
import re
import shutil
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from calibration.pool.examples import load_example_pool
from calibration.pool.store import Pool
from scenarios import jobs, library, store
from scenarios.job import State
from tests.pages.conftest import LEARNED, PAGES, Opened
from tests.pages.seen import texts


@pytest.fixture(autouse=True)
def calm(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which a page could not be drawn."""
    yield
    broken = [r for r in caplog.records if r.name == "jauge" and r.levelno >= logging.ERROR]
    assert not broken, [record.exc_text for record in broken]


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("page", PAGES)
class TestEveryPage:
    def test_draws_on_an_empty_home(self, page: str, code: str, opened: Opened) -> None:
        app = opened(page, code)
        assert not app.exception
        assert not app.error
        assert len(app.title) == 1, "one heading of the first level"

    @pytest.mark.usefixtures("with_results")
    def test_draws_with_results(self, page: str, code: str, opened: Opened) -> None:
        app = opened(page, code)
        assert not app.exception
        assert not app.error
        assert len(app.title) == 1


@pytest.mark.parametrize("page", PAGES)
def test_headings_skip_no_level(page: str, opened: Opened, with_results: Path) -> None:
    levels = [int(tag[1]) for tag in headings(opened(page).main)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def headings(node: Any) -> Iterator[str]:
    """Give the levels of a page's headings as they come."""
    tag = getattr(node, "tag", None)
    if isinstance(tag, str) and re.fullmatch(r"h[1-6]", tag):
        yield tag
    for child in getattr(node, "children", {}).values():
        yield from headings(child)


def test_the_first_step_is_to_fill_the_pool(opened: Opened) -> None:
    app = opened("overview")
    app.button("load_example").click().run()
    assert len(Pool().venues()) > 50
    assert app.button("calibrate"), "then it is to learn from it"


def test_an_empty_pool_offers_the_example(opened: Opened) -> None:
    app = opened("pool")
    app.button("load_example").click().run()
    assert any("Bristol Museum" in box.options for box in app.selectbox)


def test_demand_leads_to_the_pool_while_there_is_nothing_to_learn_from(opened: Opened) -> None:
    app = opened("demand")
    assert "There is nothing to learn from yet" in [h.value for h in app.header]


def test_the_overview_says_the_last_verdict(opened: Opened, with_results: Path) -> None:
    said = " ".join(markdown.value for markdown in opened("overview").markdown)
    assert "Late Thursdays with timed entry" in said


def test_a_comparison_is_shown_with_its_assumptions(opened: Opened, with_results: Path) -> None:
    app = opened("compare")
    said = " ".join(markdown.value for markdown in app.markdown)
    assert "probability" in said
    assert "Assumed" in said
    headers = [header.value for header in app.header]
    assert headers == [
        "How likely is B better?", "By how much?", "Through the day", "Where in the building?",
        "What this rests on", "Take it with you",
    ]  # fmt: skip


def test_comparing_a_plan_with_itself_is_declined(opened: Opened, with_results: Path) -> None:
    app = opened("compare")
    app.selectbox("compare_b").set_value("as-today").run()
    assert [info.value for info in app.info] == ["Choose two different scenarios."]


def test_a_plan_is_shown_with_its_people_at_any_time(opened: Opened, with_results: Path) -> None:
    app = opened("venue")
    app.toggle("people").set_value(True).run()
    (slider,) = app.select_slider
    slider.set_value(10 * 60).run()
    assert not app.exception
    assert any("10:00" in plain(caption.value) for caption in app.caption)


def plain(text: str) -> str:
    """Return a text without what keeps Markdown from reading it."""
    return text.replace("\\", "")


def test_the_ways_are_drawn_among_the_people_too(opened: Opened, with_results: Path) -> None:
    app = opened("venue")
    app.toggle("people").set_value(True).run()
    without = [chart.proto.spec for chart in app.get("vega_lite_chart")]
    assert without
    app.toggle("ways").set_value(True).run()
    assert not app.exception
    drawn = [chart.proto.spec for chart in app.get("vega_lite_chart")]
    assert len(drawn) == len(without)
    assert all('"strokeDash"' in spec for spec in drawn)
    assert not any('"strokeDash"' in spec for spec in without)


def test_demand_tells_what_was_learned_and_checks_it_when_asked(
    opened: Opened, with_results: Path
) -> None:
    app = opened("demand")
    headers = [header.value for header in app.header]
    assert headers == [
        "Coming visits", "What if?", "What moves attendance",
        "Does the model know its own history?",
        "How would earlier forecasts have fared?", "What the pool was worth",
    ]  # fmt: skip
    drawn = len(app.get("vega_lite_chart"))
    assert drawn == 3
    app.session_state["demand_check"] = True
    app.run()
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == drawn + 1
    assert any("95% intervals held" in plain(markdown.value) for markdown in app.markdown)


def test_a_venue_s_demand_is_drawn_anew_in_under_three_seconds(
    opened: Opened, with_results: Path
) -> None:
    """Of the processor's time; the best of three tries, with nothing kept but what was learned."""
    app = opened("demand")
    app.session_state["demand_check"] = True
    took = []
    for venue in (*LEARNED, LEARNED[0]):
        st.cache_data.clear()
        started = time.process_time()
        app.selectbox("demand_venue").set_value(venue).run()
        took.append(time.process_time() - started)
        assert len(app.get("vega_lite_chart")) == 4
    assert min(took) < 3.0


def test_results_can_be_removed(opened: Opened, with_results: Path) -> None:
    files = set((with_results / "results").iterdir())
    app = opened("compare")
    app.button("remove_compare").click().run()
    assert not app.exception
    assert [header.value for header in app.header] == ["Not compared yet"]
    assert not jobs.jobs("compare")
    left = set((with_results / "results").iterdir())
    assert left < files
    app = opened("scenarios")
    assert app.metric, "the simulation shares results with the comparison and keeps them"
    app.button("remove_simulate").click().run()
    assert not app.exception
    assert not app.metric
    assert not set((with_results / "results").iterdir())


def test_a_room_is_told_in_figures(opened: Opened) -> None:
    app = opened("venue")
    app.selectbox("room").set_value("gallery-12").run()
    facts = {metric.label: metric.value for metric in app.metric}
    assert facts["Area"] == "207 m²"


def test_a_job_is_shown_with_progress_and_cancel_stops_it(opened: Opened, home: Path) -> None:
    load_example_pool(Pool())
    pair = [library.open_scenario(each) for each in library.bundled()]
    job = jobs.submit("compare", scenarios=pair, draws=400, visits=500)
    try:
        app = opened("compare")
        app.button("cancel_compare").click().run()
        ended = jobs.job(job.id)
        assert ended is not None
        assert ended.state is State.CANCELLED
        assert "cancelled" in " ".join(texts(app))
        assert app.button("compare"), "it can be started again"
    finally:
        jobs.cancel(job.id)


def test_starting_twice_starts_one_job(opened: Opened, home: Path) -> None:
    load_example_pool(Pool())
    first, second = opened("demand"), opened("demand")
    try:
        first.button("calibrate").click().run()
        second.button("calibrate").click().run()
        assert len(jobs.jobs("calibrate")) == 1
    finally:
        for job in jobs.jobs():
            jobs.cancel(job.id)


def test_results_are_found_again_by_another_session(opened: Opened, with_results: Path) -> None:
    first = texts(opened("compare"))
    assert first == texts(opened("compare"))


def test_results_of_another_version_are_asked_for_again(opened: Opened, with_results: Path) -> None:
    with store.connection(writing=True) as db:
        db.execute("UPDATE jobs SET result = json_remove(result, '$.format')")
    for page in ("overview", "compare", "scenarios"):
        app = opened(page)
        assert not app.exception
        assert not app.error
        assert any("another version of Jauge" in info.value for info in app.info), page
    assert opened("compare").button("compare")


def test_results_of_an_older_demand_say_so(opened: Opened, with_results: Path) -> None:
    for page in ("overview", "compare"):
        assert not any("learned again" in each.value for each in opened(page).warning), page
    with store.connection(writing=True) as db:
        # As if they had been asked of the learned demand, and that had been learned anew since.
        db.execute(
            "UPDATE jobs SET parameters = json_set(parameters, '$.visits', NULL),"
            " result = json_set(result, '$.demand', '1-before')"
        )
    for page in ("overview", "compare"):
        app = opened(page)
        assert not app.exception
        assert any("learned again" in each.value for each in app.warning), page


def test_results_that_were_removed_are_missed_calmly(opened: Opened, with_results: Path) -> None:
    shutil.rmtree(with_results / "results")
    app = opened("compare")
    assert not app.exception
    assert not app.error
