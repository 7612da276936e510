"""How long persons wait at each desk and lift, and how many stand there."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule
from simulation.observers.base import Observer
from simulation.observers.occupancy import add_span
from simulation.outcomes import BIN_S, BINS, LONG_WAIT_S
from simulation.preparing.prepared import Started
from simulation.tables import BALKS, EVENT, WAITS


class Queues(Observer):
    """Waits over persons, those who give up included, and the length of each queue."""

    def begins(self, started: Started) -> None:
        """See :meth:`Observer.begins`."""
        super().begins(started)
        queues = len(started.prepared.queues)
        self._waits: list[NDArray[np.void]] = []
        self._person_s = np.zeros((queues, BINS))
        self._balked = np.zeros(queues, np.int64)

    def reads(self, events: NDArray[np.void]) -> None:
        """See :meth:`Observer.reads`."""
        self._waits.append(events[events["kind"] == WAITS])
        _stand(self._waits[-1], self._person_s)
        balks = events[events["kind"] == BALKS]
        np.add.at(self._balked, balks["place"], balks["persons"])

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
            "queue_length": np.ascontiguousarray(self._person_s.T) / BIN_S,
        }


@rule
def _stand(events: Any, person_s: NDArray[np.float64]) -> None:
    for place in range(events.size):
        event = events[place]
        add_span(person_s[event.place], event.value, event.time_s, event.persons)


def weighted_quantile(
    values: NDArray[np.float64], weights: NDArray[np.number], probability: float
) -> float:
    """Return the smallest value that at least this share of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    at = np.searchsorted(cumulated, probability * cumulated[-1] * (1 - 1e-12))
    return float(values[order][at])
