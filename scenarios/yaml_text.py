"""YAML as people write settings: plain mappings, lists and scalars, each with its line.

The reader takes less than YAML allows, on purpose: no anchors and aliases (a few lines of them can
stand for gigabytes), no tags (they can name code), no second document, no deep nesting, and scalars
by the core schema of YAML 1.2, in which ``10:00`` is text and not 600, and ``no`` is not false.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from venues.common.i18n import gettext as _
from venues.common.i18n import number
from venues.common.problems import InputError, Problem, file_problem

LARGEST_BYTES: Final = 1_000_000
DEEPEST: Final = 20

type FieldPath = tuple[str | int, ...]

_INTEGER = re.compile(r"^[-+]?[0-9]+$")
_REAL = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_WORDS: Final = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip

PLAIN_SCALARS: Final = {
    "int": _INTEGER,
    "float": _REAL,
    "bool": re.compile("^(true|True|TRUE|false|False|FALSE)$"),
    "null": re.compile("^(~|null|Null|NULL|)$"),
}
"""What is not text when it stands without quotes: YAML's name of the type and its pattern."""


@dataclass(frozen=True)
class Document:
    """What a YAML file says, and where it says it.

    Attributes:
        file: The file's name.
        data: Its content as plain data.
        lines: The line on which each field stands, counted from 1.
    """

    file: str
    data: Any
    lines: dict[FieldPath, int] = field(default_factory=dict)

    def line(self, path: FieldPath) -> int | None:
        """Return the line of a field, or of the nearest field around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def problem(
        self, path: FieldPath, what: str, *, value: Any = None, allowed: str | None = None
    ) -> Problem:
        """Return the problem with one field."""
        return Problem(
            what,
            file=self.file,
            row=self.line(path),
            column=".".join(str(part) for part in path) or None,
            value=None if value is None else str(value),
            allowed=allowed,
        )


def read_document(path: Path) -> Document:
    """Read a YAML file.

    Raises:
        InputError: It is not there, or not the plain YAML that settings are written in.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise file_problem(
                path,
                _("the file is too large for a scenario"),
                value=_("{count} bytes").format(count=number(size)),
                allowed=_("{count} bytes or fewer").format(count=number(LARGEST_BYTES)),
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise file_problem(path, _("there is no such file")) from None
    except IsADirectoryError:
        raise file_problem(path, _("this is a folder, not a file")) from None
    except OSError:
        raise file_problem(path, _("the file cannot be read")) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise file_problem(path, _("this is not text in UTF-8")) from None
    return parse_document(text, path.name)


def parse_document(text: str, file: str) -> Document:
    """Read YAML text; ``file`` is the name that problems give it.

    Raises:
        InputError: It is not the plain YAML that settings are written in.
    """
    document = Document(file, None)
    try:
        data = _Builder(yaml.parse(text, Loader=yaml.SafeLoader), document).build()
    except yaml.reader.ReaderError:
        what = _("the file holds characters that text may not have")
        raise InputError(Problem(what, file=file)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row = mark.line + 1 if mark is not None else 1
        lines = text.splitlines()
        found = lines[row - 1].strip() if row <= len(lines) else ""
        what = _("this line is not YAML")
        raise InputError(Problem(what, file=file, row=row, value=found or None)) from None
    return Document(file, data, document.lines)


def _scalar(event: yaml.ScalarEvent) -> Any:
    """Return what a scalar stands for; quoted, or a block, it is text whatever it looks like."""
    return str(event.value) if event.style is not None else _plain(str(event.value))


def _plain(text: str) -> Any:
    """Return what a scalar without quotes stands for, by the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) <= 20:
        return int(text)
    if _REAL.fullmatch(text):
        return float(text)
    return text


def _row(event: Any) -> int:
    """Return the line on which an event stands, counted from 1."""
    return int(event.start_mark.line) + 1


class _Builder:
    """Makes plain data out of YAML events, and refuses what settings have no use for."""

    def __init__(self, events: Any, document: Document) -> None:
        self.events = events
        self.document = document

    def build(self) -> Any:
        """Return the content of the one document."""
        data: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refused(event, _("the file holds more than one document"))
            elif isinstance(event, yaml.NodeEvent):
                data = self._node(event, ())
        return data

    def _refused(
        self, event: Any, what: str, value: str | None = None, allowed: str | None = None
    ) -> InputError:
        row = _row(event)
        return InputError(
            Problem(what, file=self.document.file, row=row, value=value, allowed=allowed)
        )

    def _node(self, event: Any, path: FieldPath) -> Any:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = _("anchors and aliases are not read")
            raise self._refused(event, what, event.anchor, _("the value written out"))
        if getattr(event, "tag", None):
            what = _("tags are not read")
            raise self._refused(event, what, event.tag, _("plain values"))
        if len(path) > DEEPEST:
            raise self._refused(event, _("this is nested too deeply"))
        self.document.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event)

    def _mapping(self, path: FieldPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(event, _("a field's name must be a word"))
            key = str(event.value)
            if key in found:
                raise self._refused(event, _("the same field stands here twice"), key)
            here = (*path, key)
            self.document.lines[here] = _row(event)
            found[key] = self._node(next(self.events), here)
        return found

    def _sequence(self, path: FieldPath) -> list[Any]:
        found: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._node(event, (*path, len(found))))
        return found
