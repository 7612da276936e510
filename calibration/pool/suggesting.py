"""A first column mapping for a file that is not in a table's own form.

Use :func:`suggest_mapping`; the app shows the result for the user to set right. A column is found
by its name, in English or French, and only if what it holds can be read as the table wants it.
"""

import unicodedata
from typing import Final

import pandas as pd

from calibration.pool.cells import CellError
from calibration.pool.columns import Type, type_of
from calibration.pool.dates import DateStyle, date_pattern
from calibration.pool.mapping import Mapping
from calibration.pool.parsing import parser
from calibration.pool.tables import TABLES

WORDS: Final = {
    "venue": ("museum", "site", "library", "location", "musee", "etablissement", "lieu", "nom"),
    "date": ("day", "month", "jour", "mois", "week", "semaine"),
    "visits": ("visitors", "visites", "visiteurs", "attendance", "entries", "entrees", "count",
               "frequentation", "admissions", "total"),
    "title": ("exhibition", "exposition", "titre", "name", "nom"),
    "name": ("event", "evenement", "holiday", "vacation", "vacances", "nom"),
    "start": ("begin", "from", "debut", "date", "opens"),
    "end": ("until", "to", "fin", "closes"),
    "open_hours": ("hours", "heures", "opening"),
    "temp_max_c": ("temp_max", "temperature", "tmax", "tx"),
    "rain_mm": ("rain", "precipitation", "pluie", "rr"),
    "region": ("zone", "academie", "area"),
    "session_type": ("session", "type", "activity", "workshop", "atelier", "activite"),
    "attended": ("attendees", "attendance", "participants", "present"),
    "capacity": ("places", "capacite"),
    "segment": ("ticket", "category", "categorie", "tarif"),
    "theme": ("subject", "sujet"),
    "gallery": ("room", "space", "salle"),
}  # fmt: skip
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
            likeness = _likeness(target, source)
            written = _date_format(type_of(column), sample[source])
            if likeness > best and written != "":
                best, chosen[target] = likeness, source
                if type_of(column) in {Type.DAY, Type.MOMENT}:
                    formats.add(written)
    date_format = next(iter(formats)) if len(formats) == 1 else None
    # A column that has the table's own name needs no mention.
    columns = {target: source for target, source in chosen.items() if target != source}
    return Mapping(name=name or kind, kind=kind, columns=columns, date_format=date_format)


def _likeness(target: str, source: str) -> float:
    """Return how well a column's name fits: 3 for the same, 2 for a synonym, 1 for a part of it."""
    plain = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode().lower()
    words = plain.replace("_", " ").replace("-", " ").split()
    wanted = (target, *WORDS.get(target, ()))
    if plain.strip() == target:
        return 3.0
    if plain.strip() in wanted:
        return 2.0 - wanted.index(plain.strip()) / 100
    parts = [word for word in wanted if word in words]
    return 1.0 - wanted.index(parts[0]) / 100 if parts else 0.0


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
