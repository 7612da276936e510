"""Standing in the queue of a post, from joining it to being called or giving up."""

from typing import Any

from simulation.compiling import rule
from simulation.itinerary.journal import note
from simulation.rules.queueing import stands_between
from simulation.tables import (
    MEMBERS,
    NEED_STEP_FREE,
    NOWHERE,
    OPEN,
    OTHERS,
    PREBOOKED,
    SERVED,
    SPILLS,
    STEP_FREE,
    WAITS,
)
from simulation.world import world_at


@rule
def rank_at(world: Any, number: int, place: int) -> int:
    """Return the party's rank at a post: the best of those that it has a right to."""
    party, ranks = world.parties[number], world.posts[place].ranks
    rank: int = ranks[OTHERS]
    if party.member:
        rank = min(rank, ranks[MEMBERS])
    if party.booked:
        rank = min(rank, ranks[PREBOOKED])
    if party.who == STEP_FREE:
        rank = min(rank, ranks[NEED_STEP_FREE])
    return rank


@rule
def line_up(world: Any, number: int, now: float) -> None:
    """Let a party stand in the queue of its post."""
    party = world.parties[number]
    party.outcome = OPEN
    world.posts[party.post].waiting += 1
    _stand(world, number, now, party.size)


@rule
def end_wait(world: Any, number: int, now: float, outcome: int) -> None:
    """Let a party be called, from the queue or at once, or give up."""
    party = world.parties[number]
    if party.outcome == OPEN:
        world.posts[party.post].waiting -= 1
        _stand(world, number, now, -party.size)
    party.outcome = outcome
    note(world, now, WAITS, number, party.post, NOWHERE, party.joined_s, outcome == SERVED)


@rule
def _stand(world: Any, number: int, now: float, change: int) -> None:
    """Let so many persons more stand in a queue, and count them into the zones that it fills."""
    place = world.parties[number].post
    post, before = world.posts[place], world.posts[place].standing
    post.standing = before + change
    for row in range(post.first_spill, post.first_spill + post.spills):
        spill = world.spills[row]
        moved = stands_between(post.standing, spill.after, spill.until) - stands_between(
            before, spill.after, spill.until
        )
        if moved != 0:
            world.zones[spill.zone].persons += moved
            world.zones[post.zone].persons -= moved
            note(world, now, SPILLS, number, spill.zone, post.zone, 0.0, 0)
            world.journal[world.day[0].noted - 1].persons = moved


@rule
def line_up_at(world_address: int, number: int, now: float) -> None:
    """:func:`line_up` in the world at an address, for Python."""
    line_up(world_at(world_address), number, now)


@rule
def end_wait_at(world_address: int, number: int, now: float, outcome: int) -> None:
    """:func:`end_wait` in the world at an address, for Python."""
    end_wait(world_at(world_address), number, now, outcome)
