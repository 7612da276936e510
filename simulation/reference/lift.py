"""A lift between two zones, as a SimPy resource.

The cabin takes those who wait where it stands, in order of arrival, up to its size; it goes where
somebody waits and rests when nobody does. Half a cycle is one way, doors included. A party larger
than what is left of the cabin travels in several turns and is together again when the last of it
arrives.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy.events import Event
from simpy.resources.base import BaseResource, Get, Put

from simulation.itinerary.journal import note_wait_at

if TYPE_CHECKING:
    from simulation.reference.model import DayModel
    from simulation.reference.party import Party


class Ride(Put["Cabin"]):
    """A party's wish to ride from where it stands; it happens when all of it has arrived.

    Attributes:
        party: Who rides.
        landing: The zone where the party waits.
        waiting: Persons who are still to be fetched.
    """

    def __init__(self, cabin: "Cabin", party: "Party") -> None:
        self.party, self.landing, self.waiting = party, party.zone, party.size
        party.joined_s = cabin.model.clock.now
        super().__init__(cabin)


class Cabin(BaseResource[Ride, Get["Cabin"]]):
    """The lift itself: a resource that grants rides by running."""

    def __init__(self, model: "DayModel", number: int) -> None:
        settings = model.tables.cabins[number]
        self.model, self.number = model, len(model.tables.posts) + number
        self._half_cycle_s = float(settings["half_cycle_s"])
        self._landings = settings["landings"].tolist()
        self._at = self._landings[0]
        self._called = model.clock.event()
        # A lift that is out of order takes nobody, and nobody's way leads to it.
        super().__init__(model.clock, int(settings["capacity"]) or 1)
        model.clock.process(self._run())

    def ride(self, party: "Party") -> Ride:
        """Return the event that a party which waits at a landing has arrived at the other one."""
        return Ride(self, party)

    def _do_put(self, event: Ride) -> None:  # noqa: ARG002  (SimPy's hook: rides wait for the cabin)
        if not self._called.triggered:
            self._called.succeed()

    def _run(self) -> Generator[Event, Any, None]:
        while True:
            if not self.put_queue:
                self._called = self.model.clock.event()
                yield self._called
            self.model.read_journal()
            boarded = self._board()
            yield self.model.clock.at(self.model.clock.now + self._half_cycle_s, self.number)
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
                    self.put_queue.remove(ride)
                    complete.append(ride)
                    self._write_down(ride)
        return complete

    def _write_down(self, ride: Ride) -> None:
        """Tell that a party's wait is over."""
        model, number = self.model, ride.party.number
        now, world = model.clock.now, model.world.address
        note_wait_at(world, now, number, self.number, ride.party.joined_s, True)
