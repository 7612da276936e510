"""Bringing checked rows into the pool's tables, inside one transaction.

Used by :mod:`calibration.pool.importing`. A row that the pool has is left alone; an empty cell of
the pool is filled; a different value is a conflict, and the pool's value stands unless the user
asked for the file's.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from calibration.pool.checking import Checked, shown
from calibration.pool.columns import Type, type_of
from calibration.pool.duplicates import key_label
from calibration.pool.reports import Conflict
from calibration.pool.store import EXTRA
from calibration.pool.tables import Table
from venues.common.i18n import gettext as _
from venues.common.problems import Problem

BATCH = 500


@dataclass
class Merge:
    """What bringing the rows in changes.

    Attributes:
        new: Rows to insert, as database values in the order of the declared columns, then extras.
        completed: The same for rows whose empty cells are filled.
        replaced: The same for rows whose values are replaced.
        unchanged: How many rows the pool already had.
        conflicts: What was replaced, and by what.
        problems: What disagrees with the pool and was not allowed to replace it.
    """

    new: list[tuple[Any, ...]] = field(default_factory=list)
    completed: list[tuple[Any, ...]] = field(default_factory=list)
    replaced: list[tuple[Any, ...]] = field(default_factory=list)
    unchanged: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        return bool(self.new or self.completed or self.replaced)


def compare(
    connection: sqlite3.Connection, table: Table, file: str, checked: Checked, *, replace: bool
) -> Merge:
    """Compare the rows with those of the pool; nothing is written yet."""
    merge = Merge()
    if checked.frame.empty:
        return merge
    existing = _existing(connection, table, checked.frame[table.scope].unique().tolist())
    given = [name for name in table.told if name in checked.frame]
    columns = list(table.columns)
    for at, row in enumerate(_database_rows(table, checked.frame)):
        old = existing.get(tuple(row[columns.index(name)] for name in table.key))
        extras = checked.extras[at]
        if old is None:
            merge.new.append((*row, _packed(extras)))
            continue
        old_values, old_extras = list(old[:-1]), json.loads(old[-1])
        differs = [
            name
            for name in given
            if None not in (row[columns.index(name)], old_values[columns.index(name)])
            and row[columns.index(name)] != old_values[columns.index(name)]
        ]
        merged = tuple(
            new if new is not None else before for new, before in zip(row, old_values, strict=True)
        )
        packed = _packed(old_extras | extras)
        if differs:
            before = old_values[columns.index(differs[0])]
            difference = _Difference(
                key_label(table, checked.frame.iloc[at]), file, int(checked.rows[at]), differs[0],
                shown(before), shown(checked.frame[differs[0]].iloc[at]),
            )  # fmt: skip
            if replace:
                merge.conflicts.append(difference.as_conflict())
                merge.replaced.append((*merged, packed))
            else:
                merge.problems.append(difference.as_problem())
        elif merged == tuple(old_values) and packed == old[-1]:
            merge.unchanged += 1
        else:
            merge.completed.append((*merged, packed))
    return merge


def write(connection: sqlite3.Connection, table: Table, merge: Merge, import_id: int) -> None:
    """Write what :func:`compare` found."""
    marks = ", ".join("?" * (len(table.columns) + 2))
    sql = f"INSERT OR REPLACE INTO {table.kind} VALUES ({marks})"  # noqa: S608  our own names
    rows = [(*row, import_id) for row in (*merge.new, *merge.completed, *merge.replaced)]
    connection.executemany(sql, rows)


@dataclass(frozen=True)
class _Difference:
    """A row of the file and the pool's row about the same thing that say different things."""

    label: str
    file: str
    row: int
    column: str
    before: str
    now: str

    def as_conflict(self) -> Conflict:
        rule = _("the file replaces the pool, as asked")
        return Conflict(self.label, self.column, self.now, (self.before,), (self.row,), rule)

    def as_problem(self) -> Problem:
        return Problem(
            _("the pool has another value for {key}").format(key=self.label),
            self.file,
            self.row,
            self.column,
            self.now,
            _("{value}, or leave to replace it").format(value=self.before),
        )


def _existing(
    connection: sqlite3.Connection, table: Table, scopes: list[str]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    columns = list(table.columns)
    places = [columns.index(name) for name in table.key]
    names = ", ".join(f'"{name}"' for name in columns)
    found = {}
    for start in range(0, len(scopes), BATCH):
        batch = scopes[start : start + BATCH]
        sql = f"SELECT {names}, {EXTRA} FROM {table.kind} WHERE {table.scope} IN ({', '.join('?' * len(batch))})"  # noqa: E501, S608  our own names
        for row in connection.execute(sql, batch):
            found[tuple(row[place] for place in places)] = row
    return found


def _database_rows(table: Table, frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    columns = []
    for name, column in table.columns.items():
        empty = "" if name in table.key else None
        if name not in frame:
            columns.append([empty] * len(frame))
            continue
        values = frame[name]
        if type_of(column) is Type.DAY:
            values = values.dt.strftime("%Y-%m-%d")
        elif type_of(column) is Type.MOMENT:
            values = values.dt.strftime("%Y-%m-%dT%H:%M:%S")
        plain = values.astype(object).where(values.notna(), empty)
        columns.append(plain.tolist())
    return zip(*columns, strict=True)


def _packed(extras: dict[str, str]) -> str:
    return json.dumps(extras, ensure_ascii=False, sort_keys=True)
