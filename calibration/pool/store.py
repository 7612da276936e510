"""The pool itself: one SQLite file that several processes may read and write at once.

Use :class:`Pool`. SQLite's write-ahead log lets readers go on while one process writes, and a
writer waits for another instead of failing. Every import is one transaction. Each row keeps which
import brought it (table ``imports``), and each venue is a row of ``venues``, so that terms of
sharing can later be attached to both.
"""

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pandas as pd

from calibration.pool.columns import STORAGE, Type, type_of
from calibration.pool.segmenting import totals
from calibration.pool.tables import TABLES, VENUES, Table, VenueRule
from venues.common.files import home
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, file_problem

VERSION: Final = 3
BUSY_SECONDS: Final = 60
EXTRA: Final = "extra"
FACTS: Final = ("country", "region", "venue_type")
"""What is told of a venue itself."""

_ADDED: Final = {
    1: ("venue_type TEXT",),
    2: (f"{EXTRA} TEXT NOT NULL DEFAULT '{{}}'", "import_id INTEGER NOT NULL DEFAULT 0"),
}
"""The columns of the table of venues that a pool of each earlier version lacks."""
_FIXED_TABLES: Final = """
CREATE TABLE IF NOT EXISTS imports (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, file TEXT NOT NULL,
    sha256 TEXT NOT NULL, mapping TEXT, new_rows INTEGER NOT NULL, completed_rows INTEGER NOT NULL,
    replaced_rows INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS mappings (
    name TEXT PRIMARY KEY, kind TEXT NOT NULL, signature TEXT NOT NULL, yaml TEXT NOT NULL
) WITHOUT ROWID;
"""


def default_path() -> Path:
    """Return where this user's pool is kept."""
    return home() / "pool.sqlite"


class Pool:
    """The tables of several venues in one file.

    It holds no open connection, so it may be shared by threads and sent to other processes.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the pool, made if it is not there.

        Args:
            path: Its file; the user's own pool if left out.

        Raises:
            InputError: The file is no pool, or one of a later version.
        """
        self.path = path or default_path()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._prepare()

    def read(
        self, kind: str, venues: Sequence[str] | None = None, *, extras: bool = False
    ) -> pd.DataFrame:
        """Return a table of the pool, ordered by its key.

        Args:
            kind: The table, one of :data:`calibration.pool.tables.KINDS`.
            venues: Only rows about these venues (for school holidays: about their regions).
            extras: Also return the columns that were kept beyond the declared ones, as text.
        """
        table = TABLES[kind]
        sql = f"SELECT {_names(table)}, {EXTRA} FROM {kind}"  # noqa: S608  our own names
        wanted: tuple[str, ...] = ()
        if venues is not None:
            wanted = tuple(self._scopes(table, venues))
            sql += f" WHERE {table.scope} IN ({', '.join('?' * len(wanted))})"
        sql += f" ORDER BY {', '.join(table.key)}"
        with self.connection() as connection:
            rows = connection.execute(sql, wanted).fetchall()
        frame = pd.DataFrame(rows, columns=[*table.columns, EXTRA], dtype=object)
        kept = frame.pop(EXTRA)
        typed = _typed(table, frame)
        if extras:
            unpacked = pd.DataFrame([json.loads(text) for text in kept], index=typed.index)
            typed = typed.join(unpacked.add_prefix("extra:"))
        return typed

    def venues(self) -> pd.DataFrame:
        """Return one row for each venue.

        Columns: venue, country, region, venue_type, grain (the finest period of its attendance),
        first and last (of the periods' first days), rows (of attendance), visits_per_day (mean over
        the days that the periods hold).
        """
        with self.connection() as connection:
            known = pd.DataFrame(
                connection.execute(f"SELECT {_names(VENUES)} FROM venues ORDER BY venue"),  # noqa: S608  our own names
                columns=["venue", *FACTS],
                dtype="str",
            )
        return known.merge(_attendance_summary(self.read("attendance")), on="venue", how="left")

    def remove(self, venues: Sequence[str]) -> None:
        """Take venues out of the pool, with all rows about them and about regions only they lie in.

        Args:
            venues: Their names; a name that the pool does not know changes nothing.
        """
        for_each = [(venue,) for venue in venues]
        regions = [(region,) for region in self._scopes(TABLES["school_holidays"], venues)]
        with self.transaction() as connection:
            for table in TABLES.values():
                if table.venues is not VenueRule.NONE:
                    sql = f"DELETE FROM {table.kind} WHERE {table.scope} = ?"  # noqa: S608  our own names
                    connection.executemany(sql, for_each)
            connection.executemany(
                "DELETE FROM school_holidays WHERE region = ?1"
                " AND NOT EXISTS (SELECT 1 FROM venues WHERE region = ?1)",
                regions,
            )

    def imports(self) -> pd.DataFrame:
        """Return the imports that changed the pool, the latest first."""
        with self.connection() as connection:
            cursor = connection.execute("SELECT * FROM imports ORDER BY id DESC")
            names = [column[0] for column in cursor.description]
            return pd.DataFrame(cursor.fetchall(), columns=names)

    def digest(self) -> str:
        """Return a hash of what the pool says: its rows and venues, whoever imported them when."""
        digest = hashlib.sha256()
        with self.connection() as connection:
            for table in TABLES.values():
                sql = f"SELECT {_names(table)}, {EXTRA} FROM {table.kind} ORDER BY {', '.join(table.key)}"  # noqa: E501, S608  our own names
                for row in connection.execute(sql):
                    digest.update(json.dumps([table.kind, *row]).encode())
        return digest.hexdigest()

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to the file; what it reads is one consistent state."""
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that no other process can write beside; an error undoes all of it."""
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            # A full disk, a file that may not be written, or another writer that does not end.
            raise file_problem(
                self.path, _("the pool cannot be written"), value=str(error)
            ) from error
        finally:
            # Closing rolls an open transaction back.
            connection.close()

    def _prepare(self) -> None:
        try:
            with self.connection() as connection:
                version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._create()
            elif version < VERSION:
                self._bring_up_to_date()
        except sqlite3.OperationalError as error:
            raise file_problem(
                self.path, _("the pool cannot be opened"), value=str(error)
            ) from error
        except sqlite3.DatabaseError as error:
            raise file_problem(self.path, _("the file is not a pool of Jauge")) from error
        if version > VERSION:
            raise self._too_new(version)

    def _too_new(self, version: int) -> InputError:
        return file_problem(
            self.path,
            _("the pool was written by a later version of Jauge"),
            value=str(version),
            allowed=str(VERSION),
        )

    def _create(self) -> None:
        _use_write_ahead_log(self.path)
        with self.transaction() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0]:
                return  # another process was quicker
            for statement in _FIXED_TABLES.split(";"):
                connection.execute(statement)
            for table in TABLES.values():
                connection.execute(_create_statement(table))
            connection.execute(f"PRAGMA user_version = {VERSION}")

    def _bring_up_to_date(self) -> None:
        """Add what pools of earlier versions lack, see :data:`_ADDED`."""
        with self.transaction() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            for number in range(version, VERSION):
                for column in _ADDED[number]:
                    connection.execute(f"ALTER TABLE venues ADD COLUMN {column}")
            connection.execute(f"PRAGMA user_version = {VERSION}")

    def _scopes(self, table: Table, venues: Sequence[str]) -> list[str]:
        if table.venues is not VenueRule.NONE:
            return list(venues)
        known = self.venues()
        regions = known.loc[known["venue"].isin(venues), "region"].dropna()
        return sorted(set(regions))


def add_venue(connection: sqlite3.Connection, venue: str, **told: str | None) -> None:
    """Make a venue known, or add what is told of it: country, region, venue_type."""
    newer = ", ".join(f"{name} = coalesce(excluded.{name}, {name})" for name in FACTS)
    connection.execute(
        f"INSERT INTO venues VALUES (?, ?, ?, ?, '{{}}', 0) ON CONFLICT (venue) DO UPDATE SET {newer}",  # noqa: E501, S608  our own names
        (venue, *(told.get(name) for name in FACTS)),
    )


def describe_venue(connection: sqlite3.Connection, venue: str, **told: str | None) -> None:
    """Replace what is told of a venue: country, region, venue_type."""
    newer = ", ".join(f"{name} = ?" for name in FACTS)
    connection.execute(
        f"UPDATE venues SET {newer} WHERE venue = ?",  # noqa: S608  our own names
        (*(told.get(name) for name in FACTS), venue),
    )


def _use_write_ahead_log(path: Path) -> None:
    # Changing the journal needs the file for itself and does not wait for it by itself.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()


def _names(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.columns)


def _create_statement(table: Table) -> str:
    columns = []
    for name, column in table.columns.items():
        kind = STORAGE[type_of(column)].sqlite
        # A key column that a row leaves empty holds '', as SQLite takes two NULLs for different.
        empty = " NOT NULL DEFAULT ''" if name in table.key else ""
        columns.append(f'"{name}" {kind}{empty}')
    return (
        f"CREATE TABLE IF NOT EXISTS {table.kind} ({', '.join(columns)}, "
        f"{EXTRA} TEXT NOT NULL, import_id INTEGER NOT NULL REFERENCES imports (id), "
        f"PRIMARY KEY ({', '.join(table.key)})) WITHOUT ROWID"
    )


def _typed(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for name, column in table.columns.items():
        values = frame[name]
        if name in table.key and not column.required:
            values = values.where(values != "", None)
        if type_of(column) in {Type.DAY, Type.MOMENT}:
            values = pd.to_datetime(values, format="ISO8601")
        dtype: Any = STORAGE[type_of(column)].frame
        if column.required and type_of(column) is Type.COUNT:
            dtype = "int64"  # without gaps a plain integer serves numpy better
        columns[name] = values.astype(dtype)
    return pd.DataFrame(columns)


def _attendance_summary(attendance: pd.DataFrame) -> pd.DataFrame:
    order = pd.Categorical(
        attendance["period"], ["day", "week", "month", "quarter", "year"], ordered=True
    )
    lengths = {"day": 1.0, "week": 7.0, "month": 30.44, "quarter": 91.31, "year": 365.25}
    whole = attendance.assign(grain=order)
    summary = whole.groupby("venue", as_index=False).agg(
        grain=("grain", "min"), first=("date", "min"), last=("date", "max"),
        rows=("visits", "size"),
    )  # fmt: skip
    counted = totals(attendance)
    sums = counted.assign(days=counted["period"].map(lengths).astype("float64"))
    sums = sums.groupby("venue")[["visits", "days"]].sum()
    summary["visits_per_day"] = summary["venue"].map(sums["visits"] / sums["days"])
    summary["grain"] = summary["grain"].astype("str")
    summary["rows"] = summary["rows"].astype("Int64")
    return summary
