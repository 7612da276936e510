"""Walking: speed by age, slowed by density (Weidmann 1992)."""

import math

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule


@rule
def slowed_by_density(density: float, effect: float, jam_density: float) -> float:
    """Return the share of the free speed that is left at a density (Weidmann 1992).

    The formula is 1 − exp(−effect · (1/density − 1/jam_density)), 1 in an empty zone, 0 in a jam.
    """
    if density <= 0.0:
        return 1.0
    if density >= jam_density:
        return 0.0
    return 1.0 - math.exp(-effect * (1.0 / density - 1.0 / jam_density))


@rule
def fill_slowed(
    slowed: NDArray[np.float64], area_m2: NDArray[np.float64], effect: float, jam_density: float
) -> None:
    """Work out :func:`slowed_by_density` for [zone, persons]: it is asked twice a step."""
    for zone in range(slowed.shape[0]):
        for persons in range(slowed.shape[1]):
            slowed[zone, persons] = slowed_by_density(persons / area_m2[zone], effect, jam_density)


@rule
def speed_in_crowd(speed: float, slowed: float, slowest: float) -> float:
    """Return the speed in a crowd: never below ``slowest``, but nobody is hurried to that.

    ``slowed`` is what :func:`slowed_by_density` gives.
    """
    return max(speed * slowed, min(slowest, speed))


@rule
def walking_time_s(
    length_m: float, speed: float, slowed_here: float, slowed_there: float, slowest: float
) -> float:
    """Return how long the way from one zone's middle to the next one's takes.

    Half of the way lies in either zone and is walked at that zone's density.
    """
    here = speed_in_crowd(speed, slowed_here, slowest)
    there = speed_in_crowd(speed, slowed_there, slowest)
    return 0.5 * length_m / here + 0.5 * length_m / there


@rule
def speed_at_age(age: float, ages: NDArray[np.float64], speeds: NDArray[np.float64]) -> float:
    """Return the mean free speed at an age, between the ages given by a straight line."""
    after = 0
    while after < ages.size and ages[after] < age:
        after += 1
    if after in (0, ages.size):
        return float(speeds[min(after, ages.size - 1)])
    share = (age - ages[after - 1]) / (ages[after] - ages[after - 1])
    return float(speeds[after - 1] + share * (speeds[after] - speeds[after - 1]))
