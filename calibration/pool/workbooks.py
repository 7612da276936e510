"""XLSX workbooks: the values of one sheet, never what a formula may once have given.

Used by :mod:`calibration.pool.reading`. A workbook is a ZIP archive of XML files, so its size is
measured before it is unpacked and XML entities are refused.
"""

import zipfile
from pathlib import Path
from typing import Any

from calibration.pool.formats import (
    MOST_ROWS,
    Cells,
    Wish,
    as_text,
    refuse_length,
    refuse_rows,
    refuse_unpacked,
)
from venues.common.i18n import gettext as _
from venues.common.problems import file_problem


def read_xlsx(path: Path, wish: Wish) -> Cells:
    """Read a workbook's first sheet that holds anything, or the one named as the table."""
    from openpyxl import load_workbook  # noqa: PLC0415  most imports are CSV

    _check_workbook(path)
    try:
        book = load_workbook(path, read_only=True, data_only=False)
    except Exception as error:  # openpyxl raises whatever a broken part provokes
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
            refuse_unpacked(path, sum(part.file_size for part in parts))
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
            refuse_length(path, row, record, cells.header)
        cells.add(row, record[:width])
        if len(cells.records) > MOST_ROWS:
            refuse_rows(path, len(cells.records))
    return cells
