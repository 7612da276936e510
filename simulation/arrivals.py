"""When each party stands at the door: freely by time of day, or by booked slots.

With timed entry each party takes the free slot nearest to the time at which it would have come, in
the order of the parties' numbers, and goes without if none is near enough. The forecast counts
people who come; so no-shows are bookings *besides* those: they take places and send nobody.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.luck import Decision, normals, uniforms
from simulation.parties import Parties
from simulation.rules import arrival_s, nearest_free_slot
from simulation.settings import Arriving, Hours, TimedEntry, seconds


@dataclass(frozen=True, eq=False)
class Arrivals:
    """What happens to each party at the door.

    Attributes:
        enters_s: When each party is let in, in seconds after midnight; NaN if it is refused.
        booked: Whether it holds a booking.
        order: The numbers of the parties that enter, in the order in which they do.
        no_shows: Persons for whom a place was booked and who do not come.
    """

    enters_s: NDArray[np.float64]
    booked: NDArray[np.bool_]
    order: NDArray[np.int64]
    no_shows: int


def arrivals(
    seed: int,
    parties: Parties,
    hours: Hours | None,
    arriving: Arriving,
    timed_entry: TimedEntry | None,
) -> Arrivals:
    """Return when each party enters; nobody does where the venue is closed."""
    count = len(parties)
    if hours is None:
        return Arrivals(np.full(count, np.nan), np.zeros(count, bool), np.empty(0, np.int64), 0)
    first, last = seconds(hours.opens), seconds(hours.closes) - 60 * hours.last_entry_minutes
    weights = np.array(arriving.hourly_weights, dtype=np.float64)
    wish = np.array([arrival_s(quantile, first, last, weights) for quantile in parties.quantile])
    if timed_entry is None:
        return Arrivals(wish, np.zeros(count, bool), np.argsort(wish, kind="stable"), 0)

    number = np.arange(count)
    shadow = _shadow_wishes(seed, number, timed_entry.no_show_share, (first, last), weights)
    slot_starts, no_shows = _book(parties.size, wish, shadow, (first, last), timed_entry)
    late = 60 * (
        timed_entry.punctuality_mean_min
        + timed_entry.punctuality_sd_min * normals(seed, number, int(Decision.PUNCTUALITY))
    )
    comes = slot_starts + late
    enters = np.maximum(comes, slot_starts)
    refused = (late > 60 * timed_entry.late_grace_minutes) | (enters > last)
    enters[refused] = np.nan
    # Those let in together at the start of a slot enter in the order in which they have come.
    order = np.lexsort((comes, enters))
    return Arrivals(enters, np.isfinite(slot_starts), order[np.isfinite(enters[order])], no_shows)


def _shadow_wishes(
    seed: int,
    number: NDArray[np.int64],
    no_show_share: float,
    entry: tuple[float, float],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return when the no-shows beside each party wished to come; NaN where there are none.

    Where a share q of bookings fails, each party that comes has q / (1 - q) beside it that do not.
    """
    luck = uniforms(seed, number, int(Decision.NO_SHOW))
    quantiles = uniforms(seed, number, int(Decision.ARRIVAL), 1)
    wishes = np.array([arrival_s(quantile, *entry, weights) for quantile in quantiles])
    wishes[luck >= no_show_share / (1.0 - no_show_share)] = np.nan
    return wishes


def _book(
    sizes: NDArray[np.int64],
    wish: NDArray[np.float64],
    shadow_wish: NDArray[np.float64],
    entry: tuple[float, float],
    timed_entry: TimedEntry,
) -> tuple[NDArray[np.float64], int]:
    """Return the start of each party's slot (NaN: none found) and how many persons do not come."""
    first, last = entry
    slot_s = 60 * timed_entry.slot_minutes
    tolerance_s = 60 * timed_entry.tolerance_minutes
    free = np.full(int(np.ceil((last - first) / slot_s)), timed_entry.places_per_slot)

    def take(wish_s: float, size: int) -> float:
        slot = nearest_free_slot(wish_s, size, free, first, slot_s, tolerance_s)
        if slot < 0:
            return np.nan
        free[slot] -= size
        return first + slot * slot_s

    starts = np.full(sizes.size, np.nan)
    no_shows = 0
    for party, size in enumerate(sizes.tolist()):
        if not np.isnan(shadow_wish[party]) and not np.isnan(take(shadow_wish[party], size)):
            no_shows += size
        starts[party] = take(wish[party], size)
    return starts, no_shows
