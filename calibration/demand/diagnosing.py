"""Working out a fit's diagnostics from its chains, by ArviZ.

Use :func:`diagnose` after sampling; what it finds means is said by
:class:`calibration.demand.diagnostics.Sampled`, with the source of measures and limits.
"""

from typing import Any

import arviz as az
import numpy as np
import xarray as xr

from calibration.demand.diagnostics import Sampled


def diagnose(samples: xr.DataTree, seconds: float) -> Sampled:
    """Return the diagnostics of sampled chains.

    Args:
        samples: The groups ``posterior`` and ``sample_stats``.
        seconds: How long compiling and sampling took.
    """
    posterior = samples["posterior"].to_dataset()
    r_hats = az.rhat(posterior)
    r_hat, r_hat_of = _worst(r_hats, posterior.coords, greatest=True)
    every = np.concatenate([values.to_numpy().ravel() for values in r_hats.data_vars.values()])
    ess, ess_of = _worst(az.ess(posterior, method="bulk"), posterior.coords, greatest=False)
    return Sampled(
        r_hat=r_hat,
        r_hat_of=r_hat_of,
        r_hat_of_99=float(np.quantile(np.nan_to_num(every, nan=np.inf), 0.99, method="higher")),
        ess=ess,
        ess_of=ess_of,
        divergences=int(samples["sample_stats"]["diverging"].sum()),
        draws=posterior.sizes["chain"] * posterior.sizes["draw"],
        parameters=len(every),
        seconds=seconds,
    )


def _worst(measure: Any, coords: Any, *, greatest: bool) -> tuple[float, str]:
    """Return the worst value over all parameters, and the name of the parameter that has it."""
    worst, name = (-np.inf, "") if greatest else (np.inf, "")
    for key, values in measure.data_vars.items():
        # A value that cannot be computed is as bad as can be.
        bad = np.inf if greatest else 0.0
        numbers = values.fillna(bad).to_numpy()
        at = int(numbers.argmax() if greatest else numbers.argmin())
        value = float(numbers.flat[at])
        if (value > worst) if greatest else (value < worst):
            place = np.unravel_index(at, numbers.shape)
            where = [
                label
                for dim, i in zip(values.dims, place, strict=True)
                for label in _labels(coords, str(dim), int(i))
            ]
            worst, name = value, f"{key} ({', '.join(where)})" if where else str(key)
    return worst, name


def _labels(coords: Any, dim: str, place: int) -> list[str]:
    """Return what stands at a place of a dimension; of a pair, its venue and its name."""
    key = dim.removesuffix("_pair")
    dims = [f"{key}_venue", f"{key}_name"] if key != dim else [dim]
    return [str(coords[each].to_numpy()[place]) for each in dims]
