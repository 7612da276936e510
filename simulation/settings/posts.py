"""Where visitors are served and wait: desks with rosters, lifts, and how long one waits."""

import datetime as dt
from typing import Literal, Self

from pydantic import model_validator

from simulation.settings.hours import seconds
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter

DeskKind = Literal["tickets", "cloakroom", "security", "cafe", "toilets", "shop", "exhibit"]
ServedFirst = Literal["members", "prebooked", "step_free"]
ServiceLaw = Literal[
    "lognormal", "exponential", "erlang", "gamma", "hyperexponential", "fixed", "stay"
]


class Shift(Settings):
    """So many persons at a desk for part of the day."""

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


class Break(Settings):
    """Those who serve take their breaks in turn, so many at a time."""

    starts: dt.time = parameter(label=N_("Starts"))
    ends: dt.time = parameter(label=N_("Ends"))
    servers: int = parameter(
        label=N_("Persons away at a time"), unit=N_("persons"), minimum=0, maximum=200
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError(_("a break must end after it starts"))
        return self


class QueueZone(Settings):
    """A zone into which a queue grows that has become too long for the zones before it."""

    zone: str = parameter(label=N_("Zone"))
    after: int = parameter(
        label=N_("Persons of the queue who stand nearer to the desk"),
        unit=N_("persons"),
        minimum=0,
        maximum=100_000,
    )


class Desk(Settings):
    """A place where one is served: a desk, a till, seats, cubicles; with one queue."""

    id: str = parameter(label=N_("Name"))
    kind: DeskKind = parameter(label=N_("Kind"))
    zone: str = parameter(label=N_("Zone"))
    roster: tuple[Shift, ...] = parameter(
        label=N_("Roster"), source=N_("shifts that overlap add up; outside them nobody serves")
    )
    breaks: tuple[Break, ...] = parameter((), label=N_("Breaks"))
    first_served: tuple[ServedFirst, ...] = parameter(
        (), label=N_("Who is called before the others, the first named first")
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
        source=N_("assumption; for all laws but the exponential and the fixed one"),
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
    waiting_places: int | None = parameter(
        None,
        label=N_("Places to wait (none: as many as come)"),
        unit=N_("persons"),
        source=N_("who finds them taken looks for another desk of the kind, or turns away"),
        minimum=0,
        maximum=100_000,
    )

    queue_zones: tuple[QueueZone, ...] = parameter(
        (), label=N_("Zones that a long queue grows into, from the desk on")
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.service_law == "stay" and self.kind not in {"cafe", "toilets", "shop"}:
            raise ValueError(_("only in cafés, toilets and shops is a place taken for a stay"))
        after = [each.after for each in self.queue_zones]
        if after != sorted(set(after)):
            raise ValueError(_("each zone of a queue must start after more persons than the last"))
        if self.service_law == "hyperexponential" and self.service_cv < 1:
            raise ValueError(_("hyperexponential service times spread by at least their mean"))
        return self

    def servers_at(self, time_s: float) -> int:
        """Return how many persons serve at a time of the day."""

        def at_this_time(spells: tuple[Shift, ...] | tuple[Break, ...]) -> int:
            return sum(
                spell.servers
                for spell in spells
                if seconds(spell.starts) <= time_s < seconds(spell.ends)
            )

        return max(at_this_time(self.roster) - at_this_time(self.breaks), 0)

    def changes(self) -> list[float]:
        """Return the times at which a shift or a break starts or ends, in order."""
        shifts = {seconds(time) for each in self.roster for time in (each.starts, each.ends)}
        breaks = {seconds(time) for each in self.breaks for time in (each.starts, each.ends)}
        return sorted(shifts | breaks)


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


class Waiting(Settings):
    """How long visitors put up with a queue."""

    patience_min: float = parameter(
        30.0,
        label=N_("Wait after which visitors give up (median)"),
        unit="min",
        source=N_("assumption; replace it by what the desk staff observe"),
        minimum=0,
        maximum=1440,
    )
    patience_sigma: float = parameter(
        0.5,
        label=N_("Spread of patience among visitors"),
        source=N_("assumption"),
        minimum=0,
        maximum=2,
    )
    balking_weight: float = parameter(
        0.0,
        label=N_("How sharply visitors judge a queue before they join it (0: they join any)"),
        source=N_(
            "who expects to wait too long does not queue (Naor 1969); the weight is an assumption"
        ),
        minimum=0,
        maximum=100,
    )
