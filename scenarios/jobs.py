"""Long work in the background: ask for it, watch it, stop it, and find it again after a restart.

Each job is a process of its own, which outlives a page reload and a restart of the app; what it has
reached stands in the database (:mod:`scenarios.store`). At most :data:`AT_ONCE` long jobs run at a
time, because each one uses all the processors; the others wait for their turn, oldest first. A
question that is being answered, or has been, is not worked on twice.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from scenarios import processes, store
from scenarios.job import Job, Stage, State, log_file
from venues.common.i18n import N_

AT_ONCE: Final = 1
KINDS: Final = ("calibrate", "backtest", "worth", "simulate", "compare")
_PAUSE_S: Final = 0.1

WAITS: Final = Stage(N_("Waits for its turn: one long job runs at a time"))

_children: dict[str, "subprocess.Popen[bytes]"] = {}
_children_lock = threading.Lock()


def question_key(kind: str, parameters: Mapping[str, Any]) -> str:
    """Return the hash of a question, the same for the same question."""
    asked = json.dumps([kind, parameters], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(asked.encode()).hexdigest()


def submit(kind: str, **parameters: Any) -> Job:
    """Start long work in the background, or return the job that does or did the same.

    Args:
        kind: One of :data:`KINDS`.
        parameters: What is asked, as :func:`scenarios.work.question` takes it for that kind.

    Raises:
        InputError: The question cannot be asked as it stands.
    """
    # This loads the pool's and the results' libraries, which looking at jobs does not need.
    from scenarios.work import is_kept, question  # noqa: PLC0415  slow to load

    asked = question(kind, **parameters)
    key = question_key(kind, asked)
    _refresh()
    with store.connection(writing=True) as db:
        for known in store.select(db, "key = ?", (key,)):
            if not known.state.is_over or (known.state is State.DONE and is_kept(known)):
                return known
        job = Job(
            id=uuid.uuid4().hex,
            kind=kind,
            parameters=asked,
            key=key,
            state=State.WAITING,
            stage=WAITS,
            fraction=0.0,
            submitted=datetime.now(UTC),
            started=None,
            ended=None,
            process=None,
            result={},
            problems=(),
        )
        # The process waits for this transaction before it reads what it has to do.
        job = replace(job, process=_start(job.id))
        store.insert(db, job)
    return job


def _start(job_id: str) -> processes.ProcessId:
    """Start the process that works on a job, in a session of its own."""
    code = Path(__file__).parents[1]
    paths = [str(code), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with log_file(job_id).open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "scenarios.worker", job_id],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with _children_lock:
        _children[job_id] = child
    return processes.ProcessId.of(child.pid)


def _reap() -> None:
    """Let go of this process's own children that have ended."""
    with _children_lock:
        for job_id, child in list(_children.items()):
            if child.poll() is not None:
                del _children[job_id]


def _mark_interrupted(db: sqlite3.Connection) -> list[Job]:
    """Mark the jobs whose process is gone, and return them."""
    _reap()
    lost = [
        job
        for job in store.select(db, "state IN ('waiting', 'running')")
        if job.process is None or not processes.is_alive(job.process)
    ]
    for job in lost:
        store.end(db, job.id, State.INTERRUPTED)
    return lost


def _refresh() -> None:
    with store.connection() as db:
        unsure = store.select(db, "state IN ('waiting', 'running')")
    if unsure:
        with store.connection(writing=True) as db:
            lost = _mark_interrupted(db)
        for job in lost:
            if job.process is not None:
                processes.stop_orphans(job.process)
            store.remove_scratch(job.id)


def jobs(kind: str | None = None) -> list[Job]:
    """Return all jobs, the newest first.

    Args:
        kind: Only those of this kind.
    """
    _refresh()
    with store.connection() as db:
        return store.select(db) if kind is None else store.select(db, "kind = ?", (kind,))


def job(job_id: str) -> Job | None:
    """Return a job as it stands now, or ``None`` if there is none with this id."""
    _refresh()
    return _look(job_id)


def _look(job_id: str) -> Job | None:
    with store.connection() as db:
        found = store.select(db, "id = ?", (job_id,))
    return found[0] if found else None


def wait(job_id: str, timeout_s: float | None = None) -> Job:
    """Return a job once it is over, or as it stands when the time is up.

    Raises:
        KeyError: There is no such job.
    """
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    while True:
        found = job(job_id)
        if found is None:
            raise KeyError(job_id)
        if found.state.is_over or (deadline is not None and time.monotonic() > deadline):
            return found
        time.sleep(_PAUSE_S)


def cancel(job_id: str) -> None:
    """Stop a job and every process that it started; return when none of them runs any more.

    A job that is over stays as it is.
    """
    with store.connection(writing=True) as db:
        stopped = store.end(db, job_id, State.CANCELLED)
    found = _look(job_id)
    if stopped and found is not None:
        if found.process is not None:
            processes.stop(found.process)
        store.remove_scratch(job_id)
    _reap()


def forget(job_id: str) -> None:
    """Stop a job if it runs, and remove it with the results that no other job shares."""
    cancel(job_id)
    with store.connection(writing=True) as db:
        found = store.select(db, "id = ?", (job_id,))
        store.remove(db, job_id)
        shared = {name for other in store.select(db) for name in other.result.get("files", ())}
    for gone in found:
        for name in set(gone.result.get("files", ())) - shared:
            (store.results_folder() / name).unlink(missing_ok=True)
    log_file(job_id).unlink(missing_ok=True)


def take_turn(job_id: str) -> bool:
    """Begin a waiting job's work if it is its turn.

    Returns:
        Whether it may begin.
    """
    _refresh()
    with store.connection(writing=True) as db:
        running = store.select(db, "state = 'running'")
        queue = store.select(db, "state = 'waiting'")
        free = AT_ONCE - len(running)
        if job_id not in [each.id for each in reversed(queue)][: max(free, 0)]:
            return False
        store.start(db, job_id)
        return True
