"""A workshop session's places, as a SimPy container."""

from typing import TYPE_CHECKING

import simpy

from simulation.tables import ADMITTED, TURNED_AWAY

if TYPE_CHECKING:
    from simulation.reference.model import DayModel
    from simulation.reference.party import Party


class Session(simpy.Container):
    """The places of a session that nobody has taken yet."""

    def __init__(self, model: "DayModel", number: int) -> None:
        places = int(model.tables.sessions["free"][number])
        # A container cannot be empty for good, so a session without places has one taken.
        super().__init__(model.clock, max(places, 1), places)

    def join(self, party: "Party") -> None:
        """Give a party its places, if there are enough."""
        party.outcome = TURNED_AWAY
        if self.level >= party.size:
            self.get(party.size)
            party.outcome = ADMITTED
