"""The loop of the compiled engine: who acts next, and what that sets going."""

import math
from typing import Any, Final

from simulation.compiled.calendar import LATER, put, take_next
from simulation.compiled.lifts import ride, run_cabin
from simulation.compiled.lines import next_ready
from simulation.compiled.posts import (
    follow_roster,
    give_up,
    queue,
    release,
    schedule_change,
)
from simulation.compiled.works import works_at
from simulation.compiling import part, rule
from simulation.itinerary.decide import decide
from simulation.itinerary.journal import is_full
from simulation.tables import (
    ADMITTED,
    GONE,
    JOIN,
    NOWHERE,
    OPEN,
    QUEUE,
    RIDE,
    SERVE,
    TURNED_AWAY,
)
from simulation.world import world_at

FULL: Final = 0
"""The journal is full: read it and go on."""
STOPPED: Final = 1
"""The time asked for has come."""
FINISHED: Final = 2
"""Nothing will happen any more."""


@rule
def set_up(world_address: int, works_address: int) -> None:
    """Put into the calendar what is known at midnight: rosters and entries."""
    world, works = world_at(world_address), works_at(works_address)
    for place in range(world.posts.size):
        schedule_change(world, works, place)
    for number in range(world.parties.size):
        enters_s = world.parties[number].enters_s
        if not math.isnan(enters_s):
            put(works, works.clock[0].timers + number, enters_s)


@rule
def run(world_address: int, works_address: int, until_s: float) -> int:
    """Let the day go on; return why it has stopped.

    Args:
        world_address: Where the day's world is.
        works_address: Where the engine's works are.
        until_s: What happens at this time or later does not happen yet.
    """
    world, works = world_at(world_address), works_at(works_address)
    clock = works.clock[0]
    while True:
        if is_full(world):
            return FULL
        if clock.ready > 0:
            number = next_ready(works)
        else:
            number = take_next(works, until_s)
            if number == LATER:
                return STOPPED
            if number == NOWHERE:
                return FINISHED
            clock.now = works.slots[number].time_s
        if number >= clock.timers:
            _act(world, works, number - clock.timers, clock.now)
        elif number >= clock.posts:
            run_cabin(world, works, number - clock.posts, clock.now)
        else:
            follow_roster(world, works, number, clock.now)


@part
def _act(world: Any, works: Any, number: int, now: float) -> None:
    """Let a party do what it does next."""
    party = world.parties[number]
    if party.verb == SERVE:
        release(world, works, number, now)
    elif party.verb == QUEUE and party.outcome == OPEN:
        give_up(world, works, number, now)
    while True:
        verb = decide(world, number, now)
        if verb == QUEUE:
            if not queue(world, works, number, now):
                return
        elif verb == JOIN:
            _join(world, number)
        else:
            break
    if verb == RIDE:
        ride(world, works, number, now)
    elif verb != GONE:
        put(works, works.clock[0].timers + number, party.due_s)


@rule
def _join(world: Any, number: int) -> None:
    """Let a party take places in its session, if there are enough."""
    party = world.parties[number]
    session = world.sessions[party.session]
    party.outcome = TURNED_AWAY
    if session.free >= party.size:
        session.free -= party.size
        party.outcome = ADMITTED
