"""Needs: the facility that a party uses once, during its visit or on the way out."""

import math
from typing import Any

from simulation.compiling import rule
from simulation.itinerary.attending import departs_s
from simulation.itinerary.serving import choose_post, use_post
from simulation.itinerary.walking import begin, go, nearest
from simulation.rules.serving import STAY
from simulation.tables import (
    AGAIN,
    ARRIVED,
    AT_FACILITY,
    AT_SIGHT,
    BEGIN,
    COATS_OUT,
    FACILITY,
    LAST_NEEDS,
    NOWHERE,
    SERVED,
    SHOP,
    TOUR,
    WAIT,
)


@rule
def needed(world: Any, number: int, now: float, at_the_end: bool) -> int:
    """Return the first need whose time has come, or ``NOWHERE``."""
    elapsed_s = now - world.parties[number].enters_s
    for need in range(world.needs.size):
        if (
            bool(world.needs[need].at_the_end) == at_the_end
            and elapsed_s >= world.need_due_s[number, need]
        ):
            return need
    return NOWHERE


@rule
def meet(world: Any, number: int, now: float, need: int) -> int:
    """Set off to where a need is met, which is then met or forgotten.

    That is a post of its kind where the day has such posts, else the nearest zone of its kind.
    """
    party, row = world.parties[number], world.needs[need]
    party.need = need
    world.need_due_s[number, need] = math.inf
    if row.post_kind != NOWHERE:
        post = choose_post(world, number, row.post_kind, row.key, False)
        if post != NOWHERE:
            party.post = post
            begin(party, FACILITY)
        return AGAIN
    zone = nearest(world, number, world.facilities, row.first_facility, row.facilities)
    if zone == NOWHERE:
        return AGAIN
    party.step = AT_FACILITY
    return go(world, number, now, zone, False)


@rule
def use_facility(world: Any, number: int, now: float) -> int:
    """Queue, be served and stay at the post that meets the party's need.

    In a shop one stays before one queues at the till. Where a place is taken for the stay itself (a
    seat, a cubicle), being served is the stay.
    """
    party = world.parties[number]
    post, need = world.posts[party.post], world.needs[party.need]
    looks_first = post.kind == SHOP and post.law != STAY
    if looks_first and party.step == BEGIN:
        party.step = AT_SIGHT
        verb = go(world, number, now, post.zone, False)
        if verb != AGAIN:
            return verb
    if party.step == AT_SIGHT:
        party.step = ARRIVED
        return stay_at_facility(world, number, now)
    if party.step != AT_FACILITY:
        until_s = min(now + party.patience_s, world.day[0].call_s, departs_s(world, number))
        verb = use_post(world, number, now, need.key, until_s, True)
        if verb != AGAIN:
            return verb
        if party.outcome == SERVED and post.law != STAY and not looks_first:
            party.step = AT_FACILITY
            return stay_at_facility(world, number, now)
    begin(party, LAST_NEEDS if need.at_the_end else TOUR)
    return AGAIN


@rule
def stay_at_facility(world: Any, number: int, now: float) -> int:
    """Stay as long as the need takes, but leave in time for a workshop and at the closing call."""
    party = world.parties[number]
    stay = world.need_stay_s[number, party.need]
    ends_s = min(now + stay, world.day[0].call_s, departs_s(world, number))
    party.due_s = max(now, ends_s)
    return WAIT


@rule
def meet_last_needs(world: Any, number: int, now: float) -> int:
    """Use what one uses on the way out, unless the building closes."""
    party = world.parties[number]
    if party.step == AT_FACILITY:
        party.step = BEGIN
        return stay_at_facility(world, number, now)
    need = needed(world, number, now, True)
    if need == NOWHERE or now >= world.day[0].call_s:
        begin(party, COATS_OUT)
        return AGAIN
    return meet(world, number, now, need)
