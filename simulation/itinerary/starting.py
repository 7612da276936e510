"""The start of a visit: coming in, security, tickets, leaving the coats."""

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
    SECURITY,
    SECURITY_CHECK,
    SERVED,
    TICKET_DESK,
    TICKETS,
    TOUR,
)

_SECURITY: Final = name_key("security")
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
    begin(party, SECURITY)
    return AGAIN


@rule
def pass_security(world: Any, number: int, now: float) -> int:
    """Be looked through where there is a security check."""
    return _pass(world, number, now, SECURITY_CHECK, _SECURITY, TICKETS)


@rule
def get_tickets(world: Any, number: int, now: float) -> int:
    """Queue for tickets where they are asked for."""
    return _pass(world, number, now, TICKET_DESK, _TICKETS, COATS_IN)


@rule
def _pass(  # noqa: PLR0917  (Numba calls by position)
    world: Any, number: int, now: float, kind: int, item: int, following: int
) -> int:
    """Be served where one must before one goes on; who turns away or tires of it goes home."""
    party = world.parties[number]
    if party.step == BEGIN:
        party.post = choose_post(world, number, kind, item, False)
    until_s = min(now + party.patience_s, world.day[0].call_s)
    verb = use_post(world, number, now, item, until_s, True)
    if verb == AGAIN:
        begin(party, HOME if party.outcome in (GAVE_UP, BALKED) else following)
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
