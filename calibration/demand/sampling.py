"""From a PyMC model to posterior draws: NUTS by nutpie, along the axes that the pilot found.

The sampler moves along the directions of :mod:`calibration.demand.pilot`, in which a venue's
coefficients are close to independent and of unit size (:mod:`calibration.demand.layout`). The
model's log-density and gradient are compiled by JAX.

Source: nutpie, Seyboldt et al., 'Preconditioning Hamiltonian Monte Carlo by minimizing Fisher
divergence' (2024), for the sampler and its adaptation.
"""

import os
import time
from collections.abc import Callable
from typing import Any, Final

# JAX reads this when it first computes. One thread per chain keeps sums in one order, whatever the
# machine; folding constants would take longer than the whole sampling.
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    " --xla_disable_hlo_passes=constant_folding",
)

import jax
import numpy as np
import nutpie
import pymc as pm
import xarray as xr
from numpy.typing import NDArray
from nutpie.compiled_pyfunc import from_pyfunc
from pymc.sampling.jax import get_jaxified_graph

from calibration.demand.directions import Arrays
from calibration.demand.layout import Layout
from calibration.demand.settings import DemandSettings

# The directions are close to independent, so steps may be longer than nutpie's default makes them:
# they reach as far with half the work.
TARGET_ACCEPT: Final = 0.7
CHECKED_EVERY: Final = 200
"""After so many further draws of each chain it is asked whether they are enough."""
POLLED_EVERY_S: Final = 0.1


def sample(
    model: pm.Model,
    layout: Layout,
    settings: DemandSettings,
    *,
    seed: int,
    cores: int | None,
    progress: Callable[[float], None] | None,
    enough: Callable[[xr.DataTree], bool],
) -> xr.DataTree:
    """Draw from the posterior of a model.

    Args:
        model: The model.
        layout: The directions along which to move.
        settings: How many draws.
        seed: The sampler's luck.
        cores: How many chains run at once; as many as there are processors if left out.
        progress: Called now and then with the share of the work that is done.
        enough: Whether the draws so far are enough. It is asked at numbers of draws known
            beforehand, so that the same seed gives the same draws on a slower machine.

    Returns:
        The groups ``posterior`` and ``sample_stats``, (chain, draw).
    """
    finished = _Finished(settings, progress)
    sampler: Any = nutpie.sample(
        _compiled(model, layout),
        draws=settings.draws,
        tune=settings.tune,
        chains=settings.chains,
        cores=min(cores or os.cpu_count() or 1, settings.chains),
        seed=seed,
        save_warmup=False,
        target_accept=TARGET_ACCEPT,
        progress_bar=False,
        progress_callback=finished,
        blocking=False,
    )
    try:
        return _until_enough(sampler, layout, settings, finished, enough)
    finally:
        # Ends what still runs, be it that there are enough draws or that somebody interrupted.
        sampler.cancel()


def _compiled(model: pm.Model, layout: Layout) -> Any:
    """Return the model as nutpie samples it."""
    return from_pyfunc(
        ndim=layout.size,
        make_logp_fn=_density(model, layout),
        make_expand_fn=_expansion(layout),
        make_initial_point_fn=lambda seed: np.random.default_rng(seed).standard_normal(layout.size),
        expanded_dtypes=[np.dtype("float64")] * len(layout.variables),
        expanded_shapes=[v.shape for v in layout.variables],
        expanded_names=[v.name for v in layout.variables],
    )


class _Finished:
    """How many draws each chain has finished at least, as nutpie tells it now and then."""

    def __init__(self, settings: DemandSettings, progress: Callable[[float], None] | None) -> None:
        self.draws, self._tune, self._progress = 0, settings.tune, progress

    def __call__(self, chains: Any) -> None:
        """Take note of the state of all chains."""
        self.draws = min(chain.finished_draws for chain in chains) - self._tune
        if self._progress:
            done = sum(chain.finished_draws for chain in chains)
            self._progress(done / max(sum(chain.total_draws for chain in chains), 1))


def _until_enough(
    sampler: Any,
    layout: Layout,
    settings: DemandSettings,
    finished: _Finished,
    enough: Callable[[xr.DataTree], bool],
) -> xr.DataTree:
    """Wait for so many draws of a sampler that runs as are enough, or for all."""
    whole = None
    for draws in range(-(-settings.kept // settings.chains), settings.draws, CHECKED_EVERY):
        while whole is None and finished.draws < draws:
            # A quick sampler ends before it tells: what is asked must not depend on that.
            if _is_over(sampler):
                whole = sampler.wait()
            else:
                time.sleep(POLLED_EVERY_S)
        so_far = _labelled(sampler.inspect() if whole is None else whole, layout, draws)
        if enough(so_far):
            return so_far
    return _labelled(sampler.wait() if whole is None else whole, layout, settings.draws)


def _is_over(sampler: Any) -> bool:
    """Return whether nothing more will come, be it that all is done or that a chain failed."""
    try:
        return bool(sampler.is_finished)
    except TimeoutError:  # what nutpie raises while chains run
        return False


def _labelled(tree: Any, layout: Layout, draws: int) -> xr.DataTree:
    """Return the first draws of every chain, labelled as the model's."""
    posterior = tree["posterior"].to_dataset().isel(draw=slice(draws))
    values = {str(name): found.to_numpy() for name, found in posterior.data_vars.items()}
    stats = tree["sample_stats"].to_dataset().isel(draw=slice(draws))
    labelled = layout.labelled(values, ("chain", "draw"))
    return xr.DataTree.from_dict({"/posterior": labelled, "/sample_stats": stats})


def _density(model: pm.Model, layout: Layout) -> Callable[[], Callable[..., Any]]:
    graph = get_jaxified_graph(inputs=model.value_vars, outputs=[model.logp()])

    def log_density(z: Any, arrays: Arrays) -> Any:
        values, log_jacobian = layout.values(z, arrays)
        return graph(*values)[0] + log_jacobian

    density = jax.jit(jax.value_and_grad(log_density))
    arrays = jax.device_put(layout.arrays)

    def make() -> Callable[..., Any]:
        def call(z: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            value, gradient = density(z, arrays)
            return float(value), np.asarray(gradient, dtype=np.float64)

        return call

    return make


def _expansion(layout: Layout) -> Callable[..., Any]:
    natural = jax.jit(layout.natural)
    arrays = jax.device_put(layout.arrays)

    def make(_seed: int, _other_seed: int, _chain: int) -> Callable[..., Any]:
        def call(z: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
            values = natural(z, arrays)  # JAX sorts them by name; nutpie wants the declared order
            return {v.name: np.asarray(values[v.name], dtype=np.float64) for v in layout.variables}

        return call

    return make
