"""What is learned from histories whose truth is known, and what is forecast from it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.demand import sampling
from calibration.demand.fit import Fit, load_fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import forecast, predict
from calibration.demand.settings import DemandSettings
from tests.demand import made_up
from venues.common.problems import InputError

SETTINGS = DemandSettings(chains=2, tune=200, draws=250)
TO_COME = pd.date_range("2018-01-08", periods=56)


@pytest.fixture(scope="module")
def learned() -> Fit:
    return fit(made_up.history(), seed=4, settings=SETTINGS)


def test_the_same_seed_gives_the_same_draws_however_many_processors(learned: Fit) -> None:
    again = fit(made_up.history(), seed=4, settings=SETTINGS, cores=1)
    assert again.posterior.identical(learned.posterior)
    other = fit(made_up.history(), seed=5, settings=SETTINGS)
    assert not other.posterior.identical(learned.posterior)


def test_chains_agree(learned: Fit) -> None:
    assert learned.diagnostics.divergences == 0
    assert learned.diagnostics.r_hat < 1.1  # 500 draws leave this much to chance
    assert learned.diagnostics.sentences()


def test_the_weekly_rhythm_is_recovered(learned: Fit) -> None:
    weeks = pd.date_range("2016-02-01", periods=7 * 40)
    seen = predict(learned, "South", weeks, seed=1).mean("draw").to_numpy().reshape(-1, 7)
    ratio = seen.mean(axis=0) / seen.mean()
    truth = np.exp(made_up.WEEK) / np.exp(made_up.WEEK).mean()
    np.testing.assert_allclose(ratio, truth, rtol=0.12)


def test_an_exhibition_s_lift_is_recovered(learned: Fit) -> None:
    lift = learned.posterior["exhibition_lift"]
    low, high = (float(lift.quantile(q)) for q in (0.01, 0.99))
    assert low < made_up.LIFT < high
    assert high - low < 0.8


def test_months_are_the_sum_of_their_days(learned: Fit) -> None:
    """A venue known by its months alone gets days that add up to its level, with a peers' week."""
    days = pd.date_range("2016-03-01", "2016-08-31")
    daily = predict(learned, "East", days, seed=1)
    wanted = np.exp(made_up.log_mean("East", days)).sum()
    assert float(daily.sum("time").mean()) == pytest.approx(wanted, rel=0.1)
    by_weekday = daily.mean("draw").groupby("time.weekday").mean()
    assert by_weekday.sel(weekday=5) > 1.3 * by_weekday.sel(weekday=1)


def test_nobody_comes_on_a_closed_day_and_somebody_on_an_open_one(learned: Fit) -> None:
    opened = np.asarray(TO_COME.day_of_week != 2)
    visits = predict(learned, "North", TO_COME, is_open=opened, seed=1)
    assert (visits.to_numpy()[:, ~opened] == 0).all()
    assert (visits.to_numpy()[:, opened].mean(axis=0) > 0).all()


def test_two_plans_share_the_luck_of_each_day(learned: Fit) -> None:
    plain = predict(learned, "South", TO_COME, seed=9)
    again = predict(learned, "South", TO_COME[20:30], seed=9)
    assert (plain.sel(time=again["time"]) == again).all()
    more = predict(learned, "South", TO_COME, scale=np.full(plain.shape, 1.1), seed=9)
    assert (more >= plain).all()
    assert float((more.sum() / plain.sum()).item()) == pytest.approx(1.1, abs=0.01)
    other = predict(learned, "South", TO_COME, seed=10)
    assert (other != plain).mean() > 0.9


def test_a_forecast_grows_less_sure_with_time(learned: Fit) -> None:
    years = pd.date_range("2018-01-01", "2020-12-31")
    visits = predict(learned, "South", years, seed=1)
    yearly = visits.groupby("time.year").sum()
    spread = (yearly.quantile(0.9, "draw") - yearly.quantile(0.1, "draw")) / yearly.median("draw")
    assert spread.sel(year=2018) < spread.sel(year=2019) < spread.sel(year=2020)


def test_intervals_hold_what_the_truth_draws(learned: Fit) -> None:
    rng = np.random.default_rng(77)
    truth = made_up.counts("South", TO_COME, rng)
    visits = predict(learned, "South", TO_COME, seed=1)
    low, high = visits.quantile(0.1, "draw"), visits.quantile(0.9, "draw")
    held = float(((low <= truth) & (truth <= high)).mean())
    assert 0.6 <= held <= 0.95  # 80 % of 56 days, three standard errors either way


def test_a_forecast_is_what_the_design_says(learned: Fit, tmp_path: Path) -> None:
    dataset = forecast(learned, TO_COME[0], TO_COME[-1], freq="day", seed=2)
    visits = dataset["visits"]
    assert visits.dims == ("draw", "venue", "time")
    assert visits.sizes["draw"] >= 400
    assert set(visits["venue"].to_numpy()) == set(made_up.LEVELS)
    assert np.issubdtype(visits.dtype, np.integer)
    assert (visits >= 0).all()
    months = forecast(learned, TO_COME[0], TO_COME[-1], freq="month", seed=2)["visits"]
    assert (months.sum("time") == visits.sum("time")).all()


def test_a_fit_reads_back_equal_and_forecasts_the_same(learned: Fit, tmp_path: Path) -> None:
    learned.save(tmp_path / "fit.nc")
    again = load_fit(tmp_path / "fit.nc")
    assert again.posterior.identical(learned.posterior)
    assert again.diagnostics == learned.diagnostics
    assert again.history_digest == learned.history_digest
    first, second = (predict(each, "North", TO_COME, seed=3) for each in (learned, again))
    assert first.equals(second)


def test_days_whose_index_has_a_name_are_forecast_like_others(learned: Fit) -> None:
    for venue in ("South", "East"):  # days counted, months counted
        named = predict(learned, venue, TO_COME.rename("day"), seed=3)
        assert named.identical(predict(learned, venue, TO_COME, seed=3))


def test_an_unknown_venue_is_refused(learned: Fit) -> None:
    with pytest.raises(InputError, match="Nowhere"):
        predict(learned, "Nowhere", TO_COME, seed=1)


def test_no_more_is_drawn_than_the_checks_want(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor less on a machine that runs chain after chain, or that is done before it tells."""
    patient = SETTINGS.model_copy(update={"draws": 2000, "kept": 1000})
    history = made_up.history().only(["North", "South"])
    found = fit(history, seed=4, settings=patient)
    assert found.diagnostics.ok
    assert found.diagnostics.draws < 2 * patient.draws
    again = fit(history, seed=4, settings=patient, cores=1)
    assert again.posterior.identical(found.posterior)
    assert again.diagnostics.draws == found.diagnostics.draws
    monkeypatch.setattr(sampling._Finished, "__call__", lambda _self, _chains: None)
    assert fit(history, seed=4, settings=patient).posterior.identical(found.posterior)
