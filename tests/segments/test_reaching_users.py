"""Segments as users get them: from the forecast command, and kept beside the learned demand."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from streamlit.testing.v1 import AppTest

from calibration.demand.fit import Fit
from calibration.pool.importing import import_table
from calibration.pool.store import Pool
from calibration.segments.coming import coming_shares
from pages.charts import segments as charts
from scenarios import fits
from tests.scenarios.commands import Ran, learning_little, run
from tests.segments import made_up

PLAIN = "Plain Gallery"


@dataclass(frozen=True)
class Forecast:
    """What the command made of a venue with segments and one without."""

    attendance: Path
    learned: Fit
    ran: Ran
    found: xr.Dataset


@pytest.fixture(scope="module")
def forecast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forecast]:
    folder = tmp_path_factory.mktemp("segments")
    rng = np.random.default_rng(1)
    months = pd.date_range("2016-01-01", periods=24, freq="MS")
    plain = made_up.rows(PLAIN, months, None, rng.poisson(2000, 24), "month")
    file = folder / "attendance.csv"
    pd.concat([made_up.days("North", rng), plain]).to_csv(file, index=False)
    with learning_little(folder) as learned:
        ran = run(
            "forecast", "--attendance", str(file), "--start", "2018-01-15", "--end", "2018-03-04",
            "--freq", "month", "--country", "GB", "--out", str(folder / "months.nc"),
        )  # fmt: skip
    assert ran.code == 0, ran.err
    with xr.open_dataset(folder / "months.nc") as found:
        yield Forecast(file, learned[0], ran, found.load())


def test_the_forecast_has_visits_by_segment_beside_all_visits(forecast: Forecast) -> None:
    found = forecast.found
    assert found["visits"].dims == ("draw", "venue", "time")
    assert found["visits_by_segment"].dims == ("draw", "venue", "segment", "time")
    assert found["visits_by_segment"].dtype.kind == "i"
    assert set(found["segment"].to_numpy()) == {"age: child", "age: adult"}
    north = found.sel(venue="North")
    assert (north["visits_by_segment"].sum("segment") == north["visits"]).all()
    assert north["has_segment"].to_numpy().tolist() == [1, 1]
    plain = found.sel(venue=PLAIN)
    assert plain["has_segment"].to_numpy().tolist() == [0, 0]
    assert (plain["visits_by_segment"] == 0).all()
    assert (plain["visits"] > 0).all()


def test_months_that_the_window_cuts_are_named(forecast: Forecast) -> None:
    assert forecast.ran.out.splitlines()[-2:] == [
        "Of January 2018, only 17 of 31 days are forecast.",
        "Of March 2018, only 4 of 31 days are forecast.",
    ]


@pytest.fixture
def known(forecast: Forecast, monkeypatch: pytest.MonkeyPatch) -> fits.KnownFit:
    """Return what a user has learned from a pool with both venues."""
    return learned_from(forecast.attendance, forecast, monkeypatch)


def learned_from(file: Path, forecast: Forecast, monkeypatch: pytest.MonkeyPatch) -> fits.KnownFit:
    """Import attendance into the user's pool and learn: the demand at once, its segments really."""
    pool = Pool()
    import_table(pool, "attendance", file, country="GB")
    monkeypatch.setattr(fits, "learn", lambda _history, **_how: forecast.learned)
    fits.calibrate(pool)
    known = fits.latest_fit(pool)
    assert known is not None
    return known


def test_what_was_learned_of_segments_is_kept_beside_the_demand(known: fits.KnownFit) -> None:
    kept = known.load_segments()
    assert kept is not None
    assert [each.venue for each in kept.shares] == ["North"]
    # The page asks for the coming twelve months.
    (coming,) = coming_shares(known.load(), kept, "North", draws=50)
    assert coming.segmentation == "age"
    assert coming.whole["part"].tolist() == ["adult", "child"]
    assert (coming.whole["low80"] < coming.whole["share"]).all()
    assert (coming.whole["share"] < coming.whole["high80"]).all()
    assert coming.whole["before"].sum() == pytest.approx(1.0)
    sums = coming.months.groupby("date")["share"].sum()
    assert len(sums) == 12
    assert sums.to_numpy() == pytest.approx(np.ones(12), abs=0.02)
    summer = coming.months.set_index(["part", "date"])["share"]["child"]
    assert summer.loc["2018-07-01"] > summer.loc["2018-01-01"]
    assert coming_shares(known.load(), kept, PLAIN, draws=50) == []


def test_a_pool_without_segments_keeps_none(
    forecast: Forecast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = pd.read_csv(forecast.attendance)
    rows[rows["venue"] == PLAIN].drop(columns="segment").to_csv(tmp_path / "p.csv", index=False)
    known = learned_from(tmp_path / "p.csv", forecast, monkeypatch)
    assert known.load_segments() is None


def test_the_charts_are_whole() -> None:
    months = pd.DataFrame(
        {"date": pd.to_datetime(["2018-01-01", "2018-01-01"]), "label": ["Adult", "Child"],
         "share": [0.7, 0.3], "low80": [0.6, 0.2], "high80": [0.8, 0.4]}
    )  # fmt: skip
    spec = charts.mix(months, ["Adult", "Child"]).to_dict()
    assert {row["place"] for row in spec["data"]["values"]} == {0, 1}
    whole = months.drop(columns="date").assign(before=[0.6, 0.4])
    spec = charts.ranges(whole).to_dict()
    assert len(spec["layer"]) == 3


def _panel() -> None:
    import streamlit as st

    from pages.parts import data, segments_view

    known = data.known_fit()
    assert known is not None
    segments_view.who_comes(known, st.session_state["venue"])


@pytest.mark.usefixtures("known")
def test_the_page_says_who_comes_and_is_silent_where_nobody_knows() -> None:
    app = AppTest.from_function(_panel, default_timeout=60)
    app.session_state["venue"] = "North"
    app.run()
    assert not app.exception
    assert [each.value for each in app.header] == ["Who comes"]
    assert [each.value for each in app.subheader] == ["By age"]
    said = " ".join(each.value for each in app.caption)
    assert "Adult" in said
    assert "%" in said
    assert len(app.dataframe) == 2
    app.session_state["venue"] = PLAIN
    app.run()
    assert not app.exception
    assert not app.header
