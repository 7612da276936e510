"""A first column mapping for a file that is not in a table's own form.

Use :func:`suggest_mapping`; the app shows the result for the user to set right. A column is found
by its name, in English or French, and only if what it holds can be read as the table wants it.
"""

from typing import Final

import pandas as pd

from calibration.pool.cells import CellError
from calibration.pool.columns import Type, type_of
from calibration.pool.dates import DateStyle, date_pattern, parse_day
from calibration.pool.likeness import likeness
from calibration.pool.mapping import Mapping
from calibration.pool.parsing import parser
from calibration.pool.tables import TABLES

FORMATS: Final = (None, "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "DD/MM/YY")
SAMPLE: Final = 500
READABLE: Final = 0.9
FEWEST_PERIODS: Final = 3


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
    constants = {}
    if "period" in table.columns and "period" not in chosen and "date" in chosen:
        constants = _period(sample[chosen["date"]], date_format)
    return Mapping(
        name=name or kind,
        kind=kind,
        columns=columns,
        constants=constants,
        date_format=date_format,
    )


def _period(cells: "pd.Series[str]", date_format: str | None) -> dict[str, str]:
    """Return the period that is meant where all dates are the first of a month or a year."""
    style = DateStyle(date_pattern(date_format) if date_format else None, "UTC")
    days = []
    for text in cells[cells.str.strip() != ""].unique():
        try:
            days.append(parse_day(text, style).value)
        except CellError:
            return {}
    if len(days) < FEWEST_PERIODS or any(day.day != 1 for day in days):
        return {}
    months = {day.month for day in days}
    if len(months) == 1:
        return {"period": "year"}
    return {"period": "quarter" if len({month % 3 for month in months}) == 1 else "month"}


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
