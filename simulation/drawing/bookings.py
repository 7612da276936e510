"""Who means to take part in which workshop sessions, and for whom places are kept.

Bookings are made before the day in the order of the parties' numbers, among those whom a session
interests and who will be in the building then. Some who book do not come.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule
from simulation.luck import Decision, Word, name_key
from simulation.randomness import uniform
from simulation.settings import Day, Workshop, seconds
from simulation.tables import NOWHERE, PLAN

SETTLING_S: Final = 600.0
"""Who enters less than this before a session no longer plans for it: an assumption."""

_INTEREST = int(Decision.WORKSHOP_INTEREST)
_BOOKED = int(Decision.WORKSHOP_BOOKED)
_NO_SHOW = int(Decision.WORKSHOP_NO_SHOW)

_FAMILY_OF_AUDIENCE: Final = {"everyone": -1, "adults": 0, "families": 1}


def runs(workshop: Workshop, day: Day) -> bool:
    """Return whether a workshop takes place on a day."""
    return day.hours is not None and day.weekday in workshop.weekdays


def draw_plans(parties: NDArray[np.void], seed: int, day: Day) -> NDArray[np.void]:
    """Return [party, …] the sessions that each party plans for, in order of time.

    Returns:
        :data:`~simulation.tables.PLAN` rows, as many columns as the busiest party needs.
    """
    running = [number for number, each in enumerate(day.workshops) if runs(each, day)]
    running.sort(key=lambda number: (day.workshops[number].starts, number))
    plans = np.zeros((parties.size, len(running)), PLAN)
    plans["session"] = NOWHERE
    planned = np.zeros(parties.size, np.int64)
    busy_until = np.full(parties.size, -np.inf)
    for number in running:
        workshop = day.workshops[number]
        starts = seconds(workshop.starts)
        _plan(
            parties,
            np.uint64(seed),
            np.uint64(name_key(workshop.id)),
            number,
            (starts, starts + 60.0 * workshop.minutes),
            _FAMILY_OF_AUDIENCE[workshop.audience],
            workshop.places,
            (
                float(workshop.interest_share),
                float(workshop.booked_share),
                float(workshop.no_show_share),
            ),
            plans,
            planned,
            busy_until,
        )
    widest = int(planned.max(initial=0))
    return np.ascontiguousarray(plans[:, :widest])


@rule
def _plan(  # noqa: PLR0917  (Numba calls by position)
    parties: Any,
    seed: Word,
    key: Word,
    session: int,
    span: tuple[float, float],
    family: int,
    places: int,
    shares: tuple[float, float, float],
    plans: Any,
    planned: NDArray[np.int64],
    busy_until: NDArray[np.float64],
) -> None:
    """Add one session to the plans; shares are those interested, booking, and not coming."""
    starts, ends = span
    interest_share, booked_share, no_show_share = shares
    left = places
    for number in range(parties.size):
        party = parties[number]
        if (family >= 0 and party.family != family) or busy_until[number] > starts:
            continue
        # NaN, the entry of a party that was refused, compares as false.
        here = party.enters_s + SETTLING_S <= starts <= party.enters_s + party.budget_s
        if not here or uniform(seed, party.key, _INTEREST, 0, key) >= interest_share:
            continue
        books = uniform(seed, party.key, _BOOKED, 0, key) < booked_share
        booked = books and party.size <= left
        if booked:
            left -= party.size
            if uniform(seed, party.key, _NO_SHOW, 0, key) < no_show_share:
                continue
        plan = plans[number, planned[number]]
        plan.session = session
        plan.booked = booked
        planned[number] += 1
        busy_until[number] = ends
