"""The kinds of column that a table of the pool may have, as pandera columns.

Use these to declare a table in :mod:`calibration.pool.tables`. Each kind fixes how the text of a
cell is read (:mod:`calibration.pool.parsing`), the type in a frame, the type in SQLite and the
type in the published schema, so that none of these can disagree with another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa

from venues.common import i18n
from venues.common.i18n import gettext as _

LONGEST_TEXT: Final = 200
EARLIEST: Final = pd.Timestamp(1900, 1, 1)
LATEST: Final = pd.Timestamp(2100, 12, 31)


class Type(StrEnum):
    """How a column's cells are read."""

    TEXT = "text"
    LABEL = "label"
    CHOICE = "choice"
    CODE = "code"
    COUNT = "count"
    MEASURE = "measure"
    DAY = "day"
    MOMENT = "moment"
    CLOCK = "clock"


@dataclass(frozen=True)
class Storage:
    """The names of one type elsewhere: pandas, SQLite and Frictionless."""

    frame: str
    sqlite: str
    published: str


STORAGE: Final = {
    Type.TEXT: Storage("str", "TEXT", "string"),
    Type.LABEL: Storage("str", "TEXT", "string"),
    Type.CHOICE: Storage("str", "TEXT", "string"),
    Type.CODE: Storage("str", "TEXT", "string"),
    Type.CLOCK: Storage("str", "TEXT", "string"),
    Type.COUNT: Storage("Int64", "INTEGER", "integer"),
    Type.MEASURE: Storage("float64", "REAL", "number"),
    Type.DAY: Storage("datetime64[ns]", "TEXT", "date"),
    Type.MOMENT: Storage("datetime64[ns]", "TEXT", "datetime"),
}


def _column(
    kind: Type,
    checks: list[pa.Check],
    description: str,
    optional: bool,
    default: str | None = None,
    **metadata: Any,
) -> pa.Column:
    return pa.Column(
        STORAGE[kind].frame,
        checks,
        nullable=optional and default is None,
        required=not optional,
        default=default,
        description=description,
        metadata={"type": kind, **metadata},
    )


def text(description: str, *, optional: bool = False) -> pa.Column:
    """Declare a column of names or remarks."""
    checks = [pa.Check.str_length(1, LONGEST_TEXT)]
    return _column(Type.TEXT, checks, description, optional)


def label(description: str) -> pa.Column:
    """Declare a column of names that are one however large their letters; they may be left out."""
    checks = [pa.Check.str_length(1, LONGEST_TEXT)]
    return _column(Type.LABEL, checks, description, optional=True)


def choice(
    description: str, values: Sequence[str], *, optional: bool = False, default: str | None = None
) -> pa.Column:
    """Declare a column that holds one of a few words."""
    return _column(Type.CHOICE, [pa.Check.isin(list(values))], description, optional, default)


def code(description: str, pattern: str, example: str, *, optional: bool = False) -> pa.Column:
    """Declare a column of codes such as EUR."""
    checks = [pa.Check.str_matches(pattern)]
    return _column(Type.CODE, checks, description, optional, example=example)


def count(description: str, most: int, *, optional: bool = False) -> pa.Column:
    """Declare a column of whole numbers from zero."""
    return _column(Type.COUNT, [pa.Check.in_range(0, most)], description, optional)


def measure(description: str, least: float, most: float, *, optional: bool = False) -> pa.Column:
    """Declare a column of measured numbers, decimals allowed."""
    return _column(Type.MEASURE, [pa.Check.in_range(least, most)], description, optional)


def day(description: str) -> pa.Column:
    """Declare a column of days."""
    return _column(Type.DAY, [pa.Check.in_range(EARLIEST, LATEST)], description, optional=False)


def moment(description: str) -> pa.Column:
    """Declare a column of days with a time of day, which may be left out."""
    return _column(Type.MOMENT, [pa.Check.in_range(EARLIEST, LATEST)], description, optional=False)


def clock(description: str, *, optional: bool = False) -> pa.Column:
    """Declare a column of times of day."""
    checks = [pa.Check.str_matches(r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
    return _column(Type.CLOCK, checks, description, optional)


def type_of(column: pa.Column) -> Type:
    """Return how the column's cells are read."""
    return Type(column.metadata["type"])


def statistics(column: pa.Column) -> dict[str, Any]:
    """Return the bounds, lengths, pattern or words that the column's checks allow."""
    return {name: value for check in column.checks for name, value in check.statistics.items()}


def allowed(column: pa.Column) -> str:  # noqa: PLR0911  one sentence for each type
    """Say what may stand in the column, in the reader's language."""
    limits = statistics(column)
    match type_of(column):
        case Type.TEXT | Type.LABEL:
            return _("text of 1 to {most} characters").format(most=limits["max_value"])
        case Type.CHOICE:
            return _("one of {words}").format(words=", ".join(limits["allowed_values"]))
        case Type.CODE:
            return _("a code such as {example}").format(example=column.metadata["example"])
        case Type.COUNT:
            return _("a whole number from {least} to {most}").format(
                least=i18n.number(limits["min_value"]), most=i18n.number(limits["max_value"])
            )
        case Type.MEASURE:
            return _("a number from {least} to {most}").format(
                least=i18n.number(limits["min_value"]), most=i18n.number(limits["max_value"])
            )
        case Type.CLOCK:
            return _("a time of day as HH:MM, such as 17:30")
        case Type.DAY:
            return _("a day from 1900 to 2100, written YYYY-MM-DD")
        case Type.MOMENT:
            return _("a day from 1900 to 2100, written YYYY-MM-DD or YYYY-MM-DD HH:MM")
