"""A scenario out of what if: a change of the coming year, kept so that it can be simulated.

What if asks how many come; a scenario says everything else too: the building, desks, workshops. So
it is made of another scenario (:func:`as_scenario`), from which it takes all that the change does
not name, and kept by :mod:`scenarios.library` like any other (:func:`keep`). Not all of a change
has its place in a scenario: :func:`left_out` says what has not.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, Final

from scenarios import library
from scenarios.library import Entry
from scenarios.scenario import Scenario
from scenarios.what_if import NEW, Change, Planned, Show
from scenarios.yaml_files import from_data, plan_of
from simulation.settings import WEEKDAYS, Hours, Workshop, seconds
from venues.common.i18n import LANGUAGES
from venues.common.i18n import gettext as _
from venues.plan import ZoneKind

_ID: Final = "what-if"
_NAMES: Final = ("id", "name", "description")
_OF_TABLES: Final = ("gallery", "theme", "medium", "price", "currency")
"""What of an exhibition is as in the venue's tables, whatever the base says."""
_LATEST_CLOSING: Final = 23.5 * 3600
"""A day that would be open longer than that opens earlier instead."""


def as_scenario(base: Scenario, planned: Planned, change: Change) -> Scenario:
    """Return the coming year with a change as a scenario; nothing is kept yet.

    Desks are staffed as long as the venue is open, and workshops take place only when it is.

    Args:
        base: Where building, desks, usual hours and all else come from.
        planned: The year as planned.
        change: What is done otherwise; ``Change()`` for nothing.

    Raises:
        InputError: The change and the base contradict each other.
    """
    is_open = planned.opening(change.open_on)
    dates = [date.date() for date in planned.dates]
    hours = _hours(base, change, {d.weekday() for d, o in zip(dates, is_open, strict=True) if o})
    closed = [d for d, o in zip(dates, is_open, strict=True) if not o and hours[d.weekday()]]
    content = base.model_dump(mode="json") | {
        "id": _ID,
        "demand": {"venue": planned.venue, "start": str(dates[0]), "end": str(dates[-1])},
        "opening_hours": dict(zip(WEEKDAYS, hours, strict=True)),
        "closed": [str(each) for each in closed],
        "exhibitions": [_shown(base, planned, show) for show in _shows(planned, change)],
        "workshops": list(_workshops(base, hours)),
        "desks": _desks(base, hours),
    }
    assumed = change.assumptions.model_dump(mode="json", include={"longer_day", "moved"})
    content["assumptions"] |= assumed
    return from_data(content, base.label())


def keep(scenario: Scenario, name: str, description: str) -> Scenario:
    """Keep a scenario under a free short name, once: one that says the same is returned instead.

    Args:
        scenario: The scenario.
        name: What it is called; with a number, if another one is called so.
        description: What is said of it.
    """
    entries = library.entries()
    same = kept(scenario, entries)
    if same is not None:
        return same
    taken = {entry.scenario.label() for entry in entries if entry.scenario is not None}
    free = (f"{name} ({number})" if number > 1 else name for number in count(1))
    described = scenario.model_copy(update={"description": dict.fromkeys(LANGUAGES, description)})
    return library.duplicate(described, next(each for each in free if each not in taken))


def kept(scenario: Scenario, entries: Iterable[Entry]) -> Scenario | None:
    """Return the scenario that says the same, whatever it is called.

    Args:
        scenario: What it says.
        entries: The scenarios at hand.
    """
    said = _said(scenario)
    known = (entry.scenario for entry in entries if entry.scenario is not None)
    return next((each for each in known if _said(each) == said), None)


def is_made_here(scenario: Scenario) -> bool:
    """Say whether a scenario, or what it is a copy of, was made of what if."""
    return scenario.id.startswith(f"{_ID}-")


def _said(scenario: Scenario) -> Mapping[str, Any]:
    return scenario.model_dump(exclude=set(_NAMES))


def left_out(planned: Planned, change: Change) -> list[str]:
    """Return what of a change has no place in a scenario, in the reader's language."""
    before = {show.row: show.price for show in planned.shows}
    found = []
    # A scenario that says no price has the one that is known.
    if any(s.price is None and before.get(s.row) is not None for s in _shows(planned, change)):
        found.append(_("that the price of an exhibition is not known"))
    if change.open_on is not None and change.open_on != planned.open_on:
        found.append(_("the visits that move between days that are closed and days that are open"))
    return found


def _shows(planned: Planned, change: Change) -> tuple[Show, ...]:
    return planned.shows if change.shows is None else change.shows


def _shown(base: Scenario, planned: Planned, show: Show) -> dict[str, Any]:
    """Return one exhibition, in the room and with the attraction that the base gives it."""
    same = next((each for each in base.exhibitions if each.title == show.title), None)
    like: dict[str, Any] = {"zones": _room(base)}
    if same is not None:
        like = same.model_dump(mode="json")
    title = _new_title(planned) if show.title == NEW else show.title
    dates = {"title": title, "start": str(show.start), "end": str(show.end)}
    return like | _known(planned, show) | dates


def _known(planned: Planned, show: Show) -> dict[str, Any]:
    """Return what the venue's tables know of an exhibition, or the reader of a new one."""
    found: dict[str, Any] = {"theme": show.theme, "price": show.price}
    if show.row is not None:
        row = planned.fit.history.exhibitions.loc[show.row]
        found |= {name: row[name] for name in ("gallery", "theme", "medium", "currency")}
    return dict.fromkeys(_OF_TABLES) | {name: said for name, said in found.items() if said != ""}


def _room(base: Scenario) -> list[str]:
    """Return where an exhibition stands of which the base says nothing."""
    if base.exhibitions:
        return list(base.exhibitions[0].zones)
    plan = plan_of(base)
    rooms = [*plan.zones_of(ZoneKind.GALLERY), *plan.zones]
    return [rooms[0].id]


def _new_title(planned: Planned) -> str:
    """Return a title that the venue's history does not know, or it would be taken for that one."""
    title = _("New exhibition")
    known = set(planned.fit.history.exhibitions["title"])
    while title in known:
        title += " *"
    return title


def _hours(base: Scenario, change: Change, open_on: set[int]) -> list[dict[str, Any] | None]:
    """Return the hours of each weekday: the base's, the usual ones where it is closed, longer."""
    own = [getattr(base.opening_hours, weekday) for weekday in WEEKDAYS]
    usual, _count = Counter(each for each in own if each is not None).most_common(1)[0]
    return [
        _longer(own[day] or usual, change.longer_h if day in change.longer_on else 0.0)
        if day in open_on
        else None
        for day in range(7)
    ]


def _longer(hours: Hours, by_h: float) -> dict[str, Any]:
    """Return hours that end later or earlier; what does not fit into the day begins earlier."""
    closes = seconds(hours.closes) + 3600 * by_h
    latest = max(_LATEST_CLOSING, seconds(hours.closes))
    opens = max(seconds(hours.opens) - max(closes - latest, 0.0), 0.0)
    times = {"opens": _clock(opens), "closes": _clock(min(closes, latest))}
    return hours.model_dump(mode="json") | times


def _clock(time_s: float) -> str:
    return (dt.datetime.min + dt.timedelta(seconds=max(time_s, 0.0))).time().isoformat()


def _workshops(base: Scenario, hours: list[dict[str, Any] | None]) -> Iterator[dict[str, Any]]:
    for workshop in base.workshops:
        days = [day for day in workshop.weekdays if _fits(workshop, hours[WEEKDAYS.index(day)])]
        if days:
            yield workshop.model_dump(mode="json") | {"weekdays": days}


def _fits(workshop: Workshop, hours: dict[str, Any] | None) -> bool:
    if hours is None:
        return False
    opens, closes = (dt.time.fromisoformat(hours[name]) for name in ("opens", "closes"))
    starts = seconds(workshop.starts)
    return seconds(opens) <= starts and starts + 60 * workshop.minutes <= seconds(closes)


def _desks(base: Scenario, hours: list[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """Return the desks, those staffed until the venue closed until it closes now."""
    last = max(each.closes for each in _open(base)).isoformat()
    first = min(each.opens for each in _open(base)).isoformat()
    now = [each for each in hours if each is not None]
    closes = max([each["closes"] for each in now], default=last)
    opens = min([each["opens"] for each in now], default=first)
    desks = [desk.model_dump(mode="json") for desk in base.desks]
    for desk in desks:
        for shift in desk["roster"]:
            if shift["ends"] >= last:
                shift["ends"] = max(shift["ends"], closes)
            if shift["starts"] <= first:
                shift["starts"] = min(shift["starts"], opens)
    return desks


def _open(base: Scenario) -> list[Hours]:
    found = (getattr(base.opening_hours, weekday) for weekday in WEEKDAYS)
    return [each for each in found if each is not None]
