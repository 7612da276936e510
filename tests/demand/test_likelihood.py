"""The likelihood's series are the densities that they stand for."""

import numpy as np
import pymc as pm
import pytest
from scipy import stats

from calibration.demand import likelihood
from calibration.demand.drawing import RARE_CONCENTRATION, RARE_SHAPE

RARE = np.array([0, 3, 1, 40])
COUNTS = np.array([12, 1461, 72, 300])


@pytest.mark.parametrize("common", [-9.0, -6.0, -4.6, -2.0, 0.0])
def test_marks_of_rare_counts_are_beta_binomial(common: float) -> None:
    with pm.Model() as model:
        value = pm.Normal("common", -4.6, 1.0)
        likelihood.rare_counts("marks", value, RARE, COUNTS)
    found = float(model.potentials[0].eval({value: common}))
    beta = RARE_SHAPE * np.exp(-common)
    assert found == pytest.approx(
        stats.betabinom.logpmf(RARE, COUNTS, RARE_SHAPE, beta).sum(), abs=1e-7
    )


@pytest.mark.parametrize("log_concentration", [-2.0, 0.5, 2.0, 6.0])
def test_counts_are_negative_binomial_and_rare_ones_widely_so(log_concentration: float) -> None:
    rng = np.random.default_rng(3)
    observed = rng.poisson(80.0, 50) * rng.integers(0, 3, 50)
    member, rare = np.repeat([0, 1], 25), rng.random(50) < 0.1
    log_mean = rng.normal(4.0, 0.5, 50)
    with pm.Model() as model:
        concentrations = pm.Normal("concentrations", 0.0, 1.0, shape=2)
        likelihood.counts(
            "visits", log_mean, concentrations, member=member, observed=observed, rare=rare
        )
    density = model.compile_fn(model.logp() - model.logp(vars=[concentrations]))
    at = np.array([log_concentration, 1.0])
    each = np.where(rare, RARE_CONCENTRATION, np.exp(at)[member])
    chance = each / (each + np.exp(log_mean))
    true = stats.nbinom.logpmf(observed, each, chance).sum()
    assert density({"concentrations": at}) == pytest.approx(true, rel=1e-8)
