"""Integrals of what changes in steps: occupancy and queue length through the day.

A timeline is given by the times of its changes, in order, and the value from each of them on; it is
zero before the first one and must be zero after the last.
"""

import numpy as np
from numpy.typing import NDArray


def bin_means(
    times_s: NDArray[np.float64], values: NDArray[np.number], bin_s: float, bins: int
) -> NDArray[np.float64]:
    """Return the mean of the timeline over each bin of the day, exactly.

    Args:
        times_s: When it changes, in order, in seconds after midnight.
        values: What it is from then on; the last one is zero.
        bin_s: The length of a bin.
        bins: How many bins there are from midnight on.
    """
    area = np.concatenate([[0.0], np.cumsum(values[:-1] * np.diff(times_s))])
    edges = np.arange(bins + 1) * bin_s
    until = np.interp(edges, times_s, area, left=0.0, right=float(area[-1]))
    means: NDArray[np.float64] = np.diff(until) / bin_s
    # The difference of two large areas may fall a rounding error below zero.
    return np.maximum(means, 0.0)


def time_above(
    times_s: NDArray[np.float64], values: NDArray[np.number], limit: float
) -> tuple[float, float]:
    """Return how long the timeline is above a limit, and its integral over that time."""
    above = values[:-1] > limit
    duration = np.diff(times_s)[above]
    return float(duration.sum()), float((values[:-1][above] * duration).sum())
