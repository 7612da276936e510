"""Processes at work: an interruption waits for what must not be left half done."""

import signal
import threading
import time

import pytest

from scenarios.parallel import _uninterrupted


def interrupt_from_another_thread() -> None:
    thread = threading.Thread(
        target=lambda: signal.pthread_kill(threading.get_ident(), signal.SIGINT)
    )
    thread.start()
    thread.join()
    time.sleep(0.05)  # Python interrupts the main thread as soon as it runs again


def test_an_interruption_of_any_thread_is_held_back_and_not_lost() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), _uninterrupted():
        interrupt_from_another_thread()
        done.append("whole")
    assert done == ["whole"]
    with pytest.raises(KeyboardInterrupt):
        interrupt_from_another_thread()
        done.append("as before")
    assert done == ["whole"]
