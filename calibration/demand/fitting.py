"""Learning demand from a history: sampling the model.

Use :func:`fit`. The same history, settings and seed give the same draws to the last digit, however
many processors there are: every chain has a generator of its own, and within a chain the arithmetic
runs on one thread, so that no sum changes its order.
"""

import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
import xarray as xr

from calibration.demand import model as models
from calibration.demand.design import blocks_of
from calibration.demand.diagnosing import diagnose
from calibration.demand.fit import Fit
from calibration.demand.history import History
from calibration.demand.pilot import approximate, middles
from calibration.demand.sampling import sample
from calibration.demand.settings import DemandSettings


def fit(
    history: History,
    *,
    seed: int,
    settings: DemandSettings | None = None,
    cores: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Fit:
    """Learn demand from a history.

    Args:
        history: What is known.
        seed: The luck of the sampler.
        settings: How to learn; the defaults if left out.
        cores: How many chains run at once; as many as there are processors if left out.
        progress: Called now and then with the share of the work that is done.
    """
    settings = settings or DemandSettings()
    began = time.monotonic()
    blocks = blocks_of(history, settings)
    approximations, pooled, shape = approximate(blocks)
    model = models.build(blocks, shape, approximations)
    samples = sample(
        model, approximations, middles(blocks, approximations, pooled), settings,
        seed=seed, cores=cores, progress=progress,
    )  # fmt: skip
    diagnostics = diagnose(samples, time.monotonic() - began)
    assumed: dict[str, Any] = {
        f"{key}_shape": (f"{key}_column", values) for key, values in shape.items()
    }
    for number, each in enumerate(approximations):
        assumed[f"looseness_{number}"] = (f"venue_{number}", f"step_{number}"), each.looseness
    return Fit(
        posterior=_flat(samples["posterior"].to_dataset(), settings.kept).assign(assumed),
        diagnostics=diagnostics,
        history=history,
        settings=settings,
        seed=seed,
        code_version=version("jauge"),
    )


def _flat(posterior: xr.Dataset, kept: int) -> xr.Dataset:
    """Return at most so many draws of all chains in one dimension, chain after chain."""
    variables = {
        str(name): (("draw", *values.dims[2:]), values.to_numpy().reshape(-1, *values.shape[2:]))
        for name, values in posterior.data_vars.items()
    }
    coords = {n: c for n, c in posterior.coords.items() if n not in {"chain", "draw"}}
    total = posterior.sizes["chain"] * posterior.sizes["draw"]
    draws = xr.Dataset(variables, coords=coords)
    thinned = draws.isel(draw=np.arange(min(kept, total)) * total // min(kept, total))
    return thinned.assign_coords(draw=np.arange(thinned.sizes["draw"]))
