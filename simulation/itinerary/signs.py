"""Signs: who comes by one sees it or does not, once; what it points to then draws it more."""

from typing import Any

from simulation.compiling import rule
from simulation.luck import Decision
from simulation.randomness import uniform
from simulation.tables import OWN_SEES

_SIGN = int(Decision.SIGN)


@rule
def read_signs(world: Any, number: int, zone: int) -> None:
    """Look at the signs in a zone."""
    day, here = world.day[0], world.zones[zone]
    for place in range(here.first_sign, here.first_sign + here.signs):
        sign = world.signs[place]
        if world.read[number, place]:
            continue
        world.read[number, place] = 1
        luck = uniform(day.seed, world.parties[number].key, _SIGN, 0, sign.key)
        if day.custom & OWN_SEES:
            seen = world.own_sees(day.address, number, place, luck) != 0
        else:
            seen = luck < sign.seen_share
        if seen:
            world.drawn[number, sign.target] += 1
