"""A first column mapping for a file that is not in a table's own form.

Use :func:`suggest_mapping`; the app shows the result for the user to set right. A column is found
by its name, in English or French, and only if what it holds can be read as the table wants it.
"""

from typing import Final

import pandas as pd

from calibration.pool.cells import CellError
from calibration.pool.columns import Type, type_of
from calibration.pool.dates import DateStyle, date_pattern
from calibration.pool.likeness import likeness
from calibration.pool.mapping import Mapping
from calibration.pool.parsing import parser
from calibration.pool.tables import TABLES

FORMATS: Final = (None, "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "DD/MM/YY")
SAMPLE: Final = 500
READABLE: Final = 0.9


def suggest_mapping(frame: pd.DataFrame, kind: str, name: str = "") -> Mapping:
    """Return the mapping that fits a file's header and cells best.

    Args:
        frame: The file's cells as text (:func:`calibration.pool.reading.read_sheet`).
        kind: The table wanted.
        name: What to call the mapping; the table's name if left out.

    Returns:
        A mapping that may lack columns, if nothing in the file resembles them.
    """
    table = TABLES[kind]
    sample = frame.head(SAMPLE)
    chosen: dict[str, str] = {}
    formats: set[str | None] = set()
    for target, column in table.columns.items():
        best = 0.0
        for source in frame.columns:
            if source in chosen.values():
                continue
            fit = likeness(target, source)
            written = _date_format(type_of(column), sample[source])
            if fit > best and written != "":
                best, chosen[target] = fit, source
                if type_of(column) in {Type.DAY, Type.MOMENT}:
                    formats.add(written)
    date_format = next(iter(formats)) if len(formats) == 1 else None
    # A column that has the table's own name needs no mention.
    columns = {target: source for target, source in chosen.items() if target != source}
    return Mapping(name=name or kind, kind=kind, columns=columns, date_format=date_format)


def _date_format(column_type: Type, cells: "pd.Series[str]") -> str | None:
    """Return the date format in which the cells can be read, None for ISO, ``""`` if in none.

    Cells that are no dates need no format, so None also says that they can be read.
    """
    filled = cells[cells.str.strip() != ""]
    if filled.empty:
        return ""
    dated = column_type in {Type.DAY, Type.MOMENT}
    for written in FORMATS if dated else (None,):
        style = DateStyle(date_pattern(written) if written else None, "UTC" if dated else None)
        if _readable(column_type, style, filled) >= READABLE:
            return written
    return ""


def _readable(column_type: Type, style: DateStyle, cells: "pd.Series[str]") -> float:
    parse = parser(column_type, style)
    good = 0
    for text in cells:
        try:
            parse(text)
        except CellError:
            continue
        good += 1
    return good / len(cells)
