"""Walking through the building, zone by zone on the shortest way."""

import math
from typing import Any

from simulation.compiling import part, rule
from simulation.itinerary.journal import note
from simulation.itinerary.signs import read_signs
from simulation.rules.walking import walking_time_s
from simulation.tables import (
    AGAIN,
    BEGIN,
    LIFT,
    MOVES,
    NOWHERE,
    RIDE,
    STAIRS_DOWN,
    STAIRS_UP,
    WALK,
)


@rule
def begin(party: Any, stage: int) -> None:
    """Let a party begin a part of its visit."""
    party.stage = stage
    party.step = BEGIN


@rule
def go(world: Any, number: int, now: float, target: int, browsing: bool) -> int:
    """Set off for a zone; who browses may stop at something on the way."""
    party = world.parties[number]
    party.target = target
    party.browsing = browsing
    return next_step(world, number, now)


@rule
def next_step(world: Any, number: int, now: float) -> int:
    """Walk, or ride, to the next zone on the shortest way; ``AGAIN`` when one is there."""
    party = world.parties[number]
    if party.zone == party.target:
        return AGAIN
    party.way = world.next_way[party.who, party.zone, party.target]
    way = world.ways[party.way]
    if way.kind == LIFT:
        return RIDE
    day = world.day[0]
    here, there = world.zones[way.start], world.zones[way.end]
    speed = party.speed
    if way.kind == STAIRS_UP:
        speed *= day.stairs_up
    elif way.kind == STAIRS_DOWN:
        speed *= day.stairs_down
    party.due_s = now + walking_time_s(
        way.length_m,
        speed,
        here.persons / here.area_m2,
        there.persons / there.area_m2,
        day.density_effect,
        day.jam_density,
        day.slowest,
    )
    return WALK


@part
def arrive(world: Any, number: int, now: float) -> None:
    """Count the party from its zone to the next."""
    party = world.parties[number]
    origin, zone = party.zone, world.ways[party.way].end
    world.zones[origin].persons -= party.size
    world.zones[zone].persons += party.size
    party.zone = zone
    note(world, now, MOVES, number, zone, origin, 0.0, 0)
    if world.zones[zone].signs > 0:
        read_signs(world, number, zone)


@rule
def reaches(world: Any, number: int, zone: int) -> bool:
    """Return whether there is a way for this party from where it is."""
    party = world.parties[number]
    distance: float = world.distance_m[party.who, party.zone, zone]
    return distance < math.inf


@rule
def nearest(world: Any, number: int, zones: Any, first: int, count: int) -> int:
    """Return the nearest of these zones, or ``NOWHERE`` if none can be reached."""
    party = world.parties[number]
    best, best_m = NOWHERE, math.inf
    for place in range(first, first + count):
        distance = world.distance_m[party.who, party.zone, zones[place]]
        if distance < best_m:
            best, best_m = zones[place], distance
    return best
