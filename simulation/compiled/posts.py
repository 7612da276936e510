"""Posts in the compiled engine: one line each, and as many servers as the roster says.

A server whose shift ends finishes the party at the counter; nobody new is called until one is free
again. With no servers for an hour or a day the line waits.
"""

from typing import Any

from simulation.compiled.calendar import put, take_out
from simulation.compiled.lines import join_line_by_rank, leave_line, make_ready
from simulation.compiling import rule
from simulation.itinerary.queueing import end_wait, line_up
from simulation.itinerary.serving import called_next
from simulation.tables import GAVE_UP, NOWHERE, OWN_DISCIPLINE, SERVED


@rule
def queue(world: Any, works: Any, number: int, now: float) -> bool:
    """Let a party queue at its post; return whether it is called at once."""
    party = world.parties[number]
    post = world.posts[party.post]
    if post.busy < post.servers:
        post.busy += 1
        end_wait(world, number, now, SERVED)
        return True
    line_up(world, number, now)
    join_line_by_rank(world, works, party.post, number)
    put(works, works.clock[0].timers + number, party.due_s)
    return False


@rule
def give_up(world: Any, works: Any, number: int, now: float) -> None:
    """Let a party leave the line of its post."""
    leave_line(world, works, world.parties[number].post, number)
    end_wait(world, number, now, GAVE_UP)


@rule
def release(world: Any, works: Any, number: int, now: float) -> None:
    """Let a party leave the counter of its post, and call the next."""
    party = world.parties[number]
    world.posts[party.post].busy -= 1
    _call(world, works, party.post, now)


@rule
def follow_roster(world: Any, works: Any, place: int, now: float) -> None:
    """Change the number of servers as the roster says, and call as many as are free."""
    post = world.posts[place]
    post.servers = world.changes[post.next_change].servers
    post.next_change += 1
    schedule_change(world, works, place)
    _call(world, works, place, now)


@rule
def schedule_change(world: Any, works: Any, place: int) -> None:
    """Put the next change of a roster into the calendar."""
    post = world.posts[place]
    if post.next_change < post.last_change:
        put(works, place, world.changes[post.next_change].time_s)


@rule
def _call(world: Any, works: Any, place: int, now: float) -> None:
    post = world.posts[place]
    while post.busy < post.servers and works.lines[place].first != NOWHERE:
        number = works.lines[place].first
        if world.day[0].custom & OWN_DISCIPLINE:
            number = _own_choice(world, number, now)
        leave_line(world, works, place, number)
        post.busy += 1
        take_out(works, works.clock[0].timers + number)
        end_wait(world, number, now, SERVED)
        make_ready(works, works.clock[0].timers + number)


@rule
def _own_choice(world: Any, first: int, now: float) -> int:
    """Return whom the own discipline calls, of the line that begins with a party."""
    count, number = 0, first
    while number != NOWHERE:
        world.waiting[count].party = number
        count += 1
        number = world.parties[number].behind
    called: int = world.waiting[called_next(world, count, now)].party
    return called
