"""Signs: who comes by one sees it or does not, once; what it points to then draws it more."""

from typing import Any

from simulation.compiling import rule
from simulation.luck import Decision
from simulation.randomness import uniform

_SIGN = int(Decision.SIGN)


@rule
def read_signs(world: Any, number: int, zone: int) -> None:
    """Look at the signs in a zone."""
    here = world.zones[zone]
    for place in range(here.first_sign, here.first_sign + here.signs):
        sign = world.signs[place]
        if world.read[number, place]:
            continue
        world.read[number, place] = 1
        luck = uniform(world.day[0].seed, world.parties[number].key, _SIGN, 0, sign.key)
        if luck < sign.seen_share:
            world.drawn[number, sign.target] += 1
