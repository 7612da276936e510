"""What is measured of a day: small classes that read the journal.

Both engines write the same journal, so the same observers serve both. They change nothing: leaving
one out changes no journey, only what the result holds.
"""

from collections.abc import Sequence

from simulation.observers.base import Observer, Record
from simulation.observers.flows import DoorFlows
from simulation.observers.journeys import Journeys
from simulation.observers.occupancy import Occupancy
from simulation.observers.queues import Queues
from simulation.observers.visits import Seen, Visits
from simulation.observers.workshops import Workshops


def default_observers() -> Sequence[Observer]:
    """Return a fresh set of the observers that make the usual result."""
    return (Occupancy(), DoorFlows(), Queues(), Visits(), Seen(), Workshops())


__all__ = [
    "DoorFlows",
    "Journeys",
    "Observer",
    "Occupancy",
    "Queues",
    "Record",
    "Seen",
    "Visits",
    "Workshops",
    "default_observers",
]
