"""How the columns of somebody's own export become the columns of a table.

A :class:`Mapping` is written once for an export, saved in the pool with the first import, and
recognised by the file's header thereafter. As YAML it can be sent to the next institution that has
the same counters. :func:`calibration.pool.suggesting.suggest_mapping` makes a first one.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import replace as changed
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import available_timezones

import numpy as np
import pandas as pd
import yaml
from pydantic import Field, ValidationError, field_validator

from calibration.pool.cells import CellError
from calibration.pool.dates import DateStyle, date_pattern
from calibration.pool.duplicates import DuplicateRule
from calibration.pool.reading import Sheet
from calibration.pool.store import Pool
from calibration.pool.tables import KINDS, TABLES
from venues.common import i18n
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext
from venues.common.parameters import Settings
from venues.common.problems import InputError, Problem, file_problem

MOST_BYTES: Final = 1_000_000
BUNDLED: Final = Path(__file__).parent / "mappings"


class Drop(Settings):
    """Rows to leave out.

    Attributes:
        column: The file's column that tells them.
        equals: They hold one of these texts there …
        matches: … or a text in which this regular expression is found …
        empty: … or nothing.
        because: Why they are left out; shown with every import.
    """

    column: str
    equals: tuple[str, ...] = ()
    matches: str | None = None
    empty: bool = False
    because: str

    @field_validator("matches")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(str(error)) from None
        return pattern

    def applies(self, cells: "pd.Series[str]") -> "pd.Series[bool]":
        """Return which rows are left out."""
        tidy = cells.str.strip()
        out = tidy.isin(self.equals)
        if self.matches is not None:
            out |= tidy.str.contains(re.compile(self.matches))
        return out | (tidy == "") if self.empty else out


class Mapping(Settings):
    """How an export's columns become a table's.

    Attributes:
        format: The version of this form.
        name: What it is called.
        kind: The table that it makes.
        note: What it is for, and what one should know about the export.
        columns: The file's column for each of the table's; others are found by their own name.
        constants: The same text in every row, for columns that the file does not have.
        venues: What the pool calls a venue, for each name in the file that differs.
        date_format: How the file writes days, such as DD/MM/YYYY; ISO 8601 if left out.
        timezone: The venues' time zone, if the file gives instants with an offset from UTC.
        keep_only: For a column of the file, the only texts whose rows are used.
        drop: Rows to leave out, and why.
        duplicates: Which of several rows about the same thing stands.
        header: The file's header for which it was saved.
    """

    format: Literal[1] = 1
    name: str = Field(min_length=1, max_length=80)
    kind: Literal[KINDS]  # type: ignore[valid-type]  # a Literal from the table of kinds
    note: str = ""
    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    venues: dict[str, str] = Field(default_factory=dict)
    date_format: str | None = None
    timezone: str | None = None
    keep_only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    drop: tuple[Drop, ...] = ()
    duplicates: DuplicateRule | None = None
    header: tuple[str, ...] = ()

    @field_validator("date_format")
    @classmethod
    def _date_format_is_whole(cls, written: str | None) -> str | None:
        if written is not None:
            try:
                date_pattern(written)
            except CellError as problem:
                raise ValueError(problem.what) from None
        return written

    @field_validator("timezone")
    @classmethod
    def _timezone_exists(cls, name: str | None) -> str | None:
        if name is not None and name not in available_timezones():
            raise ValueError(_("there is no such time zone"))
        return name

    @property
    def date_style(self) -> DateStyle:
        """How the file writes days."""
        pattern = date_pattern(self.date_format) if self.date_format else None
        return DateStyle(pattern, self.timezone)


def apply(mapping: Mapping, sheet: Sheet) -> Sheet:
    """Return the sheet with the table's column names and without the rows to leave out.

    Raises:
        InputError: The sheet has not the columns that the mapping names.
    """
    _require_sources(mapping, sheet)
    keep = np.ones(len(sheet.frame), dtype=bool)
    notes = list(sheet.notes)
    for column, texts in mapping.keep_only.items():
        out = keep & ~sheet.frame[column].str.strip().isin(texts).to_numpy()
        wanted = _("{column} is not {texts}").format(column=column, texts=", ".join(texts))
        notes += _left_out(out, wanted)
        keep &= ~out
    for drop in mapping.drop:
        out = keep & drop.applies(sheet.frame[drop.column]).to_numpy()
        notes += _left_out(out, drop.because)
        keep &= ~out
    frame = _renamed(mapping, sheet.frame.loc[keep]).reset_index(drop=True)
    if "venue" in frame and mapping.venues:
        frame["venue"] = frame["venue"].map(lambda name: mapping.venues.get(name.strip(), name))
    return changed(sheet, frame=frame, rows=sheet.rows[keep], notes=tuple(notes))


def _left_out(out: "np.ndarray[Any, np.dtype[np.bool_]]", because: str) -> list[str]:
    count = int(out.sum())
    if not count:
        return []
    text = ngettext(
        "{count} row was left out: {because}.", "{count} rows were left out: {because}.", count
    )
    return [text.format(count=i18n.number(count), because=because)]


def _require_sources(mapping: Mapping, sheet: Sheet) -> None:
    wanted = [*mapping.columns.values(), *mapping.keep_only, *(d.column for d in mapping.drop)]
    if mapping.duplicates:
        wanted.append(mapping.duplicates.by)
    missing = [name for name in dict.fromkeys(wanted) if name not in sheet.frame]
    if missing:
        raise InputError(
            *(
                Problem(
                    _("a column that the mapping “{name}” names is missing").format(
                        name=mapping.name
                    ),
                    sheet.name, 1, column, ", ".join(sheet.frame.columns),
                )
                for column in missing
            )
        )  # fmt: skip


def _renamed(mapping: Mapping, frame: pd.DataFrame) -> pd.DataFrame:
    names = {source: target for target, source in mapping.columns.items()}
    # A column that has the name of a target but is not the one meant stays, under another name.
    taken = set(mapping.columns) | set(mapping.constants)
    for name in frame.columns:
        if name in taken and name not in names:
            names[name] = f"{name} (file)"
    return frame.rename(columns=names).assign(**mapping.constants)


# --- kept in the pool and in files ---------------------------------------------------------------


def signature(header: Iterable[str]) -> str:
    """Return what recognises an export: its column names, whatever their order."""
    return hashlib.sha256("\n".join(sorted(header)).encode()).hexdigest()


def to_yaml(mapping: Mapping) -> str:
    """Return the mapping as YAML, without what is left at its default."""
    plain = mapping.model_dump(mode="json", exclude_defaults=True)
    return str(
        yaml.safe_dump({"format": mapping.format} | plain, sort_keys=False, allow_unicode=True)
    )


def read_mapping(path: Path) -> Mapping:
    """Read a mapping from a YAML file.

    Raises:
        InputError: It is no mapping; each field that is wrong is named.
    """
    if not path.is_file():
        raise file_problem(path, _("there is no such file"))
    if path.stat().st_size > MOST_BYTES:
        raise file_problem(path, _("the file is too large"), allowed=_("at most 1 MB"))
    try:
        plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise file_problem(path, _("the letters are not encoded in UTF-8")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        raise InputError(Problem(_("the file is not YAML"), path.name, row)) from error
    return _validated(plain, path.name)


def _validated(plain: Any, file: str) -> Mapping:
    try:
        mapping = Mapping.model_validate(plain)
    except ValidationError as errors:
        raise InputError(
            *(
                Problem(
                    _("the mapping cannot be used"),
                    file,
                    column=".".join(str(part) for part in error["loc"]) or None,
                    value=None if error["type"] == "missing" else str(error["input"]),
                    allowed=_allowed(error["type"], error.get("ctx", {})),
                )
                for error in errors.errors()
            )
        ) from errors
    unknown = [
        n for n in (*mapping.columns, *mapping.constants) if n not in TABLES[mapping.kind].columns
    ]
    if unknown:
        raise InputError(
            Problem(
                _("the table has no such column"), file, column=unknown[0],
                allowed=", ".join(TABLES[mapping.kind].columns),
            )
        )  # fmt: skip
    return mapping


def _allowed(error_type: str, context: dict[str, Any]) -> str:  # noqa: PLR0911  one sentence each
    """Say in the reader's language what pydantic says in English."""
    match error_type:
        case "missing":
            return _("something; it cannot be left out")
        case "extra_forbidden":
            return ", ".join(Mapping.model_fields)
        case "literal_error" | "enum":
            return str(context["expected"])
        case "value_error":
            return str(context["error"])
        case "string_too_short" | "string_too_long":
            return _("text of 1 to {most} characters").format(most=80)
        case "string_type":
            return _("text")
        case _:
            return _("another kind of entry, as in the mappings that come with Jauge")


def save_mapping(connection: sqlite3.Connection, mapping: Mapping, sheet: Sheet) -> None:
    """Save a mapping for the next file with the sheet's header."""
    header = tuple(sheet.frame.columns)
    saved = mapping.model_copy(update={"header": header})
    connection.execute(
        "INSERT OR REPLACE INTO mappings VALUES (?, ?, ?, ?)",
        (mapping.name, mapping.kind, signature(header), to_yaml(saved)),
    )


def saved_mappings(pool: Pool) -> dict[str, Mapping]:
    """Return the pool's mappings by name."""
    with pool.connection() as connection:
        rows = connection.execute("SELECT name, yaml FROM mappings ORDER BY name").fetchall()
    return {name: _validated(yaml.safe_load(text), name) for name, text in rows}


def find_mapping(pool: Pool, kind: str, sheet: Sheet) -> Mapping | None:
    """Return the saved mapping that was made for a file with this header, if there is one."""
    with pool.connection() as connection:
        row = connection.execute(
            "SELECT name FROM mappings WHERE kind = ? AND signature = ? ORDER BY name",
            (kind, signature(sheet.frame.columns)),
        ).fetchone()
    return saved_mappings(pool)[row[0]] if row else None


def bundled_mappings() -> dict[str, Path]:
    """Return the mappings that come with Jauge, by name."""
    return {path.stem: path for path in sorted(BUNDLED.glob("*.yaml"))}


def open_mapping(pool: Pool, name_or_file: str) -> Mapping:
    """Return a mapping of the pool, a bundled one, or one from a YAML file.

    Raises:
        InputError: There is none of that name.
    """
    saved = saved_mappings(pool)
    if name_or_file in saved:
        return saved[name_or_file]
    bundled = bundled_mappings()
    if name_or_file in bundled:
        return read_mapping(bundled[name_or_file])
    path = Path(name_or_file)
    if path.suffix.lower() in {".yaml", ".yml"}:
        return read_mapping(path)
    names = ", ".join(sorted({*saved, *bundled}))
    raise InputError(
        Problem(
            _("there is no mapping of this name"), value=name_or_file,
            allowed=_("{names}, or a YAML file").format(names=names),
        )
    )  # fmt: skip
