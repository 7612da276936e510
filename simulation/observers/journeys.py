"""Every event of every party, for tests and for a close look; it takes much memory."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.observers.base import Observer
from simulation.preparing.prepared import Started
from simulation.tables import (
    BALKS,
    ENTERS,
    EVENT,
    JOINS,
    LEAVES,
    LOOKS,
    MOVES,
    WAITS,
)

if TYPE_CHECKING:
    import pandas as pd


class Journeys(Observer):
    """Keeps the whole journal."""

    def begins(self, started: Started) -> None:
        """See :meth:`Observer.begins`."""
        super().begins(started)
        self._pieces: list[NDArray[np.void]] = []

    def reads(self, events: NDArray[np.void]) -> None:
        """See :meth:`Observer.reads`."""
        self._pieces.append(events.copy())

    @property
    def events(self) -> NDArray[np.void]:
        """All :data:`~simulation.tables.EVENT` rows, in the order in which they happened."""
        return np.concatenate([np.empty(0, EVENT), *self._pieces])

    @property
    def table(self) -> "pd.DataFrame":
        """The events in order of time: time_s, party, persons, event, place.

        A wait makes two of them: joining the queue, and being served or giving up.
        """
        import pandas as pd  # noqa: PLC0415  (loads slowly, and only a close look needs it)

        prepared, events = self.started.prepared, self.events
        zones = np.array(prepared.building.ids, object)
        queues = np.array(prepared.queues, object)
        sessions = np.array([each.id for each in prepared.day.workshops], object)
        parts = []
        for kind, names, words in (
            (ENTERS, zones, ("enters", "enters")),
            (MOVES, zones, ("moves", "moves")),
            (LOOKS, zones, ("sees", "sees")),
            (LEAVES, zones, ("leaves", "leaves")),
            (WAITS, queues, ("gives up", "is served")),
            (BALKS, queues, ("balks", "balks")),
            (JOINS, sessions, ("is turned away", "takes part")),
        ):
            row = np.flatnonzero(events["kind"] == kind)
            own = events[row]
            about = {
                "order": 2.0 * row + 1,
                "time_s": own["time_s"],
                "party": own["party"],
                "persons": own["persons"],
                "event": np.array(words, object)[own["done"]],
                "place": names[own["place"]] if own.size else own["place"].astype(object),
            }
            parts.append(pd.DataFrame(about))
            if kind == WAITS:
                joined = about | {"time_s": own["value"], "order": 2.0 * row, "event": "queues"}
                parts.append(pd.DataFrame(joined))
        table = pd.concat([part for part in parts if len(part)] or parts[:1])
        table = table.sort_values(["time_s", "order"], kind="stable", ignore_index=True)
        return table.drop(columns="order").astype({"party": "int64", "persons": "int64"})
