"""Tasks spread over processes, their results given back in the order of the tasks.

Because the order is fixed, whatever is summed over the results is the same to the last digit
whatever the number of processes. Only a few tasks are under way at a time, so memory is bounded.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from types import FrameType
from typing import Any, Final

_AHEAD: Final = 4
_LOOK_UP_S: Final = 0.2


class Cancelled(Exception):  # noqa: N818 (it is no error: somebody asked for it)
    """The work was called off; nothing of it is kept."""


def processors() -> int:
    """Return how many processors this process may use; ``JAUGE_WORKERS`` may say fewer."""
    asked = os.environ.get("JAUGE_WORKERS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold an interruption back, here until the end and for ever in processes started meanwhile.

    A terminal interrupts every process of the group. It is this one that handles it: the others
    would each complain, some of them while they are still starting. A mask alone would not do:
    the signal may reach another thread of this process, and Python would still interrupt the main
    one, in the midst of starting a worker.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[tuple[int, FrameType | None]] = []
    handler = signal.signal(signal.SIGINT, lambda *what: held.append(what))
    masked = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masked else set()
    try:
        yield
    finally:
        if masked:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
        if held and callable(handler):
            handler(*held[-1])


def _prepare(initializer: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    initializer(*arguments)


def in_order[Task, Result](
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    workers: int,
    initializer: Callable[..., None],
    arguments: tuple[Any, ...],
    cancelled: Callable[[], bool],
) -> Iterator[Result]:
    """Give the result of each task, in the order of the tasks.

    Args:
        function: What is done with a task; a function of a module that imports little.
        tasks: What to do.
        workers: How many processes; with 1 everything is done in this one.
        initializer: Called once in each process, before its first task.
        arguments: What it is called with.
        cancelled: Asked now and then whether to stop.

    Raises:
        Cancelled: It said so.
    """
    if workers <= 1:
        initializer(*arguments)
        for task in tasks:
            if cancelled():
                raise Cancelled
            yield function(task)
        return
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(
        min(workers, max(len(tasks), 1)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(initializer, arguments),
    )
    try:
        yield from _results(executor, function, tasks, workers, cancelled)
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        raise
    finally:
        # Waits for the executor's own thread too: left alone, it may close its pipe at the very
        # moment at which the interpreter, on its way out, writes to it.
        with _uninterrupted():
            executor.shutdown(wait=True, cancel_futures=True)


def _results[Task, Result](
    executor: ProcessPoolExecutor,
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    workers: int,
    cancelled: Callable[[], bool],
) -> Iterator[Result]:
    under_way: deque[Future[Result]] = deque()
    left = iter(tasks)
    while True:
        while len(under_way) < _AHEAD * workers and (task := next(left, None)) is not None:
            with _uninterrupted():
                under_way.append(executor.submit(function, task))
        if not under_way:
            return
        while True:
            if cancelled():
                raise Cancelled
            try:
                result = under_way[0].result(timeout=_LOOK_UP_S)
            except TimeoutError:
                if under_way[0].done():  # The task itself ran out of time, not our patience.
                    raise
                continue
            break
        under_way.popleft()
        yield result
