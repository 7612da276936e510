"""Galleria Borghese: how many more tickets does entry every hour allow at the same room peaks?

Published (Centorrino, Corbetta, Cristiani and Onofri 2021; the project's slides, Balzotti and
others; the museum's announcement of October 2021): 20 rooms in a ring on each of two floors, three
entrances, no set route; five turns a day of two hours and at most 360 persons, all sold out, out
at the end of the turn; with entry every hour and visits that still last two hours, about 20 % more
tickets. Rooms' sizes, where the entrances are, how long one stays in each room and the matrix by
which visitors go from room to room are not in what we could read. So visitors choose their way and
their stays as everyone's in our model, and what is unknown is varied.

The largest entry an hour is the one at which the peak of no room, on 95 % of days, is above its
peak with 360 persons every two hours; in a second reading, above the peak of the fullest room then.
Its interval is that of the days drawn again (bootstrap). Entries from 120 to 360 persons are tried.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import box

from simulation.observers import Occupancy, Visits
from simulation.own_rules import OwnRules, own_rules
from simulation.preparing.prepared import Prepared, prepare
from simulation.randomness import normal_quantile
from simulation.rules.staying import attention, stay_s
from simulation.settings import (
    Arriving,
    Choosing,
    Day,
    Desk,
    Hours,
    Parties,
    Shift,
    Staying,
    TimedEntry,
    VisitorSettings,
    Waiting,
)
from simulation.simulate import simulate
from tests.studies.scoring import markdown
from venues.graph import walking_graph
from venues.plan import Door, Level, Link, Plan, Zone, ZoneKind

TURN_PERSONS: Final = 360
TURN_H: Final = 2
FLOORS: Final = (8, 12)
"""Rooms I to VIII on the ground floor, IX to XX above."""
SIDE_M: Final = 24.0
"""A floor is a square of this side; its rooms stand along the walls. An assumption."""
STAIRS_M: Final = 15.0
OVERBOOKED: Final = 1.1
"""More want to come than there are tickets: the museum is sold out."""

ENTRIES: Final = tuple(range(120, 361, 30))
SEEDS: Final = tuple(range(1, 41))
SHARE_OF_DAYS: Final = 0.95
REDRAWN: Final = 1000


@dataclass(frozen=True)
class Case:
    """What the published description leaves open, and how it is taken here.

    Attributes:
        dwell_min: Mean stays of a fresh visitor in all 20 rooms, in minutes; two hours, the length
            of a visit, where nothing else is said.
        turning: Whether everyone goes round either floor in the same direction.
        entrances: By how many of the three doors visitors are let in.
        check_s: Seconds that the check of one ticket takes, at one of two counters at each door.
        opens: Hour of opening.
        closes: Hour of closing.
    """

    dwell_min: float = 120.0
    turning: bool = False
    entrances: int = 3
    check_s: float = 10.0
    opens: int = 9
    closes: int = 19

    @property
    def hours(self) -> int:
        """How many hours the museum is open."""
        return self.closes - self.opens


BASE: Final = Case()
CASES: Final = {
    "as said above": BASE,
    "stays of 60 min in all rooms": replace(BASE, dwell_min=60),
    "stays of 90 min": replace(BASE, dwell_min=90),
    "stays of 150 min": replace(BASE, dwell_min=150),
    "stays of 180 min": replace(BASE, dwell_min=180),
    "all in one direction": replace(BASE, turning=True),
    "one entrance": replace(BASE, entrances=1),
    "tickets checked in 5 s": replace(BASE, check_s=5),
    "tickets checked in 20 s": replace(BASE, check_s=20),
    "open 13 to 19": replace(BASE, opens=13),
    "open 9 to 21": replace(BASE, closes=21),
}


def plan_of(case: Case) -> Plan:
    """Return the museum: two rings of rooms, the lower one round a hall, and its entrances."""
    levels = (Level("ground", {}, 0), Level("upper", {}, 1))
    zones, doors = [], []
    for level, count in zip(levels, FLOORS, strict=True):
        rooms = _ring(level.id, count)
        zones += rooms
        doors += [
            _door(a, b, one_way=case.turning)
            for a, b in zip(rooms, [*rooms[1:], rooms[0]], strict=True)
        ]
    lower, upper = zones[: FLOORS[0]], zones[FLOORS[0] :]
    inner_m = SIDE_M / 3
    hall = _zone("hall", ZoneKind.HALL, "ground", (inner_m, inner_m, inner_m))
    doors += [_door(hall, lower[1]), _door(hall, lower[5])]
    links = (
        Link("stairs", "stairs", (hall.id, upper[0].id), STAIRS_M, 1.5),
        Link("spiral", "stairs", (lower[4].id, upper[6].id), STAIRS_M, 1.0),
    )
    outside = [
        _zone(name, ZoneKind.ENTRANCE, room.level, (100.0, 100.0 * number, 30.0))
        for number, (name, room) in enumerate(
            (("portico", hall), ("tower", upper[0]), ("garden", lower[4]))[: case.entrances]
        )
    ]
    into = (hall, upper[0], lower[4])
    doors += [
        Door(door.id, (door.id, room.id), 1.5, room.middle)
        for door, room in zip(outside, into, strict=False)
    ]
    return Plan(
        "borghese", {}, {}, (12.49, 41.91), levels, (*outside, hall, *zones), tuple(doors), links
    )


def _zone(name: str, kind: ZoneKind, level: str, square: tuple[float, float, float]) -> Zone:
    x, y, side = square
    return Zone(name, {}, kind, level, box(x, y, x + side, y + side), 10_000)


def _ring(level: str, count: int) -> list[Zone]:
    """Return square rooms of one size along the walls of a floor, in order round it."""
    a_side = count // 4
    size = SIDE_M / (a_side + 1)
    cells = [
        *((n, 0) for n in range(a_side)),
        *((a_side, n) for n in range(a_side)),
        *((a_side - n, a_side) for n in range(a_side)),
        *((0, a_side - n) for n in range(a_side)),
    ]
    return [
        _zone(f"{level} {n + 1}", ZoneKind.GALLERY, level, (size * x, size * y, size))
        for n, (x, y) in enumerate(cells)
    ]


def _door(a: Zone, b: Zone, one_way: bool = False) -> Door:
    at = ((a.middle[0] + b.middle[0]) / 2, (a.middle[1] + b.middle[1]) / 2)
    return Door(f"{a.id}--{b.id}", (a.id, b.id), 1.2, at, one_way)


def day_of(case: Case, plan: Plan, entry_h: int, persons: int) -> Day:
    """Return a day on which so many are let in every so many hours.

    Nobody is refused at the door, and who holds a ticket waits for the start of the turn there.
    """
    opens, closes = dt.time(case.opens), dt.time(case.closes)
    rooms_m2 = sum(zone.area_m2 for zone in plan.zones_of(ZoneKind.GALLERY))
    desks = tuple(
        Desk(
            id=f"check {door.id}",
            kind="tickets",
            zone=door.id,
            roster=(Shift(starts=opens, ends=closes, servers=2),),
            booked_service_s=case.check_s,
            per_person_s=case.check_s,
            service_law="fixed",
        )
        for door in plan.zones_of(ZoneKind.ENTRANCE)
    )
    visitors = VisitorSettings(
        parties=Parties(step_free_share=0, lift_by_choice_share=0),
        arriving=Arriving(hourly_weights=(1,) * 24),
        choosing=Choosing(leave_weight=100),
        staying=Staying(
            budget_min=60 * TURN_H, budget_sigma=0, sweep_m2_per_min=rooms_m2 / case.dwell_min
        ),
        waiting=Waiting(patience_min=1440, patience_sigma=0),
        needs=(),
    )
    return Day(
        date=dt.date(2019, 6, 4),
        hours=Hours(opens=opens, closes=closes, last_entry_minutes=90, closing_call_minutes=0),
        desks=desks,
        timed_entry=TimedEntry(
            slot_minutes=60 * entry_h,
            places_per_slot=persons,
            tolerance_minutes=1440,
            no_show_share=0,
            punctuality_mean_min=-30,
            punctuality_sd_min=5,
        ),
        visitors=visitors,
    )


@cache
def until_the_turn_ends() -> OwnRules:
    """Return the rule that differs from ours: no stay is longer than what is left of the turn."""
    model, turn_s = Staying(), 3600.0 * TURN_H
    onset_s, scale_s = 60.0 * model.fatigue_onset_min, 60.0 * model.fatigue_scale_min
    floor, pace_sigma, sigma = model.fatigue_floor, model.pace_sigma, model.stay_sigma

    def stay(visitor: Any, zone: Any, now: float, luck: float) -> float:
        elapsed_s = now - visitor.enters_s
        left = attention(elapsed_s, onset_s, scale_s, floor)
        likes = normal_quantile(luck)
        wanted_s = stay_s(zone.mean_stay_s, left, 0.0, visitor.pace, likes, 0.0, pace_sigma, sigma)
        return max(0.0, min(wanted_s, turn_s - elapsed_s))

    return own_rules(stay=stay)


@dataclass(frozen=True, eq=False)
class Days:
    """What some days came to.

    Attributes:
        peaks: [day, room] The greatest number of persons at once.
        sold: Mean tickets a day.
        visit_min: Mean length of a visit.
    """

    peaks: NDArray[np.int64]
    sold: float
    visit_min: float


def days(case: Case, entry_h: int, persons: int, seeds: Sequence[int]) -> Days:
    """Simulate days on which so many persons are let in every so many hours."""
    plan = plan_of(case)
    prepared = prepare(plan, walking_graph(plan), day_of(case, plan, entry_h, persons))
    # The last turn of the day lasts two hours as well.
    turns = (case.hours - TURN_H) // entry_h + 1
    found = [_one_day(prepared, turns * persons, seed) for seed in seeds]
    rooms = prepared.building.of_kind(ZoneKind.GALLERY)
    return Days(
        np.array([each["peak"][rooms] for each in found]),
        float(np.mean([each["visits"] for each in found])),
        float(np.mean([each["visit_min"] for each in found])),
    )


def _one_day(prepared: Prepared, tickets: int, seed: int) -> dict[str, Any]:
    watch, wanted = [Occupancy(), Visits()], round(OVERBOOKED * tickets)
    found = simulate(prepared, wanted, seed, observers=watch, own_rules=until_the_turn_ends())
    return found.values  # noqa: PD011  (what was found, and no table)


def largest(
    entries: Sequence[int], peaks: NDArray[np.float64], limits: NDArray[np.float64]
) -> float:
    """Return the largest entry up to which no room's peak is above its limit.

    Args:
        entries: Entries tried, upwards.
        peaks: [entry, room] The peak at each; in between it is taken on a straight line.
        limits: [room] What the peak may be.
    """
    found = []
    for of_room, limit in zip(peaks.T, limits, strict=True):
        above = np.flatnonzero(of_room > limit)
        if above.size == 0:
            found.append(float(entries[-1]))
        elif above[0] == 0:
            found.append(float(entries[0]))
        else:
            low, high = above[0] - 1, above[0]
            share = (limit - of_room[low]) / (of_room[high] - of_room[low])
            found.append(entries[low] + share * (entries[high] - entries[low]))
    return float(min(found))


@dataclass(frozen=True)
class Entry:
    """The largest entry an hour, in persons.

    Attributes:
        likely: The largest entry.
        low: Where 95 % of those begin that the days drawn again give.
        high: Where they end.
    """

    likely: float
    low: float
    high: float

    def gains(self, gain: Callable[[float], float]) -> str:
        """Return a gain with its interval as a text."""
        likely, low, high = (100 * gain(each) for each in (self.likely, self.low, self.high))
        return f"{likely:+.0f} % ({low:+.0f} to {high:+.0f})"


@dataclass(frozen=True)
class Answer:
    """How many may enter each hour in one case.

    Attributes:
        case: The case.
        each_room: So many that no room is fuller than it is with entry every two hours.
        fullest_room: So many that no room is fuller than the fullest one is then.
        visit_min: Mean length of a visit with entry every two hours.
    """

    case: Case
    each_room: Entry
    fullest_room: Entry
    visit_min: float

    def a_day(self, entry: float) -> float:
        """Return by how much more are let in a day: hourly entry ends when the last turn starts."""
        turns = self.case.hours // TURN_H
        return entry * (self.case.hours - TURN_H + 1) / (turns * TURN_PERSONS) - 1


def in_two_hours(entry: float) -> float:
    """Return by how much more are let in every two hours."""
    return TURN_H * entry / TURN_PERSONS - 1


def answer(case: Case, entries: Sequence[int] = ENTRIES, seeds: Sequence[int] = SEEDS) -> Answer:
    """Find the largest entry an hour of a case; the same days' luck for each entry tried."""
    turns = days(case, TURN_H, TURN_PERSONS, seeds)
    hourly = np.array([days(case, 1, entry, seeds).peaks for entry in entries])

    def of(chosen: NDArray[np.int64]) -> tuple[float, float]:
        peaks = np.quantile(hourly[:, chosen], SHARE_OF_DAYS, axis=1)
        limits = np.quantile(turns.peaks[chosen], SHARE_OF_DAYS, axis=0)
        everywhere = np.full_like(limits, limits.max())
        return largest(entries, peaks, limits), largest(entries, peaks, everywhere)

    rng = np.random.default_rng(1)
    count = len(seeds)
    again = [of(rng.integers(0, count, count)) for _ in range(REDRAWN)]
    ends = np.quantile(again, [0.025, 0.975], axis=0).T
    each_room, fullest_room = (
        Entry(likely, float(low), float(high))
        for likely, (low, high) in zip(of(np.arange(count)), ends, strict=True)
    )
    return Answer(case, each_room, fullest_room, turns.visit_min)


def shown(answers: dict[str, Answer]) -> str:
    """Return the answers as a Markdown table."""
    rows = [
        (
            name,
            f"{each.visit_min:.0f} min",
            f"{each.each_room.likely:.0f}",
            each.each_room.gains(in_two_hours),
            each.each_room.gains(each.a_day),
            each.fullest_room.gains(in_two_hours),
        )
        for name, each in answers.items()
    ]
    heads = (
        "case",
        "mean visit",
        "entry an hour",
        "tickets in two hours",
        "tickets a day",
        "in two hours, if no room is fuller than the fullest",
    )
    return markdown(pd.DataFrame(rows), heads)


def main() -> str:
    """Run the study and return its table."""
    answers = {}
    for name, case in CASES.items():
        answers[name] = answer(case)
        print(name, answers[name], flush=True)
    return shown(answers)


if __name__ == "__main__":
    print(main())
