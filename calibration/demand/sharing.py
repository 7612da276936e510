"""What the sampler's directions need to know of the variables that venues share.

Used by :class:`calibration.demand.layout.Layout` alone; what the arrays mean is said in
:mod:`calibration.demand.directions`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.directions import Arrays, common_given_spreads
from calibration.demand.guesses import Guess
from calibration.demand.pilot import COLUMNS, Approximation
from calibration.demand.pooling import Commons
from calibration.demand.venue_types import Shared

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
    place = {shared: at for at, shared in enumerate(commons.shared)}
    of_scales = [
        (guesses[key].mean, guesses[key].sd ** -2.0,
         np.full(guesses[key].mean.size, place[Shared(key, 0)]),
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
    told = [tuple(values[each[2] >= 0] for values in each) for each in (*of_scales, *coefficients)]
    mean = np.concatenate([np.ravel(guesses[name].mean) for name in spreads])
    names = dict.fromkeys(each.variable for each in commons.shared)
    common = np.concatenate([np.ravel(guesses[name].mean) for name in names])
    pooled = _joined([*told, *_of_types(place, _joined(told), mean, common, spreads)])
    priors = [COLUMNS[each.key][each.column] for each in commons.shared]
    # That of a type lies around that of all venues: nothing else is known of it beforehand.
    known = np.array([each.venue_type is None for each in commons.shared])
    pooled["prior"] = known * np.array([each.sd**-2.0 for each in priors])
    pooled["natural"] = pooled["prior"] * np.array([each.mean for each in priors])
    precision, middle = common_given_spreads(mean, pooled)
    return {
        "mean": mean,
        "sd": np.concatenate([np.ravel(guesses[name].sd) for name in spreads]),
        "root": commons.root,
        "precision": np.asarray(precision),
        "common": common - np.asarray(middle),
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
    return np.array([_spread_place(each, spreads) for each in block.shared], dtype=np.int64)


def _places(
    block: Approximation, place: Mapping[Shared, int], spreads: Mapping[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    of_common = [place.get(each, -1) for each in block.shared]
    return np.array(of_common, dtype=np.int64), spread_places(block, spreads)


def _of_types(
    place: Mapping[Shared, int],
    told: Arrays,
    spreads: Floats,
    common: Floats,
    begins: Mapping[str, int],
) -> Iterator[tuple[NDArray[Any], ...]]:
    """Give what all venues tell of each type, and what its own venues tell of all by way of it.

    Args:
        place: Where each common value stands among them.
        told: What venues' coefficients tell of the common values that are their means.
        spreads: What the pilot thinks of the spreads.
        common: What it thinks of the common values.
        begins: Where each component's spreads begin.
    """
    for shared, at in place.items():
        if shared.venue_type is None:
            continue
        overall, spread_at = place[shared.overall], _spread_place(shared, begins)
        yield _row(common[overall], np.inf, at, spread_at)
        of_type = told["common_at"] == at
        if of_type.any():
            weight = 1.0 / (np.exp(2.0 * spreads[spread_at]) + 1.0 / told["told"][of_type])
            alone = np.average(told["alone"][of_type], weights=weight)
            yield _row(alone, weight.sum(), overall, spread_at)


def _row(alone: float, told: float, common_at: int, spread_at: int) -> tuple[NDArray[Any], ...]:
    return np.array([alone]), np.array([told]), np.array([common_at]), np.array([spread_at])


def _spread_place(shared: Shared, begins: Mapping[str, int]) -> int:
    """Return where the spread of a column stands."""
    columns = COLUMNS[shared.key]
    groups = list({column.group: None for column in columns})
    return begins[f"{shared.key}_spread"] + groups.index(columns[shared.column].group)


def _joined(told: Iterable[tuple[NDArray[Any], ...]]) -> Arrays:
    every = zip(*told, strict=True)
    return {name: np.concatenate(values) for name, values in zip(_NAMES, every, strict=True)}
