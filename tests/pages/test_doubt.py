"""Learning that failed, and what was learned but did not pass its checks: said where it matters."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from calibration.pool.examples import load_example_pool
from calibration.pool.store import Pool
from calibration.segments.coming import Coming
from pages.parts import segments_view
from scenarios import jobs, store
from scenarios.job import State
from tests.pages.conftest import Opened
from tests.pages.test_demand_page import DOUBT, FAILED, PASSED, learned_with
from venues.common.problems import Problem

SHORT = "What was learned did not pass its checks"


def failed_calibration(*problems: Problem, state: State = State.FAILED) -> None:
    """Leave a calibration that came to nothing."""
    job = jobs.submit("calibrate")
    jobs.cancel(job.id)
    with store.connection(writing=True) as db:
        db.execute("UPDATE jobs SET state = 'running' WHERE id = ?", (job.id,))
        store.end(db, job.id, state, problems=problems)


def said(app: Any) -> list[str]:
    shown = [*app.warning, *app.error, *app.caption, *app.markdown]
    return [each.value.replace("\\", "") for each in shown]


def says(app: Any, words: str) -> bool:
    return any(words in each for each in said(app))


@pytest.mark.parametrize("page", ["overview", "demand"])
def test_a_failed_learning_says_what_to_do_where_nothing_is_learned(
    page: str, opened: Opened, home: Path
) -> None:
    load_example_pool(Pool())
    failed_calibration()
    app = opened(page)
    assert not app.exception
    assert says(app, "Calibration failed. Start it again.")
    assert not says(app, "What is shown was learned before that")
    assert app.button("calibrate")


@pytest.mark.parametrize("page", ["overview", "demand"])
def test_a_failed_learning_is_said_beside_what_was_learned_before(
    page: str, opened: Opened, with_demand: Path
) -> None:
    learned_with(with_demand, PASSED)
    failed_calibration(Problem("the day is written in two ways", file="visits.csv"))
    app = opened(page)
    assert not app.exception
    assert says(app, "the day is written in two ways")
    assert says(app, "What is shown was learned before that")
    if page == "demand":
        assert app.button("calibrate"), "there is a way to start it again"


def test_a_failure_before_what_was_learned_is_history(opened: Opened, with_demand: Path) -> None:
    failed_calibration()
    learned_with(with_demand, PASSED)
    for page in ("overview", "demand"):
        assert not says(opened(page), "Calibration failed"), page


def test_an_interrupted_learning_is_said(opened: Opened, with_demand: Path) -> None:
    failed_calibration(state=State.INTERRUPTED)
    assert says(opened("overview"), "Calibration was interrupted")


def test_the_overview_says_that_checks_were_not_passed(opened: Opened, with_demand: Path) -> None:
    learned_with(with_demand, FAILED)
    app = opened("overview")
    assert says(app, SHORT)
    assert says(app, "learn it again there")
    (trail,) = [each for each in said(app) if "Fill the pool" in each]
    assert ":orange[:material/warning:] Learn the demand" in trail


def test_the_overview_says_nothing_of_checks_that_were_passed(
    opened: Opened, with_demand: Path
) -> None:
    learned_with(with_demand, PASSED)
    assert not says(opened("overview"), SHORT)


@pytest.mark.parametrize("is_ok", [True, False])
def test_who_comes_bears_the_doubt(
    is_ok: bool, opened: Opened, with_demand: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned_with(with_demand, PASSED if is_ok else FAILED)
    parts = pd.DataFrame({"part": ["adult", "child"], "share": [0.7, 0.3], "low80": [0.6, 0.2],
                          "high80": [0.8, 0.4], "visits": [700.0, 300.0]})  # fmt: skip
    found = Coming("ticket", parts.assign(date=pd.Timestamp(2018, 3, 1)), parts.assign(before=0.5))

    def doubts(shares: list[Coming]) -> int:
        monkeypatch.setattr(segments_view, "_coming", lambda *_args: shares)
        return sum(DOUBT in each for each in said(opened("demand")))

    without = doubts([])
    assert doubts([found]) == without + (not is_ok)
