"""How long persons wait at each desk and lift, and how many stand there."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule
from simulation.observers.base import Observer
from simulation.observers.occupancy import add_span
from simulation.outcomes import BIN_S, BINS, LONG_WAIT_S
from simulation.preparing.prepared import Started
from simulation.tables import BALKS, EVENT, SPILLS, WAITS

_ROUNDING_S: Final = 1e-6
"""Less than this was added and taken off again."""


class Queues(Observer):
    """Waits over persons, those who give up included, and the length of each queue."""

    def begins(self, started: Started) -> None:
        """See :meth:`Observer.begins`."""
        super().begins(started)
        queues = len(started.prepared.queues)
        self._waits: list[NDArray[np.void]] = []
        self._person_s = np.zeros((queues, BINS))
        self._balked = np.zeros(queues, np.int64)
        self._zone_s = np.zeros((len(started.prepared.building.ids), BINS))

    def reads(self, events: NDArray[np.void]) -> None:
        """See :meth:`Observer.reads`."""
        self._waits.append(events[events["kind"] == WAITS])
        _stand(self._waits[-1], self._person_s)
        balks = events[events["kind"] == BALKS]
        np.add.at(self._balked, balks["place"], balks["persons"])
        _spill(events, self._zone_s)

    def found(self) -> dict[str, Any]:
        """See :meth:`Observer.found`."""
        events = np.concatenate([np.empty(0, EVENT), *self._waits])
        queues = len(self._person_s)
        mean, p90, long = (np.full(queues, np.nan) for _each in range(3))
        used, gave_up = np.zeros(queues), np.zeros(queues, np.int64)
        for queue in range(queues):
            own = events[events["place"] == queue]
            if not own.size:
                continue
            wait, persons = own["time_s"] - own["value"], own["persons"].astype(np.int64)
            used[queue] = persons.sum()
            mean[queue] = np.average(wait, weights=persons)
            p90[queue] = weighted_quantile(wait, persons, 0.9)
            long[queue] = np.average(wait > LONG_WAIT_S, weights=persons)
            gave_up[queue] = persons[own["done"] == 0].sum()
        return {
            "wait_mean_s": mean,
            "wait_p90_s": p90,
            "wait_long": long,
            "queued": used,
            "gave_up": gave_up,
            "balked": self._balked.copy(),
            "queue_persons": np.ascontiguousarray(self._stand_in_zones().T) / BIN_S,
            "queue_length": np.ascontiguousarray(self._person_s.T) / BIN_S,
        }

    def _stand_in_zones(self) -> NDArray[np.float64]:
        """Return for each zone and bin the seconds that persons stand there in desks' queues."""
        person_s = self._zone_s.copy()
        for queue, zone in enumerate(self.started.tables.posts["zone"]):
            person_s[zone] += self._person_s[queue]
        return np.where(np.abs(person_s) < _ROUNDING_S, 0.0, person_s)


@rule
def _spill(events: Any, person_s: NDArray[np.float64]) -> None:
    """Count persons of a queue from the desk's zone to another from now on, or back."""
    end_s = person_s.shape[1] * BIN_S
    for place in range(events.size):
        event = events[place]
        if event.kind == SPILLS:
            add_span(person_s[event.place], event.time_s, end_s, event.persons)
            add_span(person_s[event.other], event.time_s, end_s, -event.persons)


@rule
def _stand(events: Any, person_s: NDArray[np.float64]) -> None:
    for place in range(events.size):
        event = events[place]
        add_span(person_s[event.place], event.value, event.time_s, event.persons)


def weighted_quantile(
    values: NDArray[np.float64], weights: NDArray[np.number], probability: float
) -> float:
    """Return the smallest value that at least this share of the weight does not exceed."""
    order = np.argsort(values)
    cumulated = np.cumsum(weights[order])
    at = np.searchsorted(cumulated, probability * cumulated[-1] * (1 - 1e-12))
    return float(values[order][at])
