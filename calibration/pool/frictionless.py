"""The tables of the pool as Frictionless table schemas, for those who prepare files.

Run ``python -m calibration.pool.frictionless`` after a change in :mod:`calibration.pool.tables`; a
test holds the written files to the declaration. Form: https://specs.frictionlessdata.io/table-schema
"""

import json
from pathlib import Path
from typing import Any, Final

import pandera.pandas as pa

from calibration.pool.columns import STORAGE, Type, statistics, type_of
from calibration.pool.tables import TABLES, Table

FOLDER: Final = Path(__file__).parent / "schemas"


def constraints(column: pa.Column) -> dict[str, Any]:
    """Return what the column's checks allow, in Frictionless words."""
    limits = statistics(column)
    found: dict[str, Any] = {}
    if column.required:
        found["required"] = True
    if type_of(column) in {Type.TEXT, Type.LABEL}:
        return found | {"minLength": limits["min_value"], "maxLength": limits["max_value"]}
    if type_of(column) in {Type.DAY, Type.MOMENT}:
        limits = {name: f"{value:%Y-%m-%d}" for name, value in limits.items() if "value" in name}
    words = {
        "min_value": "minimum",
        "max_value": "maximum",
        "allowed_values": "enum",
        "pattern": "pattern",
    }
    return found | {word: limits[name] for name, word in words.items() if name in limits}


def field(name: str, column: pa.Column) -> dict[str, Any]:
    """Return one column as a Frictionless field."""
    described = {
        "name": name,
        "type": STORAGE[type_of(column)].published,
        "description": column.description,
    }
    if type_of(column) is Type.MOMENT:
        described["format"] = "any"  # the time of day may be left out
    return described | {"constraints": constraints(column)}


def table_schema(table: Table) -> dict[str, Any]:
    """Return a table of the pool as a Frictionless table schema.

    A Frictionless primary key may not be empty, so it holds the key's required columns only where
    these are the whole key; otherwise the key stands in ``jauge:key``.
    """
    whole = all(table.columns[name].required for name in table.key)
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": table.kind,
        "title": table.title,
        "fields": [field(name, column) for name, column in table.columns.items()],
        "primaryKey" if whole else "jauge:key": list(table.key),
        "missingValues": [""],
    }


def as_text(table: Table) -> str:
    """Return the published file's text."""
    return json.dumps(table_schema(table), indent=2, ensure_ascii=False) + "\n"


def path_of(table: Table) -> Path:
    """Return where the table's schema is published."""
    return FOLDER / f"{table.kind}.schema.json"


def main() -> None:
    """Write all the schemas."""
    FOLDER.mkdir(exist_ok=True)
    for table in TABLES.values():
        path_of(table).write_text(as_text(table), encoding="utf-8")


if __name__ == "__main__":
    main()
