"""Being on the way: what a party does when a stretch of its walk is over.

Where doors hold nobody up, a step from zone to zone is one walk. Where they have a flow, it is
three: to the door, through it after those who came before, and on into the next zone.
"""

from typing import Any

from simulation.compiling import part, rule
from simulation.itinerary.signs import read_signs
from simulation.itinerary.touring import is_held
from simulation.itinerary.walking import change_zone, next_step, stretch_s
from simulation.tables import CROSS, PASS, TO_DOOR


@part
def move_on(world: Any, number: int, now: float) -> int:
    """Go on with a walk; ``AGAIN`` when it has ended."""
    party = world.parties[number]
    if party.verb == TO_DOOR:
        return _stand_at_door(world, number, now)
    if party.verb == PASS:
        return _go_through(world, number, now)
    if party.verb != CROSS:
        change_zone(world, number, now, now)
    if world.zones[party.zone].signs > 0:
        read_signs(world, number, party.zone)
    if party.browsing and is_held(world, number, now):
        party.target = party.zone
    return next_step(world, number, now)


@rule
def _stand_at_door(world: Any, number: int, now: float) -> int:
    """Pass the door after all who came before: one server for both directions.

    The door is taken for size / (specific flow · width); a party is through when its last member
    begins to pass, so that who walks alone through an empty door loses no time.
    """
    party = world.parties[number]
    way = world.ways[party.way]
    door = world.doors[way.door]
    party.joined_s = now
    begins_s = max(now, door.free_s)
    door.free_s = begins_s + party.size * way.person_s
    party.due_s = begins_s + (party.size - 1) * way.person_s
    if party.due_s > now:
        return PASS
    return _go_through(world, number, now)


@rule
def _go_through(world: Any, number: int, now: float) -> int:
    """Be counted in the next zone and walk to its middle."""
    party = world.parties[number]
    way = world.ways[party.way]
    change_zone(world, number, now, party.joined_s)
    rest_m = way.length_m - way.to_door_m
    party.due_s = now + stretch_s(world, number, party.zone, rest_m)
    return CROSS
