"""A post whose servers follow a roster, as a SimPy resource.

One queue, in order of rank and then of arrival. A server whose shift ends finishes the party at the
counter; nobody new is called until a server is free again. With no servers for an hour or a day the
queue waits.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy.events import Event
from simpy.resources.base import BaseResource, Get, Put
from simpy.resources.resource import SortedQueue

from simulation.itinerary.queueing import end_wait_at, line_up_at
from simulation.itinerary.serving import called_next_at
from simulation.tables import GAVE_UP, OWN_DISCIPLINE, SERVED

if TYPE_CHECKING:
    from simulation.reference.model import DayModel
    from simulation.reference.party import Party


class Turn(Put["Post"]):
    """A party's wish to be served; it happens when it is called or gives up."""

    def __init__(self, post: "Post", party: "Party") -> None:
        self.party, self.key = party, party.rank
        super().__init__(post)
        if not self.triggered:
            patience = post.model.clock.at(party.due_s, party.id)
            patience.callbacks.append(self._give_up)

    def _give_up(self, _event: Event) -> None:
        if not self.triggered:
            self.cancel()
            self.resource.end_wait(self.party, GAVE_UP)
            self.succeed()


class Post(BaseResource[Turn, Get["Post"]]):
    """A desk as SimPy sees it; how many serve, are served and wait stands in the day's tables."""

    PutQueue = SortedQueue

    def __init__(self, model: "DayModel", number: int) -> None:
        self.model, self.number = model, number
        self.row = model.tables.posts[number]
        self.has_own_discipline = bool(model.tables.day["custom"][0] & OWN_DISCIPLINE)
        super().__init__(model.clock, 1)
        model.clock.process(self._follow_roster())

    def queue(self, party: "Party") -> Generator[Event, Any, None]:
        """Let a party queue until it is called or gives up."""
        turn = Turn(self, party)
        if not turn.triggered:
            line_up_at(self.model.world.address, party.number, float(self.model.clock.now))
            yield turn

    def release(self) -> None:
        """Let a party leave the counter, and call the next."""
        self.row["busy"] -= 1
        self._call()

    def end_wait(self, party: "Party", outcome: int) -> None:
        """Tell a party how its wait has ended, and write it down."""
        end_wait_at(self.model.world.address, party.number, float(self.model.clock.now), outcome)

    def _do_put(self, event: Turn) -> bool:
        """Call a party if a server is free; return whether another may be called."""
        if self.row["busy"] >= self.row["servers"]:
            return False
        self.row["busy"] += 1
        self.end_wait(event.party, SERVED)
        event.succeed()
        return True

    def _call(self) -> None:
        """Call as many as there are servers free."""
        if self.has_own_discipline:
            while self.put_queue and self.row["busy"] < self.row["servers"]:
                self._do_put(self.put_queue.pop(self._own_choice()))
        else:
            self._trigger_put(None)

    def _own_choice(self) -> int:
        """Return the place in the queue of whom the own discipline calls."""
        waiting = self.model.tables.waiting["party"]
        waiting[: len(self.put_queue)] = [turn.party.number for turn in self.put_queue]
        address, now = self.model.world.address, float(self.model.clock.now)
        return int(called_next_at(address, len(self.put_queue), now))

    def _follow_roster(self) -> Generator[Event, Any, None]:
        for change in self.model.tables.changes[self.row["next_change"] : self.row["last_change"]]:
            yield self.model.clock.at(float(change["time_s"]), self.number)
            self.model.read_journal()
            self.row["servers"] = change["servers"]
            self._call()
