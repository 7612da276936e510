"""Standing in the queue of a post, from joining it to being called or giving up."""

from typing import Any

from simulation.compiling import rule
from simulation.itinerary.journal import note
from simulation.tables import NOWHERE, OPEN, SERVED, WAITS
from simulation.world import world_at


@rule
def line_up(world: Any, number: int) -> None:
    """Let a party stand in the queue of its post."""
    party = world.parties[number]
    post = world.posts[party.post]
    party.outcome = OPEN
    post.waiting += 1
    post.standing += party.size


@rule
def end_wait(world: Any, number: int, now: float, outcome: int) -> None:
    """Let a party be called, from the queue or at once, or give up."""
    party = world.parties[number]
    post = world.posts[party.post]
    if party.outcome == OPEN:
        post.waiting -= 1
        post.standing -= party.size
    party.outcome = outcome
    note(world, now, WAITS, number, party.post, NOWHERE, party.joined_s, outcome == SERVED)


@rule
def line_up_at(world_address: int, number: int) -> None:
    """:func:`line_up` in the world at an address, for Python."""
    line_up(world_at(world_address), number)


@rule
def end_wait_at(world_address: int, number: int, now: float, outcome: int) -> None:
    """:func:`end_wait` in the world at an address, for Python."""
    end_wait(world_at(world_address), number, now, outcome)
