"""A quick Gaussian approximation of each venue's coefficients, to start and scale the sampler.

Level, season, weekday and the rest of one venue explain each other's visits, so their posterior is
a long thin ridge. A sampler that steps along the axes of the Gaussian approximation instead of the
model's own needs several times fewer steps. The approximation only chooses the axes: whatever it
is, the draws are those of the model.

Each venue is approximated by itself (:mod:`calibration.demand.laplace`), at first with the priors
alone, then with what the venues turned out to have in common and how much they differ, which is
worked out as in a meta-analysis of studies (:mod:`calibration.demand.pooling`).

Source: a Gaussian approximation as a preconditioner of Hamiltonian Monte Carlo as in Margossian,
Vehtari, Simpson and Agrawal (NeurIPS 2020).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand import level, likelihood
from calibration.demand.components import COMPONENTS, NAMED
from calibration.demand.components.base import Column
from calibration.demand.counts import Scale, counts_of
from calibration.demand.design import (
    Block,
    own_columns,
)
from calibration.demand.laplace import Assumed, approximate_venue
from calibration.demand.pooling import (
    Commons,
    Pooled,
    Told,
    ToldTogether,
    commons,
    pool,
    pooled_together,
)
from calibration.demand.sums import Shape, Shapes
from calibration.demand.venue_types import BY_TYPE, Shared, types_in, types_of

SCALES: Final = (level.DRIFTS, *likelihood.CONCENTRATIONS)
COLUMNS: Final[dict[str, tuple[Column, ...]]] = (
    {c.key: c.columns for c in COMPONENTS}
    # Names of one component are alike, so they are one column.
    | {n.key: (Column(n.key, "", n.mean, n.sd, n.spread, n.key),) for n in NAMED}
    | {scale.key: (scale,) for scale in SCALES}
)
"""What is pooled: the columns of each component, and one for each scale."""
_PASSES: Final = 2


@dataclass(frozen=True)
class Part:
    """A run of a block's coefficients that belongs to one variable of the model.

    Attributes:
        variable: The variable's name.
        size: How many coefficients.
    """

    variable: str
    size: int

    @property
    def key(self) -> str:
        """The key of the component."""
        return self.variable.rsplit("_", 1)[0]


@dataclass(frozen=True)
class Approximation:
    """The Gaussian approximation of a block's coefficients, one for each of its venues.

    Arrays are over venues first. The level comes first among the coefficients; ``rest`` are the
    others.

    Attributes:
        venue_type: The venues' type, if the pool's types are told apart.
        parts: Which coefficients these are, in order.
        columns: For each part of the rest, which of the variable's columns it holds.
        level: The level's prior mean, from which its directions start.
        path: The mode of the level.
        information: What the counts say of the rest, whatever the level: the inverse of a
            covariance, (rest, rest).
        natural: That times the values that the counts alone would give the rest.
        evidence: The same for each of the rest by itself: the value that they alone would give it,
            times ``told``.
        modes: The level's independent directions, (knot, direction).
        stiffness: How strongly drift 1 holds each direction back, against what the counts tell.
        coordinates: Where the counts alone would have the level along its directions, the rest
            being at its mode.
        follows: How the level's coordinates move with the rest, (direction, rest).
        root: A root of the covariance of the rest, lower triangular.
        told: How much the counts tell about each of the rest: one over a variance.
        unit: The same with what the pilot's prior adds, which ``root`` contains.
        looseness: How many times as large as usual each lasting step of the level may be.
        concentration: That of the counts that tell most: days if there are any, else periods.
        size: The middle of those counts.
        settled: Whether each venue's mode was found.
        scales: The positive numbers of each venue, by the names of the model's variables.
        rare: Which of each venue's counts are rare: its days, then its longer periods.
        rest: The mode of each of the rest.
        scores: By how many standard deviations each of these counts differs from its mean; not a
            number if it is rare.
    """

    venue_type: str | None
    parts: tuple[Part, ...]
    columns: tuple[tuple[int, ...], ...]
    level: NDArray[np.float64]
    path: NDArray[np.float64]
    information: NDArray[np.float64]
    natural: NDArray[np.float64]
    evidence: NDArray[np.float64]
    modes: NDArray[np.float64]
    stiffness: NDArray[np.float64]
    coordinates: NDArray[np.float64]
    follows: NDArray[np.float64]
    root: NDArray[np.float64]
    told: NDArray[np.float64]
    unit: NDArray[np.float64]
    looseness: NDArray[np.float64]
    concentration: NDArray[np.float64]
    size: NDArray[np.float64]
    settled: NDArray[np.bool_]
    scales: dict[str, tuple[Scale, ...]]
    rare: tuple[NDArray[np.bool_], ...]
    rest: NDArray[np.float64]
    scores: tuple[NDArray[np.float64], ...]

    @property
    def placed(self) -> tuple[tuple[int, Part], ...]:
        """Each part of the rest, and where it begins there."""
        ends = np.cumsum([part.size for part in self.parts[1:]]).tolist()
        return tuple(zip([0, *ends], self.parts[1:], strict=False))

    def venue_type_in(self, key: str) -> str | None:
        """Return the venues' type if a component tells types apart."""
        return self.venue_type if key in BY_TYPE else None

    @property
    def shared(self) -> tuple[Shared, ...]:
        """What each of the rest has in common with other venues'."""
        parts = zip(self.parts[1:], self.columns, strict=True)
        return tuple(
            Shared(part.key, column, self.venue_type_in(part.key))
            for part, chosen in parts
            for column in chosen
        )


def approximate(
    blocks: Sequence[Block], progress: Callable[[float], None] | None = None
) -> tuple[list[Approximation], dict[str, Pooled], Shapes]:
    """Return the approximation of each block's coefficients, what they share, and shapes by type.

    A shape holds each component's coefficients as venues of a type have them on average that count
    days; it is assumed where longer periods do not tell a venue's own (weekdays, most holidays).
    """
    types = types_of(blocks)
    pooled = {key: pool(columns, []) for key, columns in COLUMNS.items()}
    for turn in range(_PASSES):
        shapes: Shapes = {}
        found: list[Approximation] = []
        # Venues with days come first, and tell the shape that the others are read with.
        for number, block in enumerate(blocks):
            if not shapes and not block.has_days:
                shapes = _shapes(blocks, found)
            venue_type = block.venue_type if types else None
            shape = shapes.get(block.venue_type)
            found.append(_approximate(number, block, pooled, shape, venue_type))
            if progress:
                progress((turn + (number + 1) / len(blocks)) / _PASSES)
        pooled = {key: pool(columns, _told(key, found)) for key, columns in COLUMNS.items()}
        pooled = pooled_together(pooled, commons_of(found, pooled))
    return found, pooled, shapes or _shapes(blocks, found)


def commons_of(found: Sequence[Approximation], pooled: Mapping[str, Pooled]) -> Commons:
    """Return what venues have in common in all coefficients and scales together."""
    types = sorted({each.venue_type for each in found if each.venue_type is not None})
    told = [
        ToldTogether(each.shared, information, natural)
        for each in found
        for information, natural in zip(each.information, each.natural, strict=True)
    ]
    told += [
        ToldTogether(
            (Shared(key, 0),), np.array([[scale.told]]), np.array([scale.told * scale.alone])
        )
        for each in found
        for key, scales in each.scales.items()
        for scale in scales
    ]
    return commons(COLUMNS, told, pooled, {key: types_in(key, types) for key in COLUMNS})


def _told(key: str, found: Sequence[Approximation]) -> list[Told]:
    """Return what counts alone say of a component's columns, or of a scale, at each venue."""
    told = []
    for each in found:
        if key in each.scales:
            scales = each.scales[key]
            values, precisions = np.array([(scale.alone, scale.told) for scale in scales]).T
            told.append(Told(0, values, 1.0 / precisions))
        first = 0
        for part, chosen in zip(each.parts[1:], each.columns, strict=True):
            if part.key == key:
                for at, column in enumerate(chosen, first):
                    precision = each.told[:, at]
                    values = each.evidence[:, at] / precision
                    told.append(Told(column, values, 1.0 / precision, each.venue_type_in(key)))
            first += part.size
    return told


def _shapes(blocks: Sequence[Block], of_days: Sequence[Approximation]) -> Shapes:
    """Return the shape of each type of venue, by the blocks with days, which come first.

    Prior means count as much as one venue, so that a single odd one does not rule the rest; where
    types are told apart, the mean over all counts as much as one venue of each type.
    """
    types = {block.venue_type for block in blocks}
    shapes: dict[str, dict[str, NDArray[np.float64]]] = {each: {} for each in types}
    for component in COMPONENTS:
        prior = np.array([column.mean for column in component.columns])
        seen = [
            (each.venue_type, (each.evidence / each.told)[0, first : first + part.size])
            for each in of_days
            for first, part in each.placed
            if part.variable == f"{component.key}_day"
        ]
        overall = np.mean([prior, *(values for _type, values in seen)], axis=0)
        for venue_type, shape in shapes.items():
            # A venue's type is not noted where all are of one.
            own = [values for each, values in seen if each == venue_type]
            shape[component.key] = np.mean([overall, *own], axis=0)
    return shapes


def _approximate(
    number: int,
    block: Block,
    pooled: dict[str, Pooled],
    shape: Shape | None,
    venue_type: str | None,
) -> Approximation:
    grain = "day" if block.has_days else "period"
    parts, chosen = [Part(f"level_{number}", block.level.shape[1])], []
    usual, gathered = [block.level], [block.level]
    for component in COMPONENTS:
        own = own_columns(component, block)
        if own:
            parts.append(Part(f"{component.key}_{grain}", len(own)))
            chosen.append(tuple(own))
            values = block.components[component.key][:, own]
            usual.append(values * (not component.is_audience))
            gathered.append(values * component.is_audience)
    for named in NAMED:
        if named.key in block.named:
            values = block.named[named.key]
            parts.append(Part(f"{named.key}_lift", values.shape[1]))
            chosen.append((0,) * values.shape[1])
            usual.append(values * (not named.is_audience))
            gathered.append(values * named.is_audience)
    keys = [part.key for part in parts[1:]]
    moments = [pooled[key].of_venue(own, venue_type) for key, own in zip(keys, chosen, strict=True)]
    mean = np.concatenate([np.zeros(0), *(of_part for of_part, _variance in moments)])
    variance = np.concatenate([np.zeros(0), *(of_part for _mean, of_part in moments)])
    columns = [np.concatenate(each, axis=1) for each in (usual, gathered)]
    assumed_scales = {scale.key: _assumed(pooled[scale.key]) for scale in SCALES}
    counts, found, drifts = [], [], []
    for venue in range(len(block.venues)):
        of_venue = counts_of(block, venue, columns, shape, assumed_scales)
        assumed = Assumed(
            float(block.start[venue]), block.knots, assumed_scales["drift"], mean, variance
        )
        arrays, drift = approximate_venue(of_venue, assumed)
        found.append(arrays)
        drifts.append(drift)
        counts.append(of_venue)
    scales = {"drift": tuple(drifts)}
    if block.has_days:
        scales["day_concentration"] = tuple(each[0].scale for each in counts)
    if block.periods is not None:
        scales["period_concentration"] = tuple(each[-1].scale for each in counts)
    return Approximation(
        venue_type=venue_type,
        parts=tuple(parts),
        columns=tuple(chosen),
        scales=scales,
        rare=tuple(np.concatenate([grain.rare for grain in each]) for each in counts),
        scores=tuple(np.concatenate([grain.score for grain in each]) for each in counts),
        **{name: np.stack([each[name] for each in found]) for name in found[0]},
    )


def _assumed(pooled: Pooled) -> Scale:
    """Return what is assumed of a venue's scale."""
    (mean,), (variance,) = pooled.of_venue((0,), None)
    return Scale(mean=float(mean), sd=float(np.sqrt(variance)), value=float(mean))
