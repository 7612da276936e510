"""Learning again with other luck: what was asked before is asked of the new demand."""

from pathlib import Path
from typing import Any

import pytest
import xarray as xr

from calibration.pool.importing import import_table
from calibration.pool.store import Pool
from scenarios import doing, fits, store, work
from scenarios.job import Job, Stage, State
from scenarios.results import read_results
from scenarios.visits import FixedVisits
from tests.scenarios.small import small
from venues.common.problems import InputError


@pytest.fixture(autouse=True)
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """Fill the pool with one day, and let its demand be 20 visits a day, however learned."""
    file = tmp_path / "attendance.csv"
    file.write_text("venue,date,visits\nBristol Museum,2018-02-15,70\n", encoding="utf-8")
    import_table(Pool(), "attendance", file)
    monkeypatch.setenv("JAUGE_WORKERS", "1")
    monkeypatch.setattr(fits, "load_fit", lambda _path: FixedVisits(20))
    monkeypatch.setattr(doing, "_learned", lambda _digest, seed, *_how: learned(seed))
    return Pool()


def learned(seed: int) -> FixedVisits:
    """Leave a file such as learning with this seed leaves."""
    made = xr.Dataset({"level": ("draw", [float(seed)])}, attrs={"seed": seed})
    made.to_netcdf(fits.fit_file(Pool().digest()), engine="netcdf4")
    return FixedVisits(20)


def unheard(text: str, fraction: float, **values: Any) -> None:
    """Listen to no progress."""


def asked() -> dict[str, Any]:
    return work.question("simulate", scenario=small("as-today"), draws=1)


def answered(question: dict[str, Any], folder: Path) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    return doing.do("simulate", question, unheard, folder)


def as_job(question: dict[str, Any], result: dict[str, Any], kind: str = "simulate") -> Job:
    done: dict[str, Any] = dict.fromkeys(("started", "ended", "process"))
    return Job(
        id="1", kind=kind, parameters=question, key="", state=State.DONE, stage=Stage(""),
        fraction=1.0, submitted=None, result=result, problems=(), **done,  # type: ignore[arg-type]  # when is not asked
    )  # fmt: skip


def test_the_same_question_is_computed_anew_after_learning_again(tmp_path: Path) -> None:
    learned(seed=1)
    before = asked()
    first = answered(before, tmp_path / "first")
    assert answered(asked(), tmp_path / "again") == first
    assert not work.is_stale(as_job(before, first))

    learned(seed=2)
    after = asked()
    assert after != before
    second = answered(after, tmp_path / "second")
    assert second["files"] != first["files"]
    for question, result, seed in ((before, first, 1), (after, second, 2)):
        found = read_results(store.results_folder() / result["files"][0])
        assert found.attrs["fit"] == question["fit"] == result["demand"]
        assert found.attrs["fit"].startswith(f"{seed}-")
    assert work.is_stale(as_job(before, first))
    assert not work.is_stale(as_job(after, second))


def test_what_was_asked_before_anything_was_learned_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asked()
    assert before["fit"] == fits.NONE
    first = answered(before, tmp_path / "first")
    assert first["demand"].startswith(f"{fits.SEED}-")
    assert not work.is_stale(as_job(before, first))
    monkeypatch.setattr(doing, "_simulate", None)  # It would fail: nothing is left to simulate.
    assert answered(asked(), tmp_path / "again")["files"] == first["files"]


def test_a_question_about_a_demand_that_is_replaced_meanwhile_is_not_answered(
    tmp_path: Path,
) -> None:
    learned(seed=1)
    question = asked()
    learned(seed=2)
    with pytest.raises(InputError, match="learned again"):
        answered(question, tmp_path / "scratch")


def test_results_are_stale_when_the_pool_has_changed(pool: Pool, tmp_path: Path) -> None:
    learned(seed=1)
    question = asked()
    job = as_job(question, answered(question, tmp_path / "scratch"))
    file = tmp_path / "more.csv"
    file.write_text("venue,date,visits\nBristol Museum,2018-02-16,80\n", encoding="utf-8")
    import_table(pool, "attendance", file)
    assert work.is_stale(job)


def test_results_of_a_fixed_number_of_visits_are_never_stale() -> None:
    question = work.question("simulate", scenario=small("as-today"), draws=1, visits=20)
    assert question["fit"] == fits.NONE
    job = as_job(question, {"files": ["a.nc"], "demand": fits.NONE})
    learned(seed=1)
    assert not work.is_stale(job)


def test_a_learned_demand_that_was_replaced_is_not_kept(pool: Pool, tmp_path: Path) -> None:
    question = work.question("calibrate", seed=1)
    result = doing.do("calibrate", question, unheard, tmp_path)
    assert work.is_kept(as_job(question, result, "calibrate"))
    learned(seed=2)
    assert not work.is_kept(as_job(question, result, "calibrate"))
