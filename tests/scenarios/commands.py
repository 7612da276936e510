"""Commands as a user calls them, in this process."""

import io
import signal
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from calibration.demand import fitting
from calibration.demand.fit import Fit
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from scenarios import fits
from scenarios.cli import main

SMALL = DemandSettings(chains=2, tune=100, draws=200, kept=400)


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: object
    out: str
    err: str


def run(*arguments: str) -> Ran:
    """Run the command line in this process."""
    before = signal.getsignal(signal.SIGTERM)
    out, err = io.StringIO(), io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main(list(arguments))
    finally:
        signal.signal(signal.SIGTERM, before)
    return Ran(ended.value.code, out.getvalue(), err.getvalue())


@contextmanager
def learning_little(folder: Path) -> Iterator[list[Fit]]:
    """Let commands learn with few draws, at home in a folder, and give what they have learned."""
    learned: list[Fit] = []

    def learn(history: History, **how: Any) -> Fit:
        learned.append(really_learn(history, **how))
        return learned[-1]

    really_learn = fits.learn
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAUGE_HOME", str(folder / "home"))
        patch.setenv("JAUGE_LANG", "en")
        patch.setattr(fitting, "DemandSettings", lambda: SMALL)
        patch.setattr(fits, "learn", learn)
        yield learned
