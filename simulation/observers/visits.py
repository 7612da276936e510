"""How many persons come in, for how long, and what share of them see each zone."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule
from simulation.observers.base import Observer
from simulation.outcomes import BIN_S, BINS
from simulation.preparing.prepared import Started
from simulation.tables import COMPLETES, ENTERS, LOOKS


class Visits(Observer):
    """Persons let in, by time, and how long the visits of those who have one last."""

    def begins(self, started: Started) -> None:
        """See :meth:`Observer.begins`."""
        super().begins(started)
        self._entered = np.zeros(BINS)
        self._totals = np.zeros(2)

    def reads(self, events: NDArray[np.void]) -> None:
        """See :meth:`Observer.reads`."""
        _count_visits(events, self._entered, self._totals)

    def found(self) -> dict[str, Any]:
        """See :meth:`Observer.found`."""
        parties = self.started.tables.parties
        visits, visit_s = self._totals.tolist()
        return {
            "entered": self._entered.copy(),
            "visits": int(visits),
            "refused": int(parties["size"][np.isnan(parties["enters_s"])].sum()),
            "no_shows": self.started.no_shows,
            "visit_min": visit_s / visits / 60 if visits else np.nan,
        }


class Seen(Observer):
    """What share of the visitors stopped in each zone."""

    def begins(self, started: Started) -> None:
        """See :meth:`Observer.begins`."""
        super().begins(started)
        self._persons = np.zeros(len(started.prepared.building.ids))
        self._visitors = 0

    def reads(self, events: NDArray[np.void]) -> None:
        """See :meth:`Observer.reads`."""
        self._visitors += _count_stops(events, self._persons)

    def found(self) -> dict[str, Any]:
        """See :meth:`Observer.found`."""
        if not self._visitors:
            return {"seen": np.full(self._persons.size, np.nan)}
        return {"seen": self._persons / self._visitors}


@rule
def _count_visits(events: Any, entered: NDArray[np.float64], totals: NDArray[np.float64]) -> None:
    """Count those who come in into their bins, and completed visits and their seconds."""
    for place in range(events.size):
        event = events[place]
        if event.kind == ENTERS:
            entered[int(event.time_s // BIN_S)] += event.persons
        elif event.kind == COMPLETES:
            totals[0] += event.persons
            totals[1] += event.value * event.persons


@rule
def _count_stops(events: Any, persons: NDArray[np.float64]) -> int:
    """Count those who stop in each zone; return completed visits."""
    visits = 0
    for place in range(events.size):
        event = events[place]
        if event.kind == LOOKS:
            persons[event.place] += event.persons
        elif event.kind == COMPLETES:
            visits += event.persons
    return visits
