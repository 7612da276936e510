"""Learning demand from a history: sampling the model, or approximating it if the pool is large.

Use :func:`fit`. The same history, settings, seed and start give the same draws to the last digit,
however many processors there are: every chain has a generator of its own, and within a chain the
arithmetic runs on one thread, so that no sum changes its order.
"""

import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, Final

import numpy as np
import pymc as pm
import xarray as xr
from threadpoolctl import threadpool_limits

from calibration.demand import model as models
from calibration.demand import neighbours
from calibration.demand.approximating import approximate_draws
from calibration.demand.design import Block, blocks_of, coefficients_of
from calibration.demand.diagnosing import diagnose
from calibration.demand.diagnostics import Approximated, Diagnostics, Sampled
from calibration.demand.fit import Fit
from calibration.demand.guesses import guesses, marked, starting_from
from calibration.demand.history import History
from calibration.demand.layout import Layout
from calibration.demand.pilot import Approximation, approximate, commons_of
from calibration.demand.sampling import sample
from calibration.demand.settings import DemandSettings
from calibration.demand.sums import Shapes

# The share of the work that the pilot is.
_PILOT: Final = 0.05
_PILOT_OF_LARGE: Final = 0.9


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
    is_large = coefficients_of(blocks) > settings.most_sampled
    # Of a large pool the pilot is the work, else it is over in a moment.
    whole, pilot = progress or (lambda _share: None), _PILOT_OF_LARGE if is_large else _PILOT
    # The matrices are small: threads that wait for each other take many times as long as one.
    with threadpool_limits(limits=1, user_api="blas"):
        approximations, pooled, shapes = approximate(blocks, lambda share: whole(pilot * share))
    model = models.build(blocks, shapes, approximations)
    guess = guesses(blocks, approximations, pooled)
    if last is not None and not is_large:
        # The approximation is made of the guesses; only a sampler may start anywhere.
        guess = starting_from(guess, last.posterior)
    layout = Layout(model, approximations, guess, commons_of(approximations, pooled))

    def after_pilot(share: float) -> None:
        whole(pilot + (1.0 - pilot) * share)

    diagnostics: Diagnostics
    if is_large:
        posterior = approximate_draws(layout, settings, seed=seed, progress=after_pilot)
        diagnostics = Approximated(
            layout.size, time.monotonic() - began, _unsettled(blocks, approximations)
        )
    else:
        posterior, diagnostics = _sampled(
            model, layout, settings, seed=seed,
            careful=not any(block.has_days for block in blocks),
            cores=cores, progress=after_pilot, began=began,
        )  # fmt: skip
    return Fit(
        posterior=posterior.assign(_assumed(blocks, approximations, shapes, history)),
        diagnostics=diagnostics,
        history=history,
        settings=settings,
        seed=seed,
        code_version=version("jauge"),
    )


def _sampled(
    model: pm.Model,
    layout: Layout,
    settings: DemandSettings,
    *,
    seed: int,
    careful: bool,
    cores: int | None,
    progress: Callable[[float], None],
    began: float,
) -> tuple[xr.Dataset, Sampled]:
    """Return the draws that are kept of those sampled, and what can be said about them."""
    found: list[Sampled] = []

    def enough(so_far: xr.DataTree) -> bool:
        found.append(diagnose(so_far, time.monotonic() - began))
        return found[-1].ok

    samples = sample(
        model, layout, settings, seed=seed, careful=careful, cores=cores, progress=progress,
        enough=enough,
    )  # fmt: skip
    return _flat(samples["posterior"].to_dataset(), settings.kept), found[-1]


def _unsettled(blocks: Sequence[Block], found: Sequence[Approximation]) -> list[str]:
    """Return the venues whose mode the pilot did not find."""
    pairs = zip(blocks, found, strict=True)
    return [v for b, f in pairs for v, ok in zip(b.venues, f.settled, strict=True) if not ok]


def _assumed(
    blocks: Sequence[Block],
    found: Sequence[Approximation],
    shapes: Shapes,
    history: History,
) -> dict[str, Any]:
    """Return what a forecast needs of the pilot's findings, by the names of variables."""
    types = {"shaped": sorted(shapes)}
    values: dict[str, Any] = {
        f"{key}_shape": xr.DataArray(
            np.stack([shapes[each][key] for each in types["shaped"]]),
            types,
            ("shaped", f"{key}_column"),
        )
        for key in next(iter(shapes.values()))
    }
    for number, each in enumerate(found):
        values[f"looseness_{number}"] = (f"venue_{number}", f"step_{number}"), each.looseness
    together = neighbours.correlations(blocks, found, history.countries)
    values["together"] = xr.DataArray(together, {"luck": list(neighbours.LUCKS)}, "luck")
    for grain, by_venue in marked(blocks, found).items():
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
