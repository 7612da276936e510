"""How full each workshop session is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.observers.base import Observer
from simulation.preparing.prepared import Started
from simulation.tables import JOINS


class Workshops(Observer):
    """Persons who took part in each session, and for whom there was no place."""

    def begins(self, started: Started) -> None:
        """See :meth:`Observer.begins`."""
        super().begins(started)
        self._places = started.prepared.places
        self._asked = np.zeros((2, self._places.size), np.int64)

    def reads(self, events: NDArray[np.void]) -> None:
        """See :meth:`Observer.reads`."""
        if not self._places.size:
            return
        join = events[events["kind"] == JOINS]
        np.add.at(self._asked, (join["done"], join["place"]), join["persons"])

    def found(self) -> dict[str, Any]:
        """See :meth:`Observer.found`."""
        turned_away, attended = self._asked.copy()
        return {"attended": attended, "turned_away": turned_away, "places": self._places.copy()}
