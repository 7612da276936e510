"""What is told of a venue itself: its country, its school region, and what type of venue it is."""

from calibration.pool.countries import COUNTRIES
from calibration.pool.parsing import parse_label
from calibration.pool.store import Pool, describe_venue
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem


def country_code(code: str | None) -> str | None:
    """Return a country's code as it is kept, ``None`` if it is not told.

    Raises:
        InputError: There is no such country.
    """
    if not code or not code.strip():
        return None
    upper = code.strip().upper()
    if upper not in COUNTRIES:
        raise InputError(
            Problem(
                _("there is no such country"), value=code,
                allowed=_("a code of two letters, such as GB or FR"),
            )
        )  # fmt: skip
    return upper


def type_name(venue_type: str | None) -> str | None:
    """Return a type of venue as it is kept: “Zoo” and “zoo ” are one, however é is encoded."""
    return parse_label(venue_type or "").value or None


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
