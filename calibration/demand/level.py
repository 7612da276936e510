"""Level: a path that drifts.

    level(v, d)  linear between knots every n days
    level(v, k+1) − level(v, k) ~ Normal(0, drift_v √(n/28))
    level(v, 0) ~ Normal(log of the mean visits of an open day, 1)
    log drift_v ~ Normal(common, spread)
    common ~ Normal(log 0.03, ½),  spread ~ LogNormal(log 0.4, 0.4)

A drift of 0.03 in four weeks is about ±11 % in a year. Venues differ in how much they drift, so
that one that was rebuilt does not make every other one nervous. Knots lie half a year apart: what
comes and goes faster is a spell (:mod:`calibration.demand.components.spells`) or a month's chance,
and a forecast must not start from it. Beyond the last knot the path goes on by the same steps, so a
forecast's width grows with the horizon.

Steps with heavier tails would let a level break at once. Measured on the example pool, chains then
settled on different places for a break (R-hat 1.08 for two museums in fifty); the drift of each
venue is what remains of that wish.

Source: local-level model of Harvey, 'Forecasting, structural time series models and the Kalman
filter' (1989), chapter 2.
"""

from typing import Any, Final

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from numpy.typing import NDArray

DRIFT: Final = 0.03
START_SD: Final = 1.0


def _path_logp(path: Any, start: Any, scale: Any) -> Any:
    """Return the log-density of a path, knot by knot."""
    first = pm.logp(pm.Normal.dist(start, START_SD), path[..., :1])
    steps = path[..., 1:] - path[..., :-1]
    return pt.concatenate([first, pm.logp(pm.Normal.dist(0.0, scale), steps)], axis=-1)


def _random_path(
    start: Any, scale: Any, rng: np.random.Generator | None = None, size: Any = None
) -> NDArray[np.float64]:
    rng = rng or np.random.default_rng()
    steps = rng.standard_normal(size) * scale
    steps[..., :1] = rng.normal(start, START_SD, size=(*steps.shape[:-1], 1))
    return np.asarray(np.cumsum(steps, axis=-1))


def drifts(venues: str) -> Any:
    """Declare how fast each venue's level drifts, over four weeks.

    Args:
        venues: The name of the dimension of venues.
    """
    common = pm.Normal("drift_common", np.log(DRIFT), 0.5)
    spread = pm.LogNormal("drift_spread", np.log(0.4), 0.4)
    return pm.LogNormal("drift", common, spread, dims=venues)


def path(name: str, start: NDArray[np.float64], scale: Any, dims: tuple[str, str]) -> Any:
    """Declare the paths of several venues over the same knots.

    Args:
        name: The name of the variable.
        start: Where each venue's path is expected to start.
        scale: How large each venue's steps are.
        dims: The names of the dimensions venue and knot.
    """
    return pm.CustomDist(
        name, start[:, None], scale[:, None], logp=_path_logp, random=_random_path,
        signature="(),()->()", dims=dims,
    )  # fmt: skip
