"""The start of a visit: coming in, tickets, leaving the coats."""

from typing import Any, Final

from simulation.compiling import rule
from simulation.itinerary.journal import note
from simulation.itinerary.serving import choose_post, use_post
from simulation.itinerary.walking import begin
from simulation.luck import name_key
from simulation.tables import (
    AGAIN,
    BALKED,
    BEGIN,
    CLOAKROOM,
    COATS_IN,
    ENTERS,
    GAVE_UP,
    HOME,
    NOWHERE,
    SERVED,
    TICKET_DESK,
    TICKETS,
    TOUR,
)

_TICKETS: Final = name_key("tickets")
COATS: Final = name_key("cloakroom in")


@rule
def come_in(world: Any, number: int, now: float) -> int:
    """Count the party in."""
    party = world.parties[number]
    party.zone = party.entrance
    party.coats = NOWHERE
    world.zones[party.zone].persons += party.size
    note(world, now, ENTERS, number, party.zone, NOWHERE, 0.0, 0)
    begin(party, TICKETS)
    return AGAIN


@rule
def get_tickets(world: Any, number: int, now: float) -> int:
    """Queue for tickets where they are asked for; who turns away or tires of it goes home."""
    party = world.parties[number]
    if party.step == BEGIN:
        party.post = choose_post(world, number, TICKET_DESK, _TICKETS, False)
    until_s = min(now + party.patience_s, world.day[0].call_s)
    verb = use_post(world, number, now, _TICKETS, until_s, True)
    if verb == AGAIN:
        begin(party, HOME if party.outcome in (GAVE_UP, BALKED) else COATS_IN)
    return verb


@rule
def leave_coats(world: Any, number: int, now: float) -> int:
    """Leave the coats; who turns away or tires of queueing keeps them on."""
    party = world.parties[number]
    if party.step == BEGIN:
        party.post = choose_post(world, number, CLOAKROOM, COATS, False)
    until_s = min(now + party.patience_s, world.day[0].call_s)
    verb = use_post(world, number, now, COATS, until_s, True)
    if verb == AGAIN:
        if party.outcome == SERVED:
            party.coats = party.post
        begin(party, TOUR)
    return verb
