"""A day prepared once, and started as often as it is simulated.

:func:`prepare` does what depends on the plan and the day alone; :func:`start` draws the visitors
for one seed and lays out fresh tables.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.drawing.arrivals import draw_arrivals
from simulation.drawing.bookings import draw_plans, runs
from simulation.drawing.parties import draw_needs, draw_parties, need_key
from simulation.drawing.rights import draw_rights
from simulation.luck import WORD
from simulation.preparing.building import Building, build
from simulation.preparing.offer import Offer, offer_of
from simulation.rules.serving import SERVICE_LAWS
from simulation.rules.walking import fill_slowed
from simulation.settings import Day, Walking, seconds
from simulation.tables import (
    CABIN,
    CHANGE,
    DAY,
    DOOR,
    EVENT,
    NEED,
    NOWHERE,
    OPTION,
    POST,
    POST_KINDS,
    SESSION,
    SPILL,
    WAITING,
    ZONE,
)
from simulation.world import Tables
from venues.graph import WalkingGraph
from venues.plan import Plan, ZoneKind

_JOURNAL_ROWS: Final = 8_192
"""Events that the journal holds before observers read it; small enough for a processor's cache."""
_ROOM: Final = 64
"""Events that a party may cause at one moment, with room to spare."""
_MOST_TABLED: Final = 128
"""For fewer persons in a zone a table tells how much they slow one another down."""

_ENDLESS: Final = 2**30
"""Places to wait where there is no limit."""
_RANKED: Final = ("others", "members", "prebooked", "step_free")
"""Who may be called before the others, in the order of a post's ranks."""

_CHANGING: Final = ("zones", "doors", "posts", "cabins", "sessions", "day")
"""The arrays that a day changes, of which each start needs its own."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What a day starts from, whatever the seed and the number of visits.

    Attributes:
        plan: The plan of the venue.
        day: What the day is made of.
        building: Its zones and ways.
        offer: What there is to see.
    """

    plan: Plan
    day: Day
    building: Building
    offer: Offer

    @cached_property
    def queues(self) -> tuple[str, ...]:
        """The ids of desks and lifts at which one may wait, in the order of their numbers."""
        return (*(desk.id for desk in self.day.desks), *self.building.lifts)

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Each workshop session's places; none on days when it does not run."""
        places = [each.places if runs(each, self.day) else 0 for each in self.day.workshops]
        return np.array(places, np.int64)

    @cached_property
    def fixed(self) -> dict[str, NDArray[Any]]:
        """The arrays that every start begins with."""
        posts, spills, changes = _posts(self.day, self.building)
        needs, facilities = _needs(self.day, self.building)
        return {
            "zones": _zones(self.building, self.offer, self.day),
            "ways": self.building.ways,
            "doors": np.zeros(len(self.building.doors), DOOR),
            "next_way": self.building.next_way,
            "distance_m": self.building.distance_m,
            "slowed": _slowed(self.building, self.day.visitors.walking),
            "sights": np.flatnonzero(self.offer.appeal > -np.inf).astype(np.int32),
            "exits": np.array(self.building.entrances, np.int32),
            "themes": self.offer.themes,
            "signs": self.offer.signs,
            "posts": posts,
            "spills": spills,
            "changes": changes,
            "cabins": _cabins(self.day, self.building),
            "sessions": _sessions(self.day, self.building),
            "needs": needs,
            "facilities": facilities,
            "day": _day(self.day),
        }


def prepare(plan: Plan, graph: WalkingGraph, day: Day) -> Prepared:
    """Return a day ready to be started.

    Raises:
        InputError: The day names a zone that the plan does not have.
    """
    cycle_s = day.lift.cycle_s if day.lift else None
    building = build(plan, graph, day.visitors.walking, cycle_s, day.flow)
    return Prepared(plan, day, building, offer_of(plan, building, day))


@dataclass(frozen=True, eq=False)
class Started:
    """A day with its visitors, as it stands at midnight; an engine changes its tables.

    Attributes:
        prepared: What it started from.
        tables: Its tables.
        visits: How many persons want to come.
        seed: Names its luck.
        no_shows: Persons for whom a place was booked and who do not come.
    """

    prepared: Prepared
    tables: Tables
    visits: int
    seed: int
    no_shows: int


def start(prepared: Prepared, visits: int, seed: int) -> Started:
    """Draw a day's visitors and lay out its tables.

    Args:
        prepared: The day.
        visits: How many persons want to come.
        seed: Names the day's luck; the same number gives the same day.
    """
    seed %= WORD
    day, fixed = prepared.day, prepared.fixed
    visitors, zones, signs = day.visitors, fixed["zones"].size, fixed["signs"].size
    parties = draw_parties(seed, visits, visitors, fixed["exits"])
    no_shows = draw_arrivals(parties, seed, day.hours, visitors.arriving, day.booking)
    draw_rights(parties, seed, day)
    need_due_s, need_stay_s = draw_needs(parties, seed, visitors)
    changing = {name: fixed[name].copy() for name in _CHANGING}
    changing["day"]["seed"] = seed
    plans = draw_plans(parties, seed, day)
    room = _room(fixed, plans)
    changing["day"]["room"] = room
    tables = Tables(
        **{**fixed, **changing},
        parties=parties,
        interests=np.zeros((parties.size, prepared.offer.theme_count)),
        seen=np.zeros((parties.size, zones), np.uint8),
        read=np.zeros((parties.size, signs), np.uint8),
        drawn=np.zeros((parties.size, zones if signs else 0), np.uint8),
        plans=plans,
        need_due_s=need_due_s,
        need_stay_s=need_stay_s,
        options=np.zeros(zones + int(fixed["zones"]["ways"].max()), OPTION),
        waiting=np.zeros(parties.size, WAITING),
        journal=np.empty(max(_JOURNAL_ROWS, 2 * room), EVENT),
    )
    return Started(prepared, tables, visits, seed, no_shows)


def _room(fixed: dict[str, NDArray[Any]], plans: NDArray[np.void]) -> int:
    """Return how many events may happen at one moment before an engine looks at the journal.

    A new shift calls as many as it has servers, a cabin takes as many as it holds, and a party may
    be turned away from all its workshops.
    """
    servers = max(
        fixed["posts"]["servers"].max(initial=0), fixed["changes"]["servers"].max(initial=0)
    )
    called = servers * (1 + fixed["posts"]["spills"].max(initial=0))
    cabins = fixed["cabins"]["capacity"].max(initial=0)
    return _ROOM + int(max(called, cabins) + plans.shape[1])


def _day(day: Day) -> NDArray[np.void]:
    row = np.zeros(1, DAY)
    if day.hours is not None:
        row["opens_s"], row["closes_s"] = seconds(day.hours.opens), seconds(day.hours.closes)
        call_s = row["closes_s"] - 60.0 * day.hours.closing_call_minutes
        row["call_s"] = np.maximum(row["opens_s"], call_s)
    walking, choosing, staying = day.visitors.walking, day.visitors.choosing, day.visitors.staying
    for group, names in (
        (walking, ("stairs_up", "stairs_down", "density_effect", "jam_density", "slowest")),
        (
            choosing,
            (
                "interest_weight",
                "distance_weight",
                "crowd_weight",
                "sign_weight",
                "leave_weight",
            ),
        ),
        (staying, ("interest_effect", "pace_sigma", "stay_sigma", "fatigue_floor")),
    ):
        for name in names:
            row[name] = getattr(group, name)
    row["balking_weight"] = day.visitors.waiting.balking_weight
    row["fatigue_onset_s"] = 60.0 * staying.fatigue_onset_min
    row["fatigue_scale_s"] = 60.0 * staying.fatigue_scale_min
    return row


def _slowed(building: Building, walking: Walking) -> NDArray[np.float64]:
    table = np.empty((len(building.ids), _MOST_TABLED))
    fill_slowed(table, building.area_m2, walking.density_effect, walking.jam_density)
    return table


def _zones(building: Building, offer: Offer, day: Day) -> NDArray[np.void]:
    rows = np.zeros(len(building.ids), ZONE)
    rows["key"], rows["area_m2"] = building.keys, building.area_m2
    rows["appeal"], rows["mean_stay_s"] = offer.appeal, offer.mean_stay_s
    for first, count, bounds in (
        ("first_way", "ways", building.first_way),
        ("first_theme", "themes", offer.first_theme),
        ("first_sign", "signs", offer.first_sign),
    ):
        rows[first], rows[count] = bounds[:-1], np.diff(bounds)
    for desk in day.desks:
        rows["exhibits"][building.number[desk.zone]] += desk.kind == "exhibit"
    return rows


def _posts(day: Day, building: Building) -> tuple[NDArray[np.void], ...]:
    """Return the posts, the zones of their queues and the changes of their rosters.

    Those of one post stand together.
    """
    rows = np.zeros(len(day.desks), POST)
    changes: list[tuple[float, int]] = []
    spills: list[tuple[int, int, int]] = []
    for row, desk in zip(rows, day.desks, strict=True):
        row["kind"], row["zone"] = POST_KINDS.index(desk.kind), building.number[desk.zone]
        row["law"] = SERVICE_LAWS[desk.service_law]
        for name in (
            "used_by_share",
            "mean_service_s",
            "per_person_s",
            "booked_service_s",
            "service_cv",
        ):
            row[name] = getattr(desk, name)
        row["servers"] = desk.servers_at(0.0)
        row["places"] = _ENDLESS if desk.waiting_places is None else desk.waiting_places
        row["next_change"] = len(changes)
        changes += [(time_s, desk.servers_at(time_s)) for time_s in desk.changes() if time_s > 0]
        row["last_change"] = len(changes)
        called: dict[str, int] = {group: rank for rank, group in enumerate(desk.first_served)}
        row["ranks"] = [called.get(group, len(called)) for group in _RANKED]
        row["first_spill"], row["spills"] = len(spills), len(desk.queue_zones)
        starts = [each.after for each in desk.queue_zones]
        zones = [building.number[each.zone] for each in desk.queue_zones]
        spills += zip(zones, starts, [*starts[1:], _ENDLESS], strict=False)
    return rows, np.array(spills, SPILL), np.array(changes, CHANGE)


def _cabins(day: Day, building: Building) -> NDArray[np.void]:
    rows = np.zeros(len(building.lifts), CABIN)
    for row, landings in zip(rows, building.lifts.values(), strict=True):
        row["landings"] = landings
        if day.lift is not None:
            row["capacity"], row["half_cycle_s"] = day.lift.cabin, day.lift.cycle_s / 2
    return rows


def _sessions(day: Day, building: Building) -> NDArray[np.void]:
    rows = np.zeros(len(day.workshops), SESSION)
    for row, workshop in zip(rows, day.workshops, strict=True):
        starts = seconds(workshop.starts)
        row["zone"], row["free"] = building.number[workshop.zone], workshop.places
        row["starts_s"], row["ends_s"] = starts, starts + 60.0 * workshop.minutes
        row["late_s"] = 60.0 * workshop.late_minutes
    return rows


def _needs(day: Day, building: Building) -> tuple[NDArray[np.void], NDArray[np.int32]]:
    """Return the needs and the facilities that meet them, those of one need together."""
    needs = day.visitors.needs
    rows = np.zeros(len(needs), NEED)
    facilities: list[int] = []
    kinds = {desk.kind for desk in day.desks}
    for row, need in zip(rows, needs, strict=True):
        row["key"] = need_key(need)
        row["post_kind"] = POST_KINDS.index(need.kind) if need.kind in kinds else NOWHERE
        zones = building.of_kind(ZoneKind(need.kind))
        row["at_the_end"], row["first_facility"] = need.at_the_end, len(facilities)
        row["facilities"] = len(zones)
        facilities += zones
    return rows, np.array(facilities, np.int32)
