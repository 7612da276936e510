"""Back-tests: nobody sees the future, and scores are what their definitions say."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats

from calibration.demand.backtest import backtest, seasonal_naive, summary
from calibration.demand.history import History
from calibration.demand.origins import Asked, origins

DAYS = pd.date_range("2015-01-01", "2017-12-31")
MONTHS = pd.date_range("2013-01-01", "2017-12-01", freq="MS")


def history() -> History:
    rng = np.random.default_rng(3)
    days = pd.DataFrame(
        {"venue": "Daily", "date": DAYS, "period": "day", "visits": rng.poisson(200, len(DAYS))}
    )
    months = pd.DataFrame(
        {"venue": "Monthly", "date": MONTHS, "period": "month",
         "visits": rng.poisson(5000 + 3000 * (MONTHS.month == 8))}
    )  # fmt: skip
    return History(attendance=pd.concat([days, months], ignore_index=True))


def exact(
    _known: History, asked: Mapping[str, Asked], _seed: int
) -> dict[str, NDArray[np.float64]]:
    """Forecast what comes, as only one who cheats can."""
    return {venue: np.tile(counts.visits, (50, 1)) for venue, counts in asked.items()}


def test_origins_lie_a_horizon_apart_before_the_last_count() -> None:
    assert origins(history(), horizon_days=365, count=2) == [
        pd.Timestamp("2016-01-01"), pd.Timestamp("2016-12-31"),
    ]  # fmt: skip


def test_nothing_after_the_origin_is_known() -> None:
    origin = pd.Timestamp("2016-12-31")
    seen: list[History] = []

    def spy(
        known: History, asked: Mapping[str, Asked], seed: int
    ) -> dict[str, NDArray[np.float64]]:
        seen.append(known)
        return exact(known, asked, seed)

    scores = backtest(history(), {"spy": spy}, at=[origin], horizon_days=90, seed=1)
    assert seen[0].attendance["date"].max() <= origin
    assert seen[0].days("Daily").index[-1] == origin
    assert seen[0].longer_periods("Monthly")["end"].max() == origin
    assert scores["start"].min() > origin
    assert scores["end"].max() <= origin + pd.Timedelta(days=90)
    # January to March have ninety days; a month that ends later is not asked for.
    assert scores.groupby("venue").size().to_dict() == {"Daily": 90, "Monthly": 3}


def test_knowing_it_all_costs_nothing() -> None:
    scores = backtest(
        history(), {"exact": exact}, at=[pd.Timestamp("2016-12-31")], horizon_days=365, seed=1
    )
    [row] = summary(scores).to_dict("records")
    assert row["ncrps"] == pytest.approx(0.0, abs=1e-12)
    assert row["wape"] == 0.0
    assert row["inside50"] == row["inside95"] == 1.0


def test_the_score_of_a_normal_forecast_is_the_formula_s() -> None:
    """CRPS of N(μ, σ) at y is σ (z (2Φ(z) − 1) + 2φ(z) − 1/√π), Gneiting and Raftery (2007)."""

    def normal(
        _known: History, asked: Mapping[str, Asked], seed: int
    ) -> dict[str, NDArray[np.float64]]:
        rng = np.random.default_rng(seed)
        return {v: 200 + 30 * rng.standard_normal((4000, len(c.visits))) for v, c in asked.items()}

    scores = backtest(
        history().only(["Daily"]), {"normal": normal}, at=[pd.Timestamp("2016-12-31")],
        horizon_days=200, seed=1,
    )  # fmt: skip
    z = (scores["visits"] - 200) / 30
    exactly = 30 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert scores["crps"].mean() == pytest.approx(exactly.mean(), rel=0.02)


def test_the_year_before_knows_august_and_its_own_width() -> None:
    known = history().until(pd.Timestamp("2016-12-31"))
    scores = backtest(
        history(), {"naive": seasonal_naive}, at=[pd.Timestamp("2016-12-31")], horizon_days=365,
        seed=1,
    )  # fmt: skip
    monthly = scores[scores["venue"] == "Monthly"].set_index("start")
    assert monthly["median"].idxmax() == pd.Timestamp("2017-08-01")
    daily = scores[scores["venue"] == "Daily"]
    assert 0.7 < daily["inside80"].mean() < 0.9
    assert len(known.days("Daily")) == 731


def test_a_venue_known_for_a_few_weeks_is_not_asked_for() -> None:
    young = history().attendance
    young = young[(young["venue"] != "Daily") | (young["date"] >= pd.Timestamp("2016-12-01"))]
    scores = backtest(
        History(attendance=young), {"exact": exact}, at=[pd.Timestamp("2016-12-31")],
        horizon_days=60, seed=1,
    )  # fmt: skip
    assert set(scores["venue"]) == {"Monthly"}
