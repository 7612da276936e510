"""The one question that an engine asks of a party: what now?

The answer is a verb (:mod:`simulation.tables`); what it is about stands in the party's row. A party
that walks somewhere is asked again in every zone on its way.
"""

from typing import Any

from simulation.compiling import part, rule
from simulation.itinerary.attending import attend
from simulation.itinerary.leaving import go_home, take_coats_back
from simulation.itinerary.moving import move_on
from simulation.itinerary.needing import meet_last_needs, use_facility
from simulation.itinerary.starting import come_in, get_tickets, leave_coats, pass_security
from simulation.itinerary.touring import tour, try_exhibit
from simulation.tables import (
    AGAIN,
    COATS_IN,
    COATS_OUT,
    COMING,
    CROSS,
    FACILITY,
    HANDS_ON,
    LAST_NEEDS,
    SECURITY,
    TICKETS,
    TOUR,
    WALK,
    WORKSHOP,
)
from simulation.world import world_at


@part
def decide(world: Any, number: int, now: float) -> int:
    """Return what a party does next, and note what has just happened to it.

    Args:
        world: The day's world (:mod:`simulation.world`).
        number: The party's.
        now: The time in seconds after midnight.
    """
    party = world.parties[number]
    verb = AGAIN
    if WALK <= party.verb <= CROSS:
        verb = move_on(world, number, now)
    while verb == AGAIN:
        verb = _stage(world, number, now)
    party.verb = verb
    return verb


@rule
def decide_at(world_address: int, number: int, now: float) -> int:
    """Return :func:`decide` of the world at an address, for Python."""
    return decide(world_at(world_address), number, now)


@part
def _stage(world: Any, number: int, now: float) -> int:  # noqa: PLR0911  (one a stage)
    """Go on with the part of the visit that the party is in."""
    stage = world.parties[number].stage
    if stage == TOUR:
        return tour(world, number, now)
    if stage == COMING:
        return come_in(world, number, now)
    if stage == SECURITY:
        return pass_security(world, number, now)
    if stage == TICKETS:
        return get_tickets(world, number, now)
    if stage == COATS_IN:
        return leave_coats(world, number, now)
    if stage == FACILITY:
        return use_facility(world, number, now)
    if stage == HANDS_ON:
        return try_exhibit(world, number, now)
    if stage == WORKSHOP:
        return attend(world, number, now)
    if stage == LAST_NEEDS:
        return meet_last_needs(world, number, now)
    if stage == COATS_OUT:
        return take_coats_back(world, number, now)
    return go_home(world, number, now)
