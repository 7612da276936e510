"""The tables that the pool takes: their columns, bounds and keys, declared once with pandera.

Use ``TABLES[kind]`` wherever a table's make-up matters. The import checks against it, the store
makes its SQLite tables from it, and the Frictionless schemas beside this file are written from it
(``python -m calibration.pool.frictionless``). Columns that are not declared are kept, not refused.
The tables are those of the project's design brief.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa

from calibration.pool.columns import choice, clock, code, count, day, label, measure, moment, text
from calibration.pool.countries import COUNTRIES
from calibration.pool.periods import LENGTHS
from venues.common.i18n import N_

# More than the Louvre, the most visited museum, counts in a year.
MOST_VISITS: Final = 20_000_000
MOST_PLACES: Final = 1_000_000
CURRENCY: Final = r"^[A-Z]{3}$"
VENUE: Final = N_("name of the venue")
SEPARATOR: Final = ": "
"""What stands between a segmentation and its part in a segment's name, as in ``age: under 16``."""


class VenueRule(StrEnum):
    """What a table says about venues.

    ``INTRODUCES``: a venue may appear here first. ``KNOWN``: the pool must know the venue already,
    so that a misspelt name is found out. ``NONE``: the table is not about venues.
    """

    INTRODUCES = "introduces"
    KNOWN = "known"
    NONE = "none"


@dataclass(frozen=True)
class RowRule:
    """Something that columns of one row must fulfil together.

    Attributes:
        column: The column that a sentence points at.
        what: What is wrong if it is not fulfilled, marked for translation.
        allowed: What is allowed, marked for translation.
        holds: Whether each row fulfils it.
    """

    column: str
    what: str
    allowed: str
    holds: Callable[[pd.DataFrame], "pd.Series[bool]"]


@dataclass(frozen=True)
class Table:
    """One table of the pool.

    Attributes:
        kind: Its name in commands and files.
        title: What a user calls it, marked for translation.
        schema: Columns and checks.
        key: The columns that identify a row.
        venues: What it says about venues.
        rules: What columns of one row must fulfil together.
        observed: The column that cannot lie in the future, if the table holds observations.
        gaps: The columns in which an empty cell says that there is no observation.
    """

    kind: str
    title: str
    schema: pa.DataFrameSchema
    key: tuple[str, ...]
    venues: VenueRule
    rules: tuple[RowRule, ...] = ()
    observed: str | None = None
    gaps: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, pa.Column]:
        """The declared columns by name, in order."""
        return dict(self.schema.columns)

    @property
    def required(self) -> list[str]:
        """The names of the columns that a file must have."""
        return [name for name, column in self.columns.items() if column.required]

    @property
    def told(self) -> list[str]:
        """The columns that say something about the row's key.

        ``source`` is not among them: the same figure from another file is the same figure.
        """
        return [name for name in self.columns if name not in self.key and name != "source"]

    @property
    def scope(self) -> str:
        """The column that says whom a row is about: its venue, or a region."""
        return self.key[0]


def _table(kind: str, title: str, key: tuple[str, ...], venues: VenueRule, **rest: Any) -> Table:
    columns: dict[str, pa.Column] = rest.pop("columns")
    schema = pa.DataFrameSchema(columns, name=kind, title=title, metadata={"key": key})
    return Table(kind, title, schema, key, venues, **rest)


def _of_a_day() -> dict[str, pa.Column]:
    """Return the columns that begin every table with one row a venue and day."""
    return {"venue": text(VENUE), "date": day(N_("day"))}


def _starts_its_period(frame: pd.DataFrame) -> "pd.Series[bool]":
    # A reporting year may start in any month, a week on any weekday.
    long: pd.Series[bool] = frame["period"].isin(["month", "quarter", "year"])
    fine: pd.Series[bool] = ~long | (frame["date"].dt.day == 1)
    return fine


def _segment_is_whole(frame: pd.DataFrame) -> "pd.Series[bool]":
    if "segment" not in frame:
        return pd.Series(True, index=frame.index)
    # Cells come stripped, so that a name which ends with its colon has lost the space.
    names = frame["segment"].fillna("-")
    broken: pd.Series[bool] = names.str.startswith(":") | names.str.endswith(":")
    return ~broken


def _ends_after_start(frame: pd.DataFrame) -> "pd.Series[bool]":
    fine: pd.Series[bool] = frame["end"] >= frame["start"]
    return fine


def _price_has_currency(frame: pd.DataFrame) -> "pd.Series[bool]":
    if "price" not in frame:
        return pd.Series(True, index=frame.index)
    priced = frame["price"].fillna(0) > 0
    fine: pd.Series[bool] = ~priced
    return fine | frame["currency"].notna() if "currency" in frame else fine


END_RULE: Final = RowRule(
    "end", N_("the end lies before the start"), N_("the last day, on or after start"),
    _ends_after_start,
)  # fmt: skip


def _lies_in_a_country(frame: pd.DataFrame) -> "pd.Series[bool]":
    if "country" not in frame:
        return pd.Series(True, index=frame.index)
    fine: pd.Series[bool] = frame["country"].isna() | frame["country"].isin(COUNTRIES)
    return fine


ATTENDANCE: Final = _table(
    "attendance", N_("Attendance"), ("venue", "date", "period", "segment"), VenueRule.INTRODUCES,
    columns={
        "venue": text(VENUE),
        "date": day(N_("first day of the period")),
        "visits": count(N_("visits in the period"), MOST_VISITS),
        "period": choice(N_("length of the period"), list(LENGTHS), optional=True, default="day"),
        "segment": text(
            N_("part of the public, such as “age: under 16”; empty for all of it"), optional=True
        ),
        "source": text(N_("where the figure comes from"), optional=True),
    },
    rules=(
        RowRule(
            "date", N_("a month, quarter or year is dated by its first day"),
            N_("the first day of a month"), _starts_its_period,
        ),
        RowRule(
            "segment", N_("a segment lacks its name on one side of the colon"),
            N_("a name such as “adults” or “age: under 16”"), _segment_is_whole,
        ),
    ),
    observed="date",
    gaps=("visits",),
)  # fmt: skip

CALENDAR: Final = _table(
    "calendar", N_("Opening calendar"), ("venue", "date"), VenueRule.KNOWN,
    columns={
        **_of_a_day(),
        "open_hours": measure(N_("hours open; 0 = closed"), 0, 24),
        "opens": clock(N_("opening time"), optional=True),
        "closes": clock(N_("closing time"), optional=True),
    },
)  # fmt: skip

EXHIBITIONS: Final = _table(
    "exhibitions", N_("Exhibitions"), ("venue", "title", "start"), VenueRule.KNOWN,
    columns={
        "venue": text(VENUE),
        "title": text(N_("title of the exhibition")),
        "start": day(N_("first day")),
        "end": day(N_("last day")),
        "gallery": text(N_("where it is shown"), optional=True),
        "theme": text(N_("theme"), optional=True),
        "medium": text(N_("medium"), optional=True),
        "price": measure(N_("full price of a ticket; 0 = free"), 0, 100_000, optional=True),
        "currency": code(N_("currency of the price, ISO 4217"), CURRENCY, "EUR", optional=True),
    },
    rules=(
        END_RULE,
        RowRule(
            "currency", N_("a price needs its currency"), N_("a code such as EUR"),
            _price_has_currency,
        ),
    ),
)  # fmt: skip

EVENTS: Final = _table(
    "events", N_("Events"), ("venue", "date", "name"), VenueRule.KNOWN,
    columns={
        **_of_a_day(),
        "name": text(N_("name of the event")),
        "kind": text(
            N_("kind of event, such as free entry, reduced entry, strike, evening or festival"),
            optional=True,
        ),
    },
)  # fmt: skip

WEATHER: Final = _table(
    "weather", N_("Weather"), ("venue", "date"), VenueRule.KNOWN,
    columns={
        **_of_a_day(),
        "temp_max_c": measure(N_("highest temperature, °C"), -90, 60),
        "rain_mm": measure(N_("rain, mm"), 0, 2000),
    },
    gaps=("temp_max_c", "rain_mm"),
)  # fmt: skip

SCHOOL_HOLIDAYS: Final = _table(
    "school_holidays", N_("School holidays"), ("region", "name", "start"), VenueRule.NONE,
    columns={
        "region": text(N_("school region; venues name theirs")),
        "start": day(N_("first day")),
        "end": day(N_("last day")),
        "name": text(N_("name of the holiday")),
    },
    rules=(END_RULE,),
)  # fmt: skip

SESSIONS: Final = _table(
    "sessions", N_("Sessions"), ("venue", "session_type", "start"), VenueRule.INTRODUCES,
    columns={
        "venue": text(VENUE),
        "session_type": text(N_("kind of session")),
        "start": moment(N_("day, and time of day if known")),
        "attended": count(N_("persons who came"), MOST_PLACES),
        "capacity": count(N_("places"), MOST_PLACES, optional=True),
        "booked": count(N_("persons booked"), MOST_PLACES, optional=True),
        "walk_ins": count(N_("persons who came without a booking"), MOST_PLACES, optional=True),
        "age_group": text(N_("age group"), optional=True),
        "price": measure(N_("price"), 0, 100_000, optional=True),
    },
    observed="start",
    gaps=("attended",),
)  # fmt: skip

VENUES: Final = _table(
    "venues", N_("Venues"), ("venue",), VenueRule.KNOWN,
    columns={
        "venue": text(VENUE),
        "country": code(N_("country, ISO 3166-1"), r"^[A-Z]{2}$", "FR", optional=True),
        "region": text(N_("school region"), optional=True),
        "venue_type": label(N_("type of venue, such as museum, castle or zoo")),
    },
    rules=(
        RowRule(
            "country", N_("there is no such country"),
            N_("a code of two letters, such as GB or FR"), _lies_in_a_country,
        ),
    ),
)  # fmt: skip
TABLES: Final = {
    table.kind: table
    for table in (
        ATTENDANCE,
        CALENDAR,
        EXHIBITIONS,
        EVENTS,
        WEATHER,
        SCHOOL_HOLIDAYS,
        SESSIONS,
        VENUES,
    )
}
KINDS: Final = tuple(TABLES)
