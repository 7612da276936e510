"""Texts that are data: names and titles that their author gives in one language or several.

What Jauge itself says goes through :mod:`venues.common.i18n`; what a room, a scenario or a workshop
is called stands in its file, by language, and is shown in the reader's where it is given there.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer, StringConstraints

from venues.common.i18n import LANGUAGES, language


def in_readers_language[Code: str](texts: Mapping[Code, str], fallback: str = "") -> str:
    """Return the text in the reader's language, else in English, else in any, else the fallback."""
    by_code = {str(code): text for code, text in texts.items()}
    for code in (language(), "en"):
        if by_code.get(code):
            return by_code[code]
    return next((text for text in by_code.values() if text), fallback)


def in_every_language(value: Any) -> Any:
    """Let plain text stand for the same text in every language."""
    return dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value


def _shortest(value: Mapping[str, str]) -> Any:
    """Return one text where every language has the same."""
    texts = set(value.values())
    return texts.pop() if len(texts) == 1 and set(value) == set(LANGUAGES) else dict(value)


Texts = Annotated[
    dict[Literal["en", "fr"], Annotated[str, StringConstraints(min_length=1, max_length=2000)]],
    BeforeValidator(in_every_language),
    PlainSerializer(_shortest),
]
"""A text in one or more languages, or one text for all of them."""
