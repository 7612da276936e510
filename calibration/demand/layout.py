"""The directions along which the sampler moves, and the way from there to the model's variables.

The sampler's vector z holds what venues have in common, along the axes of the pilot's guess; the
other variables that they share, on the logarithmic scale where they are positive, by how many
widths of the guess they differ from it; then the venues' coefficients. Given what venues share, the
coefficients of a venue are linear in their part of z,

    scale = (told · alone + common / spread²) / (told + 1 / spread²) + z / √(told + 1 / spread²)
    rest  = (r · evidence + common / spread²) / (r · told + 1 / spread²) + s · root · z,
            s² = unit / (r · told + 1 / spread²)
    level = start + modes · (m · (coordinates + follows · (rest − its mode)) + √(m/r) · z),
            m = 1 / (stiffness / (r drift²) + 1)

where r is how much a count tells, by the venue's concentration, against what the pilot thought, and
m how far the level follows the counts along each of its directions. The other coefficients lie
between what the counts say and what venues have in common, as Bayes' rule for Normal distributions
has it; the level is what the counts leave for it, be they so few that season and level cannot be
told apart. So a coefficient that the counts tell is centred, one that they do not tell is not, and
all between are in between: none makes a funnel. The logarithm of the Jacobian is Σ ½ log(m/r) + Σ
log s and a constant. Independent standard Normal numbers z are draws of the approximation. The
arrays come from :mod:`calibration.demand.pilot`; whatever they are, the draws are those of the
model.

Source: partially non-centred parametrisation, Papaspiliopoulos, Roberts and Sköld, 'A general
framework for the parametrization of hierarchical models' (Statistical Science 22, 2007).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import pymc as pm
import xarray as xr
from numpy.typing import NDArray

from calibration.demand.components import COMPONENTS
from calibration.demand.guesses import Guess
from calibration.demand.pilot import SCALES, Approximation
from calibration.demand.pooling import Commons

# To mypy its method is untyped.
_config: Any = jax.config
_config.update("jax_enable_x64", True)

Arrays = dict[str, Any]
Places = NDArray[np.int64]
_CONCENTRATIONS: Final = ("day_concentration", "period_concentration")
_OF_LEVEL: Final = ("level", "stiffness", "coordinates")
_OF_REST: Final = ("rest", "evidence", "told", "unit")
_NUMBERS: Final = ("concentration", "size")
_TOGETHER: Final = 8
"""How many venues are worked out in one operation, filled up to the longest of them."""


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
class _Venue:
    """One venue's part of an approximation, with the places of what it needs in the vector.

    Attributes:
        block: The approximation of its block.
        row: Which of the block's venues it is.
        first: Where its coefficients begin in the vector.
        drift: Where the logarithm of its drift stands.
        concentration: Where that of its concentration stands.
    """

    block: Approximation
    row: int
    first: int
    drift: int
    concentration: int

    @property
    def knots(self) -> int:
        """How many knots its level has."""
        return int(self.block.level.shape[1])

    @property
    def rest(self) -> int:
        """How many other coefficients it has."""
        return int(self.block.evidence.shape[1])


class Layout:
    """Where each variable stands in the sampler's vector, and how to get from one to the other.

    Venues of like size are worked out together, the shorter ones filled up: a few large operations
    compile and run in a fraction of the time of many small ones. What belongs where is looked up in
    tables of places, one for all, which are arguments of the compiled functions: as constants they
    would compile slowly. Each unit of venues has such tables and the approximation's arrays.
    """

    def __init__(
        self,
        model: pm.Model,
        blocks: Sequence[Approximation],
        guesses: Mapping[str, Guess],
        commons: Commons,
    ) -> None:
        self.variables = [_variable(model, rv) for rv in model.free_RVs]
        self.coords = {str(d): list(v) for d, v in model.coords.items() if v is not None}
        own = {part.variable for block in blocks for part in block.parts}
        first = list(dict.fromkeys(f"{key}_common" for key, _column in commons.columns))
        last = [scale.key for scale in SCALES]
        self.shared = sorted(
            (v for v in self.variables if v.name not in own),
            key=lambda v: _turn(v.name, first, last),
        )
        ends = np.cumsum([0, *(v.size for v in self.shared)]).tolist()
        self._begins = dict(zip([v.name for v in self.shared], ends, strict=False))
        self._end = ends[-1]
        venues = self._venues(blocks, self._end)
        self.size = self._end + sum(venue.knots + venue.rest for venue in venues)
        by_size = sorted(venues, key=lambda venue: (venue.rest, venue.knots))
        units = [self._unit(few) for few in batched(by_size, _TOGETHER)]
        places = self._places(blocks, by_size)
        self.arrays: Arrays = {
            "units": units,
            "places": places,
            "root": commons.root,
            **self._guessed(guesses, len(commons.root)),
        }
        """What compiled functions are handed."""

    def _guessed(self, guesses: Mapping[str, Guess], commons: int) -> Arrays:
        """Return what is guessed of the shared variables, and of the venues' scales."""

        def every(of: Sequence[Variable], name: str) -> NDArray[np.float64]:
            parts = [np.broadcast_to(getattr(guesses[v.name], name), v.shape).ravel() for v in of]
            return np.concatenate([np.zeros(0), *parts])

        keys = [scale.key for scale in SCALES]
        scales = [v for v in self.shared if v.name in keys]
        others = [v for v in self.shared if v.name not in keys]
        arrays = {
            "mean": every(others, "mean"),
            "sd": every(others, "sd")[commons:],
            "alone": every(scales, "mean"),
            "told": every(scales, "sd") ** -2.0,
        }
        for what in ("common", "spread"):
            places = [np.full(v.size, self._begins[f"{v.name}_{what}"]) for v in scales]
            arrays[f"{what}_at"] = np.concatenate([np.zeros(0, int), *places])
        return arrays

    def _venues(self, blocks: Sequence[Approximation], first: int) -> list[_Venue]:
        """Return the venues in the blocks' order, which is that of drifts and concentrations."""
        concentrations = [
            self._begins[v.name] + at
            for name in _CONCENTRATIONS
            for v in self.shared
            if v.name == name
            for at in range(v.size)
        ]
        found: list[_Venue] = []
        for block in blocks:
            for row in range(len(block.level)):
                at = len(found)
                drift = self._begins["drift"] + at
                found.append(_Venue(block, row, first, drift, concentrations[at]))
                first += found[-1].knots + found[-1].rest
        return found

    def _unit(self, venues: Sequence[_Venue]) -> Arrays:
        """Return the arrays of some venues, filled up, and where what they need stands."""
        knots, rest = max(v.knots for v in venues), max(v.rest for v in venues)
        none = self.size  # where a zero stands that no variable has
        arrays: Arrays = {}
        for names, length in ((_OF_LEVEL, knots), (_OF_REST, rest)):
            for name in names:
                filled = [_filled(getattr(v.block, name)[v.row], (length,)) for v in venues]
                arrays[name] = np.stack(filled)
        shapes = {"modes": (knots, knots), "follows": (knots, rest), "root": (rest, rest)}
        for name, shape in shapes.items():
            arrays[name] = np.stack([_filled(getattr(v.block, name)[v.row], shape) for v in venues])
        for name in _NUMBERS:
            arrays[name] = np.array([getattr(v.block, name)[v.row] for v in venues])[:, None]
        arrays["drift_at"] = np.array([v.drift for v in venues])[:, None]
        arrays["concentration_at"] = np.array([v.concentration for v in venues])[:, None]
        of_level = [np.arange(v.knots) + v.first for v in venues]
        of_rest = [np.arange(v.rest) + v.first + v.knots for v in venues]
        arrays["level_at"] = np.stack([_filled(at, (knots,), none) for at in of_level])
        arrays["rest_at"] = np.stack([_filled(at, (rest,), none) for at in of_rest])
        for what in ("common", "spread"):
            places = [_filled(self._shared_places(v, what), (rest,), none) for v in venues]
            arrays[f"{what}_at"] = np.stack(places)
        arrays["is_level"] = arrays["level_at"] != none
        arrays["is_rest"] = arrays["rest_at"] != none
        # What fills up is worked out as well, and must not divide by nothing.
        for name, known in (("told", "is_rest"), ("unit", "is_rest"), ("stiffness", "is_level")):
            arrays[name] = np.where(arrays[known], arrays[name], 1.0)
        return arrays

    def _shared_places(self, venue: _Venue, what: str) -> Places:
        """Return where the common value, or the spread, of each of the rest stands."""
        found: list[int] = []
        for part, columns in zip(venue.block.parts[1:], venue.block.columns, strict=True):
            key = part.key
            at = _groups(key, columns) if what == "spread" else columns
            # A common value that is known to be zero has no variable.
            begin = self._begins.get(f"{key}_{what}")
            found += [self.size if begin is None else begin + each for each in at]
        return np.array(found, dtype=np.int64)

    def _places(self, blocks: Sequence[Approximation], by_size: Sequence[_Venue]) -> Places:
        """Return where each number of the model's variables stands: in the vector, then units."""
        places: dict[str, list[Places]] = {v.name: [] for v in self.variables}
        for variable in self.shared:
            places[variable.name].append(self._begins[variable.name] + np.arange(variable.size))
        begin, at = self.size + 1, {}
        for few in batched(by_size, _TOGETHER):
            knots, rest = max(v.knots for v in few), max(v.rest for v in few)
            for row, venue in enumerate(few):
                of_level = begin + row * knots
                of_rest = begin + len(few) * knots + row * rest
                at[id(venue.block), venue.row] = of_level, of_rest
            begin += len(few) * (knots + rest)
        for block in blocks:
            for row in range(len(block.level)):
                of_level, of_rest = at[id(block), row]
                places[block.parts[0].variable].append(of_level + np.arange(block.parts[0].size))
                for part in block.parts[1:]:
                    places[part.variable].append(of_rest + np.arange(part.size))
                    of_rest += part.size
        return np.concatenate([each for v in self.variables for each in places[v.name]])

    def values(self, z: Any, arrays: Arrays) -> tuple[list[Any], Any]:
        """Return each variable as the model's density takes it, and the log-Jacobian."""
        known, scales, log_jacobian = _shared(z[: self._end], arrays)
        vector = jnp.concatenate([known, scales, z[self._end :], jnp.zeros(1)])
        pieces = [vector]
        for unit in arrays["units"]:
            levels, rest, change = _coefficients(vector, unit)
            pieces += [levels.ravel(), rest.ravel()]
            log_jacobian += change
        every = jnp.concatenate(pieces)[arrays["places"]]
        of_each = jnp.split(every, np.cumsum([v.size for v in self.variables])[:-1])
        shaped = [each.reshape(v.shape) for v, each in zip(self.variables, of_each, strict=True)]
        return shaped, log_jacobian

    def natural(self, z: Any, arrays: Arrays) -> dict[str, Any]:
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


def _variable(model: pm.Model, rv: Any) -> Variable:
    transform = model.rvs_to_transforms[rv]
    assert transform is None or type(transform).__name__ == "LogTransform", transform
    dims = tuple(str(dim) for dim in model.named_vars_to_dims.get(rv.name, ()))
    shape = tuple(len(model.coords[dim]) for dim in dims)
    return Variable(str(rv.name), shape, transform is not None, dims)


def _filled(values: NDArray[Any], shape: tuple[int, ...], by: int = 0) -> NDArray[Any]:
    """Return an array filled up to a shape."""
    missing = [(0, wanted - had) for wanted, had in zip(shape, values.shape, strict=True)]
    return np.pad(values, missing, constant_values=by)


def _turn(name: str, first: Sequence[str], last: Sequence[str]) -> int:
    """Return the turn of a shared variable: what is in common, others, scales."""
    if name in first:
        return first.index(name)
    return len(first) + (1 + last.index(name) if name in last else 0)


def _shared(z: Any, arrays: Arrays) -> tuple[Any, Any, Any]:
    """Return the shared variables, the venues' scales, and the log-Jacobian."""
    commons, others, of_scales = jnp.split(z, [len(arrays["root"]), len(arrays["mean"])])
    apart = jnp.concatenate([arrays["root"] @ commons, arrays["sd"] * others])
    known = arrays["mean"] + apart
    precision = jnp.exp(-2.0 * known[arrays["spread_at"]])
    total = arrays["told"] + precision
    middle = arrays["told"] * arrays["alone"] + precision * known[arrays["common_at"]]
    scales = middle / total + of_scales / jnp.sqrt(total)
    return known, scales, -0.5 * jnp.log(total).sum()


def _coefficients(vector: Any, unit: Arrays) -> tuple[Any, Any, Any]:
    """Return a unit's levels and other coefficients, (venue, coefficient), and the log-Jacobian."""
    # How much a count tells, against what the pilot thought.
    log_concentration = vector[unit["concentration_at"]]
    log_weight = log_concentration - jnp.log(jnp.exp(log_concentration) + unit["size"])
    log_weight -= jnp.log(unit["concentration"] / (unit["concentration"] + unit["size"]))
    r = jnp.exp(log_weight)
    precision = jnp.exp(-2.0 * vector[unit["spread_at"]])
    total = r * unit["told"] + precision
    s = jnp.sqrt(unit["unit"] / total)
    rest = (r * unit["evidence"] + precision * vector[unit["common_at"]]) / total
    rest += s * _times(unit["root"], vector[unit["rest_at"]])
    drift = jnp.exp(vector[unit["drift_at"]])
    m = 1.0 / (unit["stiffness"] / (r * drift**2) + 1.0)
    along = m * (unit["coordinates"] + _times(unit["follows"], rest - unit["rest"]))
    along += jnp.sqrt(m / r) * vector[unit["level_at"]]
    level = unit["level"] + _times(unit["modes"], along)
    change = 0.5 * jnp.where(unit["is_level"], jnp.log(m / r), 0.0).sum()
    change += jnp.where(unit["is_rest"], jnp.log(s), 0.0).sum()
    return level, rest, change


def _times(matrices: Any, vectors: Any) -> Any:
    """Return each venue's matrix times its vector."""
    return jnp.einsum("vij,vj->vi", matrices, vectors)


def _groups(key: str, columns: tuple[int, ...]) -> tuple[int, ...]:
    """Return which of its component's spreads each column has."""
    component = next((c for c in COMPONENTS if c.key == key), None)
    if component is None:
        return columns
    groups = list({column.group: None for column in component.columns})
    return tuple(groups.index(component.columns[j].group) for j in columns)
