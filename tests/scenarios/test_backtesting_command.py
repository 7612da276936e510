"""``jauge backtest`` as it is called: files in, scores out."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.demand import backtest
from tests.scenarios.test_forecasting_command import run


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
    monkeypatch.setattr(backtest, "pooled", lambda: backtest.seasonal_naive)


def test_it_prints_and_writes_the_scores(attendance: str, tmp_path: Path) -> None:
    out, figures = tmp_path / "o.csv", tmp_path / "o.json"
    ran = run("backtest", "--attendance", attendance, "--out", str(out), "--json", str(figures))
    assert ran.code == 0, ran.err
    assert "The year before" in ran.out
    rows = pd.read_csv(out)
    assert len(rows) == 2 * (11 + 12)  # The January that began on the first origin was known then.
    assert set(rows["within_days"]) <= {30, 91, 182, 365}
    data = json.loads(figures.read_text(encoding="utf-8"))
    for row in data["all"]:
        own = rows[rows["forecaster"] == row["forecaster"]]
        assert row["ncrps"] == pytest.approx(own["crps"].sum() / own["visits"].sum())
    assert {row["venue"] for row in data["venue"]} == {"Town Gallery"}
    assert [str(p) for p in tmp_path.glob("*.partial*")] == []


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


def test_too_short_a_history_is_said_before_anything_is_learned(tmp_path: Path) -> None:
    starts = pd.date_range("2016-01-01", "2017-12-01", freq="MS")
    table = pd.DataFrame({"venue": "Town Gallery", "date": starts, "period": "month", "visits": 90})
    table.to_csv(tmp_path / "a.csv", index=False)
    ran = run("backtest", "--attendance", str(tmp_path / "a.csv"), "--horizon", "1096")
    assert ran.code == 2
    assert "eight weeks" in ran.err
    assert "Traceback" not in ran.err
