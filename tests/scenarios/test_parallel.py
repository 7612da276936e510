"""Processes at work: an interruption waits for what must not be left half done."""

import signal
import threading
import time
from collections.abc import Iterator

import pytest

from scenarios.parallel import _uninterrupted


@pytest.fixture(autouse=True)
def attentive() -> Iterator[None]:
    """Listen to interruptions, even if the tests run in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted(done: list[str]) -> None:
    """Let a signal reach another thread of this process; Python interrupts the main one."""
    thread = threading.Thread(
        target=lambda: signal.pthread_kill(threading.get_ident(), signal.SIGINT)
    )
    thread.start()
    thread.join()
    time.sleep(0.05)
    done.append("whole")


def held_back(done: list[str]) -> None:
    with _uninterrupted():
        interrupted(done)


def test_an_interruption_of_any_thread_is_held_back_and_not_lost() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        held_back(done)
    assert done == ["whole"]
    with pytest.raises(KeyboardInterrupt):
        interrupted(done)
    assert done == ["whole"]
