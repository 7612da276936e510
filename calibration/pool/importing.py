"""The one way into the pool: read a file, check it, settle duplicates, compare, write.

Use :func:`import_table`. Either all of a file's rows come in, or (unless the user says otherwise)
none: half a file in the pool of several institutions would be noticed by nobody.
"""

import sqlite3
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from calibration.pool import merging
from calibration.pool.cells import CellError
from calibration.pool.checking import Checked, check
from calibration.pool.dates import DateStyle, date_pattern
from calibration.pool.describing import country_code, type_name
from calibration.pool.duplicates import settle
from calibration.pool.mapping import Mapping, apply, find_mapping, save_mapping
from calibration.pool.overlaps import overlap_notes
from calibration.pool.reading import Sheet, read_sheet
from calibration.pool.reports import Conflict, ImportReport
from calibration.pool.segmenting import check_parts
from calibration.pool.store import Pool, add_venue
from calibration.pool.tables import KINDS, TABLES, Table, VenueRule
from calibration.pool.venue_names import check_venues
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

# So many first days of months, and no other day, are hardly a choice of single days.
FEWEST_MONTHS: Final = 4


class ImportRefusedError(InputError):
    """A file has rows that cannot be used, and nothing was changed.

    Attributes:
        report: What would have become of the file.
    """

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        super().__init__(*report.refused)


@dataclass(frozen=True)
class _Prepared:
    """A file's rows, ready to be compared with the pool."""

    table: Table
    sheet: Sheet
    mapping: Mapping | None
    checked: Checked
    notes: list[str]
    conflicts: list[Conflict]


def import_table(
    pool: Pool,
    kind: str,
    file: Path,
    *,
    venue: str | None = None,
    country: str | None = None,
    region: str | None = None,
    venue_type: str | None = None,
    mapping: Mapping | None = None,
    date_format: str | None = None,
    encoding: str | None = None,
    keep_good_rows: bool = False,
    replace: bool = False,
) -> ImportReport:
    """Check a file and add its rows to the pool.

    Args:
        pool: The pool.
        kind: The table, one of :data:`calibration.pool.tables.KINDS`.
        file: A CSV, XLSX or Parquet file.
        venue: The venue that the whole file is about, if it has no such column.
        country: The country of the file's venues, as a code of two letters.
        region: The school region of the file's venues.
        venue_type: What type of venue they are: zoo, castle, … Venues of one type learn more from
            each other than from others.
        mapping: How the file's columns become the table's. Left out, a saved mapping that was made
            for the same header is used; a mapping that is given is saved with the import.
        date_format: How the file writes days, such as DD/MM/YYYY, if not as YYYY-MM-DD.
        encoding: How a CSV file encodes its letters, if not in UTF-8.
        keep_good_rows: Bring the good rows in although others are refused.
        replace: Let the file's values replace those that the pool has for the same thing.

    Returns:
        What became of the file. Importing the same file again changes nothing.

    Raises:
        ImportRefusedError: Rows were refused; nothing was changed.
        InputError: The file as a whole cannot be used; nothing was changed.
    """
    table, code = _table(kind), country_code(country)
    sheet = read_sheet(file, encoding=encoding, kind=kind)
    ready = _prepare(table, sheet, _mapping(pool, kind, sheet, mapping), venue, date_format)
    with pool.transaction() as connection:
        ready = _of_known_venues(connection, ready, code, replace=replace)
        merge = merging.compare(connection, table, sheet.name, ready.checked, replace=replace)
        report = _report(ready, merge, keep_good_rows=keep_good_rows)
        if not report.stored:
            raise ImportRefusedError(report)
        _store_rows(connection, ready, merge, report)
        told = {"country": code, "region": region or None, "venue_type": type_name(venue_type)}
        _store_names(connection, ready, told)
        odd = overlap_notes(connection, table, ready.checked)
        odd += check_parts(connection, table, sheet.name, ready.checked)
    return changed(report, notes=(*report.notes, *odd))


def _table(kind: str) -> Table:
    if kind not in KINDS:
        raise InputError(Problem(_("there is no such table"), value=kind, allowed=", ".join(KINDS)))
    return TABLES[kind]


def _mapping(pool: Pool, kind: str, sheet: Sheet, given: Mapping | None) -> Mapping | None:
    """Return the mapping that was given, else the one that was saved for such a header."""
    mapping = given or find_mapping(pool, kind, sheet)
    if mapping and mapping.kind != kind:
        raise InputError(
            Problem(_("the mapping is for another table"), value=mapping.kind, allowed=kind)
        )
    return mapping


def _prepare(
    table: Table,
    sheet: Sheet,
    mapping: Mapping | None,
    venue: str | None,
    date_format: str | None,
) -> _Prepared:
    style = mapping.date_style if mapping else DateStyle()
    if date_format:
        try:
            style = changed(style, pattern=date_pattern(date_format))
        except CellError as problem:
            raise InputError(
                Problem(problem.what, value=date_format, allowed=problem.allowed)
            ) from None
    mapped = apply(mapping, sheet) if mapping else sheet
    notes = list(mapped.notes)
    if mapping:
        notes.insert(0, _("The column mapping “{name}” was used.").format(name=mapping.name))
    mapped = _with_venue(table, mapped, venue)
    header = list(sheet.frame.columns)
    checked = check(table, sheet.name, mapped.frame, mapped.rows, style, header=header)
    if checked.frame.empty and not checked.problems:
        raise InputError(
            Problem(
                _("no row can be used"), sheet.name,
                allowed=_("at least one row that is complete and not left out"),
            )
        )  # fmt: skip
    settled = settle(table, sheet.name, checked, mapping.duplicates if mapping else None)
    notes += settled.checked.notes
    notes += _out_of_order(table, checked)
    notes += _perhaps_months(table, mapped, checked)
    return _Prepared(table, sheet, mapping, settled.checked, notes, settled.conflicts)


def _with_venue(table: Table, sheet: Sheet, venue: str | None) -> Sheet:
    if venue is None:
        return sheet
    column = table.scope
    if column != "venue":
        raise InputError(Problem(_("the table is not about venues"), sheet.name, value=venue))
    if column in sheet.frame:
        raise InputError(
            Problem(
                _("the file says itself which venue each row is about"), sheet.name, 1, column,
                venue, _("a venue for the whole file only if it has no such column"),
            )
        )  # fmt: skip
    return changed(sheet, frame=sheet.frame.assign(venue=venue))


def _out_of_order(table: Table, checked: Checked) -> list[str]:
    dates = next((name for name in ("date", "start") if name in table.columns), None)
    if dates is None:
        return []
    by_scope = checked.frame.groupby(table.scope, sort=False)[dates]
    if all(group.is_monotonic_increasing for _scope, group in by_scope):
        return []
    return [_("The rows were not in order of their dates; the pool orders them.")]


def _perhaps_months(table: Table, sheet: Sheet, checked: Checked) -> list[str]:
    """Say that figures taken for days are probably those of months."""
    if table.kind != "attendance" or "period" in sheet.frame:
        return []
    dates = checked.frame["date"]
    if dates.nunique() < FEWEST_MONTHS or not (dates.dt.day == 1).all():
        return []
    return [
        _(
            "All dates are the first of a month, but without a column period the figures count as"
            " those of single days; add the column with “month” if they are totals of months."
        )
    ]


def _of_known_venues(
    connection: sqlite3.Connection, ready: _Prepared, code: str | None, *, replace: bool
) -> _Prepared:
    """Return the rows whose venues may stand there; the others become problems."""
    known = dict(connection.execute("SELECT venue, country FROM venues").fetchall())
    checked, notes = check_venues(ready.table, ready.sheet.name, ready.checked, list(known))
    if ready.table.venues is not VenueRule.NONE:
        _refuse_other_country(checked, known, code, replace=replace)
    return changed(ready, checked=checked, notes=[*ready.notes, *notes])


def _refuse_other_country(
    checked: Checked, known: dict[str, str | None], code: str | None, *, replace: bool
) -> None:
    for name in sorted(set(checked.frame["venue"])):
        before = known.get(name)
        if code and before and before != code and not replace:
            raise InputError(
                Problem(
                    _("the pool has another country for {venue}").format(venue=name),
                    value=code, allowed=before,
                )
            )  # fmt: skip


def _report(ready: _Prepared, merge: merging.Merge, *, keep_good_rows: bool) -> ImportReport:
    """Return what becomes of the file."""
    refused = sorted([*ready.checked.problems, *merge.problems], key=lambda p: p.row or 0)
    return ImportReport(
        ready.table.kind, ready.sheet.name, len(ready.sheet.rows), len(merge.new), merge.unchanged,
        len(merge.completed), len(merge.replaced), tuple(ready.notes),
        (*ready.conflicts, *merge.conflicts), refused,
        ready.mapping.name if ready.mapping else None, len(merge.problems),
        stored=not refused or (keep_good_rows and not ready.checked.frame.empty),
    )  # fmt: skip


def _store_rows(
    connection: sqlite3.Connection, ready: _Prepared, merge: merging.Merge, report: ImportReport
) -> None:
    """Write the rows and which file brought them; without a change nothing is written."""
    if not merge.changes:
        return
    cursor = connection.execute(
        "INSERT INTO imports (at, kind, file, sha256, mapping, new_rows, completed_rows, "
        "replaced_rows) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            datetime.now(UTC).isoformat(timespec="seconds"), report.kind, report.file,
            ready.sheet.sha256, report.mapping, report.accepted, report.completed, report.replaced,
        ),
    )  # fmt: skip
    merging.write(connection, ready.table, merge, int(cursor.lastrowid or 0))


def _store_names(
    connection: sqlite3.Connection, ready: _Prepared, told: dict[str, str | None]
) -> None:
    """Write down the venues that the file is about, and the mapping that it was read by."""
    if ready.table.venues is not VenueRule.NONE:
        for name in sorted(set(ready.checked.frame["venue"])):
            add_venue(connection, name, **told)
    if ready.mapping:
        save_mapping(connection, ready.mapping, ready.sheet)
