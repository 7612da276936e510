"""Days and moments as people write them.

Used by :mod:`calibration.pool.parsing`. ISO 8601 is read as it stands; a date that does not start
with its year is refused with the days that it might mean, unless the user names the format of the
whole file.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from calibration.pool.cells import CellError, Mend, Parsed
from venues.common.i18n import gettext as _


@dataclass(frozen=True)
class DateStyle:
    """How a file writes its days.

    Attributes:
        pattern: A pattern for ``strptime``; None for ISO 8601.
        timezone: The venue's time zone, if the file gives instants rather than days.
    """

    pattern: str | None = None
    timezone: str | None = None


# Nanoseconds since 1970 in 64 bits reach a little further.
REPRESENTABLE: Final = range(1678, 2262)
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
        raise CellError(_("the time of day cannot be read")) from None
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
        # A civil day has no time zone.
        return Parsed(datetime(int(short["year"]), month, 1), Mend.START_OF_PERIOD)
    moment = parse_moment(plain, style)
    value: datetime = moment.value
    midnight = value.replace(hour=0, minute=0, second=0, microsecond=0)
    if style.timezone is None and value != midnight:
        raise CellError(
            _("a time of day where a day is meant"),
            _("a day as YYYY-MM-DD, or a mapping that names the time zone"),
        )
    if style.timezone is None or style.pattern:
        return Parsed(midnight, moment.mend)
    written = YEAR_FIRST.fullmatch(plain)
    as_written = written and (int(written["month"]), int(written["day"]))
    # The form of an instant is the export's own and needs no remark, but another day does.
    return Parsed(midnight, None if as_written == (value.month, value.day) else Mend.OTHER_DAY)


def _by_pattern(plain: str, pattern: str) -> datetime:
    try:
        return datetime.strptime(plain, pattern)
    except ValueError:
        example = datetime(2018, 2, 13, tzinfo=UTC).strftime(pattern)
        raise CellError(
            _("not a date of the form asked for"),
            _("a date like {example}").format(example=example),
        ) from None


def _local(moment: datetime, style: DateStyle) -> datetime:
    if moment.year not in REPRESENTABLE:
        raise CellError(_("out of bounds"))
    if moment.tzinfo is None:
        return moment
    if style.timezone is None:
        if moment.utcoffset() == timedelta(0) and moment.time() == datetime.min.time():
            return moment.replace(tzinfo=None)
        raise CellError(
            _("an instant with an offset from UTC"),
            _("a day as YYYY-MM-DD, or a mapping that names the time zone"),
        )
    return moment.astimezone(ZoneInfo(style.timezone)).replace(tzinfo=None)


def _refuse_impossible(year: int, month: int, day: int) -> None:
    if not 1 <= month <= 12:
        raise CellError(_("there is no such month"), _("a month from 01 to 12"))
    if year < 1:
        raise CellError(_("there is no such year"))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise CellError(
            _("there is no such day"),
            _("a day from {first} to {last}").format(
                first=f"{year:04}-{month:02}-01", last=f"{year:04}-{month:02}-{last:02}"
            ),
        )


def _not_iso(plain: str) -> CellError:
    found = DAY_OR_MONTH_FIRST.fullmatch(plain)
    if not found:
        return CellError(_("not a date"), _("a day as YYYY-MM-DD"))
    a, b, year = int(found["a"]), int(found["b"]), int(found["year"])
    year += 2000 if year < 100 else 0
    readings = [
        f"{year:04}-{month:02}-{day:02}"
        for day, month in dict.fromkeys(((a, b), (b, a)))
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    ]
    if not readings:
        return CellError(_("there is no such day"), _("a day as YYYY-MM-DD"))
    return CellError(
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
        CellError: It does not name a year, a month and a day.
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
        raise CellError(
            _("the date format does not name year, month and day"),
            "DD/MM/YYYY, MM/DD/YYYY, DD.MM.YY",
        )
    return pattern
