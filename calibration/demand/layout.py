"""Where each variable stands in the sampler's vector, and the way from there to the model's.

Use :class:`Layout`; the map itself is in :mod:`calibration.demand.directions`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import batched
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import pymc as pm
import xarray as xr
from numpy.typing import NDArray

from calibration.demand import directions
from calibration.demand.directions import Arrays
from calibration.demand.guesses import Guess
from calibration.demand.pilot import SCALES, Approximation
from calibration.demand.pooling import Commons
from calibration.demand.sharing import arrays_of_shared, given_commons, spread_places

Places = NDArray[np.int64]
Floats = NDArray[np.float64]
_SCALES: Final = {scale.key for scale in SCALES}
_CONCENTRATIONS: Final = ("day_concentration", "period_concentration")
_OF_LEVEL: Final = ("level", "stiffness", "coordinates")
_OF_REST: Final = ("evidence", "told", "unit")
_NUMBERS: Final = ("concentration", "size")
_TOGETHER: Final = 8
"""How many venues are worked out in one operation, filled up to the longest of them."""
_AT_ONCE: Final = 50
"""How many draws are worked out in one operation."""


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
        in_common = list(dict.fromkeys(each.variable for each in commons.shared))
        scales = [v.name for v in self.variables if v.name in _SCALES]
        others = [v.name for v in self.variables if v.name not in {*own, *in_common, *scales}]
        by_name = {v.name: v for v in self.variables}
        self.shared = [by_name[name] for name in (*others, *in_common, *scales)]
        ends = np.cumsum([0, *(v.size for v in self.shared)]).tolist()
        self._begins = dict(zip([v.name for v in self.shared], ends, strict=False))
        self._end = ends[-1]
        spreads = {name: self._begins[name] for name in others}
        venues = self._venues(blocks, self._end)
        self.size = self._end + sum(venue.knots + venue.rest for venue in venues)
        known = np.concatenate([np.ravel(guesses[v.name].mean) for v in self.shared])
        self._guess = np.concatenate([known, np.zeros(self.size + 1 - len(known))])
        first = self._begins[in_common[0]]
        self._commons = first + np.arange(len(commons.shared))
        self._common_at = dict(zip(commons.shared, self._commons.tolist(), strict=True))
        by_size = sorted(venues, key=lambda venue: (venue.rest, venue.knots))
        units = [self._unit(few) for few in batched(by_size, _TOGETHER)]
        places = self._places(blocks, by_size)
        self.arrays: Arrays = {
            "units": units,
            "places": places,
            "shared": arrays_of_shared(blocks, guesses, commons, spreads, scales),
        }
        """What compiled functions are handed."""

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
        shapes: dict[str, tuple[int, ...]] = dict.fromkeys(_OF_LEVEL, (knots,))
        shapes |= {"rest": (rest,), "modes": (knots, knots), "follows": (knots, rest)}
        for name, shape in shapes.items():
            arrays[name] = np.stack([_filled(getattr(v.block, name)[v.row], shape) for v in venues])
        given = [self._given_commons(v) for v in venues]
        shapes = dict.fromkeys(_OF_REST, (rest,))
        shapes |= {"root": (rest, rest), "leans": (rest, len(self._commons))}
        for name, shape in shapes.items():
            arrays[name] = np.stack([_filled(each[name], shape) for each in given])
        arrays["commons_at"], arrays["commons"] = self._commons, self._guess[self._commons]
        for name in _NUMBERS:
            arrays[name] = np.array([getattr(v.block, name)[v.row] for v in venues])[:, None]
        arrays["drift_at"] = np.array([v.drift for v in venues])[:, None]
        arrays["concentration_at"] = np.array([v.concentration for v in venues])[:, None]
        of_level = [np.arange(v.knots) + v.first for v in venues]
        of_rest = [np.arange(v.rest) + v.first + v.knots for v in venues]
        arrays["level_at"] = np.stack([_filled(at, (knots,), none) for at in of_level])
        arrays["rest_at"] = np.stack([_filled(at, (rest,), none) for at in of_rest])
        commons = [self._common_places(v.block) for v in venues]
        spreads = [spread_places(v.block, self._begins) for v in venues]
        arrays["common_at"] = np.stack([_filled(at, (rest,), none) for at in commons])
        arrays["spread_at"] = np.stack([_filled(at, (rest,), none) for at in spreads])
        arrays["is_level"] = arrays["level_at"] != none
        arrays["is_rest"] = arrays["rest_at"] != none
        # What fills up is worked out as well, and must not divide by nothing.
        for name, known in (("told", "is_rest"), ("unit", "is_rest"), ("stiffness", "is_level")):
            arrays[name] = np.where(arrays[known], arrays[name], 1.0)
        return arrays

    def _given_commons(self, venue: _Venue) -> Arrays:
        common_at = self._common_places(venue.block)
        spreads = self._guess[spread_places(venue.block, self._begins)]
        member = (common_at[:, None] == self._commons).astype(np.float64)
        return given_commons(
            venue.block, venue.row, np.exp(-2.0 * spreads), self._guess[common_at], member
        )

    def _common_places(self, block: Approximation) -> Places:
        """Return where the common value of each of the rest stands."""
        # A common value that is known to be zero has no variable.
        found = [self._common_at.get(each, self.size) for each in block.shared]
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
        known, log_jacobian = directions.shared(z[: self._end], arrays["shared"])
        vector = jnp.concatenate([known, z[self._end :], jnp.zeros(1)])
        pieces = [vector]
        for unit in arrays["units"]:
            levels, rest, change = directions.coefficients(vector, unit)
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

    def draws(
        self, z: Floats, progress: Callable[[float], None] | None = None
    ) -> dict[str, Floats]:
        """Return draws of each variable as the model's user sees it, (draw, …).

        Args:
            z: The sampler's numbers, (draw, number).
            progress: Called now and then with the share of the work that is done.
        """
        found: dict[str, list[Floats]] = {v.name: [] for v in self.variables}
        for first in range(0, len(z), _AT_ONCE):
            few = z[first : first + _AT_ONCE]
            # All batches are of one size, as each size is compiled anew.
            filled = np.pad(few, ((0, _AT_ONCE - len(few)), (0, 0)))
            for name, values in self._natural(filled, self._on_device).items():
                found[name].append(np.asarray(values)[: len(few)])
            if progress:
                progress((first + len(few)) / len(z))
        return {name: np.concatenate(values) for name, values in found.items()}

    @cached_property
    def _natural(self) -> Any:
        return jax.jit(jax.vmap(self.natural, in_axes=(0, None)))

    @cached_property
    def _on_device(self) -> Any:
        return jax.device_put(self.arrays)

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
