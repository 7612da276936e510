"""From a PyMC model to posterior draws: NUTS by nutpie, along the axes that the pilot found.

The sampler moves along the directions of :mod:`calibration.demand.pilot`, in which a venue's
coefficients are close to independent and of unit size (:mod:`calibration.demand.layout`). The
model's log-density and gradient are compiled by JAX.

Source: nutpie, Seyboldt et al., 'Preconditioning Hamiltonian Monte Carlo by minimizing Fisher
divergence' (2024), for the sampler and its adaptation.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import jax
import numpy as np
import nutpie
import pymc as pm
import xarray as xr
from numpy.typing import NDArray
from nutpie.compiled_pyfunc import from_pyfunc

# nutpie.sample has no argument for the kind of path.
from nutpie.sample import _BackgroundSampler
from pymc.sampling.jax import get_jaxified_graph

from calibration.demand.directions import Arrays
from calibration.demand.layout import Layout
from calibration.demand.settings import DemandSettings

# JAX reads this when it first computes. One thread per chain keeps sums in one order, whatever the
# machine; folding constants would take longer than the whole sampling. What PyMC put there asks for
# a hundred devices, each with threads and memory of its own.
os.environ["XLA_FLAGS"] = (
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    " --xla_disable_hlo_passes=constant_folding"
)
# Along the directions the posterior is close to independent standard Normal numbers, whose paths
# are circles. Steps that follow circles exactly err by what is left alone, so that as long ones err
# less than straight ones.
PATHS: Final = "ExactNormal"
# A quarter of a circle forgets where it came from. Half of one leads to the opposite place, as far
# from the middle as before: chains then take long to agree how widely numbers spread. A path of
# 2⁴ − 1 steps, as long as this acceptance makes them, is a whole circle where numbers are Normal,
# any place of which may be the draw, and long enough where they are wider than the pilot thought.
# With half as many steps ten alike venues took a fifth less time, but Bristol twice as much.
TARGET_ACCEPT: Final = 0.8
CAREFUL_ACCEPT: Final = 0.99
"""Where no venue counts days: months and quarters leave waves of the season open, and long steps
fell off their edges (twelve quarters: 29 divergences in 5,000 draws, then none)."""
DOUBLINGS: Final = 4
CHECKED_EVERY: Final = 200
"""After so many further draws of each chain it is asked whether they are enough, at first."""
CHECKED_AFTER: Final = 0.2
"""Later, when as many again as this share of those that there are have been drawn."""
POLLED_EVERY_S: Final = 0.1
_NUMBERS: Final = "numbers"


def sample(
    model: pm.Model,
    layout: Layout,
    settings: DemandSettings,
    *,
    seed: int,
    careful: bool,
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
        careful: Whether to take short steps.
        cores: How many chains run at once; as many as there are processors if left out.
        progress: Called now and then with the share of the work that is done.
        enough: Whether the draws so far are enough. It is asked at numbers of draws known
            beforehand, so that the same seed gives the same draws on a slower machine, and lastly
            of those that are returned.

    Returns:
        The groups ``posterior`` and ``sample_stats``, (chain, draw).
    """
    finished = _Finished(settings, progress)
    sampler: Any = _BackgroundSampler(
        _compiled(model, layout),
        _nuts(settings, seed, CAREFUL_ACCEPT if careful else TARGET_ACCEPT),
        np.zeros(layout.size),
        min(cores or os.cpu_count() or 1, settings.chains),
        save_warmup=False,
        progress_bar=False,
        progress_callback=finished,
    )
    try:
        return _until_enough(sampler, layout, settings, finished, enough)
    finally:
        # Ends what still runs, be it that there are enough draws or that somebody interrupted.
        sampler.cancel()


def _nuts(settings: DemandSettings, seed: int, target_accept: float) -> Any:
    """Return nutpie's settings."""
    found = nutpie._lib.PyNutsSettings.Diag(seed)
    known = found.as_dict()["settings"]
    steps = known["adapt_options"]["step_size_settings"] | {"target_accept": target_accept}
    found.update_settings(
        known
        | {
            "num_tune": settings.tune,
            "num_draws": settings.draws,
            "num_chains": settings.chains,
            "trajectory_kind": PATHS,
            "maxdepth": DOUBLINGS,
            "adapt_options": known["adapt_options"] | {"step_size_settings": steps},
        }
    )
    return found


def _compiled(model: pm.Model, layout: Layout) -> Any:
    """Return the model as nutpie samples it."""
    return from_pyfunc(
        ndim=layout.size,
        make_logp_fn=_density(model, layout),
        # What nutpie stores are the sampler's own numbers: those of the model follow from them, and
        # of many draws at once in a fraction of the time.
        make_expand_fn=lambda *_seeds: lambda z: {_NUMBERS: z},
        make_initial_point_fn=lambda seed: np.random.default_rng(seed).standard_normal(layout.size),
        expanded_dtypes=[np.dtype("float64")],
        expanded_shapes=[(layout.size,)],
        expanded_names=[_NUMBERS],
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
    for draws in _asked_at(settings):
        while whole is None and (finished.draws < draws or draws == settings.draws):
            # A quick sampler ends before it tells: what is asked must not depend on that.
            if _is_over(sampler):
                whole = sampler.wait()
            else:
                time.sleep(POLLED_EVERY_S)
        # Chains that go on meanwhile hold the answer up and are held up by it: both would take
        # more than twice as long.
        if whole is None:
            sampler.pause()
        so_far = _labelled(sampler.inspect() if whole is None else whole, layout, draws)
        if enough(so_far):
            break
        if whole is None:
            sampler.resume()
    return so_far


def _asked_at(settings: DemandSettings) -> Iterator[int]:
    """Give the numbers of draws of each chain at which it is asked whether they are enough."""
    draws = -(-settings.kept // settings.chains)
    while draws < settings.draws:
        yield draws
        draws += max(CHECKED_EVERY, int(CHECKED_AFTER * draws))
    yield settings.draws


def _is_over(sampler: Any) -> bool:
    """Return whether nothing more will come, be it that all is done or that a chain failed."""
    try:
        return bool(sampler.is_finished)
    except TimeoutError:  # what nutpie raises while chains run
        return False


def _labelled(tree: Any, layout: Layout, draws: int) -> xr.DataTree:
    """Return the first draws of every chain, labelled as the model's."""
    numbers = tree["posterior"][_NUMBERS].to_numpy()[:, :draws]
    values = layout.draws(numbers.reshape(-1, layout.size))
    stats = tree["sample_stats"].to_dataset().isel(draw=slice(draws))
    by_chain = {name: x.reshape(*numbers.shape[:2], *x.shape[1:]) for name, x in values.items()}
    labelled = layout.labelled(by_chain, ("chain", "draw"))
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
