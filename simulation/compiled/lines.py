"""Those who stand in line, and those who are ready to act."""

from typing import Any

from simulation.compiling import rule
from simulation.tables import NOWHERE


@rule
def join_line(world: Any, works: Any, line: int, number: int) -> None:
    """Let a party stand at the end of a line."""
    _stand_behind(world, works, line, number, works.lines[line].last)


@rule
def join_line_by_rank(world: Any, works: Any, line: int, number: int) -> None:
    """Let a party stand behind the last whose rank is not above its own."""
    ahead = works.lines[line].last
    while ahead != NOWHERE and world.parties[ahead].rank > world.parties[number].rank:
        ahead = world.parties[ahead].ahead
    _stand_behind(world, works, line, number, ahead)


@rule
def _stand_behind(world: Any, works: Any, line: int, number: int, ahead: int) -> None:
    """Let a party stand behind another, or first if that is ``NOWHERE``."""
    row, party = works.lines[line], world.parties[number]
    behind = row.first if ahead == NOWHERE else world.parties[ahead].behind
    party.ahead, party.behind = ahead, behind
    if ahead == NOWHERE:
        row.first = number
    else:
        world.parties[ahead].behind = number
    if behind == NOWHERE:
        row.last = number
    else:
        world.parties[behind].ahead = number


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
