"""What a simulated day gives: each variable declared once, with dimensions, unit and name.

Observers compute them (:mod:`simulation.observers`), results label them, ensembles gather them. An
observer of one's own declares its variables in the same way, as its ``declares``.
"""

from dataclasses import dataclass
from typing import Final, Literal

type Dimension = Literal["time", "zone", "queue", "session", "door", "direction"]

DIRECTIONS: Final = ("forth", "back")
"""From the first to the second zone of a door, up stairs and lifts; and the other way."""
BIN_S: Final = 300
BINS: Final = 86_400 // BIN_S
LONG_WAIT_S: Final = 600.0


@dataclass(frozen=True)
class Variable:
    """One outcome of a day.

    Attributes:
        name: Its name in results.
        dims: Its dimensions; none for a single number.
        unit: Its unit, ``1`` for a share.
        long_name: What it is, in a few words.
    """

    name: str
    dims: tuple[Dimension, ...]
    unit: str
    long_name: str

    @property
    def attrs(self) -> dict[str, str]:
        """What an array of it is labelled with."""
        return {"long_name": self.long_name, "units": self.unit}


VARIABLES: Final = {
    each.name: each
    for each in (
        Variable("occupancy", ("time", "zone"), "persons", "Mean number of persons"),
        Variable("peak", ("zone",), "persons", "Greatest number of persons"),
        Variable("crowded_min", ("zone",), "min", "Time crowded"),
        Variable("crowded_person_min", ("zone",), "persons min", "Time persons spent in the crowd"),
        Variable("flow", ("time", "door", "direction"), "persons", "Persons who pass the door"),
        Variable("door_wait_mean_s", ("door",), "s", "Mean wait before the door"),
        Variable("door_wait_longest_s", ("door",), "s", "Longest wait before the door"),
        Variable("wait_mean_s", ("queue",), "s", "Mean wait"),
        Variable("wait_p90_s", ("queue",), "s", "Wait that 90 % stay below"),
        Variable("wait_long", ("queue",), "1", "Share of persons who wait more than 10 minutes"),
        Variable("queued", ("queue",), "persons", "Persons who came to the queue"),
        Variable("gave_up", ("queue",), "persons", "Persons who gave up"),
        Variable("balked", ("queue",), "persons", "Persons who turned away from the queue"),
        Variable("queue_length", ("time", "queue"), "persons", "Mean number of persons waiting"),
        Variable(
            "queue_persons", ("time", "zone"), "persons", "Mean number of persons in desks' queues"
        ),
        Variable("entered", ("time",), "persons", "Persons who came in"),
        Variable("visits", (), "persons", "Visits"),
        Variable("refused", (), "persons", "Persons not let in"),
        Variable("no_shows", (), "persons", "Booked and not come"),
        Variable("visit_min", (), "min", "Mean length of a visit"),
        Variable("seen", ("zone",), "1", "Share of visitors who stop there"),
        Variable("attended", ("session",), "persons", "Persons who took part"),
        Variable("turned_away", ("session",), "persons", "Persons for whom there was no place"),
        Variable("places", ("session",), "persons", "Places"),
    )
}
"""What the usual observers find, by name."""
