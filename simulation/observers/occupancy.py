"""How many persons are in each zone, and how crowded it is."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import part, rule
from simulation.observers.base import Observer
from simulation.outcomes import BIN_S, BINS
from simulation.preparing.prepared import Started
from simulation.tables import ENTERS, LEAVES, MOVES, SPILLS

_BINS_PER_S: Final = 1.0 / BIN_S

TALLY: Final = np.dtype(
    [
        ("persons", "i8"),
        ("peak", "i8"),
        ("limit", "f8"),  # above so many persons it is crowded
        ("since_s", "f8"),
        ("crowded_s", "f8"),
        ("crowded_person_s", "f8"),
    ],
    align=True,
)
"""What is counted of one zone."""


class Occupancy(Observer):
    """Mean persons in each bin by exact integration, the peak, and time above the crowd limit."""

    def begins(self, started: Started) -> None:
        """See :meth:`Observer.begins`."""
        super().begins(started)
        area = started.prepared.building.area_m2
        self._tallies = np.zeros(area.size, TALLY)
        self._tallies["limit"] = started.prepared.day.visitors.crowded_per_m2 * area
        self._person_s = np.zeros((area.size, BINS))

    def reads(self, events: NDArray[np.void]) -> None:
        """See :meth:`Observer.reads`."""
        _count(events, self._tallies, self._person_s)

    def found(self) -> dict[str, Any]:
        """See :meth:`Observer.found`."""
        return {
            "occupancy": np.ascontiguousarray(self._person_s.T) / BIN_S,
            "peak": self._tallies["peak"].copy(),
            "crowded_min": self._tallies["crowded_s"] / 60,
            "crowded_person_min": self._tallies["crowded_person_s"] / 60,
        }


@rule
def _count(events: Any, tallies: Any, person_s: NDArray[np.float64]) -> None:
    for place in range(events.size):
        event = events[place]
        if event.kind in (MOVES, SPILLS):
            _change(tallies[event.other], person_s[event.other], event.time_s, -event.persons)
            _change(tallies[event.place], person_s[event.place], event.time_s, event.persons)
        elif event.kind == ENTERS:
            _change(tallies[event.place], person_s[event.place], event.time_s, event.persons)
        elif event.kind == LEAVES:
            _change(tallies[event.place], person_s[event.place], event.time_s, -event.persons)


@part
def _change(tally: Any, person_s: NDArray[np.float64], now: float, change: int) -> None:
    """Count the time that a zone has held so many persons, and change their number."""
    persons, since = tally.persons, tally.since_s
    if persons > 0:
        add_span(person_s, since, now, persons)
        if persons > tally.limit:
            tally.crowded_s += now - since
            tally.crowded_person_s += persons * (now - since)
    tally.since_s = now
    tally.persons = persons + change
    tally.peak = max(tally.peak, tally.persons)


@rule
def add_span(bins: NDArray[np.float64], since: float, until: float, weight: float) -> None:
    """Add to each bin of the day the seconds of a span that lie in it, times a weight."""
    # A product may miss a bin's edge by a rounding error, which then shares out nothing.
    first = min(int(since * _BINS_PER_S), bins.size)
    last = min(int(until * _BINS_PER_S), bins.size)
    if first == last:
        if first < bins.size:
            bins[first] += weight * (until - since)
        return
    bins[first] += weight * ((first + 1) * BIN_S - since)
    for place in range(first + 1, last):
        bins[place] += weight * BIN_S
    if last < bins.size:
        bins[last] += weight * (until - last * BIN_S)
