"""A file from a user, read as text with the row numbers that a spreadsheet shows.

Use :func:`read_sheet`; it tells CSV, XLSX and Parquet apart and refuses, with one sentence, what is
not a table, what is too large to be one, and what could be read in two ways. Nothing is interpreted
here: every cell stays the text it was, and :mod:`calibration.pool.checking` gives it a meaning.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.pool.formats import MOST_COLUMNS, Cells, Wish
from calibration.pool.parquet_files import read_parquet
from calibration.pool.text_files import read_csv
from calibration.pool.workbooks import read_xlsx
from venues.common import i18n
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem, file_problem

MOST_MEGABYTES: Final = 100
LONGEST_CELL: Final = 10_000
READERS: Final[dict[str, Callable[[Path, Wish], Cells]]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".xlsx": read_xlsx,
    ".parquet": read_parquet,
}


@dataclass(frozen=True)
class Sheet:
    """A file's cells as text.

    Attributes:
        name: The file's name.
        sha256: The hash of the file's bytes.
        frame: One column of text for each column of the file; an empty cell is ``""``.
        rows: The row of each record as a spreadsheet counts it; the header is row 1.
        notes: What was mended on the way, translated.
    """

    name: str
    sha256: str
    frame: pd.DataFrame
    rows: NDArray[np.int64]
    notes: tuple[str, ...] = ()


def read_sheet(path: Path, *, encoding: str | None = None, kind: str | None = None) -> Sheet:
    """Read a table from a file.

    Args:
        path: A CSV, XLSX or Parquet file.
        encoding: How a CSV file encodes its letters, if not in UTF-8.
        kind: The table wanted: a workbook's sheet of that name is preferred.

    Raises:
        InputError: The file is missing, too large, or no table.
    """
    reader = READERS.get(path.suffix.lower())
    if path.is_dir():
        # A path such as “.” has no name of its own.
        what = _("this is a folder, not a file")
        raise InputError(Problem(what, file=path.name or str(path)))
    if not path.is_file():
        raise file_problem(path, _("there is no such file"))
    if reader is None:
        raise file_problem(
            path,
            _("not a kind of file that can be imported"),
            value=path.suffix,
            allowed="CSV, XLSX, Parquet",
        )
    _refuse_size(path)
    cells = reader(path, Wish(encoding, kind))
    return _as_sheet(path, cells)


def _refuse_size(path: Path) -> None:
    size = path.stat().st_size
    if size > MOST_MEGABYTES * 1e6:
        raise file_problem(
            path,
            _("the file is too large"),
            value=_("{size} MB").format(size=i18n.number(size / 1e6)),
            allowed=_("at most {most} MB; split the file by year").format(most=MOST_MEGABYTES),
        )
    if size == 0:
        raise file_problem(path, _("the file is empty"), allowed=_("a header and rows"))


def _as_sheet(path: Path, cells: Cells) -> Sheet:
    header = [" ".join(name.split()) for name in cells.header]
    _check_header(path, header)
    if not cells.records:
        raise file_problem(
            path, _("the file has a header but no rows"), allowed=_("at least one row")
        )
    frame = pd.DataFrame(cells.records, columns=header, dtype=object)
    for name in header:
        too_long = frame[name].str.len() > LONGEST_CELL
        if too_long.any():
            at = int(np.flatnonzero(too_long)[0])
            most = i18n.number(LONGEST_CELL)
            raise InputError(
                Problem(
                    _("the cell is too long"), path.name, int(cells.rows[at]), name,
                    frame[name].iloc[at], _("at most {most} characters").format(most=most),
                )
            )  # fmt: skip
    return Sheet(
        path.name,
        hashlib.sha256(path.read_bytes()).hexdigest(),
        frame,
        np.asarray(cells.rows, dtype=np.int64),
        tuple(cells.notes),
    )


def _check_header(path: Path, header: list[str]) -> None:
    if not any(header):
        raise file_problem(path, _("the first row holds no column names"))
    for position, name in enumerate(header, start=1):
        if not name:
            raise InputError(
                Problem(
                    _("a column has no name"), path.name, 1, str(position),
                    allowed=_("one name for each column, in the first row, no merged cells"),
                )
            )  # fmt: skip
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise InputError(
            Problem(
                _("two columns have the same name"), path.name, 1, twice,
                allowed=_("each name once"),
            )
        )  # fmt: skip
    if len(header) > MOST_COLUMNS:
        raise file_problem(
            path, _("too many columns"), value=str(len(header)), allowed=str(MOST_COLUMNS)
        )
