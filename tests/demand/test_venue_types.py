"""Types of venue: zoos learn from zoos, and less from museums."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from calibration.demand.coefficients import venue_posterior
from calibration.demand.components.base import SPREAD_SD, Column
from calibration.demand.components.weekday import CONTRASTS
from calibration.demand.days import days_of
from calibration.demand.fit import load_fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.pooling import (
    Told,
    ToldTogether,
    commons,
    pool,
    pooled_together,
)
from calibration.demand.settings import DemandSettings
from calibration.demand.venue_types import Shared

COLUMN = Column("wave", "", 0.1, 0.5, 0.2, "wave")
ZOOS, MUSEUMS = 4, 5
APPROXIMATED = DemandSettings(most_sampled=0, kept=400)


def test_the_likeliest_spread_is_that_of_the_whole_distribution() -> None:
    rng = np.random.default_rng(1)
    types = np.repeat([0, 1, 2], [4, 3, 1])
    values = rng.normal([0.8, -0.3, 0.1], 0.2)[types] + rng.normal(0.0, 0.2, len(types))
    within = rng.uniform(0.005, 0.05, len(types))

    def log_density(spread: float) -> float:
        alike = types[:, None] == types
        covariance = COLUMN.sd**2 + spread**2 * (alike + np.eye(len(types))) + np.diag(within)
        of_spread = stats.norm.logpdf(np.log(spread), np.log(COLUMN.spread), SPREAD_SD)
        likely = stats.multivariate_normal.logpdf(values, np.full(len(types), 0.1), covariance)
        return float(of_spread + likely)

    told = [Told(0, values[types == t], within[types == t], f"type {t}") for t in range(3)]
    found = float(pool([COLUMN], told).spread[0])
    spreads = np.geomspace(0.02, 2.0, 2000)
    best = spreads[np.argmax([log_density(spread) for spread in spreads])]
    assert found == pytest.approx(best, rel=0.02)


def test_what_types_have_in_common_is_what_bayes_rule_says() -> None:
    """Against the joint Normal distribution of all venues, types and what all have in common."""
    values, within = np.array([1.0, 0.8, -0.2]), np.array([0.01, 0.02, 0.03])
    types, spread = ("zoo", "zoo", "museum"), COLUMN.spread
    told = [
        ToldTogether((Shared("wave", 0, t),), np.array([[1.0 / w]]), np.array([v / w]))
        for t, v, w in zip(types, values, within, strict=True)
    ]
    pooled = {"wave": pool([COLUMN], [])}
    found = commons({"wave": [COLUMN]}, told, pooled, {"wave": ("museum", "zoo")})
    assert [each.venue_type for each in found.shared] == [None, "museum", "zoo"]
    member = np.array([[1.0, 0.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    prior = np.diag([COLUMN.sd**2, spread**2, spread**2])
    noise = np.diag(within + spread**2)
    gain = prior @ member.T @ np.linalg.inv(member @ prior @ member.T + noise)
    apart = gain @ (values - 0.1)
    to_levels = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    covariance = to_levels @ (prior - gain @ member @ prior) @ to_levels.T
    np.testing.assert_allclose(found.mean, 0.1 + to_levels @ apart)
    np.testing.assert_allclose(found.root @ found.root.T, covariance)
    of_zoos = pooled_together(pooled, found)["wave"].of_venue([0], "zoo")
    np.testing.assert_allclose(of_zoos, [[found.mean[2]], [covariance[2, 2] + spread**2]])


def _counts(name: str, days: pd.DatetimeIndex, rng: np.random.Generator) -> pd.DataFrame:
    """Return days of a zoo, three times as full in July as in January, or of a museum."""
    turn = 2 * np.pi * np.asarray(days.day_of_year) / 365.25
    swing = (-0.55 if name.startswith("Zoo") else 0.1) + rng.normal(0.0, 0.05)
    mean = np.exp(6.0 + rng.normal(0.0, 0.5) + swing * np.cos(turn))
    visits = rng.poisson(mean * rng.gamma(20.0, 1 / 20.0, len(days)))
    return pd.DataFrame({"venue": name, "date": days, "period": "day", "visits": visits})


@pytest.fixture(scope="module")
def history() -> History:
    """Zoos and museums of two years, and a zoo of which six weeks of winter are known."""
    rng = np.random.default_rng(4)
    names = [f"Zoo {n}" for n in range(ZOOS)] + [f"Museum {n}" for n in range(MUSEUMS)]
    days = pd.date_range("2022-01-01", "2023-12-31")
    tables = [_counts(name, days, rng) for name in names]
    tables.append(_counts("Zoo, new", pd.date_range("2023-11-20", "2023-12-31"), rng))
    attendance = pd.concat(tables, ignore_index=True)
    types = {name: name.split()[0].strip(",").lower() for name in [*names, "Zoo, new"]}
    return History(attendance=attendance, venue_types=types)


def _july_over_january(history: History) -> np.ndarray:
    """Return by draw how many times as many come to the new zoo in July as in January."""
    learned = fit(history, seed=1, settings=APPROXIMATED)
    of_month = [
        predict(learned, "Zoo, new", pd.date_range(f"2024-{month}-01", periods=31), seed=1)
        for month in ("01", "07")
    ]
    january, july = (draws.sum(axis=1) for draws in of_month)
    return july / january


def test_a_new_zoo_has_the_season_of_zoos(history: History) -> None:
    """Three times as many in July; without types a museum's season weighs as much."""
    typed = _july_over_january(history)
    untyped = _july_over_january(replace(history, venue_types={}))
    true = np.exp(2 * 0.55)
    assert abs(np.log(np.median(typed) / true)) < 0.5 * abs(np.log(np.median(untyped) / true))
    low, high = np.quantile(typed, [0.1, 0.9])
    assert low < true < high
    assert np.log(high / low) < 0.8 * np.log(np.quantile(untyped, 0.9) / np.quantile(untyped, 0.1))


def test_a_zoo_with_months_has_the_week_and_the_weather_of_zoos() -> None:
    """What its months do not tell comes from venues of its type, and coming weather from years."""
    rng = np.random.default_rng(6)
    days = pd.date_range("2021-01-01", "2023-12-31")
    weekend = np.isin(days.day_of_week, [5, 6])
    warm = 8.0 * np.sin(2 * np.pi * (np.asarray(days.day_of_year) - 110) / 365.25)
    warm = warm + 10.0 + np.repeat(rng.normal(0.0, 4.0, len(days) // 10 + 1), 10)[: len(days)]
    weather = pd.DataFrame({"date": days, "temp_max_c": warm, "rain_mm": 0.0})
    tables, skies = [], []
    for name, by_weekend, by_warmth in (
        ("Zoo, days", 0.9, 0.05), ("Zoo, months", 0.9, 0.05), ("Museum 1", -0.3, -0.02),
        ("Museum 2", -0.3, -0.02), ("Museum 3", -0.3, -0.02),
    ):  # fmt: skip
        mean = np.exp(6.0 + by_weekend * weekend + by_warmth * (warm - 10.0))
        visits = rng.poisson(mean * rng.gamma(20.0, 1 / 20.0, len(days)))
        table = pd.DataFrame({"venue": name, "date": days, "period": "day", "visits": visits})
        if name == "Zoo, months":
            starts = table["date"].dt.to_period("M").dt.to_timestamp()
            table = table.assign(date=starts, period="month")
            table = table.groupby(["venue", "date", "period"], as_index=False)["visits"].sum()
        tables.append(table)
        skies.append(weather.assign(venue=name))
    known = pd.concat(tables, ignore_index=True)
    types = {name: name.split()[0].strip(",").lower() for name in known["venue"].unique()}
    history = History(
        attendance=known, weather=pd.concat(skies, ignore_index=True), venue_types=types
    )
    learned = fit(history, seed=1, settings=APPROXIMATED)
    shapes = learned.posterior["weekday_shape"].sel(shaped=["museum", "zoo"]).to_numpy()
    of_zoo, of_museum = ((CONTRASTS @ shape)[5:].mean() for shape in shapes[::-1])
    assert of_zoo > 0.25
    assert of_museum < 0.0
    posterior = venue_posterior(learned, "Zoo, months", draws=None, seed=1)
    to_come = days_of(history, "Zoo, months", pd.date_range("2024-07-01", "2024-07-31"))
    means = posterior.log_means(to_come, as_assumed=True)
    # Draws live through one of three Julys: their weather makes days unlike in different ways.
    ups_and_downs = np.round(np.diff(means, axis=1) - np.diff(means, axis=1).mean(axis=0), 6)
    assert np.abs(ups_and_downs).max() > 0.05


def test_one_type_for_all_is_as_good_as_none(history: History) -> None:
    alone = replace(history, venue_types=dict.fromkeys(history.venues, "zoo")).only(
        ["Zoo 0", "Museum 0"]
    )
    with_type = fit(alone, seed=1, settings=APPROXIMATED)
    without = fit(replace(alone, venue_types={}), seed=1, settings=APPROXIMATED)
    assert with_type.posterior.drop_vars("shaped").equals(without.posterior.drop_vars("shaped"))
    assert with_type.history_digest != without.history_digest


def test_types_are_saved_with_a_fit(history: History, tmp_path) -> None:
    learned = fit(history.only(["Zoo 0", "Museum 0"]), seed=1, settings=APPROXIMATED)
    learned.save(tmp_path / "fit.nc")
    again = load_fit(tmp_path / "fit.nc")
    assert again.history.venue_types == {"Zoo 0": "zoo", "Museum 0": "museum"}
    assert again.posterior.equals(learned.posterior)
