"""A day in the compiled engine, as Python holds it."""

from collections.abc import Sequence
from math import inf
from typing import Final

from simulation.compiled.loop import FINISHED, FULL, run, set_up
from simulation.compiled.works import works_for
from simulation.observers import Observer, Record
from simulation.own_rules import OwnRules
from simulation.preparing.prepared import Started
from simulation.world import world_of


class CompiledDay:
    """One day, from midnight to when the last visitor has left.

    Attributes:
        started: The day as it started; its tables are what they are now.
        record: What the observers have noted.
        is_over: Whether nothing will happen any more.
    """

    engine: Final = "compiled"

    def __init__(
        self, started: Started, observers: Sequence[Observer], own_rules: OwnRules | None = None
    ) -> None:
        self.started = started
        self.record = Record(started, observers)
        self.is_over = False
        self._own = (own_rules or OwnRules()).bound(started.tables)
        self._world = world_of(started.tables, self._own.addresses)
        self._works, self._clock = works_for(started.tables)
        set_up(self._world.address, self._works.address)

    @property
    def time(self) -> float:
        """Seconds after midnight at which something last happened."""
        return float(self._clock["now"][0])

    def run(self, until_s: float = inf) -> None:
        """Let the day go on to a time in seconds after midnight, or to its end."""
        reason = FULL
        while reason == FULL:
            reason = run(self._world.address, self._works.address, until_s)
            self.record.read()
        self.is_over = reason == FINISHED
