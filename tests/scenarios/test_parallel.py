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


class Other(threading.Thread):
    """A thread of the same process, older than what must not be interrupted."""

    def __init__(self) -> None:
        super().__init__()
        self.now = threading.Event()
        self.start()

    def run(self) -> None:
        self.now.wait()
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)


def interrupted(other: Other, done: list[str]) -> None:
    """Let a signal reach the other thread; Python interrupts the main one."""
    other.now.set()
    other.join()
    time.sleep(0.05)
    done.append("whole")


def held_back(other: Other, done: list[str]) -> None:
    with _uninterrupted():
        interrupted(other, done)


def test_an_interruption_of_any_thread_is_held_back_and_not_lost() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        held_back(Other(), done)
    assert done == ["whole"]
    with pytest.raises(KeyboardInterrupt):
        interrupted(Other(), done)
    assert done == ["whole"]
