"""Ensembles: the same whatever the workers, paired luck, and nothing kept of what is called off."""

import datetime as dt
import os
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import psutil
import pytest
import xarray as xr

from scenarios import ensemble
from scenarios.comparison import compare, paired_differences
from scenarios.gathering import blocks, dealt, staffed_hours
from scenarios.outcomes import outcomes, summaries, values
from scenarios.parallel import Cancelled, in_order
from scenarios.results import about, join, read_results, write_results
from scenarios.visits import FixedVisits, wanted
from tests.scenarios.small import pair, small
from venues.common.problems import InputError

VISITS = FixedVisits(60)


@pytest.fixture(scope="module")
def found() -> xr.Dataset:
    return ensemble.run(pair(), VISITS, draws=3, replications=2, seed=5, workers=1)


def test_the_number_of_workers_changes_no_digit(found: xr.Dataset) -> None:
    again = ensemble.run(pair(), VISITS, draws=3, replications=2, seed=5, workers=2)
    xr.testing.assert_identical(found, again)


def test_another_seed_is_another_result(found: xr.Dataset) -> None:
    other = ensemble.run(pair(), VISITS, draws=3, replications=2, seed=6, workers=1)
    assert not found["visit_min"].equals(other["visit_min"])


def test_a_scenario_alone_has_the_results_that_it_has_in_company(found: xr.Dataset) -> None:
    alone = [
        ensemble.simulate([each], VISITS, draws=3, replications=2, seed=5, workers=1)[0]
        for each in pair()
    ]
    xr.testing.assert_identical(join(alone), found)


def test_what_is_written_is_read_back_equal(found: xr.Dataset, tmp_path: object) -> None:
    path = tmp_path / "deep" / "found.nc"  # type: ignore[operator]  # a Path
    write_results(found, path)
    xr.testing.assert_identical(read_results(path), found)


def test_a_closed_day_sees_nobody_and_is_not_simulated(found: xr.Dataset) -> None:
    mondays = found["date"][found["date"].dt.weekday == 0]
    assert (found["wanted"].sel(date=mondays) == 0).all()
    is_monday = found["day_date"].dt.weekday == 0
    assert is_monday.sum() == 3
    closed = np.isnan(found["visits"])
    assert (closed == is_monday).all()


def test_visits_are_conserved(found: xr.Dataset) -> None:
    asked = found["wanted"].sel(date=found["day_date"])
    inside = found["visits"] + found["refused"] + found["gave_up"].sum("queue")
    # Giving up at the cloakroom is no lost visit, so what is inside may be more than was asked.
    open_days = ~np.isnan(found["visits"])
    assert (found["visits"].where(open_days, 0) <= asked.where(open_days, 0)).all()
    assert (inside.where(open_days, 0) >= asked.where(open_days, 0)).all()


def test_waits_for_the_lift_are_kept(found: xr.Dataset) -> None:
    lifts = found.isel(queue=found["queue_kind"].to_numpy() == "lift")
    assert list(lifts["queue"].to_numpy()) == ["lift"]
    assert float(lifts["queued"].sum()) > 0
    assert float(lifts["wait_mean_s"].max()) > 0
    assert list(found["queue_kind"].to_numpy())[-1] == "lift"


def test_luck_is_shared_where_the_plans_do_the_same() -> None:
    today = small("as-today")
    twin = today.model_copy(update={"id": "twin"})
    both = ensemble.run([today, twin], VISITS, draws=2, seed=1, workers=1)
    verdict = compare(both, "as-today", "twin")
    assert all(row.ties == 1 and row.p_better == 0.5 for row in verdict.rows)
    assert "no difference" in verdict.sentence()


def test_every_outcome_is_a_number_for_each_draw(found: xr.Dataset) -> None:
    for outcome in outcomes(found):
        for scenario in ("as-today", "late-thursdays"):
            drawn = values(found, scenario, outcome)
            assert drawn.shape == (3,)
            assert np.isfinite(drawn).all(), outcome.key
    keys = [each.outcome.key for each in summaries(found, "late-thursdays")]
    assert {"visits_window", "crowded:gallery-12", "saw:gallery-9", "staffed_hours"} <= set(keys)


def test_an_empty_museum_is_compared_without_fuss() -> None:
    nobody = ensemble.run(pair(), FixedVisits(0), draws=2, seed=1, workers=1)
    verdict = compare(nobody, "as-today", "late-thursdays")
    assert verdict.row("visits_window").ties == 1
    assert "saw:gallery-9" not in {row.outcome.key for row in verdict.rows}
    table = paired_differences(nobody, "as-today", "late-thursdays")
    assert np.isfinite(table[["a", "b", "difference"]].to_numpy()).all()


def test_attributes_tell_what_made_the_results(found: xr.Dataset) -> None:
    known = about(found)
    assert {name: each["hash"] for name, each in known.items()} == {
        each.id: each.hash for each in pair()
    }
    assert found.attrs["seed"] == 5
    assert found["crowded_min"].attrs["units"] == "min"


def test_every_variable_says_what_it_is_and_in_which_unit(
    found: xr.Dataset, tmp_path: Path
) -> None:
    write_results(found, tmp_path / "found.nc")
    labels = {"draw", "replication", "day", "weekday"}
    for dataset in (found, read_results(tmp_path / "found.nc")):
        for name, variable in dataset.variables.items():
            assert variable.attrs.get("long_name"), name
            is_quantity = variable.dtype.kind in "iuf" and name not in labels
            assert bool(variable.attrs.get("units")) == is_quantity, name


def test_weeks_are_dealt_evenly() -> None:
    assert np.bincount(dealt(12, 48)).tolist() == [4] * 12
    assert len(set(dealt(12, 6))) == 6
    assert max(dealt(12, 6)) >= 10
    assert dealt(12, 1) == [6]


def test_a_window_is_cut_into_whole_weeks() -> None:
    dates = small("as-today").dates
    assert [len(each) for each in blocks(dates)] == [7, 7]
    assert [len(each) for each in blocks(dates[:10])] == [7]
    assert [len(each) for each in blocks(dates[:3])] == [3]


def test_staff_is_counted_while_the_venue_is_open() -> None:
    today, late = pair()
    days_open = 12
    hours = 2 * 7 + 2 * 4.5 + 7  # the desk's two shifts and the cloakroom's, within 10 to 17
    assert staffed_hours(today) == pytest.approx(days_open * hours)
    assert staffed_hours(late) == pytest.approx(days_open * hours + 2 * (2 * 3 + 3))


def test_longer_thursdays_draw_more_and_take_from_other_days() -> None:
    today, late = pair()
    of_today, of_late = (wanted(each, FixedVisits(1000), draws=200, seed=2) for each in pair())
    thursday = np.datetime64("2018-07-19")
    wednesday = np.datetime64("2018-07-18")
    assert of_late.sel(date=thursday).mean() > of_today.sel(date=thursday).mean()
    assert of_late.sel(date=wednesday).mean() < of_today.sel(date=wednesday).mean()
    assert today.hours(dt.date(2018, 7, 16)) is None
    assert late.needs_booking(dt.date(2018, 7, 18))


def test_scenarios_that_cannot_be_paired_are_refused() -> None:
    today, late = pair()
    with pytest.raises(InputError, match="same short name"):
        ensemble.run([today, today], VISITS, draws=1, workers=1)
    other = small("late-thursdays", demand=late.demand.model_copy(update={"venue": "M Shed"}))
    with pytest.raises(InputError, match=r"demand.*same days"):
        ensemble.run([today, other], VISITS, draws=1, workers=1)


@pytest.mark.parametrize("workers", [1, 2])
def test_cancelling_stops_and_leaves_no_process(workers: int) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    seen: list[float] = []

    def progress(text: str, fraction: float, **values: object) -> None:
        seen.append(fraction)

    with pytest.raises(Cancelled):
        ensemble.run(
            pair(), VISITS, draws=50, workers=workers, progress=progress,
            cancelled=lambda: len(seen) > 2,
        )  # fmt: skip
    assert 2 < len(seen) < 20
    time.sleep(0.5)
    left = [
        child
        for child in psutil.Process().children(recursive=True)
        if child.pid not in before and "resource_tracker" not in " ".join(child.cmdline())
    ]
    assert not left


def test_progress_rises_to_one() -> None:
    seen: list[float] = []

    def progress(text: str, fraction: float, **values: object) -> None:
        seen.append(fraction)

    ensemble.run(pair(), VISITS, draws=1, workers=1, progress=progress)
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_a_worker_that_dies_is_an_error_and_not_a_wait_for_ever() -> None:
    results = in_order(
        os._exit, [3, 3], workers=2, initializer=dict, arguments=(), cancelled=lambda: False
    )
    with pytest.raises(BrokenProcessPool):
        next(results)
