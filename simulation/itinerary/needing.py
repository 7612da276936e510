"""Needs: the facility that a party uses once, during its visit or on the way out."""

import math
from typing import Any

from simulation.compiling import rule
from simulation.itinerary.attending import departs_s
from simulation.itinerary.walking import begin, go, nearest
from simulation.tables import AGAIN, AT_FACILITY, BEGIN, COATS_OUT, NOWHERE, WAIT


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
def facility_for(world: Any, number: int, need: int) -> int:
    """Return the nearest zone that meets a need, which is then met or forgotten."""
    world.parties[number].need = need
    world.need_due_s[number, need] = math.inf
    row = world.needs[need]
    return nearest(world, number, world.facilities, row.first_facility, row.facilities)


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
    facility = facility_for(world, number, need)
    if facility == NOWHERE:
        return AGAIN
    party.step = AT_FACILITY
    return go(world, number, now, facility, False)
