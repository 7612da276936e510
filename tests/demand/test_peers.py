"""The peers: what goes to their tools, what comes back, and what is said where nothing does."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats

from calibration.demand import peer_tools
from calibration.demand.backtest import backtest, best_beside, comparable, summary
from calibration.demand.history import History
from calibration.demand.origins import Asked
from calibration.demand.peers import PEERS, Peer, draws_from, interpreter, peers, series_of
from venues.common.problems import InputError

ORIGIN = pd.Timestamp("2016-12-31")
DAYS = pd.date_range("2014-01-01", "2017-12-31")
MONTHS = pd.date_range("2011-01-01", "2017-12-01", freq="MS")


def history() -> History:
    """Return a venue with days, closed on Mondays and full in summer, and one with months."""
    rng = np.random.default_rng(3)
    open_days = DAYS[DAYS.day_of_week != 0]
    summer = 1 - np.cos(2 * np.pi * open_days.day_of_year / 365.25)
    weekend = 1 + (open_days.day_of_week >= 5)
    days = pd.DataFrame(
        {"venue": "Daily", "date": open_days, "period": "day",
         "visits": rng.poisson(100 * (1 + summer) * weekend)}
    )  # fmt: skip
    months = pd.DataFrame(
        {"venue": "Monthly", "date": MONTHS, "period": "month",
         "visits": rng.poisson(5000 + 3000 * (MONTHS.month == 8))}
    )  # fmt: skip
    closed = pd.DataFrame(
        {"venue": "Daily", "date": DAYS[DAYS.day_of_week == 0], "open_hours": 0.0}
    )
    return History(
        attendance=pd.concat([days, months], ignore_index=True),
        calendar=closed,
        countries={"Daily": "GB", "Monthly": "GB"},
    )


def asked_for(starts: pd.DatetimeIndex, length: pd.DateOffset) -> Asked:
    return Asked(starts, starts + length - pd.Timedelta(days=1), np.ones(len(starts)))


def a_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> Peer:
    """Return a peer whose tool is a script made of these lines, run for each series."""
    script = tmp_path / "tool.py"
    text = (
        "import sys, numpy as np\nfrom pathlib import Path\n"
        f"n = {len(peer_tools.LEVELS)}\n"
        "for path in sorted(Path(sys.argv[1]).glob('*.npz')):\n"
        "    data = np.load(path)\n"
    )
    script.write_text(text + "".join(f"    {line}\n" for line in lines.splitlines()), "utf-8")
    monkeypatch.setattr(peer_tools, "__file__", str(script))
    return Peer("prophet", Path(sys.executable))


FLAT = "np.save(path.with_suffix('.npy'), np.full((n, len(data['wanted'])), 7.0))"


def test_days_go_to_the_tools_on_a_grid_with_the_closed_ones_empty() -> None:
    known = history().until(ORIGIN)
    wanted = pd.date_range("2017-01-03", "2017-03-05")
    wanted = wanted[wanted.day_of_week != 0]
    [(where, series)] = series_of(known, "Daily", asked_for(wanted, pd.DateOffset(days=1)))
    starts = pd.DatetimeIndex(series["starts"])
    assert series["grain"] == "day"
    assert list(where) == list(range(len(wanted)))
    assert (np.diff(starts) == np.timedelta64(1, "D")).all()
    assert starts[series["wanted"]].equals(wanted)
    past = pd.Series(series["visits"], index=starts[: len(series["visits"])])
    assert past.index[-1] == ORIGIN
    assert past[past.index.day_of_week == 0].isna().all()
    counted = known.days("Daily")
    assert past.dropna().index.equals(counted.index)
    assert past.dropna().tolist() == counted.tolist()
    easter = series["columns"][:, list(series["names"]).index("holidays easter")]
    assert set(starts[easter > 0]) >= {pd.Timestamp("2015-04-05"), pd.Timestamp("2016-03-28")}
    assert len(series["columns"]) == len(starts)


def test_each_grain_is_a_series_of_its_own() -> None:
    months = pd.date_range("2017-01-01", "2017-06-01", freq="MS")
    years = pd.DatetimeIndex(["2017-01-01"])
    month, year = (pd.DateOffset(months=1), pd.DateOffset(years=1))
    one, other = asked_for(months, month), asked_for(years, year)
    both = Asked(
        one.starts.append(other.starts), one.ends.append(other.ends), np.ones(len(months) + 1)
    )
    known = history().until(ORIGIN)
    [(where, series)] = series_of(known, "Monthly", both)  # No year was ever counted.
    assert list(where) == list(range(6))
    assert series["wanted"].tolist() == list(range(72, 78))
    assert len(series["visits"]) == 72
    days = series["columns"][:, list(series["names"]).index("open")]
    assert days[:3].tolist() == [31, 28, 31]


def told(country: str, day: str) -> set[str]:
    """Return what a venue's peers are told about a day in a country."""
    known = replace(history(), countries={"Daily": country}).until(ORIGIN)
    asked = asked_for(pd.DatetimeIndex(["2017-12-31"]), pd.DateOffset(days=1))
    [(_where, series)] = series_of(known, "Daily", asked)
    names, dates = list(series["names"]), pd.DatetimeIndex(series["starts"])
    assert len(names) == len(set(names)) == series["columns"].shape[1]
    return {names[j] for j in np.flatnonzero(series["columns"][dates.get_loc(pd.Timestamp(day))])}


def test_the_peers_are_told_of_every_day_that_the_model_knows_beforehand() -> None:
    assert "christmas after" in told("GB", "2016-12-26")
    assert "holidays public" in told("GB", "2017-05-01")
    assert "moving first" in told("TR", "2017-06-25")
    assert "free_sundays first" in told("FR", "2017-03-05")
    assert "free_sundays first" not in told("GB", "2017-03-05")


def test_a_gap_in_a_grid_is_filled_from_the_same_weekday() -> None:
    starts = pd.date_range("2016-01-04", periods=35)  # From a Monday on.
    level = np.array([np.nan, 10, 20, 30, 40, 50, 60] * 5, dtype=float)
    gap = level.copy()
    gap[16] = np.nan
    nothing = np.zeros((35, 0))
    series = peer_tools.Series("day", starts, gap, np.array([34]), (), nothing)
    filled = np.expm1(series.filled())
    assert filled[16] == pytest.approx(20)
    between = np.expm1((np.log1p(60) + np.log1p(10)) / 2)
    assert filled[7] == pytest.approx(between)


def test_draws_from_quantiles_are_draws_from_the_distribution() -> None:
    """The quantiles of N(200, 30) and of a log-normal give draws whose law is theirs."""
    levels = peer_tools.LEVELS
    laws = [stats.norm(200, 30), stats.lognorm(0.5, scale=300)]
    quantiles = np.stack([law.ppf(levels) for law in laws], axis=1)
    draws = draws_from(quantiles, np.random.default_rng(1).uniform(size=(20_000, 2)))
    for number, law in enumerate(laws):
        inside = draws[:, number]
        inside = inside[(inside > law.ppf(0.006)) & (inside < law.ppf(0.994))]
        cut = np.sort((law.cdf(inside) - 0.006) / 0.988)
        assert stats.kstest(cut, "uniform").pvalue > 0.001
        assert np.median(draws[:, number]) == pytest.approx(law.median(), rel=0.01)


def test_draws_from_quantiles_score_as_the_distribution_does() -> None:
    """CRPS of N(μ, σ) at y is σ (z (2Φ(z) − 1) + 2φ(z) − 1/√π), Gneiting and Raftery (2007)."""

    def normal(
        _known: History, asked: Mapping[str, Asked], seed: int
    ) -> dict[str, NDArray[np.float64]]:
        rng = np.random.default_rng(seed)
        quantiles = stats.norm.ppf(peer_tools.LEVELS)[:, None]
        return {
            venue: 200
            + 30 * draws_from(
                np.repeat(quantiles, len(counts.starts), axis=1),
                rng.uniform(size=(1000, len(counts.starts))),
            )
            for venue, counts in asked.items()
        }  # fmt: skip

    scores = backtest(
        history().only(["Daily"]), {"n": normal}, at=[ORIGIN], horizon_days=365, seed=1
    )
    z = (scores["visits"] - 200) / 30
    exactly = 30 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert scores["crps"].mean() == pytest.approx(exactly.mean(), rel=0.005)


def test_a_venue_at_which_a_tool_fails_is_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = "path.with_suffix('.txt').write_text('no luck')"
    lines = f"if data['grain'] == 'day':\n    {FLAT}\nelse:\n    {refused}"
    peer = a_tool(tmp_path, monkeypatch, lines)
    scores = backtest(history(), {"prophet": peer}, at=[ORIGIN], horizon_days=90, seed=1)
    assert set(scores["venue"]) == {"Daily"}
    assert (scores["median"] == 7).all()
    [remark] = peer.remarks
    assert (remark.venue, remark.is_replaced) == ("Monthly", False)
    assert "no luck" in remark.sentence("Prophet")


def test_a_tool_that_breaks_down_is_quoted_for_every_venue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = a_tool(tmp_path, monkeypatch, "raise SystemExit('out of order')")
    assert backtest(history(), {"p": peer}, at=[ORIGIN], horizon_days=90, seed=1).empty
    assert [remark.venue for remark in peer.remarks] == ["Daily", "Monthly"]
    assert all("out of order" in remark.sentence("Prophet") for remark in peer.remarks)


def test_the_year_before_stands_in_where_a_history_is_too_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"path.with_suffix('.txt').write_text({peer_tools.TOO_SHORT!r})"
    peer = a_tool(tmp_path, monkeypatch, said)
    scores = backtest(
        history().only(["Monthly"]), {"p": peer}, at=[ORIGIN], horizon_days=365, seed=1
    )
    assert scores.set_index("start")["median"].idxmax() == pd.Timestamp("2017-08-01")
    [remark] = peer.remarks
    assert remark.is_replaced
    assert "too short" in remark.sentence("Prophet")


@pytest.mark.parametrize("python", [sys.executable, "/nowhere/python"])
def test_without_the_tools_one_sentence_says_how_to_get_them(
    python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAUGE_PEERS", python)
    with pytest.raises(InputError, match="make peers") as raised:
        peers()
    assert "prophet, statsforecast, lightgbm" in str(raised.value)


def test_only_counts_that_all_have_forecast_are_compared() -> None:
    def rows(forecaster: str, venue: str, crps: float) -> pd.DataFrame:
        starts = pd.date_range("2017-01-01", periods=3)
        return pd.DataFrame(
            {"forecaster": forecaster, "origin": ORIGIN, "venue": venue, "start": starts,
             "end": starts, "visits": 10.0, "median": 10.0, "crps": crps,
             "inside50": True, "inside80": True, "inside95": True}
        )  # fmt: skip

    scores = pd.concat(
        [rows("jauge", "A", 2), rows("naive", "A", 4), rows("mstl", "A", 2.5),
         rows("jauge", "B", 9), rows("naive", "B", 1)], ignore_index=True,
    )  # fmt: skip
    assert set(comparable(scores)["venue"]) == {"A"}
    assert summary(comparable(scores))["counts"].tolist() == [3, 3, 3]
    assert best_beside(scores, "jauge") == ("mstl", pytest.approx(0.8))
    assert best_beside(scores[scores["forecaster"] == "jauge"], "jauge") is None


def installed() -> bool:
    try:
        interpreter()
    except InputError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.skipif(not installed(), reason="the peers are not installed (make peers)")
@pytest.mark.parametrize("name", PEERS)
def test_a_peer_knows_the_season_and_how_sure_it_is(name: str) -> None:
    peer = peers()[name]
    scores = backtest(history(), {name: peer}, at=[ORIGIN], horizon_days=365, seed=1)
    assert not peer.remarks
    found = summary(scores, ["venue"]).set_index("venue")
    # Smoothing and ARIMA with a season of a week know nothing of the year; all know the months.
    # Measured: 0.51 and 0.57 for smoothing and ARIMA.
    assert found.loc["Daily", "ncrps"] < (0.1 if name in {"prophet", "lightgbm"} else 0.7)
    assert found.loc["Monthly", "ncrps"] < 0.05
    # Boosted quantiles hold half of twelve months, which is what they are like.
    assert found.loc["Monthly", "inside95"] > 0.4
