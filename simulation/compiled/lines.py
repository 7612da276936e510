"""Those who stand in line, first come first served, and those who are ready to act."""

from typing import Any

from simulation.compiling import rule
from simulation.tables import NOWHERE


@rule
def join_line(world: Any, works: Any, line: int, number: int) -> None:
    """Let a party stand at the end of a line."""
    row, party = works.lines[line], world.parties[number]
    party.ahead, party.behind = row.last, NOWHERE
    if row.last != NOWHERE:
        world.parties[row.last].behind = number
    else:
        row.first = number
    row.last = number


@rule
def leave_line(world: Any, works: Any, line: int, number: int) -> None:
    """Let a party leave a line, wherever in it it stands."""
    row, party = works.lines[line], world.parties[number]
    if party.ahead != NOWHERE:
        world.parties[party.ahead].behind = party.behind
    else:
        row.first = party.behind
    if party.behind != NOWHERE:
        world.parties[party.behind].ahead = party.ahead
    else:
        row.last = party.ahead


@rule
def make_ready(works: Any, number: int) -> None:
    """Let somebody act at this moment, after those who are ready already."""
    clock = works.clock[0]
    place = clock.first_ready + clock.ready
    works.ready[place if place < works.ready.size else place - works.ready.size] = number
    clock.ready += 1


@rule
def next_ready(works: Any) -> int:
    """Return who is ready first, and take it off the list; there must be one."""
    clock = works.clock[0]
    number: int = works.ready[clock.first_ready]
    clock.first_ready += 1
    if clock.first_ready == works.ready.size:
        clock.first_ready = 0
    clock.ready -= 1
    return number
