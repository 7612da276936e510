"""What a day in the venue is made of: hours, desks, lift, timed entry, workshops, shows, signs.

A scenario turns a date into one :class:`Day`; the engine needs nothing else besides the plan and
the number of visits. Each field is declared once, with its label, unit, bounds, default and source.
How visitors behave is in :mod:`simulation.visitor_settings`.
"""

import datetime as dt
from typing import Final, Literal, Self

from pydantic import field_validator, model_validator

from simulation.visitor_settings import VisitorSettings
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter
from venues.common.texts import Texts, in_readers_language

DeskKind = Literal["tickets", "cloakroom"]
ServiceLaw = Literal["lognormal", "exponential", "erlang", "fixed"]
Audience = Literal["everyone", "families", "adults"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

CHOICE_LABELS: Final = {
    "tickets": N_("Ticket desk"),
    "cloakroom": N_("Cloakroom"),
    "lognormal": N_("Log-normal"),
    "exponential": N_("Exponential"),
    "erlang": N_("Erlang"),
    "fixed": N_("Always the same"),
    "everyone": N_("Everyone"),
    "families": N_("Families"),
    "adults": N_("Adults"),
    "cafe": N_("Café"),
    "shop": N_("Shop"),
    "toilets": N_("Toilets"),
    "mon": N_("Monday"),
    "tue": N_("Tuesday"),
    "wed": N_("Wednesday"),
    "thu": N_("Thursday"),
    "fri": N_("Friday"),
    "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}
"""What a user calls each value of the fields that offer a choice."""


def seconds(time: dt.time) -> float:
    """Return a time of the clock as seconds after midnight."""
    return time.hour * 3600.0 + time.minute * 60.0 + time.second + time.microsecond / 1e6


class Hours(Settings):
    """When the venue is open."""

    opens: dt.time = parameter(label=N_("Opens"))
    closes: dt.time = parameter(label=N_("Closes"))
    last_entry_minutes: float = parameter(
        30.0,
        label=N_("Last entry before closing"),
        unit="min",
        source=N_("assumption: common practice"),
        minimum=0,
        maximum=240,
    )
    closing_call_minutes: float = parameter(
        15.0,
        label=N_("Visitors are asked to leave before closing"),
        unit="min",
        source=N_("assumption: common practice"),
        minimum=0,
        maximum=120,
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if seconds(self.closes) - 60 * self.last_entry_minutes <= seconds(self.opens):
            raise ValueError(_("the venue must close after it opens, with time for entry between"))
        return self


class Shift(Settings):
    """So many persons at a desk for part of the day; a break is the gap between two shifts."""

    starts: dt.time = parameter(label=N_("Starts"))
    ends: dt.time = parameter(label=N_("Ends"))
    servers: int = parameter(
        label=N_("Persons serving"), unit=N_("persons"), minimum=0, maximum=200
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError(_("a shift must end after it starts"))
        return self


class Desk(Settings):
    """A desk with one queue in order of arrival and as many servers as the roster says."""

    id: str = parameter(label=N_("Name"))
    kind: DeskKind = parameter(label=N_("Kind"))
    zone: str = parameter(label=N_("Zone"))
    roster: tuple[Shift, ...] = parameter(
        label=N_("Roster"), source=N_("shifts that overlap add up; outside them nobody serves")
    )
    mean_service_s: float = parameter(
        60.0,
        label=N_("Mean service time of a party of one"),
        unit="s",
        source=N_("assumption; time a few dozen services at the desk"),
        minimum=0,
        maximum=3600,
    )
    per_person_s: float = parameter(
        10.0,
        label=N_("Additional time for each further person"),
        unit="s",
        source=N_("assumption; time a few dozen services at the desk"),
        minimum=0,
        maximum=600,
    )
    booked_service_s: float = parameter(
        20.0,
        label=N_("Mean service time of a party of one that has booked"),
        unit="s",
        source=N_("assumption: a ticket is only scanned"),
        minimum=0,
        maximum=3600,
    )
    service_law: ServiceLaw = parameter(
        "lognormal", label=N_("Law of service times"), source=N_("assumption")
    )
    service_cv: float = parameter(
        0.6,
        label=N_("Spread of service times relative to their mean"),
        source=N_("assumption; for the log-normal and Erlang laws"),
        minimum=0.1,
        maximum=5,
    )
    used_by_share: float = parameter(
        1.0,
        label=N_("Parties that use it"),
        source=N_("assumption; a cloakroom is used by more in winter than in summer"),
        minimum=0,
        maximum=1,
    )

    def servers_at(self, time_s: float) -> int:
        """Return how many persons serve at a time of the day."""
        return sum(
            shift.servers
            for shift in self.roster
            if seconds(shift.starts) <= time_s < seconds(shift.ends)
        )

    def changes(self) -> list[float]:
        """Return the times at which a shift starts or ends, in order."""
        ends = {seconds(time) for shift in self.roster for time in (shift.starts, shift.ends)}
        return sorted(ends)


class Lift(Settings):
    """The venue's lifts: each lift of the plan has one such cabin."""

    cabin: int = parameter(
        8,
        label=N_("Persons in the cabin"),
        unit=N_("persons"),
        source=N_("assumption: a common cabin of 630 kg"),
        minimum=1,
        maximum=100,
    )
    cycle_s: float = parameter(
        60.0,
        label=N_("Time up and down again, doors included"),
        unit="s",
        source=N_("assumption: two levels"),
        minimum=1,
        maximum=1800,
    )


class TimedEntry(Settings):
    """Entry by booked slots of limited size."""

    slot_minutes: float = parameter(
        30.0,
        label=N_("Length of a slot"),
        unit="min",
        source=N_("assumption"),
        minimum=1,
        maximum=480,
    )
    places_per_slot: int = parameter(
        label=N_("Places in a slot"), unit=N_("persons"), minimum=0, maximum=100_000
    )
    tolerance_minutes: float = parameter(
        90.0,
        label=N_("How far visitors move their visit to find a place"),
        unit="min",
        source=N_("assumption"),
        minimum=0,
        maximum=1440,
    )
    no_show_share: float = parameter(
        0.17,
        label=N_("Booked places whose holder does not come"),
        source=N_("about 17 % where entry is paid, 28 % where it is free (industry aggregate)"),
        minimum=0,
        maximum=0.5,
    )
    punctuality_mean_min: float = parameter(
        2.0,
        label=N_("Mean arrival after the start of the slot"),
        unit="min",
        source=N_("assumption; below zero is early"),
        minimum=-120,
        maximum=120,
    )
    punctuality_sd_min: float = parameter(
        9.0,
        label=N_("Spread of arrivals around it"),
        unit="min",
        source=N_("assumption"),
        minimum=0,
        maximum=120,
    )
    late_grace_minutes: float = parameter(
        60.0,
        label=N_("How late after the start of the slot visitors are still let in"),
        unit="min",
        source=N_("assumption: common practice"),
        minimum=0,
        maximum=1440,
    )
    weekdays: tuple[Weekday, ...] = parameter(WEEKDAYS, label=N_("Days of the week"))


class Workshop(Settings):
    """A session in a room at a time, with places."""

    id: str = parameter(label=N_("Name"))
    title: Texts = parameter(label=N_("Title"))
    zone: str = parameter(label=N_("Room"))
    starts: dt.time = parameter(label=N_("Starts"))
    minutes: float = parameter(
        60.0, label=N_("Length"), unit="min", source=N_("assumption"), minimum=1, maximum=600
    )
    places: int = parameter(label=N_("Places"), unit=N_("persons"), minimum=0, maximum=10_000)
    weekdays: tuple[Weekday, ...] = parameter(WEEKDAYS, label=N_("Days of the week"))
    audience: Audience = parameter("everyone", label=N_("Made for"))
    interest_share: float = parameter(
        0.05,
        label=N_("Parties in the building whom it interests"),
        source=N_("assumption; replace it by the venue's own session counts"),
        minimum=0,
        maximum=1,
    )
    booked_share: float = parameter(
        0.5,
        label=N_("Interested parties that book ahead"),
        source=N_("assumption; the others walk in"),
        minimum=0,
        maximum=1,
    )
    no_show_share: float = parameter(
        0.17,
        label=N_("Booked parties that do not come"),
        source=N_("about 17 % where it is paid, 28 % where it is free (industry aggregate)"),
        minimum=0,
        maximum=1,
    )
    late_minutes: float = parameter(
        10.0,
        label=N_("How late one may still join"),
        unit="min",
        source=N_("assumption"),
        minimum=0,
        maximum=240,
    )

    def label(self) -> str:
        """Return its title in the reader's language."""
        return in_readers_language(self.title, self.id)


class ShownExhibition(Settings):
    """An exhibition that changes what its zones offer from its first to its last day.

    Its title is a proper name: by it the exhibition is known in the history of a venue.
    """

    title: str = parameter(label=N_("Title"))
    zones: tuple[str, ...] = parameter(label=N_("Zones"))
    start: dt.date = parameter(label=N_("First day"))
    end: dt.date = parameter(label=N_("Last day"))
    themes: tuple[str, ...] = parameter((), label=N_("Themes"))
    attraction: float = parameter(
        2.0,
        label=N_("Attraction relative to an ordinary gallery"),
        source=N_("assumption: twice that of an ordinary gallery"),
        minimum=0,
        maximum=20,
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.end < self.start:
            raise ValueError(_("an exhibition must end on or after its first day"))
        return self


class Sign(Settings):
    """A sign in one zone that points to another; who sees it is drawn there more strongly."""

    id: str = parameter(label=N_("Name"))
    zone: str = parameter(label=N_("Where it stands"))
    towards: str = parameter(label=N_("Where it points"))
    seen_share: float = parameter(
        0.38,
        label=N_("Parties passing that see it"),
        source=N_("Galea, Xie and Lawrence 2014: 38 % saw a static sign straight ahead"),
        minimum=0,
        maximum=1,
    )


class Arrangement(Settings):
    """How the venue is arranged and who walks through it, on one day or throughout a scenario."""

    exhibitions: tuple[ShownExhibition, ...] = parameter((), label=N_("Exhibitions"))
    desks: tuple[Desk, ...] = parameter((), label=N_("Desks"))
    lift: Lift | None = parameter(Lift(), label=N_("Lift (none: out of order)"))
    timed_entry: TimedEntry | None = parameter(None, label=N_("Timed entry (none: free arrival)"))
    workshops: tuple[Workshop, ...] = parameter((), label=N_("Workshops"))
    signs: tuple[Sign, ...] = parameter((), label=N_("Signs"))
    visitors: VisitorSettings = parameter(VisitorSettings(), label=N_("Visitors"))

    @field_validator("desks", "workshops", "signs")
    @classmethod
    def _named_once[T: Desk | Workshop | Sign](cls, things: tuple[T, ...]) -> tuple[T, ...]:
        names = [thing.id for thing in things]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(_("the name “{name}” is used twice").format(name=twice[0]))
        return things


class Day(Arrangement):
    """Everything about one day but the building, the number of visits and the luck."""

    date: dt.date = parameter(label=N_("Date"))
    hours: Hours | None = parameter(None, label=N_("Opening hours (none: closed)"))

    @property
    def weekday(self) -> Weekday:
        """The day of the week."""
        return WEEKDAYS[self.date.weekday()]

    @property
    def booking(self) -> TimedEntry | None:
        """The timed entry of this day; None where one may come at any time."""
        timed = self.timed_entry
        return timed if timed is not None and self.weekday in timed.weekdays else None
