"""The days and knots of a level's path: where knots lie, what they mean for a day, how they go on.

Plain arrays, for fitting and forecasting alike; the path's prior is in
:mod:`calibration.demand.level`.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

MONTH_DAYS: Final = 28.0
_EPOCH: Final = pd.Timestamp(2000, 1, 3)


def knots_over(start: pd.Timestamp, end: pd.Timestamp, spacing: int) -> pd.DatetimeIndex:
    """Return knots that enclose the days from start to end, on a grid all venues share."""
    first = (start - _EPOCH).days // spacing * spacing
    count = -(-((end - _EPOCH).days - first) // spacing) + 1
    # Two knots at least, as a path between one is none.
    days = first + spacing * np.arange(max(count, 2))
    return _EPOCH + pd.to_timedelta(days, unit="D")


def interpolation(dates: pd.DatetimeIndex, knots: pd.DatetimeIndex) -> NDArray[np.float64]:
    """Return each knot's weight in each day's level, (day, knot); flat beyond the ends."""
    spacing = (knots[1] - knots[0]).days
    position = np.asarray((dates - knots[0]).days, dtype=np.float64) / spacing
    position = np.clip(position, 0.0, len(knots) - 1.0)
    left = np.clip(position.astype(int), 0, len(knots) - 2)
    weights = np.zeros((len(dates), len(knots)))
    rows = np.arange(len(dates))
    weights[rows, left] = 1.0 - (position - left)
    weights[rows, left + 1] = position - left
    return weights


def step_scale(knots: pd.DatetimeIndex) -> float:
    """Return how much larger a step between these knots is than one over four weeks."""
    return float(np.sqrt((knots[1] - knots[0]).days / MONTH_DAYS))


def go_on(
    last: NDArray[np.float64], scale: NDArray[np.float64], uniforms: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the knots that follow the last one.

    Args:
        last: The last known knot, by draw.
        scale: The size of a step, by draw.
        uniforms: Luck for each draw and further knot.
    """
    steps = special.ndtri(uniforms) * scale[:, None]
    return np.asarray(last[:, None] + np.cumsum(steps, axis=1))
