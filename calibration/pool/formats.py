"""The three kinds of file that a table may come in, each read into rows of text.

Used by :mod:`calibration.pool.reading` only. A workbook or Parquet file is small on disk and may
be huge inside, so both are measured before they are unpacked.
"""

import csv
import io
import zipfile
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
DELIMITERS: Final = (",", ";", "\t", "|")


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


def _refuse_rows(path: Path, rows: int) -> None:
    if rows > MOST_ROWS:
        raise file_problem(
            path, _("too many rows"), value=i18n.number(rows),
            allowed=_("at most {most} rows").format(most=i18n.number(MOST_ROWS)),
        )  # fmt: skip


def _refuse_unpacked(path: Path, size: int) -> None:
    if size > MOST_UNPACKED_MB * 1e6:
        raise file_problem(
            path, _("the file is too large once it is unpacked"),
            value=_("{size} MB").format(size=i18n.number(size / 1e6)),
            allowed=_("at most {most} MB").format(most=MOST_UNPACKED_MB),
        )  # fmt: skip


# --- CSV ----------------------------------------------------------------------------------------

SIGNATURES: Final = {
    b"PK\x03\x04": "XLSX",
    b"PAR1": "Parquet",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x1f\x8b": "GZIP",
}


def read_csv(path: Path, wish: Wish) -> Cells:
    """Read a text file whose cells are separated by commas, semicolons, tabs or bars."""
    content = path.read_bytes()
    text, notes = _decoded(path, content, wish.encoding)
    header_line = next(iter(text.splitlines()), "")
    delimiter = _delimiter(path, text, header_line)
    if delimiter != ",":
        notes.append(
            _("The cells are separated by “{mark}”, not by commas.").format(
                mark={"\t": "TAB"}.get(delimiter, delimiter)
            )
        )
    records = _csv_records(path, text, delimiter)
    while records and not any(cell.strip() for cell in records[0][1]):
        records.pop(0)
    if not records:
        raise file_problem(path, _("the file is empty"), allowed=_("a header and rows"))
    _refuse_rows(path, len(records))
    header = records[0][1]
    while (
        header
        and not header[-1].strip()
        and all(
            not any(cell.strip() for cell in record[len(header) - 1 :]) for _row, record in records
        )
    ):
        header = header[:-1]
    cells = Cells(header, notes=notes)
    for row, record in records[1:]:
        _refuse_length(path, row, record, header)
        cells.add(row, record[: len(header)])
    return cells


def _decoded(path: Path, content: bytes, encoding: str | None) -> tuple[str, list[str]]:
    for signature, name in SIGNATURES.items():
        if content.startswith(signature):
            raise file_problem(
                path, _("the file is not text, whatever its name says"), value=name,
                allowed=_("text, or the file under its own name"),
            )  # fmt: skip
    notes = []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = encoding or "utf-16"
        notes.append(_("The file is encoded in UTF-16, not UTF-8."))
    try:
        text = content.decode(encoding or "utf-8-sig")
    except LookupError:
        raise file_problem(
            path, _("there is no such encoding"), value=encoding, allowed="utf-8, cp1252, utf-16"
        ) from None
    except UnicodeDecodeError as error:
        raise _encoding_problem(path, content, error) from None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise InputError(
            Problem(
                _("the file holds bytes that are not text"), path.name, row, allowed=_("text only")
            )
        )
    return text, notes


def _encoding_problem(path: Path, content: bytes, error: UnicodeDecodeError) -> InputError:
    row = content[: error.start].count(b"\n") + 1
    around = content[max(0, error.start - 20) : error.start + 20].decode("cp1252", "replace")
    return InputError(
        Problem(
            _("the letters are not encoded in UTF-8"), path.name, row,
            value=around,
            allowed=_("UTF-8, or another encoding if you name it, such as --encoding cp1252"),
        )
    )  # fmt: skip


def _delimiter(path: Path, text: str, header_line: str) -> str:
    """Return the one mark that cuts the first records into equally many cells, as the header."""
    sample = text[:100_000]
    sample = sample[: sample.rfind("\n") + 1] or text
    fits = {}
    for mark in DELIMITERS:
        if mark not in header_line:
            continue
        try:
            records = [r for r in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if r]
        except csv.Error:
            continue
        if len({len(record) for record in records[:50]}) == 1:
            fits[mark] = len(records[0])
    present = [mark for mark in DELIMITERS if mark in header_line]
    if not present:
        return ","
    if len(fits) == 1 or len(present) == 1:
        return next(iter(fits or present))
    most = max(fits.values(), default=0)
    best = [mark for mark, cells in fits.items() if cells == most]
    if not fits and "," in present:
        return ","
    if len(best) != 1:
        raise file_problem(
            path, _("it is not clear which mark separates the cells"), value=header_line,
            allowed=_("commas"),
        )  # fmt: skip
    return best[0]


def _csv_records(path: Path, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    source = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    row = 0
    try:
        for row, record in enumerate(source, start=1):
            if record:
                records.append((row, record))
    except csv.Error as error:
        unclosed = "unexpected end" in str(error)
        what = (
            _("a quotation mark is opened and not closed")
            if unclosed
            else _("the cells of the row cannot be told apart")
        )
        raise InputError(
            Problem(
                what, path.name, row + 1,
                allowed=_("a quotation mark inside a cell is doubled"),
            )
        ) from None  # fmt: skip
    return records


def _refuse_length(path: Path, row: int, record: list[str], header: list[str]) -> None:
    if len(record) < len(header) or any(cell.strip() for cell in record[len(header) :]):
        raise InputError(
            Problem(
                _("the row has not as many cells as the header"), path.name, row,
                value=str(len(record)), allowed=str(len(header)),
            )
        )  # fmt: skip


# --- XLSX ---------------------------------------------------------------------------------------


def read_xlsx(path: Path, wish: Wish) -> Cells:
    """Read a workbook's first sheet that holds anything, or the one named as the table."""
    from openpyxl import load_workbook  # noqa: PLC0415  most imports are CSV

    _check_workbook(path)
    try:
        book = load_workbook(path, read_only=True, data_only=False)
    except Exception as error:  # noqa: BLE001  openpyxl raises whatever a broken part provokes
        raise file_problem(path, _("the workbook cannot be read")) from error
    try:
        return _sheet_cells(path, book, wish)
    finally:
        book.close()


def _check_workbook(path: Path) -> None:
    with path.open("rb") as source:
        start = source.read(4)
    if start == b"\xd0\xcf\x11\xe0":
        raise file_problem(
            path, _("the workbook is protected by a password, or in the old XLS format"),
            allowed=_("an XLSX workbook without a password"),
        )  # fmt: skip
    if not zipfile.is_zipfile(path):
        raise file_problem(path, _("the file is not a workbook, whatever its name says"))
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_unpacked(path, sum(part.file_size for part in parts))
            if "[Content_Types].xml" not in archive.namelist():
                raise file_problem(path, _("the file is not a workbook, whatever its name says"))
            for part in parts:
                # Office never writes a document type; it is there only to define entities.
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as source:
                        if b"<!DOCTYPE" in source.read(2000):
                            raise file_problem(path, _("the workbook holds XML entities"))
    except zipfile.BadZipFile:
        raise file_problem(path, _("the workbook cannot be read")) from None


def _sheet_cells(path: Path, book: Any, wish: Wish) -> Cells:
    names = list(book.sheetnames)
    order = sorted(names, key=lambda name: name.strip().lower() != wish.kind)
    for name in order:
        sheet = book[name]
        if not hasattr(sheet, "iter_rows"):
            continue  # a chart on a sheet of its own
        # What a writer noted as the sheet's size may be wrong in both directions.
        sheet.reset_dimensions()
        cells = _worksheet(path, sheet)
        if cells is None:
            continue
        if len(names) > 1:
            cells.notes.append(
                _("The workbook has {count} sheets; “{name}” was read.").format(
                    count=len(names), name=name
                )
            )
        return cells
    raise file_problem(path, _("the file is empty"), allowed=_("a header and rows"))


def _worksheet(path: Path, sheet: Any) -> Cells | None:
    cells: Cells | None = None
    for row, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        record = [as_text(value) for value in values]
        if cells is None:
            while record and not record[-1].strip():
                record.pop()
            if record:
                cells = Cells(record)
            continue
        width = len(cells.header)
        record += [""] * (width - len(record))
        if any(cell.strip() for cell in record[width:]):
            _refuse_length(path, row, record, cells.header)
        cells.add(row, record[:width])
        if len(cells.records) > MOST_ROWS:
            _refuse_rows(path, len(cells.records))
    return cells


def as_text(value: Any) -> str:
    """Return a workbook's or Parquet file's value as a CSV file would hold it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value)
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


# --- Parquet ------------------------------------------------------------------------------------


def read_parquet(path: Path, wish: Wish) -> Cells:  # noqa: ARG001  one signature for all readers
    """Read a Parquet file of plain columns."""
    import pyarrow as pa  # noqa: PLC0415  most imports are CSV
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        source = pq.ParquetFile(path)
        meta = source.metadata
        size = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
        _refuse_rows(path, meta.num_rows)
        _refuse_unpacked(path, size)
        nested = [f.name for f in source.schema_arrow if pa.types.is_nested(f.type)]
        table = None if nested else source.read()
    except (pa.ArrowException, OSError) as error:
        raise file_problem(path, _("the Parquet file cannot be read")) from error
    if table is None:
        raise InputError(
            Problem(
                _("the column holds lists or records"), path.name, column=nested[0],
                allowed=_("one value a cell"),
            )
        )  # fmt: skip
    columns = [[as_text(value) for value in column.to_pylist()] for column in table.columns]
    cells = Cells([str(name) for name in table.column_names if name != "__index_level_0__"])
    kept = [c for c, name in zip(columns, table.column_names, strict=True) if name in cells.header]
    for row, record in enumerate(zip(*kept, strict=True), start=2):
        cells.add(row, list(record))
    return cells
