"""What is told of a venue itself: its country, its school region, and what type of venue it is."""

import unicodedata
from typing import Final

from babel import Locale

from calibration.pool.store import Pool, describe_venue
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes of two letters that stand for something else than a country."""


def country_code(code: str | None) -> str | None:
    """Return a country's code as it is kept, ``None`` if it is not told.

    Raises:
        InputError: There is no such country.
    """
    if not code or not code.strip():
        return None
    upper = code.strip().upper()
    known = set(Locale("en").territories) - NO_COUNTRIES
    if len(upper) != 2 or upper not in known:
        raise InputError(
            Problem(
                _("there is no such country"), value=code,
                allowed=_("a code of two letters, such as GB or FR"),
            )
        )  # fmt: skip
    return upper


def type_name(venue_type: str | None) -> str | None:
    """Return a type of venue as it is kept: “Zoo” and “zoo ” are one, however é is encoded."""
    plain = unicodedata.normalize("NFC", venue_type or "").lower()
    return " ".join(plain.split()) or None


def describe(pool: Pool, venue: str, *, country: str, region: str, venue_type: str) -> None:
    """Write down what is told of a venue in place of what the pool says of it.

    Args:
        pool: The pool.
        venue: A venue that the pool knows.
        country: Its country as a code of two letters; empty if it is not told, as all of these.
        region: Its school region, as the table of school holidays calls it.
        venue_type: What type of venue it is: zoo, castle, …

    Raises:
        InputError: There is no such country; nothing was changed.
    """
    code = country_code(country)
    with pool.transaction() as connection:
        describe_venue(
            connection, venue, country=code, region=region.strip() or None,
            venue_type=type_name(venue_type),
        )  # fmt: skip
