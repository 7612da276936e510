"""What a job is: a long piece of work, where it stands, and how that is said.

Jobs are kept by :mod:`scenarios.store`, and asked for and followed by :mod:`scenarios.jobs`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from scenarios.processes import ProcessId
from venues.common.files import home
from venues.common.i18n import day
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_over(self) -> bool:
        """Say whether nothing more will happen."""
        return self not in (State.WAITING, State.RUNNING)


@dataclass(frozen=True)
class Stage:
    """What a job is doing, kept so that it can be said in any language.

    Attributes:
        text: The English text, marked for translation where it stands, with placeholders.
        values: What the placeholders stand for.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in the reader's language."""
        return _(self.text).format(**{name: _said(name, v) for name, v in self.values.items()})


def _said(name: str, value: Any) -> Any:
    """Return a value as the reader writes it: days are kept as ISO 8601 writes them."""
    return day(date.fromisoformat(value), "long") if name == "day" else value


def log_file(job_id: str) -> Path:
    """Return the file that tells what an unexpected failure was."""
    folder = home() / "logs"
    folder.mkdir(exist_ok=True)
    return folder / f"{job_id}.log"


@dataclass(frozen=True)
class Job:
    """One long piece of work, as it stood when it was looked up.

    Attributes:
        id: Its identifier.
        kind: What sort of work, one of :data:`scenarios.jobs.KINDS`.
        parameters: What was asked, as plain data.
        key: The hash of the question; the same question has the same key.
        state: Where it stands.
        stage: What it is doing, or what it was doing last.
        fraction: How much is done, from 0 to 1.
        submitted: When it was asked for.
        started: When its work began, if it did.
        ended: When it was over, if it is.
        process: The process that does it, if one was started.
        result: What it left: plain data with the names of files under the results' folder.
        problems: Why it failed, if it did.
    """

    id: str
    kind: str
    parameters: Mapping[str, Any]
    key: str
    state: State
    stage: Stage
    fraction: float
    submitted: datetime
    started: datetime | None
    ended: datetime | None
    process: ProcessId | None
    result: Mapping[str, Any]
    problems: tuple[Problem, ...]

    def sentence(self) -> str:
        """Return where it stands, in the reader's language."""
        match self.state:
            case State.WAITING | State.RUNNING:
                return str(self.stage)
            case State.DONE:
                return _("Done")
            case State.CANCELLED:
                return _("Cancelled; nothing of it was kept")
            case State.INTERRUPTED:
                return _("Interrupted before it was done; start it again")
            case State.FAILED if self.problems:
                return str(InputError(*self.problems))
            case State.FAILED:
                return _(
                    "Something went wrong that Jauge did not foresee; the details are in {file}"
                ).format(file=log_file(self.id))
