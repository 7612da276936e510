"""Scenarios in words: what one says, and in what it differs from another."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd
from pydantic import BaseModel

from scenarios.scenario import PlannedExhibition, Scenario
from simulation.settings import CHOICE_LABELS, WEEKDAYS, Desk, Hours, Workshop, seconds
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import money, ngettext, number, percent
from venues.plan import Plan

MOST_DETAILS: Final = 6


def clock(time: dt.time) -> str:
    """Return a time of day as it is read aloud from a clock."""
    return f"{time.hour}:{time.minute:02}"


def clock_words(minute: int) -> str:
    """Return minutes after midnight as a time of day."""
    return f"{minute // 60}:{minute % 60:02}"


def weekday_words(weekday: str) -> str:
    """Return the name of a weekday."""
    return _(CHOICE_LABELS[weekday])


def month_labels(months: "pd.Series[pd.Timestamp]") -> list[str]:
    """Return short names of months, with the year at the first one and each January."""
    first = months.iloc[0]
    return [
        date_words(month, "LLL yyyy" if month == first or month.month == 1 else "LLL")
        for month in months
    ]


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    return _("{first} and {last}").format(first=", ".join(words[:-1]), last=words[-1])


def changed_by(share: float) -> str:
    """Return a change as a percentage, with its sign."""
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return sign + percent(abs(share), 0 if abs(share) >= 0.095 else 1)


def captioned(subject: str, says: str) -> str:
    """Return what is said of one of several things, with its name before it."""
    return _("{subject}: {says}").format(subject=subject, says=says)


def hours_words(hours: Hours | None) -> str:
    """Return opening hours in words."""
    if hours is None:
        return _("closed")
    return _("{opens} to {closes}").format(opens=clock(hours.opens), closes=clock(hours.closes))


def room_words(plan: Plan, zones: tuple[str, ...]) -> str:
    """Return the names of rooms."""
    return listed([plan.zone(zone).label() for zone in zones])


def price_words(shown: PlannedExhibition) -> str:
    """Return what a ticket to an exhibition costs."""
    if shown.price is None:
        return _("as in the venue’s tables")
    return money(shown.price, shown.currency) if shown.price else _("free")


def window_words(scenario: Scenario) -> str:
    """Return the days that a scenario is about, and whose visitors come."""
    return _("{start} to {end}, with the visitors of {venue}").format(
        start=date_words(scenario.demand.start, "long"),
        end=date_words(scenario.demand.end, "long"),
        venue=scenario.demand.venue,
    )


def differences(base: Scenario, other: Scenario) -> list[str]:
    """Return in what one scenario differs from another, one short sentence each.

    Args:
        base: What it is compared with.
        other: The scenario that is described.
    """
    return [
        *_setting(base, other),
        *_hours(base, other),
        *_entry(base, other),
        *_exhibitions(base, other),
        *_desks(base, other),
        *_workshops(base, other),
        *_signs(base, other),
        *_details(base, other),
    ]


def _setting(base: Scenario, other: Scenario) -> Iterator[str]:
    if base.plan != other.plan:
        yield _("another building")
    if base.demand != other.demand:
        yield window_words(other)
    added = len(set(other.closed) - set(base.closed))
    dropped = len(set(base.closed) - set(other.closed))
    if added:
        yield ngettext("closed on {count} more day", "closed on {count} more days", added).format(
            count=number(added)
        )
    if dropped:
        yield ngettext(
            "open on {count} day that was closed", "open on {count} days that were closed", dropped
        ).format(count=number(dropped))


def _hours(base: Scenario, other: Scenario) -> Iterator[str]:
    changed: dict[tuple[str, str], list[str]] = {}
    for weekday in WEEKDAYS:
        before = hours_words(getattr(base.opening_hours, weekday))
        after = hours_words(getattr(other.opening_hours, weekday))
        if before != after:
            changed.setdefault((before, after), []).append(weekday_words(weekday))
    for (before, after), weekdays in changed.items():
        yield _("{weekdays}: {after} instead of {before}").format(
            weekdays=listed(weekdays), after=after, before=before
        )


def _entry(base: Scenario, other: Scenario) -> Iterator[str]:
    if base.timed_entry == other.timed_entry:
        return
    if other.timed_entry is None:
        yield _("visitors come when they like, without booking")
    else:
        yield _("entry by booked slots of {minutes} minutes with {places} places each").format(
            minutes=number(other.timed_entry.slot_minutes),
            places=number(other.timed_entry.places_per_slot),
        )


def _exhibitions(base: Scenario, other: Scenario) -> Iterator[str]:
    before = {shown.title: shown for shown in base.exhibitions}
    after = {shown.title: shown for shown in other.exhibitions}
    for title in sorted(after.keys() - before.keys()):
        yield _("shows “{title}” as well").format(title=title)
    for title in sorted(before.keys() - after.keys()):
        yield _("does not show “{title}”").format(title=title)
    for title in sorted(after.keys() & before.keys()):
        was, becomes = before[title], after[title]
        if (was.start, was.end) != (becomes.start, becomes.end):
            yield _("shows “{title}” from {start} to {end}").format(
                title=title,
                start=date_words(becomes.start, "long"),
                end=date_words(becomes.end, "long"),
            )
        same_days = was.model_copy(update={"start": becomes.start, "end": becomes.end})
        for label, old, new in _leaves(same_days, becomes):
            text = _("“{title}”: {label}: {after} instead of {before}")
            yield text.format(title=title, label=label, after=_value(new), before=_value(old))


def clerk_hours(desk: Desk) -> float:
    """Return the hours of work that a desk's roster takes on a day."""
    return sum(
        shift.servers * (seconds(shift.ends) - seconds(shift.starts)) / 3600
        for shift in desk.roster
    )


def desk_words(desk: Desk) -> str:
    """Return a desk's name as its kind is called."""
    return _(CHOICE_LABELS[desk.kind])


def _desks(base: Scenario, other: Scenario) -> Iterator[str]:
    before = {desk.id: desk for desk in base.desks}
    after = {desk.id: desk for desk in other.desks}
    for name in sorted(before.keys() | after.keys()):
        was, becomes = before.get(name), after.get(name)
        if was == becomes:
            continue
        if becomes is None and was is not None:
            yield _("without the desk “{desk}”").format(desk=desk_words(was))
        elif becomes is not None:
            hours = number(clerk_hours(becomes), 1)
            if was is None:
                text = _("one more desk: {desk}, {hours} h of work a day")
                yield text.format(desk=desk_words(becomes), hours=hours)
            elif clerk_hours(was) != clerk_hours(becomes):
                yield _("{desk}: {hours} h of work a day instead of {before}").format(
                    desk=desk_words(becomes), hours=hours, before=number(clerk_hours(was), 1)
                )
            elif was.roster != becomes.roster:
                yield _("{desk}: other shifts").format(desk=desk_words(becomes))
            else:
                yield _("{desk}: another pace of service").format(desk=desk_words(becomes))


def workshop_words(workshop: Workshop) -> str:
    """Return a workshop in words: title, time and weekdays."""
    days = (
        _("every day")
        if len(workshop.weekdays) == len(WEEKDAYS)
        else listed([weekday_words(weekday) for weekday in workshop.weekdays])
    )
    return _("“{title}” at {time} ({days}, {places} places)").format(
        title=workshop.label(),
        time=clock(workshop.starts),
        days=days,
        places=number(workshop.places),
    )


def _workshops(base: Scenario, other: Scenario) -> Iterator[str]:
    before = {workshop.id: workshop for workshop in base.workshops}
    after = {workshop.id: workshop for workshop in other.workshops}
    for name, workshop in after.items():
        if name not in before:
            yield _("one more workshop: {workshop}").format(workshop=workshop_words(workshop))
        elif workshop != before[name]:
            yield _("a changed workshop: {workshop}").format(workshop=workshop_words(workshop))
    for name, workshop in before.items():
        if name not in after:
            yield _("without the workshop {workshop}").format(workshop=workshop_words(workshop))


def _signs(base: Scenario, other: Scenario) -> Iterator[str]:
    before = {(sign.zone, sign.towards) for sign in base.signs}
    after = {(sign.zone, sign.towards) for sign in other.signs}
    added, dropped = len(after - before), len(before - after)
    if added:
        yield ngettext("{count} more sign", "{count} more signs", added).format(count=number(added))
    if dropped:
        yield ngettext("{count} sign fewer", "{count} signs fewer", dropped).format(
            count=number(dropped)
        )


def _details(base: Scenario, other: Scenario) -> Iterator[str]:
    """Give what differs in the parameters that have no sentence of their own."""
    found = [
        _("{label}: {after} instead of {before}").format(
            label=label, after=_value(after), before=_value(before)
        )
        for name in ("lift", "visitors", "assumptions")
        for label, before, after in _leaves(getattr(base, name), getattr(other, name))
    ]
    yield from found[:MOST_DETAILS]
    if len(found) > MOST_DETAILS:
        more = len(found) - MOST_DETAILS
        yield ngettext("{count} more setting", "{count} more settings", more).format(
            count=number(more)
        )


def _leaves(before: Any, after: Any, label: str = "") -> Iterator[tuple[str, Any, Any]]:
    if before == after:
        return
    if isinstance(before, BaseModel) and isinstance(after, BaseModel):
        for name, info in type(before).model_fields.items():
            words = _(info.title or name)
            yield from _leaves(getattr(before, name), getattr(after, name), words)
    else:
        yield label, before, after


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value, 0 if float(value).is_integer() else 2)
    if isinstance(value, tuple | Mapping):
        return "…"
    return _("none") if value is None else str(value)
