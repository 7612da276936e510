"""What is known about the venues: the tables demand is learned from, closed days told apart.

Use :meth:`History.from_pool`, or :func:`calibration.demand.reading.read_history`. A history is
frozen; :meth:`History.until` gives the part that was known at a date (for honest hold-outs) and
:meth:`History.only` that of some venues.

Days are told apart by these rules, in this order. A day with ``open_hours`` 0 in the calendar is
closed, whatever was counted on it. A day that the calendar lists as open is open, and a zero
counted on it is an observation. A day that the calendar does not list is taken for open in a
forecast; in the past a count on it is an observation, unless a busy venue (:data:`BUSY`) had next
to nobody (:data:`NEXT_TO_NOBODY`): it was shut then in all but name, which says nothing about
demand. A day without a row is not observed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.pool.periods import counted_twice, last_day
from calibration.pool.segmenting import totals
from calibration.pool.store import Pool
from venues.common.i18n import day
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

COLUMNS: Final = {
    "attendance": ("venue", "date", "period", "visits"),
    "calendar": ("venue", "date", "open_hours"),
    "exhibitions": (
        "venue", "title", "start", "end", "gallery", "theme", "medium", "price", "currency",
    ),
    "events": ("venue", "date", "name", "kind"),
    "weather": ("venue", "date", "temp_max_c", "rain_mm"),
    "school_holidays": ("region", "start", "end", "name"),
}  # fmt: skip
DATES: Final = ("date", "start", "end")
NUMBERS: Final = ("visits", "open_hours", "price", "temp_max_c", "rain_mm")
OPTIONAL: Final = ("gallery", "theme", "medium", "price", "currency", "kind")
"""Columns that a table may lack: empty text or no number then."""
# A venue with 30 visits on its middle day has a true zero less than once in a thousand open days
# even if its days scatter as widely as those of any venue in the example pool.
BUSY: Final = 30
# Of the middle day's or period's visits. Museums under repair and zoos in the pandemic report such
# figures; no open day or month of the example pool comes near.
NEXT_TO_NOBODY: Final = {"day": 0.01, "week": 0.02, "month": 0.05, "quarter": 0.05, "year": 0.05}


def _empty(kind: str) -> pd.DataFrame:
    types = dict.fromkeys(COLUMNS[kind], "str")
    types |= {c: "datetime64[ns]" for c in COLUMNS[kind] if c in DATES}
    types |= {c: "float64" for c in COLUMNS[kind] if c in NUMBERS}
    return pd.DataFrame(columns=list(types)).astype(types)


def complete(kind: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its optional columns, those that it lacks being empty."""
    optional = [column for column in COLUMNS[kind] if column in OPTIONAL]
    if not optional:
        return frame
    filled: dict[str, Any] = {}
    for column in optional:
        given = frame[column] if column in frame else pd.Series(np.nan, index=frame.index)
        if column in NUMBERS:
            filled[column] = given.astype("float64")
        else:
            filled[column] = given.astype("object").fillna("").astype("str")
    return frame.assign(**filled)


@dataclass(frozen=True)
class History:
    """The tables that demand is learned from.

    Attributes:
        attendance: Columns venue, date, period, visits; all visits of a period in one row.
        calendar: Columns venue, date, open_hours.
        exhibitions: Columns venue, title, start, end, and if known gallery, theme, medium, price
            (0 is free) and currency.
        events: Columns venue, date, name, and kind if known.
        weather: Columns venue, date, temp_max_c, rain_mm.
        school_holidays: Columns region, start, end, name.
        countries: The country of each venue that is known to lie in one.
        regions: The school region of each venue that is known to lie in one.
        venue_types: The type of each venue of which it is told: zoo, castle, …
    """

    attendance: pd.DataFrame
    calendar: pd.DataFrame = field(default_factory=lambda: _empty("calendar"))
    exhibitions: pd.DataFrame = field(default_factory=lambda: _empty("exhibitions"))
    events: pd.DataFrame = field(default_factory=lambda: _empty("events"))
    weather: pd.DataFrame = field(default_factory=lambda: _empty("weather"))
    school_holidays: pd.DataFrame = field(default_factory=lambda: _empty("school_holidays"))
    countries: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    venue_types: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Add the optional columns that a table lacks."""
        for kind in ("exhibitions", "events"):
            object.__setattr__(self, kind, complete(kind, getattr(self, kind)))

    @property
    def venues(self) -> tuple[str, ...]:
        """The venues that have attendance, in alphabetical order."""
        return tuple(sorted(set(self.attendance["venue"])))

    @classmethod
    def from_pool(cls, pool: Pool, venues: Sequence[str] | None = None) -> "History":
        """Return what the pool knows of these venues, of all of them if left out."""
        tables = {kind: pool.read(kind, venues) for kind in COLUMNS}
        known = pool.venues()
        if venues is not None:
            known = known[known["venue"].isin(venues)]
        tables["attendance"] = totals(tables["attendance"])
        frames = {kind: tables[kind][list(columns)] for kind, columns in COLUMNS.items()}
        return cls(
            **frames,
            countries=_told(known, "country"),
            regions=_told(known, "region"),
            venue_types=_told(known, "venue_type"),
        )

    def only(self, venues: Sequence[str]) -> "History":
        """Return what is known of these venues alone."""
        tables = {
            kind: frame[frame["venue"].isin(venues)].reset_index(drop=True)
            for kind, frame in self.tables().items()
            if "venue" in frame
        }
        return replace(
            self,
            **tables,
            countries={v: c for v, c in self.countries.items() if v in venues},
            regions={v: r for v, r in self.regions.items() if v in venues},
            venue_types={v: t for v, t in self.venue_types.items() if v in venues},
        )

    def until(self, end: pd.Timestamp) -> "History":
        """Return what was known after this day: visits and weather up to it, plans beyond it."""
        over = last_day(self.attendance["date"], self.attendance["period"]) <= end
        return replace(
            self,
            attendance=self.attendance[over].reset_index(drop=True),
            weather=self.weather[self.weather["date"] <= end].reset_index(drop=True),
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the frames by the names of their tables."""
        return {kind: getattr(self, kind) for kind in COLUMNS}

    def rows(self, kind: str, venue: str) -> pd.DataFrame:
        """Return a table's rows about one venue."""
        found = self._by_venue[kind].get(venue)
        return self.tables()[kind].iloc[:0] if found is None else found

    @cached_property
    def _by_venue(self) -> dict[str, dict[str, pd.DataFrame]]:
        """The tables' rows by venue: searching them anew for every question takes seconds."""
        return {
            kind: {str(venue): rows for venue, rows in frame.groupby("venue")}
            for kind, frame in self.tables().items()
            if "venue" in frame
        }

    def school_holidays_of(self, venue: str) -> pd.DataFrame | None:
        """Return the school holidays where the venue lies, ``None`` if they are not known."""
        region = self.regions.get(venue)
        found = self.school_holidays[self.school_holidays["region"] == region]
        return None if found.empty else found

    def same_place(self, venue: str) -> list[str]:
        """Return the venues whose country and region are the venue's, itself included."""
        place = self.countries.get(venue), self.regions.get(venue)
        return [v for v in self.venues if (self.countries.get(v), self.regions.get(v)) == place]

    @cached_property
    def visits_a_day(self) -> "pd.Series[float]":
        """The mean visits a day of each venue, of all that was counted."""
        rows = self.attendance
        lengths = (last_day(rows["date"], rows["period"]) - rows["date"]).dt.days + 1
        sums = rows.assign(days=lengths).groupby("venue")[["visits", "days"]].sum()
        return sums["visits"] / sums["days"]

    def is_open(self, venue: str, dates: pd.DatetimeIndex) -> NDArray[np.bool_]:
        """Return whether the venue is open on each day: on all that its calendar does not close."""
        rows = self.rows("calendar", venue)
        closed = rows.loc[rows["open_hours"] <= 0, "date"]
        return np.asarray(~dates.isin(closed), dtype=bool)

    @cached_property
    def _worked_out(self) -> dict[tuple[str, str], Any]:
        """What was asked of each venue: with a thousand venues working it out takes minutes."""
        return {}

    def days(self, venue: str) -> "pd.Series[int]":
        """Return the visits of each observed open day."""
        if ("days", venue) not in self._worked_out:
            self._worked_out["days", venue] = self._days(venue)
        found: pd.Series[int] = self._worked_out["days", venue]
        return found

    def _days(self, venue: str) -> "pd.Series[int]":
        rows = self.rows("attendance", venue)
        rows = rows[rows["period"] == "day"].sort_values("date")
        dates = pd.DatetimeIndex(rows["date"])
        visits = pd.Series(rows["visits"].to_numpy(), index=dates)
        calendar = self.rows("calendar", venue)
        listed = np.asarray(dates.isin(calendar["date"]))
        is_open = self.is_open(venue, dates)
        if len(visits) and visits[is_open].median() >= BUSY:
            usual = visits[is_open].median()
            few = visits.to_numpy() < max(usual * NEXT_TO_NOBODY["day"], 1)
            # A quiet day is nothing; a month of them is a closure with staff or permits counted.
            around = visits[is_open].rolling("29D", center=True).median().reindex(visits.index)
            few |= around.to_numpy() < usual * NEXT_TO_NOBODY["month"]
            is_open &= listed | ~few
        return visits[is_open]

    def longer_periods(self, venue: str) -> pd.DataFrame:
        """Return the observed periods longer than a day that no shorter observed one lies in.

        So nobody is counted twice where a venue tells its months and its years. A period whose days
        the calendar closes, all of them, says nothing and is left out.
        Columns: start, end (their first and last day), period, visits.
        """
        if ("longer", venue) not in self._worked_out:
            self._worked_out["longer", venue] = self._longer_periods(venue)
        found: pd.DataFrame = self._worked_out["longer", venue]
        return found

    def _longer_periods(self, venue: str) -> pd.DataFrame:
        rows = self.rows("attendance", venue)
        rows = rows[rows["period"] != "day"].sort_values("date")
        table = pd.DataFrame(
            {
                "start": rows["date"],
                "end": last_day(rows["date"], rows["period"]),
                "period": rows["period"],
                "visits": rows["visits"],
            }
        ).reset_index(drop=True)
        table = table[self._has_open_day(venue, table)].reset_index(drop=True)
        if self.rows("calendar", venue).empty and not table.empty:
            usual = table.groupby("period")["visits"].transform("median")
            table = table[table["visits"] >= usual * table["period"].map(NEXT_TO_NOBODY)]
        observed = pd.DatetimeIndex(self.days(venue).index)
        before_start = observed.searchsorted(pd.DatetimeIndex(table["start"]))
        up_to_end = observed.searchsorted(pd.DatetimeIndex(table["end"]), side="right")
        free: pd.DataFrame = table[before_start == up_to_end]
        return free[~counted_twice(free)].reset_index(drop=True)

    def _has_open_day(self, venue: str, periods: pd.DataFrame) -> NDArray[np.bool_]:
        """Return which of these periods have a day that the calendar does not close."""
        rows = self.rows("calendar", venue)
        closed = pd.DatetimeIndex(rows.loc[rows["open_hours"] <= 0, "date"]).unique().sort_values()
        starts, ends = pd.DatetimeIndex(periods["start"]), pd.DatetimeIndex(periods["end"])
        inside = closed.searchsorted(ends, side="right") - closed.searchsorted(starts)
        return np.asarray(inside < (ends - starts).days + 1, dtype=bool)

    def learnable(self) -> "tuple[History, list[Problem]]":
        """Return the part that can be learned from, and why the other venues cannot be.

        Raises:
            InputError: No venue can be learned.
        """
        problems = {venue: self._not_learnable(venue) for venue in self.venues}
        able = [venue for venue, problem in problems.items() if problem is None]
        found = [problem for problem in problems.values() if problem is not None]
        if found and not able:
            raise InputError(*found)
        return (self.only(able) if found else self), found

    def _not_learnable(self, venue: str) -> Problem | None:
        """Return why a venue cannot be learned."""
        days, longer = self.days(venue), self.longer_periods(venue)["visits"]
        if days.sum() + longer.sum() > 0:
            return None
        # A job's problems are translated when they are shown: the sentence holds no name.
        what = (
            _("a venue that nobody ever visited cannot be learned")
            if len(days) + len(longer)
            else _("a venue whose calendar closes every day of its attendance cannot be learned")
        )
        rows = self.rows("attendance", venue)
        last = last_day(rows["date"], rows["period"]).max()
        return Problem(what, value=f"{venue}, {day(rows['date'].min())} – {day(last)}")

    def digest(self) -> str:
        """Return a hash of all that the history says."""
        digest = hashlib.sha256()
        for kind, frame in self.tables().items():
            digest.update(kind.encode())
            digest.update(frame.to_csv(index=False).encode())
        for told in (self.countries, self.regions, self.venue_types):
            digest.update(repr(sorted(told.items())).encode())
        return digest.hexdigest()


def _told(venues: pd.DataFrame, column: str) -> dict[str, str]:
    known = venues.dropna(subset=[column])
    return dict(zip(known["venue"].astype(str), known[column].astype(str), strict=True))
