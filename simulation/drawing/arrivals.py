"""When each party is let in: freely by time of day, or by booked slots.

With timed entry each party takes the free slot nearest to the time at which it would have come, in
the order of the parties' numbers, and goes without if none is near enough. The forecast counts
people who come; so no-shows are bookings *besides* those: they take places and send nobody.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule
from simulation.luck import Decision, Word
from simulation.randomness import normal, uniform
from simulation.rules.arriving import arrival_s, nearest_free_slot
from simulation.settings import Arriving, Hours, TimedEntry, seconds

_ARRIVAL = int(Decision.ARRIVAL)
_NO_SHOW = int(Decision.NO_SHOW)
_PUNCTUALITY = int(Decision.PUNCTUALITY)


def draw_arrivals(
    parties: NDArray[np.void],
    seed: int,
    hours: Hours | None,
    arriving: Arriving,
    timed_entry: TimedEntry | None,
) -> int:
    """Set when each party is let in (NaN: it is refused); nobody is where the venue is closed.

    Returns:
        The persons for whom a place was booked and who do not come.
    """
    if hours is None:
        parties["enters_s"] = np.nan
        return 0
    first = seconds(hours.opens)
    last = seconds(hours.closes) - 60.0 * hours.last_entry_minutes
    weights = np.array(arriving.hourly_weights, dtype=np.float64)
    if timed_entry is None:
        _come_freely(parties, first, last, weights)
        return 0
    slots = int(np.ceil((last - first) / (60.0 * timed_entry.slot_minutes)))
    return int(
        _come_by_slot(
            parties,
            np.uint64(seed),
            (first, last),
            weights,
            np.full(slots, timed_entry.places_per_slot),
            60.0 * timed_entry.slot_minutes,
            60.0 * timed_entry.tolerance_minutes,
            timed_entry.no_show_share / (1.0 - timed_entry.no_show_share),
            (60.0 * timed_entry.punctuality_mean_min, 60.0 * timed_entry.punctuality_sd_min),
            60.0 * timed_entry.late_grace_minutes,
        )
    )


@rule
def _come_freely(parties: Any, first: float, last: float, weights: NDArray[np.float64]) -> None:
    for number in range(parties.size):
        party = parties[number]
        party.enters_s = arrival_s(party.quantile, first, last, weights)


@rule
def _come_by_slot(  # noqa: PLR0917  (Numba calls by position)
    parties: Any,
    seed: Word,
    entry: tuple[float, float],
    weights: NDArray[np.float64],
    free: NDArray[np.int64],
    slot_s: float,
    tolerance_s: float,
    no_shows_per_party: float,
    punctuality: tuple[float, float],
    grace_s: float,
) -> int:
    """Book a slot for each party and let it come more or less on time; return the no-shows.

    Where a share q of bookings fails, each party that comes has q / (1 − q) beside it that do not;
    that is ``no_shows_per_party``.
    """
    first, last = entry
    no_shows = 0
    for number in range(parties.size):
        party = parties[number]
        if uniform(seed, party.key, _NO_SHOW, 0, 0) < no_shows_per_party:
            wish = arrival_s(uniform(seed, party.key, _ARRIVAL, 1, 0), first, last, weights)
            slot = nearest_free_slot(wish, party.size, free, first, slot_s, tolerance_s)
            if slot >= 0:
                free[slot] -= party.size
                no_shows += party.size
        wish = arrival_s(party.quantile, first, last, weights)
        slot = nearest_free_slot(wish, party.size, free, first, slot_s, tolerance_s)
        party.enters_s = np.nan
        if slot < 0:
            continue
        free[slot] -= party.size
        party.booked = 1
        late_s = punctuality[0] + punctuality[1] * normal(seed, party.key, _PUNCTUALITY, 0, 0)
        enters_s = first + slot * slot_s + max(late_s, 0.0)
        if late_s <= grace_s and enters_s <= last:
            party.enters_s = enters_s
    return no_shows
