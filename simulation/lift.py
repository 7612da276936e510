"""A lift between two zones, as a SimPy resource.

The cabin takes those who wait where it stands, in order of arrival, up to its size; it goes where
somebody waits and rests when nobody does. Half a cycle is one way, doors included. A party larger
than what is left of the cabin travels in several turns and is together again when the last of it
arrives.
"""

from collections.abc import Generator
from typing import Any

import simpy
from simpy.events import Event
from simpy.resources.base import BaseResource, Get, Put

from simulation.settings import Lift


class Ride(Put["Cabin"]):
    """A party's wish to ride from where it stands; it happens when all of it has arrived.

    Attributes:
        landing: The zone where the party waits.
        waiting: Persons who are still to be fetched.
        boarded_s: When the last of them stepped in.
    """

    def __init__(self, cabin: "Cabin", landing: int, persons: int) -> None:
        self.landing = landing
        self.waiting = persons
        self.boarded_s = float("nan")
        super().__init__(cabin)


class Cabin(BaseResource[Ride, Get["Cabin"]]):
    """The lift itself: a resource that grants rides by running."""

    def __init__(self, env: simpy.Environment, settings: Lift, landings: tuple[int, int]) -> None:
        super().__init__(env, settings.cabin)
        self._half_cycle_s = settings.cycle_s / 2
        self._landings = landings
        self._at = landings[0]
        self._called = env.event()
        env.process(self._run())

    def ride(self, landing: int, persons: int) -> Ride:
        """Return the event that a party which waits at a landing has arrived at the other one."""
        return Ride(self, landing, persons)

    def _do_put(self, event: Ride) -> None:  # noqa: ARG002  (SimPy's hook: rides wait for the cabin)
        if not self._called.triggered:
            self._called.succeed()

    def _run(self) -> Generator[Event, Any, None]:
        while True:
            if not self.put_queue:
                self._called = self._env.event()
                yield self._called
            boarded = self._board()
            yield self._env.timeout(self._half_cycle_s)
            here, there = self._landings
            self._at = there if self._at == here else here
            for ride in boarded:
                ride.succeed()

    def _board(self) -> list[Ride]:
        """Fill the cabin from this landing's queue and return the rides that are now complete."""
        room = int(self.capacity)
        complete = []
        for ride in list(self.put_queue):
            if ride.landing == self._at and room > 0:
                stepping_in = min(room, ride.waiting)
                room -= stepping_in
                ride.waiting -= stepping_in
                if ride.waiting == 0:
                    ride.boarded_s = float(self._env.now)
                    self.put_queue.remove(ride)
                    complete.append(ride)
        return complete
