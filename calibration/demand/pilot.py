"""A quick Gaussian approximation of each venue's coefficients, to start and scale the sampler.

Level, season, weekday and the rest of one venue explain each other's visits, so their posterior is
a long thin ridge. A sampler that steps along the axes of the Gaussian approximation instead of the
model's own needs several times fewer steps. The approximation only chooses the axes: whatever it
is, the draws are those of the model.

Model: each venue's coefficients by themselves, given the pool's hyperparameters at their prior
middle; Newton's method to the mode, the inverse negative Hessian as covariance. Drift and
concentrations are then estimated from the residuals, and the mode is found again.

Source: Laplace's method as in Rue, Martino and Chopin, 'Approximate Bayesian inference for latent
Gaussian models' (JRSS B 71, 2009); a Gaussian approximation as a preconditioner of Hamiltonian
Monte Carlo as in Margossian, Vehtari, Simpson and Agrawal (NeurIPS 2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, special

from calibration.demand import level
from calibration.demand.components import COMPONENTS, NAMED
from calibration.demand.design import Block, log_sums, mean_columns, own_columns

DAY_CONCENTRATION: Final = 8.0
PERIOD_CONCENTRATION: Final = 100.0
_ROUNDS: Final = 2
_NEWTON_STEPS: Final = 30
_LONGEST_STEP: Final = 2.0
ASSUMED_COMMON_SD: Final = 0.3
_TRACE: Final = 1e-2


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
        concentration: That of the counts that tell most: days if there are any, else periods.
        size: The middle of those counts.
        day: The concentration of each venue's days, if it counts days.
        period: The concentration of each venue's periods, if it has longer ones.
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
    concentration: NDArray[np.float64]
    size: NDArray[np.float64]
    day: NDArray[np.float64] | None
    period: NDArray[np.float64] | None


@dataclass(frozen=True)
class _Prior:
    """What the pilot assumes of a block's coefficients beside the level."""

    parts: list[Part]
    columns: list[tuple[int, ...]]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]


@dataclass
class _Rows:
    """Counts of one venue with the regression that explains them."""

    columns: NDArray[np.float64]
    offset: NDArray[np.float64]
    visits: NDArray[np.float64]
    concentration: float


def approximate(blocks: Sequence[Block]) -> tuple[list[Approximation], Shape]:
    """Return the approximation of each block's coefficients, and the shape that venues share.

    The shape holds, for each component, the coefficients of those columns that longer periods do
    not tell (weekdays, most holidays), as venues with days have them on average; 0 elsewhere.
    """
    found: dict[int, Approximation] = {}
    of_days = {n: block for n, block in enumerate(blocks) if block.has_days}
    for number, block in of_days.items():
        found[number] = _approximate(number, block, None)
    shape = _shape(list(found.values()))
    for number, block in enumerate(blocks):
        if number not in found:
            found[number] = _approximate(number, block, shape)
    return [found[number] for number in range(len(blocks))], shape


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
        told = np.array([column.seen_in_months for column in columns])
        shape[component.key] = np.where(told, 0.0, np.mean(values, axis=0))
    return shape


def _approximate(number: int, block: Block, shape: Shape | None) -> Approximation:
    prior, columns = _regression(number, block)
    found = [_one_venue(block, v, columns, prior, shape) for v in range(len(block.venues))]
    stacked = {name: np.stack([each[name] for each in found]) for name in found[0]}
    day, period = stacked.pop("day"), stacked.pop("period")
    return Approximation(
        parts=tuple(prior.parts),
        columns=tuple(prior.columns),
        day=day if block.has_days else None,
        period=period if block.periods is not None else None,
        **stacked,
    )


def _regression(number: int, block: Block) -> tuple[_Prior, NDArray[np.float64]]:
    """Return what is assumed of a block's coefficients, and all their columns on each day."""
    grain = "day" if block.has_days else "period"
    prior = _Prior([Part(f"level_{number}", block.level.shape[1])], [], np.zeros(0), np.zeros(0))
    columns, means, spreads = [block.level], [], []
    for component in COMPONENTS:
        chosen = own_columns(component, block)
        if chosen:
            prior.parts.append(Part(f"{component.key}_{grain}", len(chosen)))
            prior.columns.append(tuple(chosen))
            columns.append(block.components[component.key][:, chosen])
            means += [component.columns[j].mean for j in chosen]
            spreads += [component.columns[j].spread for j in chosen]
    for named in NAMED:
        if named.key in block.named:
            values = block.named[named.key]
            count = values.shape[1]
            prior.parts.append(Part(f"{named.key}_lift", count))
            prior.columns.append((0,) * count)
            columns.append(values)
            means += [named.mean] * count
            spreads += [named.spread] * count
    whole = np.concatenate(columns, axis=1)
    return _Prior(prior.parts, prior.columns, np.array(means), np.array(spreads)), whole


def _rows(
    block: Block, venue: int, columns: NDArray[np.float64], shape: Shape | None
) -> list[_Rows]:
    """Return one venue's counts: its days, and its longer periods."""
    rows = []
    if block.has_days:
        days = columns[block.counted]
        rows.append(_Rows(days, np.zeros(len(days)), block.visits.astype(float), DAY_CONCENTRATION))
    if block.periods is not None:
        nothing = {component.key: np.zeros(len(component.columns)) for component in COMPONENTS}
        sums, shares = log_sums(block, shape or nothing)
        seen = block.periods.observed[:, venue]
        rows.append(
            _Rows(
                mean_columns(block.periods, shares, columns)[seen],
                sums[seen],
                block.periods.visits[seen, venue].astype(float),
                PERIOD_CONCENTRATION,
            )
        )
    return rows


def _one_venue(
    block: Block, venue: int, columns: NDArray[np.float64], prior: _Prior, shape: Shape | None
) -> dict[str, NDArray[np.float64]]:
    """Return the approximation's arrays for one venue."""
    rows = _rows(block, venue, columns, shape)
    knots, size = block.level.shape[1], columns.shape[1]
    steps = np.diff(np.eye(knots), axis=0) / level.step_scale(block.knots)
    roughness = steps.T @ steps
    start = np.full(knots, block.start[venue])
    centre = np.concatenate([start, prior.mean])
    fixed = np.zeros((size, size))
    fixed[0, 0] = 1.0 / level.START_SD**2
    # The common effects are not known yet either.
    fixed[range(knots, size), range(knots, size)] = 1.0 / (ASSUMED_COMMON_SD**2 + prior.spread**2)
    mode, drift = centre, level.DRIFT
    for _round in range(_ROUNDS):
        assumed = fixed.copy()
        assumed[:knots, :knots] += roughness / drift**2
        mode, precision = _mode(rows, assumed, centre, mode)
        covariance = np.linalg.inv(precision)[:knots, :knots]
        moved = (steps @ mode[:knots]) ** 2 + np.einsum("ij,jk,ik->i", steps, covariance, steps)
        # Five prior steps keep a short history from claiming that nothing ever changes.
        square = (moved.sum() + 5 * level.DRIFT**2) / (len(moved) + 5)
        used, drift = drift, float(np.sqrt(square))
        used_concentration = rows[0].concentration
        for each in rows:
            each.concentration = _concentration(each, mode)
    return {
        **_directions(
            precision,
            roughness,
            drift=used,
            mode=mode,
            start=start,
            mean=prior.mean,
            assumed=np.diag(fixed)[knots:],
        ),
        "drift": np.array(drift),
        "concentration": np.array(used_concentration),
        "size": np.array(max(float(np.median(rows[0].visits)), 1.0)),
        "day": np.array(rows[0].concentration),
        "period": np.array(rows[-1].concentration),
    }


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
    """Return the independent directions of the level, and of the rest given the level."""
    knots = len(start)
    of_rest = precision[knots:, knots:]
    follows = -np.linalg.solve(of_rest, precision[knots:, :knots])
    of_level = precision[:knots, :knots] + precision[:knots, knots:] @ follows
    # What the counts alone say about the level; a trace is added where they say nothing.
    told = of_level - roughness / drift**2
    told = (told + told.T) / 2 + _TRACE * np.eye(knots)
    stiffness, modes = linalg.eigh(roughness, told)
    variance = np.linalg.inv(of_rest)
    unit = 1.0 / np.diag(variance)
    return {
        "level": start,
        "moved": mode[:knots] - start,
        "evidence": unit * mode[knots:] - assumed * mean,
        "modes": modes,
        "stiffness": np.maximum(stiffness, 0.0),
        "coordinates": (modes.T @ told @ (mode[:knots] - start))
        * (np.maximum(stiffness, 0.0) / drift**2 + 1.0),
        "follows": follows,
        "root": np.linalg.cholesky(variance),
        "told": np.maximum(unit - assumed, 1e-6),
        "unit": unit,
    }


def _mode(
    rows: Sequence[_Rows],
    prior: NDArray[np.float64],
    prior_mean: NDArray[np.float64],
    start: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mode by Fisher scoring, and the precision there."""
    mode = start
    for _step in range(_NEWTON_STEPS):
        gradient = -prior @ (mode - prior_mean)
        precision = prior.copy()
        for each in rows:
            mean = np.exp(np.clip(each.columns @ mode + each.offset, -20, 20))
            shrunk = 1.0 + mean / each.concentration
            gradient += each.columns.T @ ((each.visits - mean) / shrunk)
            precision += (each.columns * (mean / shrunk)[:, None]).T @ each.columns
        move = np.linalg.solve(precision, gradient)
        longest = np.abs(move).max()
        mode = mode + move * min(1.0, _LONGEST_STEP / max(longest, 1e-300))
        if longest < 1e-3:
            break
    return mode, precision


def _concentration(rows: _Rows, mode: NDArray[np.float64]) -> float:
    """Return the concentration under which the counts are likeliest."""
    mean = np.exp(np.clip(rows.columns @ mode + rows.offset, -20, 20))

    def unlikely(log_concentration: float) -> float:
        c = np.exp(log_concentration)
        terms = special.gammaln(rows.visits + c) - (rows.visits + c) * np.log(mean + c)
        return float(-terms.sum() + len(mean) * (special.gammaln(c) - c * np.log(c)))

    best = optimize.minimize_scalar(unlikely, bounds=(-2.0, 9.0), method="bounded")
    return float(np.exp(best.x))


def middles(
    blocks: Sequence[Block], approximations: Sequence[Approximation]
) -> dict[str, NDArray[np.float64]]:
    """Return a likely value of each parameter that is not a venue's coefficient, to start from."""
    found: dict[str, NDArray[np.float64]] = {}
    for component in COMPONENTS:
        columns = component.columns
        found[f"{component.key}_common"] = np.array([column.mean for column in columns])
        medians = {column.group: column.spread for column in columns}
        found[f"{component.key}_spread"] = np.array(list(medians.values()))
    for named in NAMED:
        found[f"{named.key}_common"] = np.array(named.mean)
        found[f"{named.key}_spread"] = np.array(named.spread)
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
    return found | grouped
