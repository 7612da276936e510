"""How a venue is arranged, and everything about one day in it."""

import datetime as dt

from pydantic import field_validator

from simulation.settings.arriving import TimedEntry
from simulation.settings.flow import Flow
from simulation.settings.hours import Hours
from simulation.settings.labels import WEEKDAYS, Weekday
from simulation.settings.own_rules import Reference, RuleFiles, digest_of
from simulation.settings.posts import Desk, Lift
from simulation.settings.shows import ShownExhibition
from simulation.settings.signs import Sign
from simulation.settings.visitors import VisitorSettings
from simulation.settings.workshops import Workshop
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter


class Arrangement(Settings):
    """How the venue is arranged and who walks through it, on one day or throughout a scenario."""

    exhibitions: tuple[ShownExhibition, ...] = parameter((), label=N_("Exhibitions"))
    desks: tuple[Desk, ...] = parameter((), label=N_("Desks"))
    lift: Lift | None = parameter(Lift(), label=N_("Lift (none: out of order)"))
    flow: Flow | None = parameter(
        None, label=N_("Flow through doors and stairs (none: they hold nobody up)")
    )
    timed_entry: TimedEntry | None = parameter(None, label=N_("Timed entry (none: free arrival)"))
    workshops: tuple[Workshop, ...] = parameter((), label=N_("Workshops"))
    signs: tuple[Sign, ...] = parameter((), label=N_("Signs"))
    visitors: VisitorSettings = parameter(VisitorSettings(), label=N_("Visitors"))
    rules: RuleFiles = parameter(RuleFiles(), label=N_("Rules of one’s own"))
    observers: tuple[Reference, ...] = parameter((), label=N_("Observers of one’s own"))

    @property
    def own_code(self) -> dict[Reference, str]:
        """The rules and observers of one's own, and what tells their texts apart."""
        return {each: digest_of(each) for each in (*self.rules.named.values(), *self.observers)}

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
