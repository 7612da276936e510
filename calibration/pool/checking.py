"""From a sheet of text to a table that fulfils its declaration, and what was wrong or mended.

Three steps: find the declared columns, read each cell (:mod:`calibration.pool.parsing`), and let
pandera check the typed frame against the declaration. Every bad row is reported, not the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from calibration.pool.cells import CellError, Mend, mend_sentence
from calibration.pool.columns import STORAGE, Type, allowed, type_of
from calibration.pool.dates import DateStyle
from calibration.pool.likeness import likeliest, plain
from calibration.pool.parsing import parse_text, parser
from calibration.pool.tables import Table
from venues.common import i18n
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext
from venues.common.problems import InputError, Problem

# A clock may be in another time zone than the venue.
SLACK: Final = pd.Timedelta(days=1)


@dataclass
class Checked:
    """A table's rows as typed values.

    Attributes:
        frame: The declared columns that the file has (key columns always), good rows only.
        extras: For each good row, the other columns as text.
        rows: For each good row, its number in the file.
        problems: Why the other rows are not there, in the file's order.
        notes: What was mended, translated.
    """

    frame: pd.DataFrame
    extras: list[dict[str, str]]
    rows: NDArray[np.int64]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check(
    table: Table,
    name: str,
    frame: pd.DataFrame,
    rows: NDArray[np.int64],
    style: DateStyle,
    *,
    header: Sequence[str] | None = None,
) -> Checked:
    """Check a sheet of text against a table's declaration.

    Args:
        table: The declaration.
        name: The file's name, for the sentences.
        frame: The cells as text, columns named as declared.
        rows: The number of each row in the file.
        style: How the file writes days.
        header: The column names as the file has them; left out, those of the frame.

    Raises:
        InputError: A required column is missing, so that no row can be read.
    """
    frame, notes = _named_as_declared(table, frame)
    _require_columns(table, name, frame, header or list(frame.columns))
    checker = _Checker(table, name, rows)
    checker.notes += notes
    typed = {}
    for column_name, column in table.columns.items():
        if column_name in frame:
            values = checker.read_column(column_name, column, frame[column_name], style)
        elif column.default is not None:
            values = [column.default] * len(frame)
        elif column_name in table.key:
            values = [None] * len(frame)
        else:
            continue
        typed[column_name] = pd.Series(values, dtype=STORAGE[type_of(column)].frame)
    extras = checker.read_extras(frame.drop(columns=list(typed), errors="ignore"))
    whole = pd.DataFrame(typed)
    checker.validate(whole)
    good = np.flatnonzero(~checker.bad)
    return Checked(
        whole.iloc[good].reset_index(drop=True),
        [extras[i] for i in good],
        rows[good],
        checker.sorted_problems(),
        [*checker.notes, *checker.gap_notes()],
    )


def _named_as_declared(table: Table, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with columns such as ``Visits`` or ``OPEN HOURS`` under their own names."""
    names: dict[str, str] = {}
    for target in table.columns:
        if target in frame:
            continue
        same = [name for name in frame.columns if plain(name) == plain(target)]
        if len(same) == 1:
            names[same[0]] = target
    notes = [
        _("Column “{name}” was read as {column}.").format(name=name, column=column)
        for name, column in names.items()
    ]
    return frame.rename(columns=names), notes


def _require_columns(table: Table, name: str, frame: pd.DataFrame, header: Sequence[str]) -> None:
    missing = [column for column in table.required if column not in frame]
    if not missing:
        return
    spare = [column for column in frame.columns if column not in table.columns]
    problems = []
    for column in missing:
        meant = likeliest(column, spare)
        allowed_text = (
            _("a column named {column}, or a mapping that says which one it is, perhaps {meant}")
            if meant
            else _("a column named {column}, or a mapping that says which one it is")
        )
        problems.append(
            Problem(
                _("a required column is missing"), name, 1, column, ", ".join(header),
                allowed_text.format(column=column, meant=meant),
            )
        )  # fmt: skip
    raise InputError(*problems)


class _Checker:
    """Collects what is wrong, row by row, over all the columns."""

    def __init__(self, table: Table, name: str, rows: NDArray[np.int64]) -> None:
        self.table = table
        self.name = name
        self.rows = rows
        self.bad = np.zeros(len(rows), dtype=bool)
        self.gaps: set[int] = set()
        self.problems: list[tuple[int, Problem]] = []
        self.notes: list[str] = []

    def refuse(self, at: int, column: str, what: str, value: Any, allowed_text: str | None) -> None:
        """Refuse a row; only its first problem is told, as the others often follow from it."""
        if self.bad[at]:
            return
        self.bad[at] = True
        found = None if value is None else shown(value)
        problem = Problem(what, self.name, int(self.rows[at]), column, found, allowed_text)
        self.problems.append((at, problem))

    def read_column(
        self, name: str, column: pa.Column, cells: "pd.Series[Any]", style: DateStyle
    ) -> list[Any]:
        parse = parser(type_of(column), style)
        known: dict[str, tuple[Any, Mend | None, CellError | None]] = {}
        for text in cells.unique():
            if not text.strip():
                known[text] = (column.default, None, None)
                continue
            try:
                parsed = parse(text)
                known[text] = (parsed.value, parsed.mend, None)
            except CellError as error:
                known[text] = (None, None, error)
        mended: dict[Mend, int] = {}
        values = []
        for at, text in enumerate(cells):
            value, mend, problem = known[text]
            values.append(value)
            if problem is not None:
                self.refuse(at, name, problem.what, text, problem.allowed or allowed(column))
            elif value is None and name in self.table.gaps and not self.bad[at]:
                self.gaps.add(at)
                self.bad[at] = True
            elif value is None and column.required:
                self.refuse(at, name, _("the cell is empty"), None, allowed(column))
            elif mend is not None:
                mended[mend] = mended.get(mend, 0) + 1
        self.notes += [mend_sentence(mend, name, n) for mend, n in mended.items()]
        return values

    def read_extras(self, frame: pd.DataFrame) -> list[dict[str, str]]:
        tidy: dict[str, list[str]] = {}
        for name in frame.columns:
            cells = []
            for at, text in enumerate(frame[name]):
                try:
                    cells.append(parse_text(text).value)
                except CellError as problem:
                    self.refuse(at, name, problem.what, text, problem.allowed)
                    cells.append("")
            tidy[name] = cells
        return [
            {name: cells[at] for name, cells in tidy.items() if cells[at]}
            for at in range(len(self.rows))
        ]

    def validate(self, frame: pd.DataFrame) -> None:
        """Let pandera check bounds and words, then the rules that join columns of one row."""
        readable = frame.loc[~self.bad]
        try:
            self.table.schema.validate(readable, lazy=True)
        except pa.errors.SchemaErrors as errors:
            self._refuse_failures(errors.failure_cases, frame)
        for rule in self.table.rules:
            fine = rule.holds(readable).fillna(value=False)
            for at in readable.index[~fine.to_numpy(dtype=bool)]:
                value = frame[rule.column].iloc[at] if rule.column in frame else None
                self.refuse(at, rule.column, _(rule.what), _present(value), _(rule.allowed))
        self._refuse_future(readable)

    def _refuse_failures(self, failures: pd.DataFrame, frame: pd.DataFrame) -> None:
        for failure in failures.sort_values("index", kind="stable").itertuples():
            column = self.table.columns[str(failure.column)]
            at = int(str(failure.index))
            self.refuse(
                at, str(failure.column), _out_of_bounds(column), frame[failure.column].iloc[at],
                allowed(column),
            )  # fmt: skip

    def _refuse_future(self, frame: pd.DataFrame) -> None:
        if self.table.observed is None:
            return
        today = pd.Timestamp(datetime.now(UTC).replace(tzinfo=None)).normalize()
        late = frame[self.table.observed] > today + SLACK
        for at in frame.index[late]:
            value = frame[self.table.observed].iloc[frame.index.get_loc(at)]
            self.refuse(
                at, self.table.observed, _("the day lies in the future"), value,
                _("days up to today"),
            )  # fmt: skip

    def gap_notes(self) -> list[str]:
        """Say how many rows hold no figure, and where the first one stands."""
        if not self.gaps:
            return []
        count = len(self.gaps)
        text = ngettext(
            "{count} row without a figure was left out (row {row}).",
            "{count} rows without a figure were left out (the first is row {row}).",
            count,
        )
        first = int(self.rows[min(self.gaps)])
        return [text.format(count=i18n.number(count), row=first)]

    def sorted_problems(self) -> list[Problem]:
        return [problem for _at, problem in sorted(self.problems, key=lambda item: item[0])]


def _out_of_bounds(column: pa.Column) -> str:
    match type_of(column):
        case Type.COUNT | Type.MEASURE | Type.DAY | Type.MOMENT:
            return _("out of bounds")
        case Type.TEXT:
            return _("the text is too long")
        case _:
            return _("not a word that may stand here")


def _present(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value


def shown(value: Any) -> str:
    """Return a value as a user would write it into a cell."""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d" if value == value.normalize() else "%Y-%m-%d %H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
