"""The directions along which the sampler moves, and the way from there to the model's variables.

The sampler's vector holds the variables that venues share, on the logarithmic scale where they are
positive, then the venues' coefficients. Given what venues share, the coefficients of a venue are
linear in their part z of the vector,

    level = start + modes · (coordinates · m + √(m/r) · z),  m = 1 / (stiffness / (r drift²) + 1)
    rest  = (r · evidence + common / spread²) / (r · told + 1 / spread²)
            + follows · (level − its mode) + s · root · z,  s² = unit / (r · told + 1 / spread²)

where r is how much a count tells, by the venue's concentration, against what the pilot thought, m
how far the level follows the counts along each of its directions, and the other coefficients lie
between what the counts say and what venues have in common, as Bayes' rule for Normal distributions
has it. So a coefficient that the counts tell is centred, one that they do not tell is not, and all
between are in between: none makes a funnel. The logarithm of the Jacobian is Σ ½ log(m/r) + Σ log s
and a constant. The arrays come from :mod:`calibration.demand.pilot`; whatever they are, the draws
are those of the model.

Source: partially non-centred parametrisation, Papaspiliopoulos, Roberts and Sköld, 'A general
framework for the parametrization of hierarchical models' (Statistical Science 22, 2007).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

import jax.numpy as jnp
import numpy as np
import pymc as pm
import xarray as xr
from numpy.typing import NDArray
from scipy.linalg import block_diag

from calibration.demand.components import COMPONENTS
from calibration.demand.guesses import Guess
from calibration.demand.pilot import Approximation, Part

Arrays = dict[str, Any]
_VECTORS: Final = ("level", "moved", "evidence", "stiffness", "coordinates", "told", "unit")
_CONCENTRATIONS: Final = ("day_concentration", "period_concentration")
_NUMBERS: Final = ("concentration", "size")
_MATRICES: Final = ("modes", "follows", "root")
_TOGETHER: Final = 8
"""How many single venues make a unit: their matrices are put together into one with zeros."""


@dataclass(frozen=True)
class Variable:
    """A free variable of the model as the sampler sees it.

    Attributes:
        name: Its name.
        shape: Its shape.
        is_positive: Whether the sampler sees its logarithm.
        dims: The names of its dimensions.
    """

    name: str
    shape: tuple[int, ...]
    is_positive: bool
    dims: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return int(np.prod(self.shape))


@dataclass(frozen=True)
class Unit:
    """Coefficients that are worked out together: one block of alike venues, or some single venues.

    Attributes:
        levels: The level variables, in order.
        rest: The parts of the other variables, in order.
        columns: For each of those parts, which columns of what venues share it belongs to.
        arrays: The approximation's arrays, rows (or for single venues one row) first.
        venues: How many venues there are.
        per_row: How many of them share a row.
    """

    levels: tuple[Part, ...]
    rest: tuple[Part, ...]
    columns: tuple[tuple[int, ...], ...]
    arrays: Arrays
    venues: int
    per_row: int

    @property
    def size(self) -> int:
        """How many coefficients there are."""
        return int(self.arrays["level"].size + self.arrays["evidence"].size)


def units_of(blocks: Sequence[Approximation]) -> list[Unit]:
    """Return the units, in the blocks' order: single venues in batches, as one matrix each.

    Compiling and running a few large operations takes a fraction of the time of many small ones.
    Were all single venues one batch, the work would grow with the square of their number.
    """
    single = [block for block in blocks if len(block.level) == 1]
    several = [block for block in blocks if len(block.level) > 1]
    # Drifts are in the blocks' order.
    assert list(blocks) == [*single, *several], "single venues come first"
    units = [_joined(list(few)) for few in batched(single, _TOGETHER)]
    for block in several:
        arrays = {name: getattr(block, name) for name in (*_VECTORS, *_MATRICES)}
        arrays |= {name: getattr(block, name)[:, None] for name in _NUMBERS}
        arrays["level_of"] = np.ones((1, block.level.shape[1]))
        arrays["rest_of"] = np.ones((1, block.evidence.shape[1]))
        units.append(
            Unit(block.parts[:1], block.parts[1:], block.columns, arrays,
                 len(block.level), 1)
        )  # fmt: skip
    return units


def _joined(single: list[Approximation]) -> Unit:
    arrays: Arrays = {
        name: np.concatenate([getattr(block, name)[0] for block in single])[None]
        for name in _VECTORS
    }
    for name in _MATRICES:
        arrays[name] = block_diag(*(getattr(block, name)[0] for block in single))[None]
    for name in _NUMBERS:
        arrays[name] = np.concatenate([getattr(block, name) for block in single])[None]
    arrays["level_of"] = block_diag(*(np.ones((1, block.level.shape[1])) for block in single))
    arrays["rest_of"] = block_diag(*(np.ones((1, block.evidence.shape[1])) for block in single))
    return Unit(
        tuple(block.parts[0] for block in single),
        tuple(part for block in single for part in block.parts[1:]),
        tuple(columns for block in single for columns in block.columns),
        arrays,
        len(single),
        len(single),
    )


class Layout:
    """Where each variable stands in the sampler's vector, and how to get from one to the other."""

    def __init__(self, model: pm.Model, blocks: Sequence[Approximation]) -> None:
        self.units = units_of(blocks)
        self.variables = [_variable(model, rv) for rv in model.free_RVs]
        in_units = {part.variable for u in self.units for part in (*u.levels, *u.rest)}
        self.shared = [v for v in self.variables if v.name not in in_units]
        self.coords = {str(d): list(v) for d, v in model.coords.items() if v is not None}
        self.sizes = [*(v.size for v in self.shared), *(u.size for u in self.units)]

    @property
    def size(self) -> int:
        """The length of the sampler's vector."""
        return sum(self.sizes)

    @property
    def arrays(self) -> list[Arrays]:
        """The units' arrays: handed to compiled functions, as constants they compile slowly."""
        return [unit.arrays for unit in self.units]

    def values(self, z: Any, arrays: list[Arrays]) -> tuple[list[Any], Any]:
        """Return each variable as the model's density takes it, and the log-Jacobian."""
        rows: dict[str, list[Any]] = {v.name: [] for v in self.variables}
        pieces = jnp.split(z, np.cumsum(self.sizes)[:-1])
        shared = dict(zip([v.name for v in self.shared], pieces, strict=False))
        for name, piece in shared.items():
            rows[name].append(piece)
        log_jacobian: Any = 0.0
        of_units = zip(self.units, arrays, pieces[len(shared) :], self._own(shared), strict=True)
        for unit, own, piece, (log_drift, log_concentration) in of_units:
            levels, rest, change = _coefficients(
                unit,
                own,
                piece,
                log_drifts=log_drift,
                log_concentrations=log_concentration,
                shared=shared,
            )
            log_jacobian += change
            for parts, values in ((unit.levels, levels), (unit.rest, rest)):
                ends = np.cumsum([part.size for part in parts], dtype=int)
                for part, end in zip(parts, ends, strict=True):
                    rows[part.variable].append(values[:, end - part.size : end])
        values = [
            jnp.concatenate([row.ravel() for row in rows[v.name]]).reshape(v.shape)
            for v in self.variables
        ]
        return values, log_jacobian

    def _own(self, shared: dict[str, Any]) -> list[tuple[Any, Any]]:
        """Return the log-drift and log-concentration of each unit's venues, (row, venue)."""
        bounds = np.cumsum([u.venues for u in self.units])
        # Both are in the blocks' order: venues with days, then those with longer periods only.
        concentrations = [shared[name] for name in _CONCENTRATIONS if name in shared]
        every = (shared["drift"], jnp.concatenate(concentrations)[: bounds[-1]])
        pieces = (jnp.split(values, bounds[:-1]) for values in every)
        return [
            (drift.reshape(-1, unit.per_row), concentration.reshape(-1, unit.per_row))
            for unit, drift, concentration in zip(self.units, *pieces, strict=True)
        ]

    def natural(self, z: Any, arrays: list[Arrays]) -> dict[str, Any]:
        """Return each variable as the model's user sees it."""
        values = zip(self.variables, self.values(z, arrays)[0], strict=True)
        return {v.name: jnp.exp(x) if v.is_positive else x for v, x in values}

    def labelled(self, draws: Mapping[str, Any], dims: tuple[str, ...]) -> xr.Dataset:
        """Return draws of all variables with the names of dimensions and labels of the model.

        Args:
            draws: Each variable's draws, the given dimensions first.
            dims: The names of these dimensions.
        """
        named = {v.name: ((*dims, *v.dims), np.asarray(draws[v.name])) for v in self.variables}
        return xr.Dataset(named, coords=self.coords)

    def draw(self, guesses: Mapping[str, Guess], rng: np.random.Generator) -> NDArray[np.float64]:
        """Return a draw of the approximation: what venues share by these guesses, then the rest."""
        shared = []
        for variable in self.shared:
            guess = guesses[variable.name]
            sd = np.broadcast_to(guess.sd, variable.shape)
            shared.append((guess.mean + sd * rng.standard_normal(variable.shape)).ravel())
        own = self.size - sum(map(len, shared))
        return np.concatenate([*shared, rng.standard_normal(own)])


def _variable(model: pm.Model, rv: Any) -> Variable:
    transform = model.rvs_to_transforms[rv]
    assert transform is None or type(transform).__name__ == "LogTransform", transform
    dims = tuple(str(dim) for dim in model.named_vars_to_dims.get(rv.name, ()))
    shape = tuple(len(model.coords[dim]) for dim in dims)
    return Variable(str(rv.name), shape, transform is not None, dims)


def _coefficients(
    unit: Unit,
    arrays: Arrays,
    piece: Any,
    *,
    log_drifts: Any,
    log_concentrations: Any,
    shared: dict[str, Any],
) -> tuple[Any, Any, Any]:
    """Return a unit's levels and other coefficients, (row, coefficient), and the log-Jacobian."""
    rows, knots = unit.arrays["level"].shape
    of_level, of_rest = jnp.split(piece.reshape(rows, -1), [knots], axis=1)
    # How much a count tells, against what the pilot thought.
    log_weight = log_concentrations - jnp.log(jnp.exp(log_concentrations) + arrays["size"])
    log_weight -= jnp.log(arrays["concentration"] / (arrays["concentration"] + arrays["size"]))
    r = jnp.exp(log_weight @ arrays["level_of"])
    drift = jnp.exp(log_drifts @ arrays["level_of"])
    m = 1.0 / (arrays["stiffness"] / (r * drift**2) + 1.0)
    along = arrays["coordinates"] * m + jnp.sqrt(m / r) * of_level
    moved = _times(arrays["modes"], along)
    keys = [part.variable.rsplit("_", 1)[0] for part in unit.rest]
    chosen = list(zip(keys, unit.columns, strict=True))
    # Venues with years only have a level and nothing else.
    nothing = [jnp.zeros(0)]
    common = jnp.concatenate(nothing + [_pick(shared[f"{key}_common"], c) for key, c in chosen])
    log_spread = jnp.concatenate(
        nothing + [_pick(shared[f"{key}_spread"], _groups(key, c)) for key, c in chosen]
    )
    precision = jnp.exp(-2.0 * log_spread)
    weight = jnp.exp(log_weight @ arrays["rest_of"])
    total = weight * arrays["told"] + precision
    s = jnp.sqrt(arrays["unit"] / total)
    rest = (weight * arrays["evidence"] + precision * common) / total
    rest += _times(arrays["follows"], moved - arrays["moved"]) + s * _times(arrays["root"], of_rest)
    change = 0.5 * jnp.log(m / r).sum() + jnp.log(s).sum()
    return arrays["level"] + moved, rest, change


def _times(matrices: Any, vectors: Any) -> Any:
    """Return each row's matrix times its vector."""
    if matrices.shape[0] == 1:
        return (matrices[0] @ vectors[0])[None]
    return jnp.einsum("vij,vj->vi", matrices, vectors)


def _pick(values: Any, columns: tuple[int, ...]) -> Any:
    """Return these columns; one slice where they run on, as gathers compile slowly."""
    if columns == tuple(range(columns[0], columns[0] + len(columns))):
        return values[columns[0] : columns[0] + len(columns)]
    if len(set(columns)) == 1:
        return jnp.broadcast_to(values[columns[0] : columns[0] + 1], len(columns))
    return jnp.concatenate([values[j : j + 1] for j in columns])


def _groups(key: str, columns: tuple[int, ...]) -> tuple[int, ...]:
    """Return which of its component's spreads each column has."""
    component = next((c for c in COMPONENTS if c.key == key), None)
    if component is None:
        return columns
    groups = list({column.group: None for column in component.columns})
    return tuple(groups.index(component.columns[j].group) for j in columns)
