"""What reading one cell gives: its value and what was mended, or the reason why it has none.

Used by :mod:`calibration.pool.parsing` and :mod:`calibration.pool.dates`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext


class Mend(StrEnum):
    """A change to a cell's text that cannot change what it means."""

    SPACES = "spaces"
    GROUPED = "grouped"
    DECIMAL_COMMA = "decimal comma"
    YEAR_FIRST = "year first"
    START_OF_PERIOD = "start of period"
    CASE = "case"
    ROUNDED = "rounded"
    OTHER_DAY = "other day"


def mend_sentence(mend: Mend, column: str, count: int) -> str:
    """Say what was mended in a column, in the reader's language."""
    cells = ngettext("{count} cell", "{count} cells", count).format(count=count)
    what = {
        Mend.SPACES: _("surplus spaces were taken out"),
        Mend.GROUPED: _("the separators between thousands were taken out"),
        Mend.DECIMAL_COMMA: _("the decimal comma was read as a decimal point"),
        Mend.YEAR_FIRST: _("dates with the year first were rewritten as YYYY-MM-DD"),
        Mend.START_OF_PERIOD: _("a month or year without a day was dated by its first day"),
        Mend.ROUNDED: _("fractions were rounded to whole numbers"),
        Mend.CASE: _("upper and lower case were brought into line"),
        Mend.OTHER_DAY: _("the day in the venues' time zone is another than the day written"),
    }[mend]
    return _("Column {column}, {cells}: {what}.").format(column=column, cells=cells, what=what)


class CellError(ValueError):
    """A cell's text has no value that could be used.

    Attributes:
        what: What is wrong, translated.
        allowed: What may stand there instead, if more can be said than the column's own rule.
    """

    def __init__(self, what: str, allowed: str | None = None) -> None:
        self.what = what
        self.allowed = allowed
        super().__init__(what)


@dataclass(frozen=True)
class Parsed:
    """A cell's value and what was mended to read it."""

    value: Any
    mend: Mend | None = None
