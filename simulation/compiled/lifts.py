"""Lifts in the compiled engine: a cabin between two landings.

The cabin takes those who wait where it stands, in order of arrival, up to its size; it goes where
somebody waits and rests when nobody does. Half a cycle is one way, doors included. A party larger
than what is left of the cabin travels in several turns and is together again when the last of it
arrives. Each cabin has three lines: one at either landing, and those aboard who are complete.
"""

from typing import Any, Final

from simulation.compiled.calendar import put
from simulation.compiled.lines import join_line, leave_line, make_ready
from simulation.compiling import rule
from simulation.itinerary.journal import note
from simulation.tables import NOWHERE, WAITS

RESTS: Final = 0
CALLED: Final = 1
RUNS: Final = 2


@rule
def ride(world: Any, works: Any, number: int, now: float) -> None:
    """Let a party wait for the lift of its way, and call the cabin if it rests."""
    party, posts = world.parties[number], works.clock[0].posts
    place = world.ways[party.way].lift
    cabin = world.cabins[place]
    party.joined_s, party.boarding = now, party.size
    landing = 0 if cabin.landings[0] == party.zone else 1
    join_line(world, works, posts + 3 * place + landing, number)
    if cabin.running == RESTS:
        cabin.running = CALLED
        make_ready(works, posts + place)


@rule
def run_cabin(world: Any, works: Any, place: int, now: float) -> None:
    """Let a cabin that was called set off, or one that runs arrive and go on."""
    cabin, posts = world.cabins[place], works.clock[0].posts
    first = posts + 3 * place
    if cabin.running == RUNS:
        cabin.at = 1 - cabin.at
        while works.lines[first + 2].first != NOWHERE:
            number = works.lines[first + 2].first
            leave_line(world, works, first + 2, number)
            make_ready(works, works.clock[0].timers + number)
    if works.lines[first].first == NOWHERE and works.lines[first + 1].first == NOWHERE:
        cabin.running = RESTS
        return
    _board(world, works, place, now)
    cabin.running = RUNS
    put(works, posts + place, now + cabin.half_cycle_s)


@rule
def _board(world: Any, works: Any, place: int, now: float) -> None:
    """Fill the cabin from the line at its landing."""
    cabin, posts = world.cabins[place], works.clock[0].posts
    line, aboard = posts + 3 * place + cabin.at, posts + 3 * place + 2
    room = cabin.capacity
    while room > 0 and works.lines[line].first != NOWHERE:
        number = works.lines[line].first
        party = world.parties[number]
        stepping_in = min(room, party.boarding)
        room -= stepping_in
        party.boarding -= stepping_in
        if party.boarding == 0:
            leave_line(world, works, line, number)
            join_line(world, works, aboard, number)
            note(world, now, WAITS, number, posts + place, NOWHERE, party.joined_s, 1)
