"""Level: what a venue draws apart from all else: a slow path, and half-years better or worse.

    level(v, d)    linear between knots half a year apart
    level(v, k)  = lasting(v, k) + passing(v, k)
    passing(v, k) ~ Normal(0, drift_v)
    lasting(v, k+1) − lasting(v, k) ~ 0.6 drift_v · Student-t(3)
    level(v, 0)   ~ Normal(log of the mean visits of an open day, 1)
    log drift_v   ~ Normal(common, spread)
    common ~ Normal(log 0.076, ½),  spread ~ LogNormal(log 0.4, ½)

A good half-year does not last: it comes from exhibitions nobody wrote down, a fine summer, a road
closed. Back-tests: a level that took all of it for lasting overshot one year and undershot the next
(Tate Modern's months: by −20 %, +19 %, −20 %, +20 %), and forecasts of British museums' months were
5 % worse. What lasts is 7 % a year for the usual venue, and venues differ, so that one that was
rebuilt does not make every other one nervous. A new counter, a reopening or a boom is one large
step of heavy tails; which steps are how loose the pilot tells beforehand, as left to the sampler
chains settled on different places for a break (R-hat 1.08). Beyond the last knot what lasts goes on
by such steps and what passes passes, so a forecast starts from what lasts, and widens.

The sampler sees the level alone, whose lasting part is Normal given the looseness of its steps
(:mod:`calibration.demand.paths`).

Source: local-level model of Harvey, 'Forecasting, structural time series models and the Kalman
filter' (1989), chapter 2; heavy tails as a scale mixture as in West, 'On scale mixtures of normal
distributions' (Biometrika 74, 1987).
"""

import math
from typing import Any, Final

import numpy as np
import pymc as pm
from numpy.typing import NDArray

from calibration.demand.components.base import SPREAD_SD, Column

DRIFTS: Final = Column("drift", "", math.log(0.076), 0.5, 0.4, "drift")
"""The logarithm of how much a venue's level moves in half a year."""
START_SD: Final = 1.0


def _path_logp(path: Any, start: Any, drift: Any, whiteners: Any) -> Any:
    """Return the log-density of each path, but for a constant."""
    first = pm.logp(pm.Normal.dist(start, START_SD), path[..., 0])
    white = (whiteners * path[..., None, :]).sum(axis=-1)
    return first + pm.logp(pm.Normal.dist(0.0, drift[..., None]), white).sum(axis=-1)


def _random_paths(
    start: Any, drift: Any, whiteners: Any, rng: np.random.Generator | None = None, size: Any = None
) -> NDArray[np.float64]:
    rng = rng or np.random.default_rng()
    first = rng.normal(start, START_SD, size=size)
    white = rng.standard_normal((*first.shape, whiteners.shape[-2])) * np.asarray(drift)[..., None]
    later = np.linalg.solve(whiteners[..., 1:], white[..., None])[..., 0]
    return np.asarray(first[..., None] + np.concatenate([np.zeros_like(later[..., :1]), later], -1))


def drifts(venues: str) -> Any:
    """Declare how much each venue's level moves from one half-year to the next.

    Args:
        venues: The name of the dimension of venues.
    """
    common = pm.Normal("drift_common", DRIFTS.mean, DRIFTS.sd)
    spread = pm.LogNormal("drift_spread", math.log(DRIFTS.spread), SPREAD_SD)
    return pm.LogNormal("drift", common, spread, dims=venues)


def path(
    name: str,
    start: NDArray[np.float64],
    drift: Any,
    whiteners: NDArray[np.float64],
    dims: tuple[str, str],
) -> Any:
    """Declare the paths of several venues over the same knots.

    Args:
        name: The name of the variable.
        start: Where each venue's path is expected to start.
        drift: How much each venue's path moves.
        whiteners: What makes each path independent numbers of size drift, (venue, knot − 1, knot);
            see :func:`calibration.demand.paths.whitener`.
        dims: The names of the dimensions venue and knot.
    """
    return pm.CustomDist(
        name, start, drift, whiteners, logp=_path_logp, random=_random_paths,
        signature="(),(),(j,k)->(k)", dims=dims,
    )  # fmt: skip
