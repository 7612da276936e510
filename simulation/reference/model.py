"""A day of the reference engine, to run, to step through and to look into."""

from collections.abc import Sequence
from functools import partial
from math import isnan
from typing import Any, Final

import mesa
import numpy as np
from numpy.typing import NDArray
from simpy.events import Event

from simulation.observers import Observer, Record
from simulation.outcomes import BIN_S
from simulation.own_rules import OwnRules
from simulation.preparing.prepared import Started
from simulation.reference.clock import Clock
from simulation.reference.lift import Cabin
from simulation.reference.party import Party
from simulation.reference.picture import Picture, picture
from simulation.reference.post import Post
from simulation.reference.session import Session
from simulation.world import world_of


class DayModel(mesa.Model):  # type: ignore[misc]  # Mesa has no types
    """One day in a venue, from midnight to when the last visitor has left.

    Mesa's ``agents`` are the parties inside. The SimPy clock is the only clock, and Mesa's time
    shows it. Mesa's random generators are not used: luck is keyed.

    Attributes:
        clock: The SimPy environment, in seconds after midnight.
        started: The day as it started.
        tables: Its tables, as they are now.
        world: The same tables as the compiled rules take them.
        own: Rules of one's own.
        columns: The parties' columns, each as a sequence of plain numbers.
        posts: The desks.
        cabins: The lifts.
        sessions: The workshop sessions.
        record: What the observers have noted.
        first_party: The number of the first party among all that act.
    """

    engine: Final = "reference"

    def __init__(
        self, started: Started, observers: Sequence[Observer], own_rules: OwnRules | None = None
    ) -> None:
        self.clock = Clock()
        super().__init__(rng=0)
        self.step = self._step
        self.started, self.tables = started, started.tables
        self.own = (own_rules or OwnRules()).bound(self.tables)
        self.world = world_of(self.tables, self.own.addresses)
        self.record = Record(started, observers)
        parties = self.tables.parties
        # Python reads a memory view of a column several times as fast as a row's field.
        self.columns = {name: memoryview(parties[name]) for name in parties.dtype.names or ()}
        self._noted = memoryview(self.tables.day["noted"])
        self._full = len(self.tables.journal) - int(self.tables.day["room"][0])
        self.lift_of_way: list[int] = self.tables.ways["lift"].tolist()
        self.first_party = len(self.tables.posts) + len(self.tables.cabins)
        self.posts = [Post(self, number) for number in range(len(self.tables.posts))]
        self.cabins = [Cabin(self, number) for number in range(len(self.tables.cabins))]
        self.sessions = [Session(self, number) for number in range(len(self.tables.sessions))]
        for number, enters_s in enumerate(parties["enters_s"].tolist()):
            if not isnan(enters_s):
                entry = self.clock.at(enters_s, self.first_party + number)
                entry.callbacks.append(partial(self._admit, number))

    def _admit(self, number: int, _entry: Event) -> None:
        """Open the door to the party whose time has come."""
        self.clock.process(Party(self, number).visit())

    def read_journal(self) -> None:
        """Let the observers read the journal if it is nearly full."""
        if self._noted[0] > self._full:
            self.record.read()

    @property
    def time(self) -> float:
        """Seconds after midnight."""
        return float(self.clock.now)

    @time.setter
    def time(self, value: float) -> None:
        """Leave the clock alone: Mesa sets its own here, and there is only SimPy's."""

    def _step(self) -> None:
        """Let five minutes pass."""
        self.steps += 1
        self.run(self.clock.now + BIN_S)
        self.running = not self.is_over

    def run(self, until_s: float | None = None) -> None:
        """Let the day go on to a time in seconds after midnight, or to its end.

        Raises:
            InputError: A rule of one's own has failed.
        """
        self.clock.run(until=until_s)
        self.own.check()
        self.record.read()
        self.running = not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether all who were let in have left again."""
        parties = self.tables.parties
        return int(self.tables.day["gone"][0]) == int((~np.isnan(parties["enters_s"])).sum())

    @property
    def occupancy(self) -> NDArray[Any]:
        """Persons in each zone, now."""
        return self.tables.zones["persons"]

    @property
    def inside(self) -> int:
        """Persons in the building, now."""
        return int(self.occupancy.sum())

    def picture(self, level: str) -> Picture:
        """Return a level as it is now, to look at in a notebook or to save."""
        return picture(self, level)

    def queue(self, post: str) -> list[Party]:
        """Return the parties that wait at a desk, in their order."""
        number = self.started.prepared.queues.index(post)
        return [turn.party for turn in self.posts[number].put_queue]
