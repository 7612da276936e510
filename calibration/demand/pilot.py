"""A quick Gaussian approximation of each venue's coefficients, to start and scale the sampler.

Level, season, weekday and the rest of one venue explain each other's visits, so their posterior is
a long thin ridge. A sampler that steps along the axes of the Gaussian approximation instead of the
model's own needs several times fewer steps. The approximation only chooses the axes: whatever it
is, the draws are those of the model.

Each venue is approximated by itself (:mod:`calibration.demand.laplace`), at first with the priors
alone, then with what the venues turned out to have in common and how much they differ, which is
worked out as in a meta-analysis of studies.

Source: a Gaussian approximation as a preconditioner of Hamiltonian Monte Carlo as in Margossian,
Vehtari, Simpson and Agrawal (NeurIPS 2020); random effects as in DerSimonian and Laird,
'Meta-analysis in clinical trials' (Controlled Clinical Trials 7, 1986), by maximum likelihood.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from calibration.demand import level, likelihood
from calibration.demand.components import COMPONENTS, NAMED
from calibration.demand.components.base import SPREAD_SD, Column
from calibration.demand.design import Block, log_sums, mean_columns, own_columns
from calibration.demand.laplace import Assumed, Counts, approximate_venue

DAY_CONCENTRATION: Final = 8.0
PERIOD_CONCENTRATION: Final = 100.0
_PASSES: Final = 2


Shape = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Part:
    """A run of a block's coefficients that belongs to one variable of the model.

    Attributes:
        variable: The variable's name.
        size: How many coefficients.
    """

    variable: str
    size: int


@dataclass(frozen=True)
class Approximation:
    """The Gaussian approximation of a block's coefficients, one for each of its venues.

    Arrays are over venues first. The level comes first among the coefficients; ``rest`` are the
    others.

    Attributes:
        parts: Which coefficients these are, in order.
        columns: For each part of the rest, which of the variable's columns it holds.
        level: The level's prior mean, from which its directions start.
        moved: How far the mode of the level lies from it.
        evidence: What the counts say of each of the rest, the level being at its mode: the value
            that they alone would give it, times ``told``.
        modes: The level's independent directions, (knot, direction).
        stiffness: How strongly drift 1 holds each direction back, against what the counts tell.
        coordinates: Where the counts alone would have the level along its directions.
        follows: How the rest moves with the level, (rest, knot).
        root: A root of the covariance of the rest given the level, lower triangular.
        told: How much the counts tell about each of the rest: one over a variance.
        unit: The same with what the pilot's prior adds, which ``root`` contains.
        drift: The drift of the level.
        looseness: How many times as large as usual each lasting step of the level may be.
        concentration: That of the counts that tell most: days if there are any, else periods.
        size: The middle of those counts.
        day: The concentration of each venue's days, if it counts days.
        period: The concentration of each venue's periods, if it has longer ones.
        rare: Which of each venue's counts are rare: its days, then its longer periods.
        rest: The mode of each of the rest.
        scores: By how many standard deviations each of these counts differs from its mean; not a
            number if it is rare.
    """

    parts: tuple[Part, ...]
    columns: tuple[tuple[int, ...], ...]
    level: NDArray[np.float64]
    moved: NDArray[np.float64]
    evidence: NDArray[np.float64]
    modes: NDArray[np.float64]
    stiffness: NDArray[np.float64]
    coordinates: NDArray[np.float64]
    follows: NDArray[np.float64]
    root: NDArray[np.float64]
    told: NDArray[np.float64]
    unit: NDArray[np.float64]
    drift: NDArray[np.float64]
    looseness: NDArray[np.float64]
    concentration: NDArray[np.float64]
    size: NDArray[np.float64]
    day: NDArray[np.float64] | None
    period: NDArray[np.float64] | None
    rare: tuple[NDArray[np.bool_], ...]
    rest: NDArray[np.float64]
    scores: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True)
class Pooled:
    """What venues have in common in the coefficients of a component, and how much they differ.

    Attributes:
        common: The mean of each column's coefficient over venues.
        variance: How unsure that mean is.
        spread: How much venues differ, by group of columns.
        of_column: Which group each column belongs to.
    """

    common: NDArray[np.float64]
    variance: NDArray[np.float64]
    spread: NDArray[np.float64]
    of_column: tuple[int, ...]

    def of_venue(self, chosen: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the mean and variance of a venue's own coefficients of these columns."""
        spread = self.spread[[self.of_column[j] for j in chosen]]
        return self.common[list(chosen)], self.variance[list(chosen)] + spread**2


def approximate(blocks: Sequence[Block]) -> tuple[list[Approximation], dict[str, Pooled], Shape]:
    """Return the approximation of each block's coefficients, and what they share.

    The shape holds each component's coefficients as venues with days have them on average; it is
    assumed where longer periods do not tell a venue's own (weekdays, most holidays).
    """
    pooled = {key: _pool(columns, []) for key, columns in _all_columns().items()}
    for _pass in range(_PASSES):
        shape: Shape | None = None
        found: list[Approximation] = []
        # Venues with days come first, and tell the shape that the others are read with.
        for number, block in enumerate(blocks):
            if shape is None and not block.has_days:
                shape = _shape(found)
            found.append(_approximate(number, block, pooled, shape))
        told = {key: _told(key, found) for key in pooled}
        pooled = {key: _pool(columns, told[key]) for key, columns in _all_columns().items()}
    return found, pooled, shape or _shape(found)


def _all_columns() -> dict[str, tuple[Column, ...]]:
    """Return the columns of each component; names of one component are alike, so they are one."""
    of_named = {n.key: (Column(n.key, "", n.mean, n.sd, n.spread, n.key),) for n in NAMED}
    return {c.key: c.columns for c in COMPONENTS} | of_named


def _told(
    key: str, found: Sequence[Approximation]
) -> list[tuple[int, NDArray[np.float64], NDArray[np.float64]]]:
    """Return what counts alone say of a component: column, estimates and variances by venue."""
    told = []
    for each in found:
        first = 0
        for part, chosen in zip(each.parts[1:], each.columns, strict=True):
            if part.variable.rsplit("_", 1)[0] == key:
                for at, column in enumerate(chosen, first):
                    precision = each.told[:, at]
                    told.append((column, each.evidence[:, at] / precision, 1.0 / precision))
            first += part.size
    return told


def _pool(
    columns: Sequence[Column],
    told: Sequence[tuple[int, NDArray[np.float64], NDArray[np.float64]]],
) -> Pooled:
    """Return the likeliest spreads, and the common coefficients under these."""
    groups = list({column.group: None for column in columns})
    of_column = tuple(groups.index(column.group) for column in columns)
    medians = {column.group: column.spread for column in columns}

    def given(spread: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        """Return the common coefficients, their precision, and how unlikely each group is."""
        mean = np.array([column.mean for column in columns])
        precision = np.array([column.sd**-2.0 for column in columns])
        unlikely = 0.5 * (np.log(spread / list(medians.values())) / SPREAD_SD) ** 2
        for column, estimates, variances in told:
            # One estimate after the other, as Kalman's filter has it.
            for estimate, variance in zip(estimates, variances, strict=True):
                within = variance + spread[of_column[column]] ** 2
                whole = within + 1.0 / precision[column]
                surprise = estimate - mean[column]
                unlikely[of_column[column]] += 0.5 * (np.log(whole) + surprise**2 / whole)
                precision[column] += 1.0 / within
                mean[column] += surprise / within / precision[column]
        return mean, precision, unlikely

    spread = np.array(list(medians.values()))
    for group in range(len(groups)):

        def unlikely(log_spread: float, group: int = group) -> float:
            tried = spread.copy()
            tried[group] = math.exp(log_spread)
            return float(given(tried)[2][group])

        middle = math.log(spread[group])
        if any(of_column[column] == group for column, *_rest in told):
            best = optimize.minimize_scalar(
                unlikely, bounds=(middle - 4, middle + 4), method="bounded",
                options={"xatol": 0.01},
            )  # fmt: skip
            spread[group] = math.exp(best.x)
    mean, precision, _unlikely = given(spread)
    return Pooled(mean, 1.0 / precision, spread, of_column)


def _shape(of_days: Sequence[Approximation]) -> Shape:
    shape = {}
    for component in COMPONENTS:
        columns = component.columns
        # Prior means count as much as one venue, so that a single odd one does not rule the rest.
        values = [np.array([column.mean for column in columns])]
        for each in of_days:
            first = 0
            for part in each.parts[1:]:
                if part.variable == f"{component.key}_day":
                    values.append((each.evidence / each.told)[0, first : first + part.size])
                first += part.size
        shape[component.key] = np.mean(values, axis=0)
    return shape


def _approximate(
    number: int, block: Block, pooled: dict[str, Pooled], shape: Shape | None
) -> Approximation:
    grain = "day" if block.has_days else "period"
    parts, chosen, columns = [Part(f"level_{number}", block.level.shape[1])], [], [block.level]
    for component in COMPONENTS:
        own = own_columns(component, block)
        if own:
            parts.append(Part(f"{component.key}_{grain}", len(own)))
            chosen.append(tuple(own))
            columns.append(block.components[component.key][:, own])
    for named in NAMED:
        if named.key in block.named:
            values = block.named[named.key]
            parts.append(Part(f"{named.key}_lift", values.shape[1]))
            chosen.append((0,) * values.shape[1])
            columns.append(values)
    keys = [part.variable.rsplit("_", 1)[0] for part in parts[1:]]
    moments = [pooled[key].of_venue(own) for key, own in zip(keys, chosen, strict=True)]
    mean = np.concatenate([np.zeros(0), *(of_part for of_part, _variance in moments)])
    variance = np.concatenate([np.zeros(0), *(of_part for _mean, of_part in moments)])
    whole = np.concatenate(columns, axis=1)
    counts, found = [], []
    for venue in range(len(block.venues)):
        of_venue = _counts(block, venue, whole, shape)
        assumed = Assumed(
            float(block.start[venue]), block.knots, mean, variance,
        )  # fmt: skip
        found.append(approximate_venue(of_venue, assumed))
        counts.append(of_venue)
    return Approximation(
        parts=tuple(parts),
        columns=tuple(chosen),
        day=np.array([each[0].concentration for each in counts]) if block.has_days else None,
        period=None
        if block.periods is None
        else np.array([each[-1].concentration for each in counts]),
        rare=tuple(np.concatenate([grain.rare for grain in each]) for each in counts),
        scores=tuple(np.concatenate([grain.score for grain in each]) for each in counts),
        **{name: np.stack([each[name] for each in found]) for name in found[0]},
    )


def _counts(
    block: Block, venue: int, columns: NDArray[np.float64], shape: Shape | None
) -> list[Counts]:
    """Return one venue's counts: its days, and its longer periods."""
    found = []
    if block.has_days:
        visits = block.visits.astype(float)
        none = np.zeros(len(visits))
        found.append(
            Counts(columns[block.counted], none, visits, DAY_CONCENTRATION, none.astype(bool))
        )
    if block.periods is not None:
        nothing = {component.key: np.zeros(len(component.columns)) for component in COMPONENTS}
        sums, shares = log_sums(block, shape or nothing)
        seen = block.periods.observed[:, venue]
        found.append(
            Counts(
                mean_columns(block.periods, shares, columns)[seen],
                sums[seen],
                block.periods.visits[seen, venue].astype(float),
                PERIOD_CONCENTRATION,
                np.zeros(int(seen.sum()), bool),
            )
        )
    return found


def middles(
    blocks: Sequence[Block],
    approximations: Sequence[Approximation],
    pooled: dict[str, Pooled],
) -> dict[str, NDArray[np.float64]]:
    """Return a likely value of each parameter that is not a venue's coefficient, to start from."""
    found: dict[str, NDArray[np.float64]] = {}
    for key, of_key in pooled.items():
        is_named = any(named.key == key for named in NAMED)
        found[f"{key}_common"] = of_key.common[0] if is_named else of_key.common
        found[f"{key}_spread"] = of_key.spread[0] if is_named else of_key.spread
    pairs = list(zip(blocks, approximations, strict=True))
    drift = np.concatenate([found_.drift for found_ in approximations])
    day = [a.day for _b, a in pairs if a.day is not None]
    only_periods = [a.period for b, a in pairs if a.period is not None and not b.has_days]
    both = [a.period for b, a in pairs if a.period is not None and b.has_days]
    grouped = {"drift": drift}
    if day:
        grouped["day_concentration"] = np.concatenate(day)
    if only_periods or both:
        grouped["period_concentration"] = np.concatenate([*only_periods, *both])
    typical = {"drift": level.DRIFT, "day_concentration": DAY_CONCENTRATION,
               "period_concentration": PERIOD_CONCENTRATION}  # fmt: skip
    for name, middle in typical.items():
        values = grouped.get(name, np.array([middle]))
        found[f"{name}_common"] = np.array(np.log(values).mean())
        found[f"{name}_spread"] = np.array(0.5)
    for grain in ("day", "period"):
        found[f"{grain}_rare_common"] = np.array(special.logit(likelihood.RARE))
    return found | grouped
