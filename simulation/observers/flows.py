"""How many persons pass each door, stairs and lift, and how long doors hold them up."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule
from simulation.observers.base import Observer
from simulation.outcomes import BIN_S, BINS
from simulation.preparing.prepared import Started
from simulation.tables import LIFT, MOVES, NOWHERE


class DoorFlows(Observer):
    """Persons through each door by time and direction, and their waits before it.

    Forth is from the first to the second of the zones that the plan names for a door, and up for
    stairs and lifts; back is the other way. Doors that join the same two zones count as the nearest
    of them. Waits for a lift are those of its queue.
    """

    def begins(self, started: Started) -> None:
        """See :meth:`Observer.begins`."""
        super().begins(started)
        plan, building = started.prepared.plan, started.prepared.building
        ways, zones = building.ways, len(building.ids)
        first = [building.number[door.zones[0]] for door in plan.doors]
        first += [building.number[link.zones[0]] for link in plan.links]
        self._door = np.full((zones, zones, 2), NOWHERE, np.int32)
        self._back = np.zeros((zones, zones, 2), np.uint8)
        at = ways["start"], ways["end"], (ways["kind"] == LIFT).astype(int)
        self._door[at] = ways["door"]
        self._back[at] = np.array(first)[ways["door"]] != ways["start"]
        doors = len(building.doors)
        self._persons = np.zeros((doors, 2, BINS))
        self._wait_s, self._longest_s = np.zeros(doors), np.zeros(doors)

    def reads(self, events: NDArray[np.void]) -> None:
        """See :meth:`Observer.reads`."""
        _count(events, self._door, self._back, self._persons, self._wait_s, self._longest_s)

    def found(self) -> dict[str, Any]:
        """See :meth:`Observer.found`."""
        passed = self._persons.sum(axis=(1, 2))
        with np.errstate(invalid="ignore"):
            mean_s = self._wait_s / passed
        return {
            "flow": np.ascontiguousarray(self._persons.transpose(2, 0, 1)),
            "door_wait_mean_s": mean_s,
            "door_wait_longest_s": np.where(passed > 0, self._longest_s, np.nan),
        }


@rule
def _count(  # noqa: PLR0917  (Numba calls by position)
    events: Any,
    doors: NDArray[np.int32],
    backs: NDArray[np.uint8],
    persons: NDArray[np.float64],
    wait_s: NDArray[np.float64],
    longest_s: NDArray[np.float64],
) -> None:
    """Count those who move to another zone at the door between, each in its bin."""
    for place in range(events.size):
        event = events[place]
        if event.kind != MOVES:
            continue
        door = doors[event.other, event.place, event.done]
        back = backs[event.other, event.place, event.done]
        persons[door, back, min(int(event.time_s / BIN_S), BINS - 1)] += event.persons
        wait = event.time_s - event.value
        wait_s[door] += wait * event.persons
        longest_s[door] = max(longest_s[door], wait)
