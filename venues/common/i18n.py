"""Texts, numbers and dates in the reader's language.

Every text that a user can see goes through :func:`gettext` (imported as ``_``), with the English
text as its key. A text that is declared before the reader is known (a parameter's label, a job's
stage) is marked with :func:`N_` where it stands and translated where it is shown.

The catalogues are the ``.po`` files under ``venues/common/locale``; Babel compiles them in memory,
so there is no built file that could be stale.
"""

import gettext as _stdlib_gettext
import io
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from babel.dates import format_date as _babel_format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

LANGUAGES: Final = {"en": "English", "fr": "Français"}
LOCALE_DIR: Final = Path(__file__).parent / "locale"
_WRITTEN_AS_IN: Final = {"en": "en_GB", "fr": "fr_FR"}
"""Where dates and numbers are written as here: the day comes before the month in both languages."""

_language: ContextVar[str] = ContextVar("language", default="en")


def use_language(code: str) -> None:
    """Show texts in this language from now on, in this thread or task.

    Args:
        code: A key of :data:`LANGUAGES`.

    Raises:
        KeyError: There is no such language.
    """
    if code not in LANGUAGES:
        raise KeyError(code)
    _language.set(code)


def language() -> str:
    """Return the code of the language in use."""
    return _language.get()


def locale() -> str:
    """Return the locale by which dates and numbers are written in the language in use."""
    return _WRITTEN_AS_IN[language()]


def best_language(preferences: Iterable[str | None]) -> str:
    """Return the first preference that there is a catalogue for, else English.

    Args:
        preferences: Locale names, best first: ``fr``, ``fr-CA`` or ``fr_FR.UTF-8``.
    """
    for preference in preferences:
        code = (preference or "").replace("_", "-").split("-")[0].split(".")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"


@cache
def catalogue(code: str) -> _stdlib_gettext.NullTranslations:
    """Return the compiled catalogue of one language."""
    with (LOCALE_DIR / code / "LC_MESSAGES" / "jauge.po").open("rb") as source:
        messages = read_po(source, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return _stdlib_gettext.GNUTranslations(compiled)


def gettext(message: str) -> str:
    """Return the message in the reader's language."""
    return catalogue(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of the message that fits the number, in the reader's language."""
    return catalogue(language()).ngettext(singular, plural, number)


def N_(message: str) -> str:  # noqa: N802  (the name that gettext tools look for)
    """Mark a message for translation without translating it yet."""
    return message


def number(value: float, decimals: int = 0) -> str:
    """Return a number with the reader's separators: ``3,100`` or ``3 100``."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=locale()))


def signed(value: float, decimals: int = 0) -> str:
    """Return a number with its sign, a true minus included: ``+3,100``, ``−40``."""
    text = number(abs(value), decimals)
    is_zero = float(f"{abs(value):.{decimals}f}") == 0
    return text if is_zero else ("+" if value > 0 else "−") + text


def percent(share: float, decimals: int = 0) -> str:
    """Return a share as a percentage: ``87%`` or ``87 %``."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "%"
    # CLDR writes a no-break space before the sign in French.
    pattern = pattern.replace("%", "\u00a0%") if language() == "fr" else pattern
    return str(format_percent(share, format=pattern, locale=locale()))


def money(amount: float, currency: str | None) -> str:
    """Return an amount as the reader writes it, ``€12.50``; without a currency the number alone.

    Args:
        amount: The amount.
        currency: Its currency's code by ISO 4217, if it is known.
    """
    if currency is None:
        return number(amount, 2)
    return str(format_currency(amount, currency, locale=locale()))


def day(value: date, style: str = "medium") -> str:
    """Return a date as the reader writes it, the day before the month in either language.

    Args:
        value: The date.
        style: ``short``, ``medium``, ``long``, ``full``, or a pattern such as ``EEE d MMM``.
    """
    return str(_babel_format_date(value, format=style, locale=locale()))
