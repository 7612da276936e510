"""Workshop sessions: who means to take part, and a room with so many places as a SimPy resource.

Bookings are made before the day in the order of the parties' numbers, among those whom it interests
and who will be in the building then. Booked places are kept until the session starts; what is free
then goes to those who walked in, in the order in which they came.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray
from simpy.events import Event

from simulation.arrivals import Arrivals
from simulation.luck import Decision, name_key, uniforms
from simulation.parties import Parties
from simulation.settings import Day, Workshop, seconds

SETTLING_S = 600.0
"""Who enters less than this before a session no longer plans for it: an assumption."""


@dataclass(frozen=True)
class Intention:
    """A party's plan to take part in a session.

    Attributes:
        session: The session's place among the day's workshops.
        booked: Whether places are kept for it.
    """

    session: int
    booked: bool


class Session:
    """One session in its room.

    Attributes:
        settings: What is offered.
        places: The places not taken, a :class:`simpy.Container`.
        starts_s: When it starts, in seconds after midnight.
        ends_s: When it ends.
    """

    def __init__(self, env: simpy.Environment, settings: Workshop) -> None:
        self.settings = settings
        self.starts_s = seconds(settings.starts)
        self.ends_s = self.starts_s + 60 * settings.minutes
        # A container cannot be empty for good, so a session without places has one taken.
        self.places = simpy.Container(env, max(settings.places, 1), settings.places)
        self._env = env
        self._start = env.timeout(self.starts_s - env.now)

    def join(self, persons: int, booked: bool) -> Generator[Event, Any, bool]:
        """Wait for a place and return whether the party got in."""
        now = self._env.now
        if now > self.starts_s + 60 * self.settings.late_minutes:
            return False
        if now < self.starts_s and not booked:
            yield self._start
        if self.places.level < persons:
            return False
        yield self.places.get(persons)
        return True


def runs(workshop: Workshop, day: Day) -> bool:
    """Return whether a workshop takes place on a day."""
    return day.hours is not None and day.weekday in workshop.weekdays


def intentions(
    seed: int, day: Day, parties: Parties, arrivals: Arrivals
) -> dict[int, list[Intention]]:
    """Return what each party plans, in order of time; parties without plans are left out."""
    plans: dict[int, list[Intention]] = {}
    busy_until = np.full(len(parties), -np.inf)
    sessions = [(seconds(each.starts), n) for n, each in enumerate(day.workshops)]
    for starts, n in sorted(sessions):
        workshop = day.workshops[n]
        if not runs(workshop, day):
            continue
        interested = _interested(seed, workshop, parties, arrivals, busy_until)
        number = np.flatnonzero(interested)
        key = name_key(workshop.id)
        books = uniforms(seed, number, int(Decision.WORKSHOP_BOOKED), 0, key)
        comes = uniforms(seed, number, int(Decision.WORKSHOP_NO_SHOW), 0, key)
        left = workshop.places
        for party, book, come in zip(number.tolist(), books, comes, strict=True):
            size = int(parties.size[party])
            booked = bool(book < workshop.booked_share and size <= left)
            if booked:
                left -= size
            if not (booked and come < workshop.no_show_share):
                plans.setdefault(party, []).append(Intention(n, booked))
                busy_until[party] = starts + 60 * workshop.minutes
    return plans


def _interested(
    seed: int,
    workshop: Workshop,
    parties: Parties,
    arrivals: Arrivals,
    busy_until: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Return which parties a workshop interests and finds in the building."""
    starts = seconds(workshop.starts)
    key = name_key(workshop.id)
    luck = uniforms(seed, np.arange(len(parties)), int(Decision.WORKSHOP_INTEREST), 0, key)
    fits = {
        "everyone": np.ones(len(parties), dtype=bool),
        "families": parties.family,
        "adults": ~parties.family,
    }[workshop.audience]
    # NaN, the entry of a party that was refused, compares as false.
    here = (arrivals.enters_s + SETTLING_S <= starts) & (
        starts <= arrivals.enters_s + parties.budget_s
    )
    interested: NDArray[np.bool_] = (
        (luck < workshop.interest_share) & fits & here & (busy_until <= starts)
    )
    return interested
