"""Large pools are approximated: what that is worth beside the sampler, and what is said of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.demand.diagnostics import Approximated, Sampled
from calibration.demand.fit import Fit, load_fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.settings import DemandSettings
from tests.demand import made_up

DRAWS = 1000
APPROXIMATED = DemandSettings(most_sampled=0, kept=DRAWS)
SAMPLED = DemandSettings(tune=300, draws=DRAWS // 2, kept=DRAWS)
NEXT_YEAR = pd.date_range("2018-01-08", periods=364)


@pytest.fixture(scope="module")
def approximated() -> Fit:
    return fit(made_up.history(), seed=4, settings=APPROXIMATED)


@pytest.fixture(scope="module")
def sampled() -> Fit:
    return fit(made_up.history(), seed=4, settings=SAMPLED)


def test_small_pools_are_sampled_and_large_ones_approximated(
    sampled: Fit, approximated: Fit
) -> None:
    assert (sampled.method, approximated.method) == ("sampled", "approximated")
    assert approximated.diagnostics.ok
    assert "approximated" in approximated.diagnostics.sentences()[0]
    assert set(approximated.posterior.data_vars) == set(sampled.posterior.data_vars)


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("grain", ["days", "four weeks", "year"])
def test_forecasts_agree_with_the_sampler_s(
    sampled: Fit, approximated: Fit, quantile: float, grain: str
) -> None:
    length = {"days": 1, "four weeks": 28, "year": 364}[grain]
    for venue in sampled.venues:
        by_method = []
        for learned in (sampled, approximated):
            draws = predict(learned, venue, NEXT_YEAR, seed=1).to_numpy()
            sums = draws.reshape(DRAWS, -1, length).sum(axis=2)
            by_method.append(np.quantile(sums, quantile, axis=0).mean())
        assert by_method[1] == pytest.approx(by_method[0], rel=0.05)


def test_the_same_seed_gives_the_same_draws(approximated: Fit) -> None:
    again = fit(made_up.history(), seed=4, settings=APPROXIMATED)
    assert again.posterior.identical(approximated.posterior)
    other = fit(made_up.history(), seed=5, settings=APPROXIMATED)
    assert not other.posterior.identical(approximated.posterior)


def test_what_an_earlier_pool_said_is_no_part_of_it(approximated: Fit, sampled: Fit) -> None:
    odd = sampled.posterior.assign(season_common=sampled.posterior["season_common"] + 5.0)
    earlier = replace(sampled, posterior=odd)
    again = fit(made_up.history(), seed=4, settings=APPROXIMATED, last=earlier)
    assert again.posterior.identical(approximated.posterior)


def test_how_it_was_learned_is_stored_with_the_fit(approximated: Fit, tmp_path: Path) -> None:
    approximated.save(tmp_path / "fit.nc")
    read = load_fit(tmp_path / "fit.nc")
    assert read.method == "approximated"
    assert read.diagnostics.sentences() == approximated.diagnostics.sentences()


def test_progress_grows_to_its_end() -> None:
    seen: list[float] = []
    fit(made_up.history(), seed=4, settings=APPROXIMATED, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)


def test_venues_whose_approximation_failed_are_named() -> None:
    failed = Approximated(parameters=9000, seconds=1.0, unsettled=["North", "South"])
    assert not failed.ok
    said = " ".join(failed.sentences())
    assert "North, South" in said
    assert replace(failed, unsettled=[]).ok


@pytest.mark.parametrize(
    ("parameter", "called"),
    [
        ("level_7 (York, 2016-12-12T00:00:00.000000)", "Level (York, 2016-12-12)"),
        ("day_concentration (York)", "How evenly days are visited (York)"),
        ("week_lift (York, 12)", "Weeks of the year (York, 12)"),
        ("drift_common", "How much the level moves"),
    ],
)
def test_what_failed_has_a_name_that_people_know(parameter: str, called: str) -> None:
    sampled = Sampled(
        parameters=100, seconds=1.0, r_hat=1.3, r_hat_of=parameter, r_hat_of_99=1.2, ess=900.0,
        ess_of=parameter, divergences=0, draws=1000,
    )  # fmt: skip
    assert f"“{called}”" in " ".join(sampled.sentences())
