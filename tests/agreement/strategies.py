"""Small venues and days at random, with everything that a day may have."""

import datetime as dt

from hypothesis import strategies as st
from shapely import box

from simulation.settings import (
    Arriving,
    Break,
    Day,
    Desk,
    Flow,
    Hours,
    Lift,
    Need,
    Parties,
    QueueZone,
    Shift,
    ShownExhibition,
    Sign,
    Staying,
    TimedEntry,
    VisitorSettings,
    Waiting,
    Walking,
    Workshop,
)
from simulation.verification.buildings import THURSDAY
from tests.simulation.support import at
from venues.graph import WalkingGraph, walking_graph
from venues.plan import Door, Level, Link, Plan, Zone, ZoneKind

KINDS = (
    ZoneKind.GALLERY,
    ZoneKind.GALLERY,
    ZoneKind.GALLERY,
    ZoneKind.CAFE,
    ZoneKind.TOILETS,
    ZoneKind.SHOP,
    ZoneKind.HALL,
    ZoneKind.WORKSHOP,
)
LEVELS = (Level("ground", {}, 0), Level("upper", {}, 1))


@st.composite
def venues(draw: st.DrawFn) -> tuple[Plan, WalkingGraph]:
    """A tree of rooms with a few more doors, and perhaps an upper level by stairs and lift."""
    count = draw(st.integers(3, 9))
    zones, doors = [], []
    for n in range(count):
        kind = ZoneKind.ENTRANCE if n == 0 else draw(st.sampled_from(KINDS))
        if n == 1 and draw(st.booleans()):
            kind = ZoneKind.ENTRANCE
        side = draw(st.sampled_from([4.0, 9.0, 20.0]))
        outline = box(25.0 * n, 0.0, 25.0 * n + side, side)
        themes = draw(st.sampled_from([(), ("sea",), ("sea", "war")]))
        zones.append(Zone(f"z{n}", {}, kind, "ground", outline, 100, themes=themes))
        if n:
            doors.append((draw(st.integers(0, n - 1)), n))
    for _more in range(draw(st.integers(0, 2))):
        a, b = draw(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)))
        if a != b and (a, b) not in doors and (b, a) not in doors:
            doors.append((a, b))
    links = []
    if draw(st.booleans()):
        outline = box(0.0, 50.0, 9.0, 59.0)
        zones.append(Zone("up", {}, ZoneKind.GALLERY, "upper", outline, 100))
        kind = draw(st.sampled_from(["stairs", "lift"]))
        links.append(Link("way-up", kind, ("z0", "up"), 12.0, 1.2))
        if draw(st.booleans()):
            other = "lift" if kind == "stairs" else "stairs"
            links.append(Link("other-way", other, (f"z{count - 1}", "up"), 12.0, 1.2))
    built = tuple(
        Door(f"{a}--{b}", (f"z{a}", f"z{b}"), 1.0, (12.5 * (a + b), 2.0)) for a, b in doors
    )
    plan = Plan("random", {}, {}, (0.0, 50.0), LEVELS, tuple(zones), built, tuple(links))
    return plan, walking_graph(plan)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Shift, ...]:
    """Nobody, or a shift or two that may overlap or leave a gap."""
    hours = ["09:30", "10:00", "10:30", "11:00", "11:45", "12:30"]
    shifts = []
    for _shift in range(draw(st.integers(0, 2))):
        starts, ends = sorted(draw(st.lists(st.sampled_from(hours), min_size=2, unique=True))[:2])
        servers = draw(st.integers(0, 3))
        shifts.append(Shift(starts=at(starts), ends=at(ends), servers=servers))
    return tuple(shifts)


@st.composite
def desks(draw: st.DrawFn, zone_ids: list[str]) -> tuple[Desk, ...]:
    """None, or desks, facilities and exhibits; services that last alike make many ties."""
    found = []
    lunch = Break(starts=at("10:45"), ends=at("11:15"), servers=1)
    laws = ["fixed", "exponential", "lognormal", "erlang", "gamma", "hyperexponential"]
    kinds = draw(
        st.sampled_from(
            [
                (),
                ("tickets",),
                ("tickets", "tickets", "cloakroom"),
                (
                    "security",
                    "tickets",
                    "cloakroom",
                    "cafe",
                    "toilets",
                    "toilets",
                    "shop",
                    "exhibit",
                ),
                ("cafe", "cafe", "exhibit", "exhibit"),
            ]
        )
    )
    for n, kind in enumerate(kinds):
        stays = kind in {"cafe", "toilets", "shop"} and draw(st.booleans())
        growing = draw(st.lists(st.sampled_from(zone_ids), max_size=2))
        found.append(
            Desk(
                id=f"desk-{n}",
                kind=kind,
                zone=draw(st.sampled_from(zone_ids)),
                roster=draw(rosters()),
                mean_service_s=draw(st.sampled_from([0.0, 30.0, 120.0])),
                breaks=draw(st.sampled_from([(), (lunch,)])),
                first_served=draw(st.sampled_from([(), ("step_free",), ("members", "prebooked")])),
                queue_zones=tuple(
                    QueueZone(zone=z, after=2 + 3 * k) for k, z in enumerate(growing)
                ),
                service_law="stay" if stays else draw(st.sampled_from(laws)),
                service_cv=draw(st.sampled_from([1.0, 2.0])),
                waiting_places=draw(st.sampled_from([None, 0, 2, 6])),
                used_by_share=draw(st.sampled_from([0.5, 1.0])),
            )
        )
    return tuple(found)


@st.composite
def workshops(draw: st.DrawFn, zone_ids: list[str]) -> tuple[Workshop, ...]:
    """Up to two sessions."""
    return tuple(
        Workshop(
            id=f"session-{n}",
            title="Session",
            zone=draw(st.sampled_from(zone_ids)),
            starts=at(draw(st.sampled_from(["10:20", "11:00", "11:50"]))),
            minutes=draw(st.sampled_from([10.0, 45.0])),
            places=draw(st.sampled_from([0, 4, 30])),
            interest_share=draw(st.sampled_from([0.3, 1.0])),
            late_minutes=draw(st.sampled_from([0.0, 10.0])),
        )
        for n in range(draw(st.integers(0, 2)))
    )


@st.composite
def people(draw: st.DrawFn) -> VisitorSettings:
    """Visitors, all alike in some respects on some days."""
    alike = draw(st.booleans())
    return VisitorSettings(
        parties=Parties(
            size_shares=draw(st.sampled_from([(1,), (1, 1, 1), (0, 0, 0, 0, 0, 1)])),
            step_free_share=draw(st.sampled_from([0.0, 0.3])),
            lift_by_choice_share=draw(st.sampled_from([0.0, 0.5])),
            member_share=draw(st.sampled_from([0.0, 0.3])),
        ),
        arriving=Arriving(
            hourly_weights=(1,) * 24, prebooked_share=draw(st.sampled_from([0.0, 0.4]))
        ),
        walking=Walking(speed_cv=0.0 if alike else 0.19),
        staying=Staying(
            budget_min=draw(st.sampled_from([10.0, 60.0])),
            budget_sigma=0.0 if alike else 0.4,
            stay_sigma=0.0 if alike else 0.6,
            pace_sigma=0.0 if alike else 0.35,
        ),
        waiting=Waiting(
            patience_min=draw(st.sampled_from([1.0, 15.0])),
            patience_sigma=0.0,
            balking_weight=draw(st.sampled_from([0.0, 4.0])),
        ),
        needs=(
            Need(kind="toilets", share=0.6, minutes=2, sigma=0.0 if alike else 0.5),
            Need(kind="cafe", share=0.5, minutes=5),
            Need(kind="shop", share=0.5, minutes=3, at_the_end=True),
        ),
    )


@st.composite
def days(draw: st.DrawFn, plan: Plan) -> Day:
    """A short day with any of what a day may have."""
    zone_ids = [zone.id for zone in plan.zones]
    hours = Hours(
        opens=at("10:00"),
        closes=at("12:30"),
        last_entry_minutes=30,
        closing_call_minutes=draw(st.sampled_from([0.0, 15.0])),
    )
    timed = TimedEntry(
        slot_minutes=15,
        places_per_slot=draw(st.sampled_from([6, 40])),
        punctuality_sd_min=draw(st.sampled_from([0.0, 9.0])),
    )
    signs = tuple(
        Sign(
            id=f"sign-{n}",
            zone=draw(st.sampled_from(zone_ids)),
            towards=draw(st.sampled_from(zone_ids)),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    shown = ShownExhibition(
        title="Show",
        zones=(draw(st.sampled_from(zone_ids)),),
        start=THURSDAY,
        end=THURSDAY + dt.timedelta(days=1),
    )
    return Day(
        date=THURSDAY,
        hours=hours,
        desks=draw(desks(zone_ids)),
        lift=draw(st.sampled_from([None, Lift(cabin=3, cycle_s=40), Lift(cabin=8)])),
        flow=draw(st.sampled_from([None, Flow(), Flow(door_per_m_s=0.1)])),
        timed_entry=draw(st.sampled_from([None, timed])),
        workshops=draw(workshops(zone_ids)),
        exhibitions=draw(st.sampled_from([(), (shown,)])),
        signs=signs,
        visitors=draw(people()),
    )


@st.composite
def venues_and_days(draw: st.DrawFn) -> tuple[tuple[Plan, WalkingGraph], Day]:
    """A venue and a day in it."""
    building = draw(venues())
    return building, draw(days(building[0]))
