"""The rules of a visit: plain functions of numbers and arrays, written once for every engine.

Each is compiled by Numba and can be called from Python; none draws luck except by key, none keeps
state, none knows an engine. The engines decide *when* to ask, a rule decides *what* happens.

Sources: speed and density, Weidmann 1992; stays, Serrell 1997; fatigue, Falk et al. 1985 and
Bitgood 2009; signs, Galea, Xie and Lawrence 2014; choice, random utility with Gumbel errors
(McFadden 1974). Formulas and limits stand in docs/simulation.md.
"""

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation.luck import Decision
from simulation.randomness import exponential, normal, uniform

FIXED: Final = 0
EXPONENTIAL: Final = 1
LOGNORMAL: Final = 2
ERLANG: Final = 3
SERVICE_LAWS: Final = {
    "fixed": FIXED,
    "exponential": EXPONENTIAL,
    "lognormal": LOGNORMAL,
    "erlang": ERLANG,
}

LEAVE: Final = -1
"""What :func:`choose_next` answers when the visitor would rather go home."""

_CHOICE = int(Decision.CHOICE)
_SERVICE = int(Decision.SERVICE)


@njit("float64(float64, float64, float64)", cache=True)
def slowed_by_density(density: float, effect: float, jam_density: float) -> float:
    """Return the share of the free speed that is left at a density (Weidmann 1992).

    The formula is 1 − exp(−effect · (1/density − 1/jam_density)), 1 in an empty zone, 0 in a jam.
    """
    if density <= 0.0:
        return 1.0
    if density >= jam_density:
        return 0.0
    return 1.0 - math.exp(-effect * (1.0 / density - 1.0 / jam_density))


@njit(
    "float64(float64, float64, float64, float64, float64, float64, float64)",
    cache=True,
)
def walking_time_s(  # noqa: PLR0917  (Numba calls by position)
    length_m: float,
    speed: float,
    density_here: float,
    density_there: float,
    effect: float,
    jam_density: float,
    slowest: float,
) -> float:
    """Return how long the way from one zone's middle to the next one's takes.

    Half of the way lies in either zone and is walked at that zone's density; nobody is slower than
    ``slowest``, and nobody whose own speed is below it is hurried.
    """
    floor = min(slowest, speed)
    here = max(speed * slowed_by_density(density_here, effect, jam_density), floor)
    there = max(speed * slowed_by_density(density_there, effect, jam_density), floor)
    return 0.5 * length_m / here + 0.5 * length_m / there


@njit("float64(float64, float64[::1], float64[::1])", cache=True)
def speed_at_age(age: float, ages: NDArray[np.float64], speeds: NDArray[np.float64]) -> float:
    """Return the mean free speed at an age, between the ages given by a straight line."""
    return float(np.interp(age, ages, speeds))


@njit("float64(float64, float64, float64, float64)", cache=True)
def attention(elapsed_s: float, onset_s: float, scale_s: float, floor: float) -> float:
    """Return the attention left after a time in the visit: 1 until the onset, then to the floor."""
    if elapsed_s <= onset_s:
        return 1.0
    return floor + (1.0 - floor) * math.exp(-(elapsed_s - onset_s) / scale_s)


@njit(
    "float64(float64, float64, float64, float64, float64, float64, float64, float64)",
    cache=True,
)
def stay_s(  # noqa: PLR0917  (Numba calls by position)
    mean_s: float,
    attention_left: float,
    interest: float,
    pace: float,
    luck: float,
    interest_effect: float,
    pace_sigma: float,
    stay_sigma: float,
) -> float:
    """Return how long a visitor stays in a gallery: log-normal around what a fresh one does.

    Args:
        mean_s: The mean stay there of fresh visitors.
        attention_left: See :func:`attention`.
        interest: The visitor's interest in its themes, standard normal.
        pace: The visitor's own pace, standard normal.
        luck: Standard normal.
        interest_effect: Spread of the logarithm that interest explains.
        pace_sigma: Spread of the logarithm among visitors.
        stay_sigma: Spread of the logarithm among one visitor's stays.
    """
    spread = interest_effect * interest + pace_sigma * pace + stay_sigma * luck
    variance = interest_effect**2 + pace_sigma**2 + stay_sigma**2
    return mean_s * attention_left * math.exp(spread - 0.5 * variance)


@njit("boolean(float64, float64)", cache=True)
def stops(utility: float, luck: float) -> bool:
    """Return whether a visitor who passes through an unseen gallery stops there (logit)."""
    return luck < 1.0 / (1.0 + math.exp(-utility))


@njit("float64(float64, float64, float64)", cache=True)
def leave_utility(elapsed_s: float, budget_s: float, weight: float) -> float:
    """Return the utility of going home: 0 when the time one meant to spend is over."""
    return weight * (elapsed_s / budget_s - 1.0)


@njit("float64(float64)", cache=True)
def gumbel(probability: float) -> float:
    """Return the standard Gumbel value below which this probability lies."""
    return -math.log(-math.log(probability))


@njit(
    "int64(uint64, uint64, uint64, uint64[::1], float64[::1], uint8[::1], float64[::1],"
    " int64[::1], float64[::1], float64, float64, float64)",
    cache=True,
)
def choose_next(  # noqa: PLR0917  (Numba calls by position)
    seed: int,
    visitor: int,
    occasion: int,
    keys: NDArray[np.uint64],
    appeal: NDArray[np.float64],
    seen: NDArray[np.uint8],
    distance_m: NDArray[np.float64],
    persons: NDArray[np.int64],
    area_m2: NDArray[np.float64],
    distance_weight: float,
    crowd_weight: float,
    leave: float,
) -> int:
    """Return the zone with the greatest random utility among those unseen, or :data:`LEAVE`.

    Utility = appeal − distance_weight · distance/100 m − crowd_weight · density + Gumbel luck; the
    luck is named by visitor, occasion and zone, so that one zone more or less moves no other's.

    Args:
        seed: The day's seed.
        visitor: The party's number.
        occasion: How many choices the party has made before.
        keys: Each zone's name as a number.
        appeal: Each zone's utility for this visitor, walk and crowd aside; −inf: nothing to see.
        seen: 1 where the visitor has been.
        distance_m: The walk to each zone from here; inf where there is none.
        persons: How many are in each zone.
        area_m2: Each zone's area.
        distance_weight: Utility lost on 100 m.
        crowd_weight: Utility lost by one person per square metre.
        leave: The utility of going home.
    """
    best = LEAVE
    best_utility = -math.inf
    for zone in range(keys.size):
        if seen[zone] or appeal[zone] == -math.inf or distance_m[zone] == math.inf:
            continue
        luck = gumbel(uniform(seed, visitor, _CHOICE, occasion, keys[zone]))
        utility = (
            appeal[zone]
            - distance_weight * distance_m[zone] / 100.0
            - crowd_weight * persons[zone] / area_m2[zone]
            + luck
        )
        if utility > best_utility:
            best, best_utility = zone, utility
    if leave + gumbel(uniform(seed, visitor, _CHOICE, occasion, 0)) > best_utility:
        return LEAVE
    return best


@njit("float64(uint64, uint64, uint64, float64, float64, int64)", cache=True)
def service_s(  # noqa: PLR0917  (Numba calls by position)
    seed: int, visitor: int, item: int, mean_s: float, cv: float, law: int
) -> float:
    """Return how long a desk needs for a party.

    The luck is named by the party and the kind of desk, not by the desk or the server, so that one
    more clerk changes no service.

    Args:
        seed: The day's seed.
        visitor: The party's number.
        item: The kind of desk (and whether coming or going) as a number.
        mean_s: The mean.
        cv: The standard deviation relative to the mean, for the log-normal and Erlang laws.
        law: One of :data:`SERVICE_LAWS`; an Erlang law has round(1/cv²) phases.
    """
    if law == EXPONENTIAL:
        return mean_s * exponential(seed, visitor, _SERVICE, 0, item)
    if law == LOGNORMAL:
        variance = math.log(1.0 + cv * cv)
        luck = normal(seed, visitor, _SERVICE, 0, item)
        return mean_s * math.exp(math.sqrt(variance) * luck - 0.5 * variance)
    if law == ERLANG:
        phases = max(1, round(1.0 / (cv * cv)))
        total = 0.0
        for phase in range(phases):
            total += exponential(seed, visitor, _SERVICE, phase, item)
        return mean_s * total / phases
    return mean_s


@njit("float64(int64, float64, float64)", cache=True)
def _overlap_s(hour: int, first_s: float, last_s: float) -> float:
    starts = max(first_s, hour * 3600.0)
    ends = min(last_s, (hour + 1) * 3600.0)
    return max(0.0, ends - starts)


@njit("float64(float64, float64, float64, float64[::1])", cache=True)
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


@njit(
    "int64(float64, int64, int64[::1], float64, float64, float64)",
    cache=True,
)
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
