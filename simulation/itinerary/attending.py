"""Taking part in a workshop, and leaving in time for it."""

import math
from typing import Any, Final

from simulation.compiling import rule
from simulation.itinerary.journal import note
from simulation.itinerary.walking import begin, go, reaches
from simulation.tables import (
    ADMITTED,
    AGAIN,
    ANSWERED,
    ARRIVED,
    BEGIN,
    JOIN,
    JOINS,
    NOWHERE,
    OVER,
    TOUR,
    TURNED_AWAY,
    WAIT,
)

_EARLY_S: Final = 180.0
"""How early a party means to be at its workshop: an assumption."""


@rule
def departs_s(world: Any, number: int) -> float:
    """Return when the party must set off for its next workshop; inf if it has none."""
    party = world.parties[number]
    if party.plan >= world.plans.shape[1]:
        return math.inf
    plan = world.plans[number, party.plan]
    if plan.session == NOWHERE:
        return math.inf
    session = world.sessions[plan.session]
    walk_s = world.distance_m[party.who, party.zone, session.zone] / party.speed
    # Whoever cannot get there gives the plan up when the session is about to start.
    if walk_s == math.inf:
        walk_s = 0.0
    departs: float = session.starts_s - _EARLY_S - walk_s
    return departs


@rule
def attend(world: Any, number: int, now: float) -> int:  # noqa: PLR0911  (one a step)
    """Go to the next workshop, and stay for it if there is a place."""
    party = world.parties[number]
    if party.step == BEGIN:
        party.session = world.plans[number, party.plan].session
        party.plan += 1
        if not reaches(world, number, world.sessions[party.session].zone):
            begin(party, TOUR)
            return AGAIN
        party.step = ARRIVED
        verb = go(world, number, now, world.sessions[party.session].zone, False)
        if verb != AGAIN:
            return verb
    session = world.sessions[party.session]
    if party.step == ARRIVED:
        party.step = ANSWERED
        party.outcome = TURNED_AWAY
        booked = world.plans[number, party.plan - 1].booked
        if now < session.starts_s and not booked:
            # Booked places are kept until the start; then this step is taken again.
            party.step = ARRIVED
            party.due_s = session.starts_s
            return WAIT
        if now <= session.starts_s + session.late_s:
            return JOIN
    if party.step == ANSWERED:
        admitted = party.outcome == ADMITTED
        note(world, now, JOINS, number, party.session, NOWHERE, 0.0, admitted)
        if not admitted:
            begin(party, TOUR)
            return AGAIN
        party.step = OVER
        party.began_s = now
        party.due_s = max(now, min(session.ends_s, world.day[0].call_s))
        return WAIT
    party.budget_s += now - party.began_s
    begin(party, TOUR)
    return AGAIN
