"""The diagnostics of chains: the worst parameter is named by what it is about."""

import numpy as np
import xarray as xr

from calibration.demand.diagnosing import diagnose

CHAINS, DRAWS = 2, 400


def chains(*, apart: float) -> xr.DataTree:
    """Chains that agree about all but one week of one venue."""
    rng = np.random.default_rng(3)
    weeks = rng.standard_normal((CHAINS, DRAWS, 3))
    weeks[1, :, 2] += apart
    posterior = xr.Dataset(
        {
            "week_lift": (("chain", "draw", "week_pair"), weeks),
            "drift_common": (("chain", "draw"), rng.standard_normal((CHAINS, DRAWS))),
        },
        coords={
            "week_pair": [0, 1, 2],
            "week_venue": ["York", "York", "Leeds"],
            "week_name": ["31", "32", "12"],
        },
    )
    stats = xr.Dataset({"diverging": (("chain", "draw"), np.zeros((CHAINS, DRAWS), bool))})
    return xr.DataTree.from_dict({"/posterior": posterior, "/sample_stats": stats})


def test_the_worst_parameter_is_named_with_its_venue() -> None:
    found = diagnose(chains(apart=5.0), 1.0)
    assert (found.r_hat_of, found.ess_of) == ("week_lift (Leeds, 12)",) * 2
    assert not found.ok


def test_chains_that_agree_are_relied_on() -> None:
    found = diagnose(chains(apart=0.0), 1.0)
    assert found.ok
    assert found.parameters == 4
