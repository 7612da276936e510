"""The days and knots of a level's path: where knots lie, what they mean for a day, how they go on.

Plain arrays, for fitting and forecasting alike; the path's model, a lasting and a passing part, is
in :mod:`calibration.demand.level`. All here is about the differences of knots to the first one,
which are jointly Normal given how loose each lasting step is.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

HALF_YEAR_DAYS: Final = 182.0
LASTING: Final = 0.6
"""The size of a usual lasting step in half a year, as a share of the passing part's."""
TAIL: Final = 3.0
"""The degrees of freedom of lasting steps: now and then one is far larger than usual."""
Floats = NDArray[np.float64]
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


def prior_covariance(knots: pd.DatetimeIndex, looseness: NDArray[np.float64]) -> Floats:
    """Return the prior covariance of the knots against the first one, for drift 1.

    Args:
        knots: The knots; the first has no row.
        looseness: How many times as large as usual each lasting step may be, (knot − 1).
    """
    count = len(knots) - 1
    lasting = np.cumsum(_lasting_variances(knots, looseness))
    # Each knot has a passing part of its own, and all share the first knot's.
    return np.minimum.outer(lasting, lasting) + np.eye(count) + np.ones((count, count))


def whitener(knots: pd.DatetimeIndex, looseness: NDArray[np.float64]) -> Floats:
    """Return the matrix that makes a path independent numbers of size drift, (knot − 1, knot)."""
    root = np.linalg.cholesky(prior_covariance(knots, looseness))
    against_first = np.concatenate([-np.ones((len(root), 1)), np.eye(len(root))], axis=1)
    return np.asarray(np.linalg.solve(root, against_first))


def lasting_squares(
    knots: pd.DatetimeIndex, looseness: Floats, path: Floats, covariance: Floats
) -> Floats:
    """Return the expected squares of a path's lasting steps, as multiples of their usual size.

    Args:
        knots: The knots.
        looseness: What was assumed of the steps' sizes.
        path: The mean of the path, in units of its drift.
        covariance: Its covariance, in such units.
    """
    sizes = _lasting_variances(knots, looseness)
    # How each knot against the first one depends on each step, and what it tells of the step.
    sums = np.tri(len(sizes))
    told = (sizes[:, None] * sums.T) @ np.linalg.inv(prior_covariance(knots, looseness))
    against_first = np.concatenate([-np.ones((len(sizes), 1)), np.eye(len(sizes))], axis=1)
    of_path = told @ against_first
    spread = np.diag(sizes) - told @ (sums * sizes) + of_path @ covariance @ of_path.T
    usual = _lasting_variances(knots, np.ones(len(sizes)))
    return np.asarray(((of_path @ path) ** 2 + np.diag(spread)) / usual)


def go_on(
    path: Floats,
    knots: pd.DatetimeIndex,
    looseness: Floats,
    drift: Floats,
    *,
    step_luck: Floats,
    passing_luck: Floats,
) -> Floats:
    """Return the knots that follow the last one, (draw, knot).

    What is lasting of the last knot goes on by lasting steps; what is passing passes.

    Args:
        path: The known knots, (draw, knot).
        knots: Their days.
        looseness: How loose each of their steps was.
        drift: The drift of each draw.
        step_luck: Luck for each draw and further knot.
        passing_luck: Luck for each draw, for the last and each further knot.
    """
    weights = np.linalg.inv(prior_covariance(knots, looseness))[-1]
    passing = special.ndtri(passing_luck) * drift[:, None]
    # The last knot's passing part, given the path: Normal, as all that it is a part of.
    last = (path[:, 1:] - path[:, :1]) @ weights + np.sqrt(1.0 - weights[-1]) * passing[:, 0]
    usual = np.sqrt(_lasting_variances(knots, np.ones(1))) * drift[:, None]
    lasting = (path[:, -1] - last)[:, None] + np.cumsum(
        special.stdtrit(TAIL, step_luck) * usual, axis=1
    )
    return np.asarray(lasting + passing[:, 1:])


def _lasting_variances(knots: pd.DatetimeIndex, looseness: Floats) -> Floats:
    half_years = (knots[1] - knots[0]).days / HALF_YEAR_DAYS
    return np.asarray((LASTING * looseness) ** 2 * half_years)
