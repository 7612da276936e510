"""What the pilot thinks of each variable that venues share, and of each venue's scales.

Use :func:`guesses`: the sampler starts from them, and the approximation of large pools draws from
them (:mod:`calibration.demand.approximating`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import special, stats

from calibration.demand import likelihood
from calibration.demand.components import NAMED
from calibration.demand.design import Block
from calibration.demand.drawing import RARE_SHAPE
from calibration.demand.pilot import SCALES, Approximation
from calibration.demand.pooling import Pooled, peak


@dataclass(frozen=True)
class Guess:
    """A Normal distribution of a variable, on the logarithmic scale if it is positive.

    Attributes:
        mean: Its mean.
        sd: Its width.
    """

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]


def guesses(
    blocks: Sequence[Block],
    approximations: Sequence[Approximation],
    pooled: Mapping[str, Pooled],
) -> dict[str, Guess]:
    """Return a guess of each variable of the model that is not a venue's coefficient.

    That of a venue's scale is what its counts alone say.

    Args:
        blocks: The venues with their columns and counts.
        approximations: What the pilot found of each block.
        pooled: What it found of venues in common.
    """
    found: dict[str, Guess] = {}
    for key, of_key in pooled.items():
        if of_key.variance.any():
            found[f"{key}_common"] = _guess(key, of_key.common, np.sqrt(of_key.variance))
        if of_key.of_type:
            mean, variance = np.stack([*of_key.of_type.values()], axis=1)
            found[f"{key}_of_type"] = Guess(mean, np.sqrt(variance))
        found[f"{key}_spread"] = _guess(key, np.log(of_key.spread), of_key.spread_sd)
    # The model names venues with longer periods only first, then those that have both.
    pairs = sorted(zip(blocks, approximations, strict=True), key=lambda pair: pair[0].has_days)
    for scale in SCALES:
        of_blocks = zip(blocks, approximations, strict=True) if scale.key == "drift" else pairs
        each = [one for _b, found_ in of_blocks for one in found_.scales.get(scale.key, ())]
        if each:
            alone, told = np.array([(one.alone, one.told) for one in each]).T
            found[scale.key] = Guess(alone, told**-0.5)
    for grain, of_venues in marked(blocks, approximations).items():
        found[f"{grain}_rare_common"] = _rare(list(of_venues.values()))
    return found


def starting_from(guessed: Mapping[str, Guess], posterior: xr.Dataset) -> dict[str, Guess]:
    """Return guesses that lie where an earlier fit found what venues have in common."""
    found = dict(guessed)
    for name, guess in guessed.items():
        # These alone are of one shape in every fit.
        if name.endswith(("_common", "_spread")) and name in posterior:
            draws = posterior[name].to_numpy()
            middle = np.median(np.log(draws) if name.endswith("_spread") else draws, axis=0)
            found[name] = replace(guess, mean=middle)
    return found


def marked(
    blocks: Sequence[Block], approximations: Sequence[Approximation]
) -> dict[str, dict[str, tuple[int, int]]]:
    """Return by grain and venue how many counts the pilot marked rare, and of how many."""
    found: dict[str, dict[str, tuple[int, int]]] = {"day": {}, "period": {}}
    for block, each in zip(blocks, approximations, strict=True):
        for venue, rare in zip(block.venues, each.rare, strict=True):
            for grain, part in zip(found, np.split(rare, [len(block.visits)]), strict=True):
                if len(part):
                    found[grain][venue] = (int(part.sum()), len(part))
    return found


def _guess(key: str, mean: NDArray[np.float64], sd: NDArray[np.float64]) -> Guess:
    is_single = any(each.key == key for each in (*NAMED, *SCALES))
    return Guess(mean[0], sd[0]) if is_single else Guess(mean, sd)


def _rare(of_venues: Sequence[tuple[int, int]]) -> Guess:
    """Return what these venues' marks say of how frequent rare counts are."""
    rare, counts = np.array(of_venues, dtype=np.int64).reshape(-1, 2).T
    usual = special.logit(likelihood.RARE)

    def unlikely(common: float) -> float:
        of_marks = stats.betabinom.logpmf(rare, counts, RARE_SHAPE, RARE_SHAPE * np.exp(-common))
        return 0.5 * ((common - usual) / likelihood.RARE_SD) ** 2 - float(np.sum(of_marks))

    mean, sd = peak(unlikely, (usual - 5.0, usual + 5.0))
    return Guess(np.array(mean), np.array(sd))
