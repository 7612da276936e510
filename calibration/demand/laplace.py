"""A Gaussian approximation of one venue's coefficients, given what is assumed about them.

Newton's method to the mode, the inverse negative Hessian as covariance. Drift, concentration and
which counts are rare are learned from what the mode leaves over, and the mode is found again.

Source: Laplace's method as in Rue, Martino and Chopin, 'Approximate Bayesian inference for latent
Gaussian models' (JRSS B 71, 2009); the alternation is the expectation-maximisation algorithm of
Dempster, Laird and Rubin (JRSS B 39, 1977).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import linalg

from calibration.demand import level, paths
from calibration.demand.counts import LEAST_TOLD, Counts, Scale, quadratic
from calibration.demand.drawing import RARE_CONCENTRATION

_ROUNDS: Final = 6
_NEWTON_STEPS: Final = 30
_LONGEST_STEP: Final = 2.0
_TRACE: Final = 1e-2


@dataclass(frozen=True)
class Assumed:
    """What is assumed of one venue's coefficients.

    Attributes:
        start: Where the level is expected to start.
        knots: The knots of the level.
        drift: How much it moves.
        mean: The mean of each of the other coefficients.
        variance: Their variance.
    """

    start: float
    knots: pd.DatetimeIndex
    drift: Scale
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]


def approximate_venue(
    counts: Sequence[Counts], assumed: Assumed
) -> tuple[dict[str, NDArray[Any]], Scale]:
    """Return one venue's arrays of :class:`calibration.demand.pilot.Approximation`, and its drift.

    Args:
        counts: Its counts by grain; their concentration and rare counts are where to start from,
            and are learned.
        assumed: What is assumed of its coefficients.
    """
    knots = len(assumed.knots)
    looseness = np.ones(knots - 1)
    start = np.full(knots, assumed.start)
    centre = np.concatenate([start, assumed.mean])
    fixed = np.zeros((len(centre), len(centre)))
    fixed[0, 0] = 1.0 / level.START_SD**2
    fixed[range(knots, len(centre)), range(knots, len(centre))] = 1.0 / assumed.variance
    mode, scale = centre, assumed.drift
    for _round in range(_ROUNDS):
        drift = math.exp(scale.value)
        white = paths.whitener(assumed.knots, looseness)
        roughness = white.T @ white
        prior = fixed.copy()
        prior[:knots, :knots] += roughness / drift**2
        mode, precision, is_settled = _mode(counts, prior, centre, mode)
        covariance = np.linalg.inv(precision)
        of_level = covariance[:knots, :knots]
        used_looseness = looseness
        scale = _drift(scale, white @ mode[:knots], quadratic(white, of_level))
        squares = paths.lasting_squares(
            assumed.knots, looseness, mode[:knots] / drift, of_level / drift**2
        )
        looseness = np.sqrt((paths.TAIL + squares) / (paths.TAIL + 1))
        used_concentration = counts[0].concentration
        for each in counts:
            each.learn(mode, covariance)
    arrays: dict[str, NDArray[Any]] = {
        **_directions(
            precision,
            roughness,
            drift=drift,
            mode=mode,
            start=start,
            mean=assumed.mean,
            assumed=1.0 / assumed.variance,
        ),
        "looseness": used_looseness,
        "settled": np.array(is_settled),
        "concentration": np.array(used_concentration),
        "size": np.array(max(float(np.median(counts[0].visits)), 1.0)),
    }
    return arrays, scale


def _drift(assumed: Scale, steps: NDArray[np.float64], variances: NDArray[np.float64]) -> Scale:
    """Return the drift that independent steps of the level, known with these variances, tell."""
    squares = float((steps**2 + variances).sum())
    # Steps that the counts do not tell are as wide as the drift itself, and tell nothing of it.
    known = float(np.maximum(1.0 - variances / math.exp(2.0 * assumed.value), 0.0).sum())
    found = assumed.learned(
        lambda value: len(steps) * value + squares / (2.0 * math.exp(2.0 * value))
    )
    return replace(found, told=max(2.0 * known, LEAST_TOLD))


def _directions(
    precision: NDArray[np.float64],
    roughness: NDArray[np.float64],
    *,
    drift: float,
    mode: NDArray[np.float64],
    start: NDArray[np.float64],
    mean: NDArray[np.float64],
    assumed: NDArray[np.float64],
) -> dict[str, NDArray[np.float64]]:
    """Return the directions of the rest, and the independent ones of the level given the rest."""
    knots = len(start)
    between = precision[:knots, knots:]
    # What the counts alone say about the level; a trace is added where they say nothing.
    told = precision[:knots, :knots] - roughness / drift**2
    told = (told + told.T) / 2 + _TRACE * np.eye(knots)
    stiffness, modes = linalg.eigh(roughness, told)
    stiffness = np.maximum(stiffness, 0.0)
    along = modes.T @ told @ (mode[:knots] - start)
    # What is left of it for the rest, if the level may be what it likes.
    of_rest = precision[knots:, knots:].copy()
    of_rest -= between.T @ np.linalg.solve(precision[:knots, :knots], between)
    information = of_rest - np.diag(assumed)
    variance = np.linalg.inv(of_rest)
    unit = 1.0 / np.diag(variance)
    return {
        "level": start,
        "path": mode[:knots],
        "rest": mode[knots:],
        "information": (information + information.T) / 2,
        "natural": of_rest @ mode[knots:] - assumed * mean,
        "evidence": unit * mode[knots:] - assumed * mean,
        "modes": modes,
        "stiffness": stiffness,
        "coordinates": along * (stiffness / drift**2 + 1.0),
        "follows": -modes.T @ between,
        "root": np.linalg.cholesky(variance),
        "told": np.maximum(unit - assumed, 1e-6),
        "unit": unit,
    }


def _mode(
    rows: Sequence[Counts],
    prior: NDArray[np.float64],
    prior_mean: NDArray[np.float64],
    start: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], bool]:
    """Return the mode by Fisher scoring, the precision there, and whether it was found."""
    mode = start
    for _step in range(_NEWTON_STEPS):
        gradient = -prior @ (mode - prior_mean)
        precision = prior.copy()
        for each in rows:
            mean = each.mean(mode)
            shrunk = 1.0 + mean / np.where(each.rare, RARE_CONCENTRATION, each.concentration)
            slopes = each.slopes(mode)
            gradient += slopes.T @ ((each.visits - mean) / shrunk)
            precision += (slopes * (mean / shrunk)[:, None]).T @ slopes
        move = np.linalg.solve(precision, gradient)
        longest = np.abs(move).max()
        mode = mode + move * min(1.0, _LONGEST_STEP / max(longest, 1e-300))
        if longest < 1e-3:
            return mode, precision, True
    return mode, precision, False
