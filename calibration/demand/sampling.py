"""From a PyMC model to posterior draws: NUTS by nutpie, along the axes that the pilot found.

The sampler moves along the directions of :mod:`calibration.demand.pilot`, in which a venue's
coefficients are close to independent and of unit size (:class:`Layout`); what venues share is
itself, on the logarithmic scale where it is positive. The model's log-density and gradient are
compiled by JAX.

Source: nutpie, Seyboldt et al., 'Preconditioning Hamiltonian Monte Carlo by minimizing Fisher
divergence' (2024), for the sampler and its adaptation.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

# JAX reads this when it first computes. One thread per chain keeps sums in one order, whatever the
# machine; folding constants would take longer than the whole sampling.
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    " --xla_disable_hlo_passes=constant_folding",
)

import jax
import jax.numpy as jnp
import numpy as np
import nutpie
import pymc as pm
import xarray as xr
from numpy.typing import NDArray
from nutpie.compiled_pyfunc import from_pyfunc
from pymc.sampling.jax import get_jaxified_graph

from calibration.demand.components import COMPONENTS
from calibration.demand.pilot import ASSUMED_COMMON_SD, Approximation
from calibration.demand.settings import DemandSettings

JITTER: Final = 0.1


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


class Layout:
    """Where each coefficient stands in the sampler's vector, and how to get from one to the other.

    The vector holds the variables that venues share, then the venues' coefficients, block after
    block. Given what venues share, a block's coefficients are linear in their part z of the vector,

        level = start + modes · (coordinates · m(drift) + √m(drift) · z),  m = 1 / (stiffness / drift² + 1)
        rest  = mode + follows · (level − start) + k(spread) · (common − assumed) + s(spread) · root · z

    where m is how far the level follows the counts along each of its directions, and k and s how
    far a coefficient follows what venues have in common. So a coefficient that the counts tell is
    centred, one that they do not tell is not, and all between are in between. The logarithm of the
    Jacobian is Σ ½ log m + Σ log s and a constant.

    Source: partially non-centred parametrisation, Papaspiliopoulos, Roberts and Sköld, 'A general
    framework for the parametrization of hierarchical models' (Statistical Science 22, 2007).
    """

    def __init__(self, model: pm.Model, blocks: Sequence[Approximation]) -> None:
        self.blocks = list(blocks)
        self.variables = [_variable(model, rv) for rv in model.free_RVs]
        in_blocks = {part.variable for block in self.blocks for part in block.parts}
        self.shared = [v for v in self.variables if v.name not in in_blocks]
        of_blocks = sum(block.level.size + block.rest.size for block in self.blocks)
        self.size = sum(v.size for v in self.shared) + of_blocks

    def values(self, z: Any) -> tuple[list[Any], Any]:
        """Return each variable as the model's density takes it, and the log-Jacobian."""
        rows: dict[str, list[Any]] = {v.name: [] for v in self.variables}
        at = 0
        for variable in self.shared:
            rows[variable.name].append(z[at : at + variable.size])
            at += variable.size
        shared = {v.name: rows[v.name][0] for v in self.shared}
        log_jacobian: Any = 0.0
        first = 0
        for block in self.blocks:
            venues = len(block.level)
            log_drift = shared["drift"][first : first + venues, None]
            first += venues
            size = block.level.size + block.rest.size
            own = z[at : at + size].reshape(venues, -1)
            at += size
            x, change = _coefficients(block, own, log_drift, shared)
            log_jacobian += change
            column = 0
            for part in block.parts:
                rows[part.variable].append(x[:, column : column + part.size])
                column += part.size
        values = [
            jnp.concatenate([r.ravel() for r in rows[v.name]]).reshape(v.shape)
            for v in self.variables
        ]
        return values, log_jacobian

    def natural(self, z: Any) -> dict[str, Any]:
        """Return each variable as the model's user sees it."""
        values = zip(self.variables, self.values(z)[0], strict=True)
        return {v.name: jnp.exp(x) if v.is_positive else x for v, x in values}

    def start(self, middles: dict[str, NDArray[np.float64]], seed: int) -> NDArray[np.float64]:
        """Return where a chain starts: a draw of the approximation, the rest near these middles."""
        rng = np.random.default_rng(seed)
        near = [
            np.broadcast_to(np.log(m) if v.is_positive else m, v.shape).ravel()
            for v, m in ((v, middles[v.name]) for v in self.shared)
        ]
        shared = np.concatenate(near)
        shared = shared + JITTER * rng.standard_normal(len(shared))
        return np.concatenate([shared, rng.standard_normal(self.size - len(shared))])


def _coefficients(
    block: Approximation, z: Any, log_drift: Any, shared: dict[str, Any]
) -> tuple[Any, Any]:
    """Return a block's coefficients, (venue, coefficient), and the log-Jacobian."""
    knots = block.level.shape[1]
    follows_counts = 1.0 / (block.stiffness * jnp.exp(-2.0 * log_drift) + 1.0)
    along = block.coordinates * follows_counts + jnp.sqrt(follows_counts) * z[:, :knots]
    moved = jnp.einsum("vij,vj->vi", block.modes, along)
    keys = [part.variable.rsplit("_", 1)[0] for part in block.parts[1:]]
    common = jnp.concatenate(
        [_pick(shared[f"{k}_common"], c) for k, c in zip(keys, block.columns, strict=True)]
    )
    log_spread = jnp.concatenate(
        [_pick_spread(shared, k, c) for k, c in zip(keys, block.columns, strict=True)]
    )
    assumed = 1.0 / (ASSUMED_COMMON_SD**2 + block.spread**2)
    told = jnp.maximum(block.told - assumed, 1e-6)
    precision = jnp.exp(-2.0 * log_spread)
    scale = jnp.sqrt(block.told / (told + precision))
    rest = (
        block.rest
        + jnp.einsum("vij,vj->vi", block.follows, moved)
        + precision / (told + precision) * (common - block.common)
        + scale * jnp.einsum("vij,vj->vi", block.root, z[:, knots:])
    )
    change = 0.5 * jnp.log(follows_counts).sum() + jnp.log(scale).sum()
    return jnp.concatenate([block.level + moved, rest], axis=1), change


def _pick(values: Any, columns: tuple[int, ...]) -> Any:
    """Return these columns; static slices where they run on, which compile to nothing."""
    if columns == tuple(range(columns[0], columns[0] + len(columns))):
        return values[columns[0] : columns[0] + len(columns)]
    return jnp.concatenate([values[j : j + 1] for j in columns])


def _pick_spread(shared: dict[str, Any], key: str, columns: tuple[int, ...]) -> Any:
    component = next((c for c in COMPONENTS if c.key == key), None)
    values = shared[f"{key}_spread"]
    if component is None:
        return _pick(values, columns)
    groups = list({column.group: None for column in component.columns})
    return _pick(values, tuple(groups.index(component.columns[j].group) for j in columns))


def _variable(model: pm.Model, rv: Any) -> Variable:
    transform = model.rvs_to_transforms[rv]
    assert transform is None or type(transform).__name__ == "LogTransform", transform
    shape = tuple(int(n) for n in rv.shape.eval())
    dims = tuple(str(dim) for dim in model.named_vars_to_dims.get(rv.name, ()))
    return Variable(str(rv.name), shape, transform is not None, dims)


def sample(
    model: pm.Model,
    blocks: Sequence[Approximation],
    middles: dict[str, NDArray[np.float64]],
    settings: DemandSettings,
    *,
    seed: int,
    cores: int | None,
    progress: Callable[[float], None] | None,
) -> xr.DataTree:
    """Draw from the posterior of a model.

    Args:
        model: The model.
        blocks: The approximation of its venues' coefficients.
        middles: Where the other variables start.
        settings: How many draws.
        seed: The sampler's luck.
        cores: How many chains run at once; as many as there are processors if left out.
        progress: Called now and then with the share of the work that is done.
    """
    layout = Layout(model, blocks)
    coords = {str(dim): list(values) for dim, values in model.coords.items() if values is not None}
    compiled = from_pyfunc(
        ndim=layout.size,
        make_logp_fn=_density(model, layout),
        make_expand_fn=_expansion(layout),
        make_initial_point_fn=lambda seed: layout.start(middles, seed),
        expanded_dtypes=[np.dtype("float64")] * len(layout.variables),
        expanded_shapes=[v.shape for v in layout.variables],
        expanded_names=[v.name for v in layout.variables],
    )
    tree: xr.DataTree = nutpie.sample(
        compiled,
        draws=settings.draws,
        tune=settings.tune,
        chains=settings.chains,
        cores=min(cores or os.cpu_count() or 1, settings.chains),
        seed=seed,
        save_warmup=False,
        progress_bar=False,
        progress_callback=_told(progress),
    )
    return _labelled(tree, layout, coords)


def _density(model: pm.Model, layout: Layout) -> Callable[[], Callable[..., Any]]:
    graph = get_jaxified_graph(inputs=model.value_vars, outputs=[model.logp()])

    def log_density(z: Any) -> Any:
        values, log_jacobian = layout.values(z)
        return graph(*values)[0] + log_jacobian

    density = jax.jit(jax.value_and_grad(log_density))

    def make() -> Callable[..., Any]:
        def call(z: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            value, gradient = density(z)
            return float(value), np.asarray(gradient, dtype=np.float64)

        return call

    return make


def _expansion(layout: Layout) -> Callable[..., Any]:
    natural = jax.jit(layout.natural)

    def make(_seed: int, _other_seed: int, _chain: int) -> Callable[..., Any]:
        def call(z: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
            values = natural(z)  # JAX sorts them by name; nutpie wants the declared order
            return {v.name: np.asarray(values[v.name], dtype=np.float64) for v in layout.variables}

        return call

    return make


def _told(progress: Callable[[float], None] | None) -> Callable[[Any], None] | None:
    if progress is None:
        return None

    def callback(chains: Any) -> None:
        done = sum(chain.finished_draws for chain in chains)
        progress(done / max(sum(chain.total_draws for chain in chains), 1))

    return callback


def _labelled(tree: xr.DataTree, layout: Layout, coords: dict[str, list[Any]]) -> xr.DataTree:
    """Return the draws with the names that the model gives to dimensions and their labels."""
    posterior = tree["posterior"].to_dataset()
    variables = {
        v.name: (("chain", "draw", *v.dims), posterior[v.name].to_numpy())
        for v in layout.variables
    }
    labelled = xr.Dataset(variables, coords=coords)
    return xr.DataTree.from_dict(
        {"/posterior": labelled, "/sample_stats": tree["sample_stats"].to_dataset()}
    )
