"""The end of a visit: the coats, and the way out."""

from typing import Any, Final

from simulation.compiling import rule
from simulation.itinerary.journal import note
from simulation.itinerary.serving import use_post
from simulation.itinerary.walking import begin, go, nearest
from simulation.luck import name_key
from simulation.tables import (
    AGAIN,
    ARRIVED,
    BEGIN,
    COMPLETES,
    GONE,
    HOME,
    LEAVES,
    NOWHERE,
    ON_FOOT,
)

_COATS_BACK: Final = name_key("cloakroom out")


@rule
def take_coats_back(world: Any, number: int, now: float) -> int:
    """Fetch the coats where they were left; everyone waits for them, at most to closing."""
    party = world.parties[number]
    party.post = party.coats
    verb = use_post(world, number, now, _COATS_BACK, world.day[0].closes_s, False)
    if verb == AGAIN:
        note(world, now, COMPLETES, number, party.zone, NOWHERE, now - party.enters_s, 0)
        begin(party, HOME)
    return verb


@rule
def go_home(world: Any, number: int, now: float) -> int:
    """Walk to the nearest exit and leave."""
    party = world.parties[number]
    if party.step == BEGIN:
        party.step = ARRIVED
        verb = go(world, number, now, _way_out(world, number), False)
        if verb != AGAIN:
            return verb
    world.zones[party.zone].persons -= party.size
    world.day[0].gone += 1
    note(world, now, LEAVES, number, party.zone, NOWHERE, 0.0, 0)
    return GONE


@rule
def _way_out(world: Any, number: int) -> int:
    """Return the nearest exit; who finds none without stairs is helped down them."""
    exit_zone = nearest(world, number, world.exits, 0, world.exits.size)
    if exit_zone == NOWHERE:
        world.parties[number].who = ON_FOOT
        exit_zone = nearest(world, number, world.exits, 0, world.exits.size)
    return exit_zone
