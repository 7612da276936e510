"""The Demand page: what if, looking back, what the pool was worth, and doubts that are said."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from calibration.demand.fit import Fit, load_fit
from calibration.pool.store import Pool
from scenarios import earlier, fits, jobs, store
from scenarios.job import State
from tests.pages.conftest import Opened

VENUE = "Bristol Museum"
KEY = f"what_if_{VENUE}_0"
FAILED = {"r_hat": 1.2, "r_hat_of_99": 1.1, "ess": 20.0, "divergences": 300}
PASSED = {"r_hat": 1.01, "r_hat_of_99": 1.005, "ess": 900.0, "divergences": 0}
DOUBT = "Do not rely on these figures"


def learned_with(home: Path, diagnostics: dict[str, Any]) -> Fit:
    """Put a fit in place that is the same but for what its diagnostics say."""
    path = fits.fit_file(Pool().digest())
    fit = load_fit(path)
    changed = replace(fit, diagnostics=replace(fit.diagnostics, **diagnostics))
    changed.save(path)
    return changed


def said(app: Any) -> str:
    return " ".join(markdown.value for markdown in app.markdown).replace("\\", "")


def drawn(app: Any) -> int:
    return len(app.get("vega_lite_chart"))


def test_nothing_is_answered_until_something_is_changed(opened: Opened, with_results: Path) -> None:
    app = opened("demand")
    assert any("Nothing is changed yet" in info.value for info in app.info)
    assert "In 8 of 10 cases" not in said(app)


def test_a_longer_thursday_is_answered_and_taken_back(opened: Opened, with_results: Path) -> None:
    app = opened("demand")
    before = drawn(app)
    app.select_slider(f"{KEY}_hours").set_value(2.0).run()
    assert not app.exception
    assert "visits more." in said(app)
    assert re.search(r"more visits than planned: (above )?0\.9", said(app))
    assert drawn(app) == before + 2
    assert any("is assumed, see above" in each.value for each in app.caption)
    app.button("what_if_reset").click().run()
    assert "In 8 of 10 cases" not in said(app)
    assert drawn(app) == before


def test_a_closed_weekday_costs_visits(opened: Opened, with_results: Path) -> None:
    app = opened("demand")
    app.session_state[f"{KEY}_open"] = [0, 1, 2, 3, 4, 5]
    app.run()
    assert not app.exception
    assert "visits fewer." in said(app)
    app.session_state[f"{KEY}_open"] = []
    app.run()
    assert any("at least one day" in error.value for error in app.error)


def test_a_new_exhibition_is_planned(opened: Opened, with_results: Path) -> None:
    app = opened("demand")
    app.toggle(f"{KEY}_new").set_value(True).run()
    assert not app.exception
    assert "The middle is" in said(app)
    assert any("learned from those that were shown" in each.value for each in app.caption)


def away_and_back(app: Any) -> None:
    app.switch_page("pages/pool.py").run()
    app.run()
    app.switch_page("pages/demand.py").run()
    assert not app.exception
    assert not any("Session State" in each.value for each in app.warning)


def test_what_was_entered_is_there_after_another_page(opened: Opened, with_results: Path) -> None:
    app = opened("demand")
    app.select_slider(f"{KEY}_hours").set_value(2.0)
    app.toggle(f"{KEY}_new").set_value(True).run()
    app.number_input(f"{KEY}_new_price").set_value(12.0)
    start, end = app.slider(f"{KEY}_new_days").value
    app.slider(f"{KEY}_new_days").set_value((start, end - dt.timedelta(days=7))).run()
    away_and_back(app)
    assert app.select_slider(f"{KEY}_hours").value == 2.0
    assert app.number_input(f"{KEY}_new_price").value == 12.0
    assert app.slider(f"{KEY}_new_days").value == (start, end - dt.timedelta(days=7))
    assert "In 8 of 10 cases" in said(app), "and is answered"
    app.button("what_if_reset").click().run()
    away_and_back(app)
    assert "In 8 of 10 cases" not in said(app), "what was taken back stays so"


def test_each_venue_keeps_what_was_entered_until_it_is_learned_again(
    opened: Opened, with_results: Path
) -> None:
    app = opened("demand")
    other = "what_if_BRITISH MUSEUM_0"
    app.select_slider(f"{KEY}_hours").set_value(2.0).run()
    app.selectbox("demand_venue").set_value("BRITISH MUSEUM").run()
    app.select_slider(f"{other}_hours").set_value(-1.0).run()
    away_and_back(app)
    assert app.selectbox("demand_venue").value == "BRITISH MUSEUM"
    assert app.select_slider(f"{other}_hours").value == -1.0
    app.selectbox("demand_venue").set_value(VENUE).run()
    assert app.select_slider(f"{KEY}_hours").value == 2.0
    learned_with(with_results, PASSED)
    app.run()
    assert not app.exception
    assert app.select_slider(f"what_if_{VENUE}_1_hours").value == 0.0


def test_months_are_taken_apart_when_asked(opened: Opened, with_results: Path) -> None:
    app = opened("demand")
    before = drawn(app)
    app.session_state["demand_made_of"] = True
    app.run()
    assert not app.exception
    assert drawn(app) == before + 2


@pytest.mark.parametrize("panel", ["demand_trust", "demand_worth"])
def test_looking_back_is_started_watched_and_cancelled(
    panel: str, opened: Opened, with_results: Path
) -> None:
    kind = {"demand_trust": "backtest", "demand_worth": "worth"}[panel]
    app = opened("demand")
    app.session_state[panel] = True
    app.run()
    app.button(f"start_{kind}").click().run()
    (job,) = jobs.jobs(kind)
    try:
        assert job.parameters["venue"] == VENUE
        app.button(f"cancel_{kind}").click().run()
        (ended,) = jobs.jobs(kind)
        assert ended.state is State.CANCELLED
        assert app.button(f"start_{kind}"), "it can be started again"
    finally:
        jobs.cancel(job.id)


def as_if_looked_back(kind: str, failed: tuple[str, ...] = ()) -> None:
    """Leave a finished job with rows in which partners halve the error; some checks may fail."""
    rival = {"backtest": earlier.NAIVE, "worth": earlier.ALONE}[kind]
    days = pd.date_range("2017-02-15", periods=365)
    tables = [
        pd.DataFrame(
            {"venue": VENUE, "start": days, "end": days, "visits": 100.0, "median": 100.0 + off,
             "low80": 80.0 + off, "high80": 120.0 + off, "low95": 60.0, "high95": 150.0,
             "crps": float(off), "grain": "count", "forecaster": who,
             "origin": pd.Timestamp(2017, 2, 14), "ok": who not in failed}
        )
        for who, off in ((earlier.POOLED, 10), (rival, 20))
    ]  # fmt: skip
    name = f"{kind}.parquet"
    pd.concat(tables).to_parquet(store.results_folder() / name)
    job = jobs.submit(kind, venue=VENUE)
    jobs.cancel(job.id)
    with store.connection(writing=True) as db:
        db.execute(
            "UPDATE jobs SET state = 'done', result = json_object('files', json_array(?),"
            " 'format', ?) WHERE id = ?",
            (name, earlier.FORMAT, job.id),
        )


def test_how_forecasts_fared_is_said_in_words_and_drawn(opened: Opened, with_results: Path) -> None:
    as_if_looked_back("backtest")
    app = opened("demand")
    before = drawn(app)
    app.session_state["demand_trust"] = True
    app.run()
    assert not app.exception
    assert "Of 365 days, 365 lay within the 8-of-10 band" in said(app)
    assert "off by 10; ‘the same as last year’ would have been off by 20" in said(app)
    assert "the forecast’s error is 50% smaller" in said(app)
    assert drawn(app) == before + 1


def test_what_partners_were_worth_is_said_in_a_sentence_and_drawn(
    opened: Opened, with_results: Path
) -> None:
    as_if_looked_back("worth")
    app = opened("demand")
    before = drawn(app)
    app.session_state["demand_worth"] = True
    app.run()
    assert not app.exception
    assert "With its partners the forecast of Bristol Museum’s last year was 50% better" in said(
        app
    )
    assert drawn(app) == before + 1


@pytest.mark.parametrize(
    ("kind", "failed", "said"),
    [
        ("backtest", (), None),
        ("worth", (), None),
        ("backtest", (earlier.POOLED,), "from all venues, up to"),
        ("worth", (earlier.ALONE,), "from this venue alone, up to"),
    ],
)
def test_what_was_learned_again_without_passing_its_checks_is_said_once(
    kind: str, failed: tuple[str, ...], said: str | None, opened: Opened, with_results: Path
) -> None:
    as_if_looked_back(kind, failed)
    app = opened("demand")
    app.session_state[{"backtest": "demand_trust", "worth": "demand_worth"}[kind]] = True
    app.run()
    assert not app.exception
    rough = [each.value for each in app.warning if "These figures are rough" in each.value]
    assert len(rough) == (said is not None)
    assert all(said in each and "2017" in each for each in rough if said)


def test_every_panel_of_a_doubtful_fit_bears_the_warning(
    opened: Opened, with_results: Path
) -> None:
    learned_with(with_results, FAILED)
    app = opened("demand")
    for panel in ("demand_check", "demand_made_of"):
        app.session_state[panel] = True
    app.select_slider(f"{KEY}_hours").set_value(2.0).run()
    warnings = [each.value for each in app.warning]
    assert sum(DOUBT in each for each in warnings) == 5
    assert all("Learn it again with another seed" in w for w in warnings if DOUBT in w)
    assert any("disagree" in each for each in warnings), "what failed is said"
    assert app.button("calibrate"), "and there is a way out"


def test_a_fit_that_passed_bears_none(opened: Opened, with_results: Path) -> None:
    learned_with(with_results, PASSED)
    app = opened("demand")
    app.select_slider(f"{KEY}_hours").set_value(2.0).run()
    assert not any(DOUBT in each.value for each in app.warning)


def test_results_of_a_doubtful_demand_say_so_on_every_page(
    opened: Opened, with_results: Path
) -> None:
    import xarray as xr

    for page in ("overview", "compare", "scenarios"):
        assert not any(DOUBT in each.value for each in opened(page).warning), page
    for file in (with_results / "results").glob("*.nc"):
        with xr.open_dataset(file, engine="netcdf4") as kept:
            changed = kept.load().assign_attrs(demand_ok=0)
        changed.to_netcdf(file, engine="netcdf4")
    for page in ("overview", "compare", "scenarios"):
        assert any(DOUBT in each.value for each in opened(page).warning), page
