"""The process that works on one background job: ``python -m scenarios.worker ID``.

It waits for its turn, does the work, and writes down what came of it. It is started by
:func:`scenarios.jobs.submit` and by nobody else. It imports little at the top, because the
processes that it starts import it again.

It speaks English, the key of every text: what it writes down is said in the language of whoever
reads it, which need not be that of whoever asked.
"""

import logging
import sys
import time
import traceback
from typing import Any

from scenarios import jobs, store
from scenarios.job import Stage, State
from venues.common.problems import InputError

_PAUSE_S = 0.2


class Reporter:
    """Writes a job's progress down, a few times a second at most."""

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id
        self._last = 0.0
        self._stage: Stage | None = None

    def __call__(self, text: str, fraction: float, **values: Any) -> None:
        """Report what the job is doing.

        Args:
            text: The stage's text in English, marked for translation.
            fraction: How much of the whole job is done.
            values: What the text's placeholders stand for.
        """
        stage = Stage(text, values)
        if stage == self._stage and time.monotonic() - self._last < _PAUSE_S:
            return
        self._stage, self._last = stage, time.monotonic()
        with store.connection(writing=True) as db:
            store.report(db, self.job_id, stage, fraction)


def _finish(job_id: str, state: State, **outcome: Any) -> None:
    with store.connection(writing=True) as db:
        store.end(db, job_id, state, **outcome)
    store.remove_scratch(job_id)


def run(job_id: str) -> int:
    """Work on one job when it is its turn; return the process's exit code."""
    while not jobs.take_turn(job_id):
        with store.connection() as db:
            found = store.select(db, "id = ?", (job_id,))
        if not found or found[0].state.is_over:
            return 0
        time.sleep(_PAUSE_S)
    from scenarios import doing  # noqa: PLC0415 (it is heavy: a job that waits need not have it)

    with store.connection() as db:
        job = store.select(db, "id = ?", (job_id,))[0]
    try:
        result = doing.do(job.kind, job.parameters, Reporter(job_id), store.scratch_folder(job_id))
    except InputError as error:
        _finish(job_id, State.FAILED, problems=tuple(error.problems))
        return 2
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 (a panic of compiled code too: told calmly, kept in the log)
        traceback.print_exc()
        _finish(job_id, State.FAILED)
        return 1
    _finish(job_id, State.DONE, result=result)
    return 0


def main() -> int:
    """Run as the worker of the job named on the command line."""
    logging.basicConfig(level=logging.WARNING)
    (job_id,) = sys.argv[1:]
    return run(job_id)


if __name__ == "__main__":
    sys.exit(main())
