"""Processes that do long work: is one still there, and how to stop one with all that it started.

Use it when a process is known only by what was written down about it, perhaps before a restart of
the machine: its id may belong to another process by now, so its time of creation is compared too.
"""

import contextlib
import os
from dataclasses import dataclass

import psutil

CLOCK_TOLERANCE_S = 2.0
"""How far two readings of a creation time may differ: the clock may have been set in between."""

PATIENCE_S = 3.0
"""How long a helper that tidies up by itself is given before it is stopped as well."""


@dataclass(frozen=True)
class ProcessId:
    """A process, told apart from a later one with the same number.

    Attributes:
        pid: Its number.
        created: When it was created, in seconds since 1970.
    """

    pid: int
    created: float

    @staticmethod
    def of(pid: int) -> "ProcessId":
        """Return the identity of a process that is there now."""
        try:
            return ProcessId(pid, psutil.Process(pid).create_time())
        except psutil.NoSuchProcess:  # It ended at once: never found alive again.
            return ProcessId(pid, 0.0)


def _found(identity: ProcessId) -> psutil.Process | None:
    try:
        process = psutil.Process(identity.pid)
        if abs(process.create_time() - identity.created) > CLOCK_TOLERANCE_S:
            return None
        return None if process.status() == psutil.STATUS_ZOMBIE else process
    except psutil.NoSuchProcess:
        return None


def is_alive(identity: ProcessId) -> bool:
    """Say whether this very process still runs."""
    return _found(identity) is not None


def _session(leader: int) -> list[psutil.Process]:
    """Return the processes of the session that this process leads, orphans included."""
    members = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, PermissionError, psutil.NoSuchProcess):
            if process.pid != leader and os.getsid(process.pid) == leader:
                members.append(process)
    return members


def _is_ours(process: psutil.Process, since: float) -> bool:
    """Say whether a process without its leader is one that a job's pool had started."""
    try:
        started = any("multiprocessing" in part for part in process.cmdline())
        return started and process.create_time() >= since - CLOCK_TOLERANCE_S
    except psutil.Error:
        return False


def stop_orphans(identity: ProcessId) -> None:
    """Stop what a process that is gone has left behind in its session."""
    if psutil.pid_exists(identity.pid):
        return  # The number is another process's by now, and so is the session.
    for process in _session(identity.pid):
        if _is_ours(process, identity.created) and not _tidies_up(process):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def _tidies_up(process: psutil.Process) -> bool:
    """Say whether this is Python's resource tracker.

    It ends by itself once the others have ended, and frees their named semaphores: stopped with
    them, it would leave these behind.
    """
    try:
        return any("resource_tracker" in part for part in process.cmdline())
    except psutil.Error:
        return False


def stop(identity: ProcessId) -> None:
    """Stop a process that leads its session, and every process that it started.

    Returns when none of them runs any more.
    """
    leader = _found(identity)
    family = {process.pid: process for process in _session(identity.pid)} if leader else {}
    if leader:
        with contextlib.suppress(psutil.NoSuchProcess):
            leader.suspend()  # So that it starts nothing while its children are stopped.
            family |= {process.pid: process for process in leader.children(recursive=True)}
            family |= {process.pid: process for process in _session(identity.pid)}
        family[leader.pid] = leader
    helpers = [process for process in family.values() if _tidies_up(process)]
    for process in family.values():
        if process not in helpers:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    _gone, left = psutil.wait_procs(list(family.values()), timeout=PATIENCE_S)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=PATIENCE_S)
