"""When visitors want to come, and which slot they take."""

import math

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule


@rule
def _overlap_s(hour: int, first_s: float, last_s: float) -> float:
    starts = max(first_s, hour * 3600.0)
    ends = min(last_s, (hour + 1) * 3600.0)
    return max(0.0, ends - starts)


@rule
def arrival_s(
    quantile: float, first_s: float, last_s: float, hourly_weights: NDArray[np.float64]
) -> float:
    """Return the time of day at which this share of the day's visitors has arrived.

    Arrivals are spread evenly within each hour of the clock, in proportion to its weight, between
    the first and the last moment of entry; where all weights there are zero, evenly over all.
    """
    total = 0.0
    for hour in range(24):
        total += hourly_weights[hour] * _overlap_s(hour, first_s, last_s)
    if total <= 0.0:
        return first_s + quantile * (last_s - first_s)
    wanted = quantile * total
    for hour in range(24):
        mass = hourly_weights[hour] * _overlap_s(hour, first_s, last_s)
        if mass > 0.0 and wanted <= mass:
            time_s: float = max(first_s, hour * 3600.0) + wanted / hourly_weights[hour]
            return time_s
        wanted -= mass
    return last_s


@rule
def nearest_free_slot(  # noqa: PLR0917  (Numba calls by position)
    wish_s: float,
    size: int,
    free_places: NDArray[np.int64],
    first_s: float,
    slot_s: float,
    tolerance_s: float,
) -> int:
    """Return the slot nearest to the wish that has places for the party, or -1 if none is near.

    The distance is from the wished time to the nearest moment of the slot; of two slots equally
    near the earlier one is taken.
    """
    best = -1
    best_distance = math.inf
    for slot in range(free_places.size):
        starts = first_s + slot * slot_s
        distance = max(0.0, starts - wish_s, wish_s - starts - slot_s)
        if free_places[slot] >= size and distance <= tolerance_s and distance < best_distance:
            best, best_distance = slot, distance
    return best
