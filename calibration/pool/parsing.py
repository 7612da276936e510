"""From the text of a cell to its value, or to the sentence that says why not.

Used by :mod:`calibration.pool.checking` on every cell of a declared column. What can mean one thing
only is mended and noted (``1 234`` visits); what could mean two things is refused with the
readings it allows (``03/04/2018``), because nobody could set it right later.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Final

from calibration.pool.cells import CellError, Mend, Parsed
from calibration.pool.columns import Type
from calibration.pool.dates import DateStyle, parse_day, parse_moment
from venues.common.i18n import gettext as _

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
        raise CellError(_("the text holds control or invisible characters"), _("plain text"))
    if TAG.search(tidy):
        raise CellError(_("the text holds an HTML tag"), _("plain text"))
    if FORMULA.match(tidy) or SHEET_ERROR.fullmatch(tidy):
        raise CellError(
            _("the cell holds a formula, not a value"), _("plain text (paste formulas as values)")
        )
    return Parsed(tidy, Mend.SPACES if tidy != unicodedata.normalize("NFC", text) else None)


def parse_label(text: str) -> Parsed:
    """Return a name of which case and spaces say nothing: “Zoo” and “zoo ” are one."""
    return _parse_word(" ".join(unicodedata.normalize("NFC", text).split()), str.lower)


def _parse_word(text: str, change: Callable[[str], str]) -> Parsed:
    word = change(text.strip())
    return Parsed(word, Mend.CASE if word != text.strip() else None)


def parse_clock(text: str, _style: DateStyle) -> Parsed:
    """Return a time of day as HH:MM."""
    found = re.fullmatch(r"(\d{1,2})[:hH](\d{2})(?::00(?:\.0+)?)?", text.strip())
    return Parsed(f"{int(found[1]):02}:{found[2]}" if found else text.strip())


# Up to here a float tells every whole number from the next.
LARGEST: Final = 2**53
PLAIN: Final = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?")
SPACED: Final = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?")
COMMAS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
POINTS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
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
        raise CellError(_("the cell holds a formula, not a value"))
    if COMMAS.fullmatch(plain):
        raise _two_readings(plain.replace(",", ""), plain.replace(",", ".", 1))
    if not PLAIN.fullmatch(plain):
        raise CellError(_("not a number"))
    value = float(plain)
    if abs(value) > LARGEST:
        raise CellError(_("out of bounds"))
    return Parsed(value, mend)


def parse_count(text: str) -> Parsed:
    """Return a whole number; a fraction, as estimates have, is rounded.

    ``1.234`` is refused: it may be a thousand in a country that groups by points.
    """
    plain = text.strip()
    mend = None
    if POINTS.fullmatch(plain):
        raise _two_readings(plain.replace(".", ""), plain.replace(".", "", plain.count(".") - 1))
    if COMMAS.fullmatch(plain):
        # A count has no decimals, so these commas can only stand between thousands.
        plain, mend = plain.replace(",", ""), Mend.GROUPED
    number = parse_measure(plain)
    if not number.value.is_integer():
        return Parsed(round(number.value), Mend.ROUNDED)
    return Parsed(int(number.value), number.mend or mend)


def _two_readings(whole: str, decimal: str) -> CellError:
    return CellError(
        _("a number that can be read in two ways"),
        _("{whole} or {decimal}").format(whole=whole, decimal=decimal),
    )


PARSERS: Final[dict[Type, Callable[[str, DateStyle], Parsed]]] = {
    Type.TEXT: lambda text, _style: parse_text(text),
    Type.LABEL: lambda text, _style: parse_label(text),
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
