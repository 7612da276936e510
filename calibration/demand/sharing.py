"""What the sampler's directions need to know of the variables that venues share.

Used by :class:`calibration.demand.layout.Layout` alone; what the arrays mean is said in
:mod:`calibration.demand.directions`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components import COMPONENTS
from calibration.demand.directions import Arrays, common_given_spreads
from calibration.demand.guesses import Guess
from calibration.demand.pilot import COLUMNS, Approximation
from calibration.demand.pooling import Commons

Floats = NDArray[np.float64]
_NAMES: Final = ("alone", "told", "common_at", "spread_at")
_LEAST_TOLD: Final = 1e-6


def arrays_of_shared(
    approximations: Sequence[Approximation],
    guesses: Mapping[str, Guess],
    commons: Commons,
    spreads: Mapping[str, int],
    scales: Sequence[str],
) -> Arrays:
    """Return the arrays of what venues share, and of their scales.

    Args:
        approximations: What the pilot found of each block.
        guesses: What it thinks of each variable.
        commons: What it thinks of what venues have in common.
        spreads: The names of the other shared variables, and where each begins in the vector.
        scales: The names of the venues' scales, in the vector's order.
    """
    place = {column: at for at, column in enumerate(commons.columns)}
    of_scales = [
        (guesses[key].mean, guesses[key].sd ** -2.0,
         np.full(guesses[key].mean.size, place[key, 0]),
         np.full(guesses[key].mean.size, spreads[f"{key}_spread"]))
        for key in scales
    ]  # fmt: skip
    coefficients = [
        (evidence / told, told, common_at, spread_at)
        for block in approximations
        for common_at, spread_at in [_places(block, place, spreads)]
        for evidence, told in zip(block.evidence, block.told, strict=True)
    ]
    # What is known to have nothing in common has no place among the commons.
    pooled = _joined(
        tuple(values[each[2] >= 0] for values in each) for each in (*of_scales, *coefficients)
    )
    priors = [COLUMNS[key][column] for key, column in commons.columns]
    pooled["prior"] = np.array([each.sd**-2.0 for each in priors])
    pooled["natural"] = np.array([each.mean * each.sd**-2.0 for each in priors])
    names = dict.fromkeys(f"{key}_common" for key, _column in commons.columns)
    mean = np.concatenate([np.ravel(guesses[name].mean) for name in spreads])
    precision, middle = common_given_spreads(mean, pooled)
    return {
        "mean": mean,
        "sd": np.concatenate([np.ravel(guesses[name].sd) for name in spreads]),
        "root": commons.root,
        "precision": np.asarray(precision),
        "common": np.concatenate([np.ravel(guesses[name].mean) for name in names])
        - np.asarray(middle),
        "pooled": pooled,
        "scales": _joined(of_scales),
    }


def given_commons(
    block: Approximation, row: int, precision: Floats, common: Floats, member: Floats
) -> Arrays:
    """Return the approximation of a venue's coefficients once it is known what venues share.

    The pilot's own leaves open what venues have in common; the sampler's directions of a venue are
    those that remain when that is given.

    Args:
        block: The approximation of its block.
        row: Which of the block's venues it is.
        precision: How narrowly the venues' coefficients lie around the common ones.
        common: What the pilot thinks of the common values of these coefficients.
        member: Which of all common values each coefficient has, (coefficient, common).
    """
    variance = np.linalg.inv(block.information[row] + np.diag(precision))
    mode = variance @ (block.natural[row] + precision * common)
    unit = 1.0 / np.diag(variance)
    told = np.maximum(unit - precision, _LEAST_TOLD)
    apart = np.diag(precision / (told + precision))
    return {
        "root": np.linalg.cholesky(variance),
        "unit": told + precision,
        "told": told,
        "evidence": (told + precision) * mode - precision * common,
        "leans": (variance * precision - apart) @ member,
    }


def spread_places(block: Approximation, spreads: Mapping[str, int]) -> NDArray[np.int64]:
    """Return where the spread of each of a block's coefficients stands, but for the level's."""
    found: list[int] = []
    for part, columns in zip(block.parts[1:], block.columns, strict=True):
        begin = spreads[f"{part.key}_spread"]
        found += [begin + group for group in _groups(part.key, columns)]
    return np.array(found, dtype=np.int64)


def _places(
    block: Approximation, place: Mapping[tuple[str, int], int], spreads: Mapping[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    of_common = [place.get(column, -1) for column in block.of_columns]
    return np.array(of_common, dtype=np.int64), spread_places(block, spreads)


def _groups(key: str, columns: tuple[int, ...]) -> tuple[int, ...]:
    """Return which of its component's spreads each column has."""
    component = next((c for c in COMPONENTS if c.key == key), None)
    if component is None:
        return columns
    groups = list({column.group: None for column in component.columns})
    return tuple(groups.index(component.columns[j].group) for j in columns)


def _joined(told: Iterable[tuple[NDArray[np.generic], ...]]) -> Arrays:
    every = zip(*told, strict=True)
    return {name: np.concatenate(values) for name, values in zip(_NAMES, every, strict=True)}
