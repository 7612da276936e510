"""Going on from zone to neighbouring zone, by a rule of the user's own."""

from typing import Any

from simulation.compiling import rule
from simulation.luck import Decision
from simulation.randomness import uniform
from simulation.tables import NOWHERE

_EXPLORE = int(Decision.EXPLORE)


@rule
def wander(world: Any, number: int, now: float) -> int:  # noqa: ARG001  (as other choices)
    """Return the neighbouring zone that the own rule chooses, or ``NOWHERE`` to go home."""
    party = world.parties[number]
    here = world.zones[party.zone]
    party.choices += 1
    for row in range(here.ways):
        way = world.ways[here.first_way + row]
        describe(world, number, row, way.end, way.length_m)
    luck = uniform(world.day[0].seed, party.key, _EXPLORE, party.choices, 0)
    chosen = world.own_wander(world.day[0].address, number, here.ways, luck)
    if chosen < 0 or chosen >= here.ways:
        return NOWHERE
    zone_chosen: int = world.options[chosen].zone
    return zone_chosen


@rule
def describe(world: Any, number: int, row: int, zone: int, length_m: float) -> None:
    """Write down a zone and the walk to it as an own rule sees them."""
    place, option = world.zones[zone], world.options[row]
    option.zone = zone
    option.seen = world.seen[number, zone]
    option.persons = place.persons
    option.area_m2 = place.area_m2
    option.length_m = length_m
    option.appeal = place.appeal
