"""A scenario: one way to run the venue, complete and frozen.

Everything that could be decided stands in it (exhibitions, opening hours, desks and rosters, timed
entry, workshops, signs), with the history its demand comes from and what is assumed. It is read
from and written to YAML by :mod:`scenarios.yaml_files`; change one with ``model_copy`` or there.
"""

import datetime as dt
import hashlib
import json
from typing import Annotated, Final, Literal, Self

from pydantic import StringConstraints, model_validator

from scenarios.assumptions import Assumptions
from simulation.settings import WEEKDAYS, Arrangement, Day, Hours, ShownExhibition
from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter
from venues.common.texts import Texts, in_readers_language

FORMAT: Final = 1
LONGEST_WINDOW_DAYS: Final = 731


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Demand(Settings):
    """Whose visitors come, and in which days."""

    venue: str = parameter(label=N_("Venue in the pool"))
    start: dt.date = parameter(label=N_("First day"))
    end: dt.date = parameter(label=N_("Last day"))

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.end < self.start:
            raise ValueError(N_("the last day lies before the first"))
        if (self.end - self.start).days >= LONGEST_WINDOW_DAYS:
            raise ValueError(N_("the days from first to last are more than two years"))
        return self


class Week(Settings):
    """The opening hours of each day of the week; a day left out is closed."""

    mon: Hours | None = parameter(None, label=N_("Monday"))
    tue: Hours | None = parameter(None, label=N_("Tuesday"))
    wed: Hours | None = parameter(None, label=N_("Wednesday"))
    thu: Hours | None = parameter(None, label=N_("Thursday"))
    fri: Hours | None = parameter(None, label=N_("Friday"))
    sat: Hours | None = parameter(None, label=N_("Saturday"))
    sun: Hours | None = parameter(None, label=N_("Sunday"))

    @model_validator(mode="after")
    def _check(self) -> Self:
        if all(getattr(self, day) is None for day in WEEKDAYS):
            raise ValueError(N_("the venue is open on no day of the week"))
        return self


class PlannedExhibition(ShownExhibition):
    """An exhibition of a scenario: what its visitors meet, and what draws them to come.

    ``themes`` and ``attraction`` act on those who are in the building. How many come is told by
    ``theme``, ``medium``, ``gallery`` and ``price``, in the words of the venue's own tables; what
    is left out is as the venue's history has it for an exhibition of this title.
    """

    theme: str | None = parameter(None, label=N_("Theme, as in the venue’s tables"))
    medium: str | None = parameter(None, label=N_("Medium, as in the venue’s tables"))
    gallery: str | None = parameter(None, label=N_("Gallery, as in the venue’s tables"))
    price: float | None = parameter(
        None, label=N_("Ticket price, 0 if free"), minimum=0, maximum=100_000
    )
    currency: Currency | None = parameter(None, label=N_("Currency, as a code such as EUR"))


class Outline(Settings):
    """What a scenario is called, and what it is about: building, visitors, opening hours."""

    format: Literal[1] = parameter(FORMAT, label=N_("Version of this form"))
    id: Identifier = parameter(label=N_("Short name"))
    name: Texts = parameter(label=N_("Name"))
    description: Texts | None = parameter(None, label=N_("Description"))
    plan: str = parameter(label=N_("Plan of the venue"))
    demand: Demand = parameter(label=N_("Demand"))
    opening_hours: Week = parameter(label=N_("Opening hours"))
    closed: tuple[dt.date, ...] = parameter((), label=N_("Days closed in addition"))


class Scenario(Arrangement, Outline):
    """One way to run the venue."""

    # Fields come in the order of the bases, the last base first: a file opens with the name.
    exhibitions: tuple[PlannedExhibition, ...] = parameter((), label=N_("Exhibitions"))
    assumptions: Assumptions = parameter(Assumptions(), label=N_("Assumptions"))
    watched_zones: tuple[str, ...] = parameter(
        (), label=N_("Rooms whose crowding is reported by name")
    )

    def label(self) -> str:
        """Return the scenario's name in the reader's language."""
        return in_readers_language(self.name, self.id)

    def description_text(self) -> str:
        """Return its description in the reader's language; empty if it has none."""
        return in_readers_language(self.description or {})

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """Every day of the window, the closed ones included."""
        count = (self.demand.end - self.demand.start).days + 1
        return tuple(self.demand.start + dt.timedelta(days=each) for each in range(count))

    def hours(self, date: dt.date) -> Hours | None:
        """Return when the venue is open on a day; ``None`` if it is closed."""
        if date in self.closed:
            return None
        hours: Hours | None = getattr(self.opening_hours, WEEKDAYS[date.weekday()])
        return hours

    def day(self, date: dt.date) -> Day:
        """Return what one day is made of.

        Args:
            date: Any date; exhibitions and workshops apply as they are dated.
        """
        arrangement = {name: getattr(self, name) for name in Arrangement.model_fields}
        return Day(date=date, hours=self.hours(date), **arrangement)

    def needs_booking(self, date: dt.date) -> bool:
        """Say whether a slot must be booked on a day."""
        return self.timed_entry is not None and (
            WEEKDAYS[date.weekday()] in self.timed_entry.weekdays
        )

    @property
    def hash(self) -> str:
        """The SHA-256 of what it says, whatever the order and the layout of its file.

        Of rules of one's own it is the text of their files that counts, not where they are.
        """
        content = self.model_dump(mode="json")
        code = self.own_code
        content["rules"] = {name: code[each] for name, each in self.rules.named.items()}
        content["observers"] = [code[each] for each in self.observers]
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()
