"""A party's visit: a Mesa agent whose day is one SimPy process.

Read :meth:`Party.visit`: it asks what the party does next and lets that happen. What is decided
stands in :mod:`simulation.itinerary`; where the party is and what it is about, in its row of the
day's tables, which the attributes here show.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import mesa
from simpy.events import Event

from simulation.itinerary.decide import decide_at
from simulation.tables import GONE, JOIN, QUEUE, RIDE, SERVE

if TYPE_CHECKING:
    from simulation.reference.model import DayModel


class _Field:
    """A column of the parties' table as an attribute of one party."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, party: "Party", owner: type) -> Any:
        return party.model.columns[self.name][party.number]

    def __set__(self, party: "Party", value: Any) -> None:
        party.model.columns[self.name][party.number] = value


class Party(mesa.Agent):  # type: ignore[misc]  # Mesa has no types
    """People who walk together through one visit.

    Attributes:
        number: The party's number, its row in the tables.
        id: Its place in the order of those who act at one moment.
    """

    model: "DayModel"
    size, zone, target, way = _Field(), _Field(), _Field(), _Field()
    post, session, stage, verb = _Field(), _Field(), _Field(), _Field()
    rank = _Field()
    outcome, due_s, joined_s, enters_s = _Field(), _Field(), _Field(), _Field()

    def __init__(self, model: "DayModel", number: int) -> None:
        super().__init__(model)
        self.number = number
        self.id = model.first_party + number

    def visit(self) -> Generator[Event, Any, None]:
        """Come in, see the place, go home."""
        model, clock, number = self.model, self.model.clock, self.number
        world = model.world.address
        while (verb := decide_at(world, number, float(clock.now))) != GONE:
            model.read_journal()
            if verb == QUEUE:
                yield from model.posts[self.post].queue(self)
            elif verb == RIDE:
                yield model.cabins[model.lift_of_way[self.way]].ride(self)
            elif verb == JOIN:
                model.sessions[self.session].join(self)
            else:
                yield clock.at(self.due_s, self.id)
                if verb == SERVE:
                    model.posts[self.post].release()
        self.remove()
