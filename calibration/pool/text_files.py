"""Text files with one record a line: CSV and its kin.

Used by :mod:`calibration.pool.reading`. The letters must be UTF-8 unless the user names another
encoding, as guessing one would silently misspell names; the mark between cells is found out, as a
wrong guess there could not go unnoticed.
"""

import csv
import io
from pathlib import Path
from typing import Final

from calibration.pool.formats import Cells, Wish, refuse_length, refuse_rows
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem, file_problem

DELIMITERS: Final = (",", ";", "\t", "|")
SIGNATURES: Final = {
    b"PK\x03\x04": "XLSX",
    b"PAR1": "Parquet",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x1f\x8b": "GZIP",
}


class EncodingError(InputError):
    """The letters of a text file are not encoded as they were taken to be."""


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
    refuse_rows(path, len(records))
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
        refuse_length(path, row, record, header)
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
    except UnicodeDecodeError as error:
        raise _encoding_problem(path, content, encoding, error) from None
    except (LookupError, ValueError):
        raise file_problem(
            path, _("there is no such encoding"), value=encoding, allowed="utf-8, cp1252, utf-16"
        ) from None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise InputError(
            Problem(
                _("the file holds bytes that are not text"), path.name, row, allowed=_("text only")
            )
        )
    return text, notes


def _encoding_problem(
    path: Path, content: bytes, encoding: str | None, error: UnicodeDecodeError
) -> EncodingError:
    what = _("the letters are not encoded in UTF-8")
    if encoding and encoding.lower() != "utf-8":
        what = _("the letters are not encoded in {encoding}").format(encoding=encoding)
    row = content[: error.start].count(b"\n") + 1
    around = content[max(0, error.start - 20) : error.start + 20].decode("cp1252", "replace")
    return EncodingError(
        Problem(
            what, path.name, row, value=around, allowed=None if encoding else "UTF-8",
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
