"""The countries that a venue may lie in, by their codes of two letters (ISO 3166-1)."""

from typing import Final

from babel import Locale

_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes of two letters that stand for something else than a country."""
COUNTRIES: Final = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == 2 and code not in _NO_COUNTRIES
)
