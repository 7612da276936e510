"""Walking through the building, zone by zone on the shortest way."""

import math
from typing import Any

from simulation.compiling import part, rule
from simulation.itinerary.journal import note
from simulation.rules.walking import slowed_by_density, speed_in_crowd, walking_time_s
from simulation.tables import (
    AGAIN,
    BEGIN,
    LIFT,
    MOVES,
    NOWHERE,
    RIDE,
    STAIRS_DOWN,
    STAIRS_UP,
    TO_DOOR,
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
    if way.person_s > 0.0:
        party.due_s = now + stretch_s(world, number, party.zone, way.to_door_m)
        return TO_DOOR
    party.due_s = now + walking_time_s(
        way.length_m,
        _speed_on(world, number),
        _slowed_in(world, way.start),
        _slowed_in(world, way.end),
        world.day[0].slowest,
    )
    return WALK


@rule
def _speed_on(world: Any, number: int) -> float:
    """Return the party's speed on its way, alone there."""
    day, party = world.day[0], world.parties[number]
    kind = world.ways[party.way].kind
    speed: float = party.speed
    if kind == STAIRS_UP:
        speed *= day.stairs_up
    elif kind == STAIRS_DOWN:
        speed *= day.stairs_down
    return speed


@rule
def _slowed_in(world: Any, zone: int) -> float:
    """Return the share of the free speed that the persons in a zone leave one another."""
    place = world.zones[zone]
    if place.persons < world.slowed.shape[1]:
        slowed: float = world.slowed[zone, place.persons]
        return slowed
    day = world.day[0]
    return slowed_by_density(place.persons / place.area_m2, day.density_effect, day.jam_density)


@rule
def stretch_s(world: Any, number: int, zone: int, length_m: float) -> float:
    """Return how long the party takes for a stretch of its way that lies in a zone."""
    return length_m / speed_in_crowd(
        _speed_on(world, number), _slowed_in(world, zone), world.day[0].slowest
    )


@part
def change_zone(world: Any, number: int, now: float, came_s: float) -> None:
    """Count the party from its zone to the next; it has been at the door between since it came."""
    party = world.parties[number]
    way = world.ways[party.way]
    origin, zone = party.zone, way.end
    world.zones[origin].persons -= party.size
    world.zones[zone].persons += party.size
    party.zone = zone
    note(world, now, MOVES, number, zone, origin, came_s, way.kind == LIFT)


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
