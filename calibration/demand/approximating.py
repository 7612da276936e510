"""Large pools: draws from the pilot's Gaussian approximation instead of the sampler's.

A sampler's steps take time by the number of counts, and it needs more of them the more unknowns
there are: a thousand museums' years would take hours. The approximation takes one short calculation
a venue. It is exact where counts are many or coefficients Normal; what it leaves out is that scales
and spreads are unsure together, and skewness where a venue's counts are few. How far it agrees with
the sampler where both can be used is measured in docs/demand.md, and a test holds it there.

Source: nested approximations as in Rue, Martino and Chopin, 'Approximate Bayesian inference for
latent Gaussian models' (JRSS B 71, 2009), the hyperparameters being Normal on their own scales.
"""

from collections.abc import Callable

import numpy as np
import xarray as xr

from calibration.demand.layout import Layout
from calibration.demand.settings import DemandSettings


def approximate_draws(
    layout: Layout,
    settings: DemandSettings,
    *,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> xr.Dataset:
    """Return draws of every variable of the model, dimension ``draw``.

    Args:
        layout: The approximation, and the model's variables.
        settings: How many draws are kept.
        seed: Their luck.
        progress: Called now and then with the share of the work that is done.
    """
    z = np.random.default_rng(seed).standard_normal((settings.kept, layout.size))
    whole = layout.draws(z, progress)
    return layout.labelled(whole, ("draw",)).assign_coords(draw=np.arange(settings.kept))
