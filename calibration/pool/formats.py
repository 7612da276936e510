"""What a file's cells are before they mean anything, and how many there may be.

Shared by the readers of the three kinds of file; use :func:`calibration.pool.reading.read_sheet`.
"""

import math
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from venues.common import i18n
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem, file_problem

MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 200
MOST_UNPACKED_MB: Final = 400


@dataclass(frozen=True)
class Wish:
    """What the user says about the file: its encoding, and the table that is wanted."""

    encoding: str | None = None
    kind: str | None = None


@dataclass
class Cells:
    """A file's header, records and the row of each record as a spreadsheet counts it."""

    header: list[str]
    records: list[list[str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, row: int, record: list[str]) -> None:
        """Add a record, unless all its cells are empty."""
        if any(cell.strip() for cell in record):
            self.records.append(record)
            self.rows.append(row)


def refuse_rows(path: Path, rows: int) -> None:
    """Refuse a file with too many rows."""
    if rows > MOST_ROWS:
        raise file_problem(
            path, _("too many rows"), value=i18n.number(rows),
            allowed=_("at most {most} rows").format(most=i18n.number(MOST_ROWS)),
        )  # fmt: skip


def refuse_unpacked(path: Path, size: int) -> None:
    """Refuse a compressed file that holds too much."""
    if size > MOST_UNPACKED_MB * 1e6:
        raise file_problem(
            path, _("the file is too large once it is unpacked"),
            value=_("{size} MB").format(size=i18n.number(size / 1e6)),
            allowed=_("at most {most} MB").format(most=MOST_UNPACKED_MB),
        )  # fmt: skip


def as_text(value: Any) -> str:  # noqa: PLR0911  one line for each type
    """Return a workbook's or Parquet file's value as a CSV file would hold it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case float() if math.isnan(value):
            return ""  # how frames write that there is nothing
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time.min and value.tzinfo is None:
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def refuse_length(path: Path, row: int, record: list[str], header: list[str]) -> None:
    """Refuse a record that is shorter than the header, or holds more than it names."""
    if len(record) < len(header) or any(cell.strip() for cell in record[len(header) :]):
        raise InputError(
            Problem(
                _("the row has not as many cells as the header"), path.name, row,
                value=str(len(record)), allowed=str(len(header)),
            )
        )  # fmt: skip
