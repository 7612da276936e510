"""From the text of a cell to its value, or to the sentence that says why not.

Used by :mod:`calibration.pool.checking` on every cell of a declared column. What can mean one thing
only is mended and noted (``1 234`` visits); what could mean two things is refused with the
readings it allows (``03/04/2018``), because a pool of several institutions cannot be set right later.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from calibration.pool.columns import Type
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


def mend_sentence(mend: Mend, column: str, count: int) -> str:
    """Say what was mended in a column, in the reader's language."""
    cells = ngettext("{count} cell", "{count} cells", count).format(count=count)
    what = {
        Mend.SPACES: _("surplus spaces were taken out"),
        Mend.GROUPED: _("the separators between thousands were taken out"),
        Mend.DECIMAL_COMMA: _("the decimal comma was read as a decimal point"),
        Mend.YEAR_FIRST: _("dates with the year first were rewritten as YYYY-MM-DD"),
        Mend.START_OF_PERIOD: _("a month or year without a day was dated by its first day"),
        Mend.CASE: _("upper and lower case were brought into line"),
    }[mend]
    return _("Column {column}, {cells}: {what}.").format(column=column, cells=cells, what=what)


class CellProblem(ValueError):
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


@dataclass(frozen=True)
class DateStyle:
    """How a file writes its days.

    Attributes:
        pattern: A pattern for ``strptime``; None for ISO 8601.
        timezone: The venue's time zone, if the file gives instants rather than days.
    """

    pattern: str | None = None
    timezone: str | None = None


# --- text ---------------------------------------------------------------------------------------

TAG: Final = re.compile(r"<\s*/?\s*[A-Za-z!][^>]*>")
# What a spreadsheet would calculate when it opens a copy of the table: anything after '=', a call,
# a pipe or a cell behind '+', '-' or '@'. A name such as '@Bristol' or a remark '+66 in the garden'
# stays possible.
FORMULA: Final = re.compile(r"=|[+\-@].*[(|]|[+\-@].*![A-Z$]|[+\-@]\$?[A-Z]{1,3}\$?\d")
SHEET_ERROR: Final = re.compile(r"#(REF|VALUE|DIV/0|NUM)!|#N/A|#NAME\?|#NULL!")
# Letters that change the reading direction or cannot be seen make two names look like one.
UNSEEN: Final = {*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF}


def parse_text(text: str) -> Parsed:
    """Return a name or remark: one line, single spaces, composed letters."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(c) == "Cc" or ord(c) in UNSEEN for c in tidy):
        raise CellProblem(_("the text holds control or invisible characters"), _("plain text"))
    if TAG.search(tidy):
        raise CellProblem(_("the text holds an HTML tag"), _("plain text"))
    if FORMULA.match(tidy) or SHEET_ERROR.fullmatch(tidy):
        raise CellProblem(
            _("the cell holds a formula, not a value"), _("plain text (paste formulas as values)")
        )
    return Parsed(tidy, Mend.SPACES if tidy != unicodedata.normalize("NFC", text) else None)


def _parse_word(text: str, change: Callable[[str], str]) -> Parsed:
    word = change(text.strip())
    return Parsed(word, Mend.CASE if word != text.strip() else None)


def parse_clock(text: str, _style: DateStyle) -> Parsed:
    """Return a time of day as HH:MM."""
    found = re.fullmatch(r"(\d{1,2})[:hH](\d{2})(?::00(?:\.0+)?)?", text.strip())
    return Parsed(f"{int(found[1]):02}:{found[2]}" if found else text.strip())


# --- numbers ------------------------------------------------------------------------------------

PLAIN: Final = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?")
SPACED: Final = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?")
COMMAS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,(\d{1,2}|\d{4,})")


def parse_measure(text: str) -> Parsed:
    """Return a number with decimals."""
    plain = text.strip().replace("\u2212", "-")
    mend = None
    if SPACED.fullmatch(plain):
        plain, mend = re.sub(r"[ \u00a0\u202f'’]", "", plain), Mend.GROUPED
    if DECIMAL_COMMA.fullmatch(plain):
        plain, mend = plain.replace(",", "."), Mend.DECIMAL_COMMA
    if FORMULA.match(plain) or SHEET_ERROR.fullmatch(plain):
        raise CellProblem(_("the cell holds a formula, not a value"))
    if COMMAS.fullmatch(plain):
        readings = _("{whole} or {decimal}").format(
            whole=plain.replace(",", ""), decimal=plain.replace(",", ".", 1)
        )
        raise CellProblem(_("a number that can be read in two ways"), readings)
    if not PLAIN.fullmatch(plain):
        raise CellProblem(_("not a number"))
    return Parsed(float(plain), mend)


def parse_count(text: str) -> Parsed:
    """Return a whole number; ``771.0`` is one, ``3.5`` and ``1.234`` are not."""
    plain = text.strip()
    mend = None
    if COMMAS.fullmatch(plain):
        # A count has no decimals, so these commas can only stand between thousands.
        plain, mend = plain.replace(",", ""), Mend.GROUPED
    number = parse_measure(plain)
    if not number.value.is_integer():
        raise CellProblem(_("not a whole number"))
    return Parsed(int(number.value), number.mend or mend)


# --- days ---------------------------------------------------------------------------------------

YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?P<time>[ T].+)?"
)
DAY_OR_MONTH_FIRST: Final = re.compile(
    r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<year>\d{4}|\d{2})(?:[ T].*)?"
)
SHORT: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?")


def parse_moment(text: str, style: DateStyle) -> Parsed:
    """Return a day with its time of day, midnight if none is given."""
    plain = text.strip()
    if style.pattern:
        moment = _by_pattern(plain, style.pattern)
        return Parsed(_local(moment, style))
    found = YEAR_FIRST.fullmatch(plain)
    if not found:
        raise _not_iso(plain)
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    _refuse_impossible(year, month, day)
    rewritten = f"{year:04}-{month:02}-{day:02}{found['time'] or ''}"
    try:
        moment = datetime.fromisoformat(rewritten)
    except ValueError:
        raise CellProblem(_("the time of day cannot be read")) from None
    iso = found["mark"] == "-" and len(found["month"] + found["day"]) == 4
    return Parsed(_local(moment, style), None if iso else Mend.YEAR_FIRST)


def parse_day(text: str, style: DateStyle) -> Parsed:
    """Return a day.

    With a time zone an instant is a day there; without one a time of day other than midnight is
    refused, as it would be lost.
    """
    plain = text.strip()
    short = SHORT.fullmatch(plain)
    if short and not style.pattern and 1900 <= int(short["year"]) <= 2100:
        month = int(short["month"] or 1)
        _refuse_impossible(int(short["year"]), month, 1)
        return Parsed(datetime(int(short["year"]), month, 1), Mend.START_OF_PERIOD)  # noqa: DTZ001  a civil day has no zone
    moment = parse_moment(plain, style)
    value: datetime = moment.value
    midnight = value.replace(hour=0, minute=0, second=0, microsecond=0)
    if style.timezone is None and value != midnight:
        raise CellProblem(
            _("a time of day where a day is meant"),
            _("a day as YYYY-MM-DD, or a mapping that names the time zone"),
        )
    return Parsed(midnight, moment.mend)


def _by_pattern(plain: str, pattern: str) -> datetime:
    try:
        return datetime.strptime(plain, pattern)
    except ValueError:
        example = datetime(2018, 2, 13, tzinfo=UTC).strftime(pattern)
        raise CellProblem(
            _("not a date of the form asked for"),
            _("a date like {example}").format(example=example),
        ) from None


def _local(moment: datetime, style: DateStyle) -> datetime:
    if moment.tzinfo is None:
        return moment
    if style.timezone is None:
        if moment.utcoffset() == timedelta(0) and moment.time() == datetime.min.time():
            return moment.replace(tzinfo=None)
        raise CellProblem(
            _("an instant with an offset from UTC"),
            _("a day as YYYY-MM-DD, or a mapping that names the time zone"),
        )
    return moment.astimezone(ZoneInfo(style.timezone)).replace(tzinfo=None)


def _refuse_impossible(year: int, month: int, day: int) -> None:
    if not 1 <= month <= 12:
        raise CellProblem(_("there is no such month"), _("a month from 01 to 12"))
    if year < 1:
        raise CellProblem(_("there is no such year"))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise CellProblem(
            _("there is no such day"),
            _("a day from {first} to {last}").format(
                first=f"{year:04}-{month:02}-01", last=f"{year:04}-{month:02}-{last:02}"
            ),
        )


def _not_iso(plain: str) -> CellProblem:
    found = DAY_OR_MONTH_FIRST.fullmatch(plain)
    if not found:
        return CellProblem(_("not a date"), _("a day as YYYY-MM-DD"))
    a, b, year = int(found["a"]), int(found["b"]), int(found["year"])
    year += 2000 if year < 100 else 0
    readings = [
        f"{year:04}-{month:02}-{day:02}"
        for day, month in dict.fromkeys(((a, b), (b, a)))
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    ]
    if not readings:
        return CellProblem(_("there is no such day"), _("a day as YYYY-MM-DD"))
    return CellProblem(
        _("the date does not start with the year"),
        _("{readings}; the date format of the whole file can be given, such as DD/MM/YYYY").format(
            readings=_(" or ").join(readings)
        ),
    )


TOKENS: Final = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "HH": "%H", "mm": "%M"}


def date_pattern(written: str) -> str:
    """Return the ``strptime`` pattern for a date format as a person writes it.

    Args:
        written: Such as ``DD/MM/YYYY``, or a pattern with ``%`` already.

    Raises:
        CellProblem: It does not name a year, a month and a day.
    """
    pattern = written
    if "%" not in pattern:
        for token, directive in TOKENS.items():
            pattern = pattern.replace(token, directive)
    year, month = (
        ("%Y" in pattern or "%y" in pattern),
        any(m in pattern for m in ("%m", "%b", "%B")),
    )
    if not (year and month and "%d" in pattern):
        raise CellProblem(
            _("the date format does not name year, month and day"),
            "DD/MM/YYYY, MM/DD/YYYY, DD.MM.YY",
        )
    return pattern


PARSERS: Final[dict[Type, Callable[[str, DateStyle], Parsed]]] = {
    Type.TEXT: lambda text, _style: parse_text(text),
    Type.CHOICE: lambda text, _style: _parse_word(text, str.lower),
    Type.CODE: lambda text, _style: _parse_word(text, str.upper),
    Type.COUNT: lambda text, _style: parse_count(text),
    Type.MEASURE: lambda text, _style: parse_measure(text),
    Type.CLOCK: parse_clock,
    Type.DAY: parse_day,
    Type.MOMENT: parse_moment,
}


def parser(column_type: Type, style: DateStyle) -> Callable[[str], Parsed]:
    """Return the function that reads the cells of a column of this type."""
    return partial(_parse, PARSERS[column_type], style)


def _parse(parse: Callable[[str, DateStyle], Parsed], style: DateStyle, text: str) -> Parsed:
    return parse(text, style)
