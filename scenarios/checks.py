"""What a scenario must agree with besides itself: the plan's zones, and its own opening hours."""

import datetime as dt
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scenarios.scenario import Scenario
from scenarios.yaml_text import FieldPath
from simulation.settings import CHOICE_LABELS, WEEKDAYS, Desk, Hours, Workshop, seconds
from simulation.settings.own_rules import Reference, file_of, rules_folder
from venues.common.i18n import gettext as _
from venues.plan import Plan, ZoneKind

_SOME: Final = 6


@dataclass(frozen=True)
class Finding:
    """One field that contradicts something else."""

    path: FieldPath
    what: str
    value: str
    allowed: str | None = None


def _nearest(name: str, known: list[str]) -> str:
    """Return the known names that are most like this one."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    return ", ".join(near or known[:_SOME]) + ("" if near or len(known) <= _SOME else ", …")


def _zone_fields(scenario: Scenario) -> Iterator[tuple[FieldPath, str]]:
    """Give every field that names a zone."""
    for index, desk in enumerate(scenario.desks):
        yield ("desks", index, "zone"), desk.zone
        for place, each in enumerate(desk.queue_zones):
            yield ("desks", index, "queue_zones", place, "zone"), each.zone
    for index, workshop in enumerate(scenario.workshops):
        yield ("workshops", index, "zone"), workshop.zone
    for index, shown in enumerate(scenario.exhibitions):
        for place, zone in enumerate(shown.zones):
            yield ("exhibitions", index, "zones", place), zone
    for index, sign in enumerate(scenario.signs):
        yield ("signs", index, "zone"), sign.zone
        yield ("signs", index, "towards"), sign.towards
    for index, zone in enumerate(scenario.watched_zones):
        yield ("watched_zones", index), zone


def _zones(scenario: Scenario, plan: Plan) -> Iterator[Finding]:
    known = [zone.id for zone in plan.zones]
    for path, zone in _zone_fields(scenario):
        if zone not in known:
            what = _("the plan has no such zone")
            yield Finding(path, what, zone, _nearest(zone, known))


def _workshop_rooms(scenario: Scenario, plan: Plan) -> Iterator[Finding]:
    rooms = {zone.id for zone in plan.zones_of(ZoneKind.WORKSHOP)}
    known = {zone.id for zone in plan.zones}
    for index, workshop in enumerate(scenario.workshops):
        if workshop.zone in known and workshop.zone not in rooms:
            what = _("this zone is not a workshop room")
            yield Finding(
                ("workshops", index, "zone"), what, workshop.zone, ", ".join(sorted(rooms))
            )


def _as_text(time: dt.time) -> str:
    return time.strftime("%H:%M")


def _open_on(scenario: Scenario, weekday: str) -> Hours | None:
    hours: Hours | None = getattr(scenario.opening_hours, weekday)
    return hours


def _workshop_hours(scenario: Scenario) -> Iterator[Finding]:
    for index, workshop in enumerate(scenario.workshops):
        for weekday in workshop.weekdays:
            hours = _open_on(scenario, weekday)
            if hours is None:
                what = _("the venue is closed on that day of the week")
                allowed = ", ".join(day for day in WEEKDAYS if _open_on(scenario, day))
                yield Finding(("workshops", index, "weekdays"), what, weekday, allowed)
            elif not _lies_within(workshop, hours):
                what = _("the workshop does not lie within the opening hours on {weekday}")
                allowed = _("from {opens} to {closes}").format(
                    opens=_as_text(hours.opens), closes=_as_text(hours.closes)
                )
                value = _as_text(workshop.starts)
                said = what.format(weekday=_(CHOICE_LABELS[weekday]))
                yield Finding(("workshops", index, "starts"), said, value, allowed)
                break


def _lies_within(workshop: Workshop, hours: Hours) -> bool:
    starts = seconds(workshop.starts)
    return seconds(hours.opens) <= starts and (
        starts + 60 * workshop.minutes <= seconds(hours.closes)
    )


def _overlapping_workshops(scenario: Scenario) -> Iterator[Finding]:
    for index, workshop in enumerate(scenario.workshops):
        for other in scenario.workshops[:index]:
            same_days = set(workshop.weekdays) & set(other.weekdays)
            if workshop.zone == other.zone and same_days and _overlap(workshop, other):
                what = _("the room is taken by “{other}” at that time").format(other=other.id)
                yield Finding(("workshops", index, "starts"), what, _as_text(workshop.starts))
                break


def _overlap(one: Workshop, other: Workshop) -> bool:
    first, second = sorted((one, other), key=lambda each: each.starts)
    return seconds(first.starts) + 60 * first.minutes > seconds(second.starts)


def _unstaffed(desk: Desk) -> bool:
    return not any(shift.servers for shift in desk.roster)


def _desks(scenario: Scenario) -> Iterator[Finding]:
    for index, desk in enumerate(scenario.desks):
        if _unstaffed(desk):
            what = _("nobody serves at this desk at any time")
            yield Finding(("desks", index, "roster"), what, desk.id, _("a shift with servers"))


def _own_code(scenario: Scenario) -> Iterator[Finding]:
    named: list[tuple[FieldPath, Reference]] = [
        *((("rules", name), each) for name, each in scenario.rules.named.items()),
        *((("observers", index), each) for index, each in enumerate(scenario.observers)),
    ]
    for path, reference in named:
        if not file_of(reference).is_file():
            what = _("there is no such file")
            allowed = _("a file beside the scenario’s, or in {folder}").format(
                folder=rules_folder()
            )
            yield Finding(path, what, reference, allowed)


def findings(scenario: Scenario, plan: Plan) -> list[Finding]:
    """Return all that a scenario contradicts.

    Args:
        scenario: The scenario.
        plan: The plan that it names.
    """
    return [
        *_zones(scenario, plan),
        *_workshop_rooms(scenario, plan),
        *_workshop_hours(scenario),
        *_overlapping_workshops(scenario),
        *_desks(scenario),
        *_own_code(scenario),
    ]
