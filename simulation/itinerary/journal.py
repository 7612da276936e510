"""Writing down what happens: the journal that observers read."""

from typing import Any

from simulation.compiling import rule
from simulation.tables import NOWHERE, WAITS
from simulation.world import world_at


@rule
def note(  # noqa: PLR0917  (Numba calls by position)
    world: Any,
    now: float,
    kind: int,
    number: int,
    place: int,
    other: int,
    value: float,
    done: int,
) -> None:
    """Write one line; see the happenings in :mod:`simulation.tables` for what each says."""
    day = world.day[0]
    event = world.journal[day.noted]
    day.noted += 1
    event.time_s = now
    event.kind = kind
    event.party = number
    event.persons = world.parties[number].size
    event.place = place
    event.other = other
    event.value = value
    event.done = done


@rule
def note_wait_at(  # noqa: PLR0917  (Numba calls by position)
    world_address: int, now: float, number: int, queue: int, joined_s: float, served: bool
) -> None:
    """Write down the end of a wait in the world at an address, for Python."""
    note(world_at(world_address), now, WAITS, number, queue, NOWHERE, joined_s, served)


@rule
def is_full(world: Any) -> bool:
    """Return whether observers must read the journal before anything else happens."""
    day = world.day[0]
    full: bool = day.noted > world.journal.size - day.room
    return full
