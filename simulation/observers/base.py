"""What an observer is, and the record that hands the journal to observers.

To measure something of one's own, subclass :class:`Observer`: note in :meth:`Observer.reads` what
the events tell, and return it in :meth:`Observer.found` under names that ``declares`` describes.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.outcomes import Variable
from simulation.preparing.prepared import Started


class Observer:
    """Reads a day's journal in pieces, in order of time, and keeps its own notes.

    Attributes:
        declares: Those variables that it finds and :data:`simulation.outcomes.VARIABLES` lacks.
        started: The day it reads, from :meth:`begins` on.
    """

    declares: ClassVar[tuple[Variable, ...]] = ()
    started: Started

    def begins(self, started: Started) -> None:
        """Get ready for a day; override to make room for notes."""
        self.started = started

    def reads(self, events: NDArray[np.void]) -> None:
        """Take note of a piece of the journal.

        Args:
            events: :data:`~simulation.tables.EVENT` rows. They are overwritten afterwards: copy
                what is kept.
        """

    def found(self) -> dict[str, Any]:
        """Return what was measured: by name, a number or an array in the declared dimensions."""
        return {}


class Record:
    """The observers of one day, and the journal that they read."""

    def __init__(self, started: Started, observers: Sequence[Observer]) -> None:
        self.started = started
        self.observers = tuple(observers)
        for observer in self.observers:
            observer.begins(started)

    def read(self) -> None:
        """Let the observers read what is in the journal, and empty it."""
        tables = self.started.tables
        noted = int(tables.day["noted"][0])
        if noted:
            for observer in self.observers:
                observer.reads(tables.journal[:noted])
            tables.day["noted"] = 0

    def found(self) -> dict[str, Any]:
        """Return what all observers have measured."""
        return {
            name: value for observer in self.observers for name, value in observer.found().items()
        }

    @property
    def declared(self) -> dict[str, Variable]:
        """The variables that observers of one's own declare, by name."""
        return {each.name: each for observer in self.observers for each in observer.declares}
