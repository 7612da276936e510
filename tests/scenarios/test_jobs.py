"""Background jobs: done once, watched, stopped with all their processes, found again."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from scenarios import jobs, store, work
from scenarios.comparison import compare
from scenarios.job import Job, Stage, State, log_file
from tests.scenarios.small import pair, small
from venues.common.i18n import use_language
from venues.common.problems import InputError

ENDS_S = 120


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let jobs work in one process, unless a test is about the others; stop what is left over."""
    monkeypatch.setenv("JAUGE_WORKERS", "1")
    yield
    for job in jobs.jobs():
        jobs.forget(job.id)


def quick(**changes: Any) -> Job:
    return jobs.submit("simulate", scenario=small("as-today"), visits=20, draws=1, **changes)


def long() -> Job:
    return jobs.submit("simulate", scenario=small("as-today"), visits=2000, draws=500)


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + ENDS_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def state(job: Job) -> State:
    found = jobs.job(job.id)
    assert found is not None
    return found.state


def family(job: Job) -> list[psutil.Process]:
    """Return the job's process and all of its session."""
    assert job.process is not None
    return [
        process
        for process in psutil.process_iter()
        if _session(process.pid) == job.process.pid and _runs(process)
    ]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def _runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_job_is_done_once_and_its_results_are_found_again(home: Path) -> None:
    job = quick()
    assert quick().id == job.id  # A double click: it runs already.
    done = jobs.wait(job.id, ENDS_S)
    assert done.state is State.DONE, done.sentence()
    assert done.fraction == 1
    assert done.started is not None
    assert done.ended is not None
    assert done.submitted <= done.started <= done.ended
    assert list(work.results(done)["scenario"].to_numpy()) == ["as-today"]
    assert not list((home / "jobs").glob("*"))
    assert [each.id for each in jobs.jobs("simulate")] == [job.id]
    assert quick().id == job.id
    assert quick().state is State.DONE

    for name in done.result["files"]:
        (store.results_folder() / name).unlink()
    assert not work.is_kept(done)
    with pytest.raises(InputError, match="not there any more"):
        work.results(done)
    again = quick()
    assert again.id != job.id
    assert again.state is State.WAITING


def test_results_of_another_form_are_made_again() -> None:
    done = jobs.wait(quick().id, ENDS_S)
    older = {key: value for key, value in done.result.items() if key != "format"}
    with store.connection(writing=True) as db:
        db.execute("UPDATE jobs SET result = ? WHERE id = ?", (json.dumps(older), done.id))
    known = jobs.job(done.id)
    assert known is not None
    assert not work.is_kept(known)
    with pytest.raises(InputError, match="another version of Jauge"):
        work.results(known)
    assert quick().id != done.id


def test_another_seed_is_another_question() -> None:
    first, other = quick(seed=1), quick(seed=2)
    assert first.id != other.id
    assert {job.id for job in jobs.jobs()} == {first.id, other.id}


def test_a_comparison_shares_results_with_what_was_simulated_before() -> None:
    today, late = pair()
    asked: dict[str, Any] = {"visits": 20, "draws": 2}
    one = jobs.wait(jobs.submit("simulate", scenario=today, **asked).id, ENDS_S)
    [file] = one.result["files"]
    before = (store.results_folder() / file).stat().st_mtime_ns
    both = jobs.wait(jobs.submit("compare", scenarios=[today, late], **asked).id, ENDS_S)
    assert both.state is State.DONE
    assert file in both.result["files"]
    assert (store.results_folder() / file).stat().st_mtime_ns == before
    assert compare(work.results(both), "as-today", "late-thursdays").draws == 2

    jobs.forget(both.id)
    assert jobs.job(both.id) is None
    assert [path.name for path in store.results_folder().iterdir()] == [file]
    jobs.forget(one.id)
    assert not list(store.results_folder().iterdir())
    jobs.forget("nobody")


def test_cancelling_kills_the_whole_process_tree(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAUGE_WORKERS", "2")
    job = long()
    until(lambda: state(job) is State.RUNNING, "it never started")
    until(lambda: len(family(job)) >= 3, "it never had children")
    running = family(job)
    jobs.cancel(job.id)
    assert not [process for process in running if process.is_running()]
    assert not family(job)
    found = jobs.job(job.id)
    assert found is not None
    assert found.state is State.CANCELLED
    assert not list((home / "results").glob("*"))
    assert not list((home / "jobs").glob("*"))
    jobs.cancel(job.id)
    assert state(job) is State.CANCELLED


def test_progress_is_seen_while_it_works() -> None:
    job = long()

    def has_moved() -> bool:
        found = jobs.job(job.id)
        return found is not None and 0 < found.fraction < 1

    until(has_moved, "no progress")
    found = jobs.job(job.id)
    assert found is not None
    assert found.sentence().startswith("Simulating ")
    jobs.cancel(job.id)


def test_a_killed_worker_shows_as_interrupted_and_its_children_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JAUGE_WORKERS", "2")
    job = long()
    until(lambda: len(family(job)) >= 3, "it never had children")
    children = [process for process in family(job) if process.pid != job.process.pid]  # type: ignore[union-attr]  # it has one
    psutil.Process(job.process.pid).kill()  # type: ignore[union-attr]  # it has one
    until(lambda: state(job) is State.INTERRUPTED, "it is not noticed")
    psutil.wait_procs(children, timeout=ENDS_S)
    assert not family(job)
    again = long()
    assert again.id != job.id
    jobs.cancel(again.id)


def test_after_a_restart_of_the_machine_a_job_is_interrupted() -> None:
    job = long()
    assert job.process is not None
    # The number belongs to a process of another time now, as after a restart: it is left alone.
    with store.connection(writing=True) as db:
        db.execute("UPDATE jobs SET created = created - 1000 WHERE id = ?", (job.id,))
    assert state(job) is State.INTERRUPTED
    jobs.cancel(job.id)
    assert psutil.pid_exists(job.process.pid)
    left_alone = psutil.Process(job.process.pid)
    left_alone.kill()
    left_alone.wait(ENDS_S)


def test_jobs_outlive_the_process_that_asked(home: Path) -> None:
    code = (
        "from scenarios import jobs; from tests.scenarios.small import small;"
        "print(jobs.submit('simulate', scenario=small('as-today'), visits=20, draws=1).id)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    done = jobs.wait(asked.stdout.strip(), ENDS_S)
    assert done.state is State.DONE, done.sentence()


def test_one_long_job_runs_at_a_time_and_the_next_waits() -> None:
    first = long()
    until(lambda: state(first) is State.RUNNING, "it never started")
    second = quick()
    time.sleep(1)
    waiting = jobs.job(second.id)
    assert waiting is not None
    assert waiting.state is State.WAITING
    assert "one long job runs at a time" in waiting.sentence()
    jobs.cancel(first.id)
    assert jobs.wait(second.id, ENDS_S).state is State.DONE


def test_a_waiting_job_can_be_cancelled() -> None:
    first = long()
    second = quick()
    jobs.cancel(second.id)
    assert state(second) is State.CANCELLED
    assert not family(second)
    jobs.cancel(first.id)


def ask_instead(monkeypatch: pytest.MonkeyPatch, parameters: dict[str, Any]) -> None:
    """Let whatever is submitted be asked with these parameters."""

    def question(kind: str, **asked: Any) -> dict[str, Any]:
        return parameters

    monkeypatch.setattr(work, "question", question)


def test_bad_input_in_a_job_is_said_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask_instead(monkeypatch, {"pool": "another", "seed": 1})
    job = jobs.wait(jobs.submit("calibrate").id, ENDS_S)
    assert job.state is State.FAILED
    assert "the pool has changed" in job.sentence()
    assert job.problems
    use_language("fr")
    read = jobs.job(job.id)
    assert read is not None
    assert "a changé depuis que ce calcul a été demandé" in read.sentence()


def test_what_nobody_foresaw_is_calm_for_the_user_and_whole_in_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask_instead(monkeypatch, {"nonsense": True})
    job = jobs.wait(jobs.submit("calibrate").id, ENDS_S)
    assert job.state is State.FAILED
    assert "did not foresee" in job.sentence()
    assert "KeyError" not in job.sentence()
    assert "KeyError" in log_file(job.id).read_text(encoding="utf-8")


def test_wrong_questions_are_refused_before_anything_starts() -> None:
    with pytest.raises(InputError, match="attic"):
        jobs.submit("simulate", scenario=small("as-today", watched_zones=("attic",)), visits=1)
    with pytest.raises(InputError, match="pool is empty"):
        jobs.submit("calibrate")
    with pytest.raises(KeyError):
        jobs.submit("dance")
    assert jobs.jobs() == []


def test_a_stage_is_said_in_the_readers_language() -> None:
    stage = Stage("Simulating {done} of {all} weeks", {"done": 3, "all": 8})
    assert str(stage) == "Simulating 3 of 8 weeks"
    use_language("fr")
    assert "3" in str(stage)


@pytest.mark.parametrize(("code", "said"), [("en", "9 July 2017"), ("fr", "9 juillet 2017")])
def test_a_day_of_a_stage_is_written_as_the_reader_does(code: str, said: str) -> None:
    use_language(code)
    stage = Stage("Forecasting from {day} without the partners", {"day": "2017-07-09"})
    assert said in str(stage)


def test_the_state_is_plain_sqlite_in_write_ahead_mode(home: Path) -> None:
    job = quick()
    db = sqlite3.connect(home / "jobs.sqlite")
    try:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        row = db.execute("SELECT kind, parameters FROM jobs WHERE id = ?", (job.id,)).fetchone()
    finally:
        db.close()
    assert row[0] == "simulate"
    assert json.loads(row[1])["visits"] == 20


def test_many_may_come_first_at_the_same_time(home: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(lambda _number: jobs.jobs(), range(64))) == [[]] * 64


def test_waiting_for_an_unknown_job_is_an_error() -> None:
    with pytest.raises(KeyError):
        jobs.wait("nobody")
    assert jobs.job("nobody") is None
