"""What is kept of long work: each job's state in SQLite, its results as files beside it.

The database is in write-ahead mode, so that the app, the command line and the worker processes can
use it at once. A job's files are written in a folder of its own and moved to where results are kept
when they are whole; that folder is removed with the job, however it ended.
"""

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scenarios.job import Job, Stage, State
from scenarios.processes import ProcessId
from venues.common.files import home
from venues.common.i18n import gettext as _
from venues.common.problems import Problem

_PATIENCE_S = 20.0
_PAUSE_S = 0.02
_COLUMNS = (
    "id, kind, parameters, key, state, stage, fraction, submitted, started, ended,"
    " pid, created, result, problems"
)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    parameters TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    fraction REAL NOT NULL DEFAULT 0,
    submitted TEXT NOT NULL,
    started TEXT,
    ended TEXT,
    pid INTEGER,
    created REAL,
    result TEXT NOT NULL DEFAULT '{}',
    problems TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX IF NOT EXISTS jobs_by_key ON jobs (key);
"""


def results_folder() -> Path:
    """Return the folder of whole results."""
    folder = home() / "results"
    folder.mkdir(exist_ok=True)
    return folder


def scratch_folder(job_id: str) -> Path:
    """Return the folder where a job writes what is not whole yet."""
    folder = home() / "jobs" / job_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def remove_scratch(job_id: str) -> None:
    """Remove what a job has not finished."""
    shutil.rmtree(home() / "jobs" / job_id, ignore_errors=True)


def _prepare(db: sqlite3.Connection) -> None:
    """Set the database up, once; whoever comes at the same time waits."""
    deadline = time.monotonic() + _PATIENCE_S
    while db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        # To change the journal SQLite needs the file for itself, and does not wait for it.
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_S)
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'jobs_by_key'").fetchone() is None:
        db.executescript(_SCHEMA)


@contextmanager
def connection(*, writing: bool = False) -> Iterator[sqlite3.Connection]:
    """Open the database of jobs for one transaction.

    Args:
        writing: Take the write lock at once, so that what is read stays true until the end.
    """
    db = sqlite3.connect(home() / "jobs.sqlite", timeout=_PATIENCE_S, isolation_level=None)
    try:
        _prepare(db)
        db.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
    finally:
        db.close()


def now() -> str:
    """Return the time as the database keeps it: UTC, sortable as text."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _job(row: tuple[Any, ...]) -> Job:
    (job_id, kind, parameters, key, state, stage, fraction, submitted, started, ended) = row[:10]
    pid, created, result, problems = row[10:]
    text, values = json.loads(stage)
    return Job(
        id=job_id,
        kind=kind,
        parameters=json.loads(parameters),
        key=key,
        state=State(state),
        stage=Stage(text, values),
        fraction=fraction,
        submitted=datetime.fromisoformat(submitted),
        started=datetime.fromisoformat(started) if started else None,
        ended=datetime.fromisoformat(ended) if ended else None,
        process=None if pid is None else ProcessId(pid, created),
        result=json.loads(result),
        problems=tuple(_problem(each) for each in json.loads(problems)),
    )


def _problem(kept: Mapping[str, Any]) -> Problem:
    """Return a problem in the reader's language; it is kept in English, the key of every text."""
    what, allowed = kept["what"], kept["allowed"]
    return Problem(**{**kept, "what": _(what), "allowed": allowed and _(allowed)})


def select(db: sqlite3.Connection, where: str = "1", values: tuple[Any, ...] = ()) -> list[Job]:
    """Return the jobs for which a condition holds, the newest first.

    Args:
        db: An open connection.
        where: An SQL condition, written in this package; values never stand in it.
        values: What its question marks stand for.
    """
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE {where} ORDER BY submitted DESC, rowid DESC",  # noqa: S608 (conditions are our own literals)
        values,
    )
    return [_job(row) for row in rows]


def stage_as_text(stage: Stage) -> str:
    """Return a stage as the database keeps it."""
    return json.dumps([stage.text, dict(stage.values)])


def insert(db: sqlite3.Connection, job: Job) -> None:
    """Write a new job down."""
    db.execute(
        "INSERT INTO jobs (id, kind, parameters, key, state, stage, submitted, pid, created)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            job.id,
            job.kind,
            json.dumps(job.parameters, sort_keys=True),
            job.key,
            job.state,
            stage_as_text(job.stage),
            now(),
            job.process.pid if job.process else None,
            job.process.created if job.process else None,
        ),
    )


def start(db: sqlite3.Connection, job_id: str) -> None:
    """Write down that a waiting job's work begins."""
    db.execute(
        "UPDATE jobs SET state = ?, started = ? WHERE id = ? AND state = ?",
        (State.RUNNING, now(), job_id, State.WAITING),
    )


def report(db: sqlite3.Connection, job_id: str, stage: Stage, fraction: float) -> None:
    """Write down how far a job has come."""
    db.execute(
        "UPDATE jobs SET stage = ?, fraction = ? WHERE id = ?",
        (stage_as_text(stage), min(max(fraction, 0.0), 1.0), job_id),
    )


def end(
    db: sqlite3.Connection,
    job_id: str,
    state: State,
    *,
    result: Mapping[str, Any] | None = None,
    problems: tuple[Problem, ...] = (),
) -> bool:
    """Write down how a job ended, unless it is over already.

    Returns:
        Whether this is how it ended.
    """
    as_text = json.dumps([vars(problem) for problem in problems])
    changed = db.execute(
        "UPDATE jobs SET state = ?, ended = ?, result = ?, problems = ?,"
        " fraction = CASE WHEN ? = 'done' THEN 1 ELSE fraction END"
        " WHERE id = ? AND state IN ('waiting', 'running')",
        (state, now(), json.dumps(result or {}), as_text, state, job_id),
    )
    return changed.rowcount == 1


def remove(db: sqlite3.Connection, job_id: str) -> None:
    """Forget a job."""
    db.execute("DELETE FROM jobs WHERE id = ?", (job_id,))
