"""``jauge backtest`` as it is called: files in, scores out."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from calibration.demand import backtest, peers
from calibration.demand.history import History
from calibration.demand.origins import Asked
from calibration.demand.settings import DemandSettings
from tests.scenarios.commands import run


@pytest.fixture
def attendance(tmp_path: Path) -> str:
    rng = np.random.default_rng(1)
    starts = pd.date_range("2012-01-01", "2017-12-01", freq="MS")
    table = pd.DataFrame(
        {"venue": "Town Gallery", "date": starts, "period": "month",
         "visits": rng.poisson(3000, len(starts))}
    )  # fmt: skip
    table.to_csv(tmp_path / "a.csv", index=False)
    return str(tmp_path / "a.csv")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is tested here, not the model."""
    monkeypatch.setattr(backtest, "pooled", lambda **_told: backtest.seasonal_naive)


def test_it_prints_and_writes_the_scores(attendance: str, tmp_path: Path) -> None:
    out, figures = tmp_path / "o.csv", tmp_path / "o.json"
    ran = run("backtest", "--attendance", attendance, "--out", str(out), "--json", str(figures))
    assert ran.code == 0, ran.err
    assert "The year before" in ran.out
    rows = pd.read_csv(out)
    assert len(rows) == 2 * (11 + 12)  # The January that began on the first origin was known then.
    assert set(rows["within_days"]) <= {31, 92, 184, 366}
    data = json.loads(figures.read_text(encoding="utf-8"))
    for row in data["all"]:
        own = rows[rows["forecaster"] == row["forecaster"]]
        assert row["ncrps"] == pytest.approx(own["crps"].sum() / own["visits"].sum())
    assert {row["venue"] for row in data["venue"]} == {"Town Gallery"}
    assert [str(p) for p in tmp_path.glob("*.partial*")] == []


def test_a_fit_that_failed_its_checks_is_said(
    attendance: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    poor = DemandSettings(tune=50, draws=50)  # too few for any to be relied on
    really = backtest.pooled
    monkeypatch.setattr(backtest, "pooled", lambda **told: really(poor, 50, **told))
    figures = tmp_path / "o.json"
    ran = run("backtest", "--attendance", attendance, "--origins", "1", "--json", str(figures))
    assert ran.code == 0, ran.err
    (remark,) = json.loads(figures.read_text(encoding="utf-8"))["remarks"]
    assert "did not pass its checks" in remark
    assert "too few independent draws" in remark
    assert remark in ran.out


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--horizon", "3"], "7"),
        (["--origins", "0"], "1"),
        (["--seed", "9" * 30], "seed"),
    ],
)
def test_a_wrong_wish_gets_one_sentence(attendance: str, options: list[str], named: str) -> None:
    ran = run("backtest", "--attendance", attendance, *options)
    assert ran.code == 2
    sentences = [line for line in ran.err.splitlines() if not line.startswith("Forecasting from")]
    assert len(sentences) == 1
    assert named in sentences[0]


def test_too_short_a_history_is_said_before_anything_is_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nor are the sampler's libraries loaded, which takes several seconds.
    monkeypatch.setitem(sys.modules, "calibration.demand.backtest", None)
    monkeypatch.delattr("calibration.demand.backtest", raising=False)
    starts = pd.date_range("2016-01-01", "2017-12-01", freq="MS")
    table = pd.DataFrame({"venue": "Town Gallery", "date": starts, "period": "month", "visits": 90})
    table.to_csv(tmp_path / "a.csv", index=False)
    ran = run("backtest", "--attendance", str(tmp_path / "a.csv"), "--horizon", "1096")
    assert ran.code == 2
    assert "eight weeks" in ran.err
    assert "Traceback" not in ran.err


class MadeUp(peers.Peer):
    """A peer that always says as many, and has something to say about it."""

    def __call__(
        self, known: History, asked: Mapping[str, Asked], seed: int
    ) -> dict[str, NDArray[np.float64]]:
        del known, seed
        for venue, counts in asked.items():
            self.remarks.append(peers.Remark(self.name, venue, counts.starts[0], True))
        return {v: np.full((100, len(c.starts)), 3000.0) for v, c in asked.items()}


def test_peers_stand_in_the_table_and_the_best_is_named(
    attendance: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up = {"mstl": MadeUp("mstl", Path(sys.executable))}
    monkeypatch.setattr(peers, "peers", lambda: made_up)
    figures = tmp_path / "o.json"
    ran = run("backtest", "--attendance", attendance, "--peers", "--json", str(figures))
    assert ran.code == 0, ran.err
    data = json.loads(figures.read_text(encoding="utf-8"))
    by_name = {row["forecaster"]: row for row in data["all"]}
    best = min(("naive", "mstl"), key=lambda name: float(by_name[name]["ncrps"]))
    ratio = by_name["jauge"]["ncrps"] / by_name[best]["ncrps"]
    assert data["best_beside"] == {"forecaster": best, "ratio": pytest.approx(ratio)}
    assert f"{ratio:.1%} of its" in ran.out
    assert "1 to 31" in ran.out
    assert "185 to 366" in ran.out
    assert ran.out.count("MSTL") == 1 + 1 + 4 + (best == "mstl") + 2  # Tables, best, remarks.
    assert len(data["remarks"]) == 2
    assert data["remarks"][0] in ran.out


def test_peers_that_are_missing_are_said_before_anything_is_learned(
    attendance: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAUGE_PEERS", sys.executable)
    ran = run("backtest", "--attendance", attendance, "--peers")
    assert ran.code == 2
    [sentence] = ran.err.splitlines()
    assert "make peers" in sentence
