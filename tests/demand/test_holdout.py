"""Forecasts of real years that the fit has not seen, beside those of a year before."""

import pandas as pd
import pytest

from calibration.demand.backtest import backtest, pooled, seasonal_naive, summary
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from calibration.pool.examples import load_example_pool
from calibration.pool.store import Pool

FEW = DemandSettings(tune=200, draws=250, kept=500)
BRISTOL = (
    "Blaise Castle House Museum", "Bristol Museum", "M Shed", "The Georgian House Museum",
    "The Red Lodge Museum",
)  # fmt: skip


def scored(venues: tuple[str, ...], origin: str) -> pd.DataFrame:
    pool = Pool()
    load_example_pool(pool)
    history = History.from_pool(pool)
    venues = venues or tuple(v for v in history.venues if history.days(v).empty)
    history = history.only(venues)
    found = backtest(
        history, {"pooled": pooled(FEW), "naive": seasonal_naive}, at=[pd.Timestamp(origin)],
        horizon_days=365, seed=1,
    )  # fmt: skip
    # Some museums had closed by then.
    assert len(set(found["venue"])) > 0.6 * len(venues)
    assert found["start"].min() > pd.Timestamp(origin)
    return summary(found).set_index("forecaster")


@pytest.mark.parametrize(
    ("venues", "origin"),
    [
        pytest.param(BRISTOL, "2017-02-14", id="days of five museums"),
        pytest.param(BRISTOL, "2016-08-14", id="sixteen months known", marks=pytest.mark.slow),
        pytest.param(("Helsinki Zoo",), "2022-06-30", id="days outdoors", marks=pytest.mark.slow),
        pytest.param((), "2016-12-31", id="months of all others", marks=pytest.mark.slow),
    ],
)
def test_a_year_ahead_is_forecast_better_than_by_the_year_before(
    venues: tuple[str, ...], origin: str
) -> None:
    shown = scored(venues, origin)
    assert shown.loc["pooled", "ncrps"] < 0.95 * shown.loc["naive", "ncrps"]
    assert 0.68 < shown.loc["pooled", "inside80"] < 0.92
    assert 0.86 < shown.loc["pooled", "inside95"] <= 1.0
