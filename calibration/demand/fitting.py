"""Learning demand from a history: sampling the model.

Use :func:`fit`. The same history, settings, seed and start give the same draws to the last digit,
however many processors there are: every chain has a generator of its own, and within a chain the
arithmetic runs on one thread, so that no sum changes its order.
"""

import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from calibration.demand import model as models
from calibration.demand import neighbours
from calibration.demand.design import Block, blocks_of
from calibration.demand.diagnosing import diagnose
from calibration.demand.fit import Fit
from calibration.demand.history import History
from calibration.demand.pilot import Approximation, Shape, approximate, middles
from calibration.demand.sampling import sample
from calibration.demand.settings import DemandSettings


def fit(
    history: History,
    *,
    seed: int,
    settings: DemandSettings | None = None,
    last: Fit | None = None,
    cores: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Fit:
    """Learn demand from a history.

    Args:
        history: What is known.
        seed: The luck of the sampler.
        settings: How to learn; the defaults if left out.
        last: A fit of an earlier history: what it found of venues in common is where the sampler
            starts. Left out, it starts from what the pilot finds.
        cores: How many chains run at once; as many as there are processors if left out.
        progress: Called now and then with the share of the work that is done.
    """
    settings = settings or DemandSettings()
    began = time.monotonic()
    blocks = blocks_of(history, settings)
    approximations, pooled, shape = approximate(blocks)
    model = models.build(blocks, shape, approximations)
    start = middles(blocks, approximations, pooled) | _known_by(last)
    samples = sample(
        model, approximations, start, settings, seed=seed, cores=cores, progress=progress
    )
    diagnostics = diagnose(samples, time.monotonic() - began)
    return Fit(
        posterior=_flat(samples["posterior"].to_dataset(), settings.kept).assign(
            _assumed(blocks, approximations, shape, history)
        ),
        diagnostics=diagnostics,
        history=history,
        settings=settings,
        seed=seed,
        code_version=version("jauge"),
    )


def _known_by(last: Fit | None) -> dict[str, NDArray[np.float64]]:
    """Return the medians of what venues have in common, which is of one shape in every fit."""
    if last is None:
        return {}
    return {
        str(name): np.asarray(values.median("draw"))
        for name, values in last.posterior.data_vars.items()
        if str(name).endswith(("_common", "_spread")) and "draw" in values.dims
    }


def _assumed(
    blocks: Sequence[Block],
    found: Sequence[Approximation],
    shape: Shape,
    history: History,
) -> dict[str, Any]:
    """Return what a forecast needs of the pilot's findings, by the names of variables."""
    values: dict[str, Any] = {
        f"{key}_shape": (f"{key}_column", coefficients) for key, coefficients in shape.items()
    }
    for number, each in enumerate(found):
        values[f"looseness_{number}"] = (f"venue_{number}", f"step_{number}"), each.looseness
    together = neighbours.correlations(blocks, found, history.countries)
    values["together"] = xr.DataArray(together, {"luck": list(neighbours.LUCKS)}, "luck")
    # How many counts of each venue were marked rare, and of how many.
    marks: dict[str, dict[str, tuple[int, int]]] = {"day": {}, "period": {}}
    for block, each in zip(blocks, found, strict=True):
        for venue, rare in zip(block.venues, each.rare, strict=True):
            days, periods = np.split(rare, [len(block.visits)])
            for grain, of_grain in (("day", days), ("period", periods)):
                if len(of_grain):
                    marks[grain][venue] = (int(of_grain.sum()), len(of_grain))
    for grain, by_venue in marks.items():
        venues = {f"{grain}_marked": list(by_venue)}
        table = np.array(list(by_venue.values()), dtype=float).reshape(-1, 2)
        values[f"{grain}_rare"] = xr.DataArray(table, venues, (f"{grain}_marked", "mark"))
    return values


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
