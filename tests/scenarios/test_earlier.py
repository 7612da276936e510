"""Looking back: what was forecast from earlier days, kept by file, and read in words' figures."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from calibration.demand import backtest
from calibration.demand.diagnostics import Approximated
from calibration.demand.history import History
from calibration.demand.origins import Asked
from scenarios import earlier, store, work
from scenarios.job import Job, Stage, State
from scenarios.looking_back import look_back
from tests.demand import made_up
from venues.common.problems import InputError

QUESTION = {"pool": "p", "seed": 1, "code": "c"}
FAILED = Approximated(parameters=1, seconds=0.0, unsettled=["South"])


class Seen:
    """A forecaster in the model's place, which notes what it was shown."""

    def __init__(self) -> None:
        self.known: list[History] = []
        self.failed: Callable[..., None] | None = None
        self.fails_with: int | None = None

    def forecast(
        self, known: History, asked: Mapping[str, Asked], _seed: int
    ) -> dict[str, NDArray[np.float64]]:
        self.known.append(known)
        if self.failed is not None and len(known.venues) == self.fails_with:
            self.failed(known.attendance["date"].max(), FAILED)
        return {
            venue: np.linspace(0.5, 1.5, 101)[:, None] * counts.visits[None, :]
            for venue, counts in asked.items()
        }


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    found = Seen()

    def pooled(*_how: Any, failed: Callable[..., None]) -> Any:
        found.failed = failed
        return found.forecast

    monkeypatch.setattr(backtest, "pooled", pooled)
    return found


def done(kind: str, venue: str, folder: Path) -> Job:
    """Return a job of this kind about a venue, as it is when it is done."""
    folder.mkdir(exist_ok=True)
    question = {**QUESTION, "venue": venue}
    told: list[tuple[str, float]] = []

    def report(text: str, fraction: float, **values: Any) -> None:
        told.append((text.format(**values), fraction))

    result = look_back(kind, question, made_up.history(years=4), report, folder)
    fractions = [fraction for _text, fraction in told]
    assert fractions == sorted(fractions)
    others: dict[str, Any] = dict.fromkeys(("started", "ended", "process", "submitted"))
    return Job(id=venue, kind=kind, parameters=question, key="", state=State.DONE,
               stage=Stage(""), fraction=1.0, result=result, problems=(), **others)  # fmt: skip


def test_a_venue_is_forecast_from_two_past_days_and_nothing_later_is_shown(
    seen: Seen, tmp_path: Path
) -> None:
    rows = work.scores(done("backtest", "South", tmp_path))
    assert set(rows["venue"]) == {"South"}
    assert set(rows["forecaster"]) == {earlier.POOLED, earlier.NAIVE}
    assert made_up.history(years=4).days("South").index[-1] == pd.Timestamp(2019, 12, 30)
    at = sorted(set(rows["origin"]))
    assert at == [pd.Timestamp(2017, 11, 30), pd.Timestamp(2018, 11, 30)]
    for origin, known in zip(at, seen.known, strict=True):
        assert known.attendance["date"].max() <= origin
        assert len(known.venues) == 4, "partners are known too"
    counts = rows[(rows["grain"] == "count") & (rows["forecaster"] == earlier.POOLED)]
    assert (counts["start"] > counts["origin"]).all()
    assert counts.groupby("origin").size().between(365, 366).all()


def test_months_are_sums_of_the_days(seen: Seen, tmp_path: Path) -> None:
    rows = work.scores(done("backtest", "South", tmp_path))
    own = rows[(rows["forecaster"] == earlier.POOLED) & (rows["origin"] == rows["origin"].max())]
    days, months = (own[own["grain"] == grain] for grain in ("count", "month"))
    for month in months.itertuples():
        inside = days[(days["start"] >= month.start) & (days["start"] <= month.end)]
        assert inside["visits"].sum() == month.visits
        assert month.low80 < month.visits < month.high80
    assert months["visits"].sum() == days["visits"].sum()


def test_venues_whose_histories_end_together_share_what_was_learned(
    seen: Seen, tmp_path: Path
) -> None:
    first = done("backtest", "South", tmp_path / "first")
    looked = len(seen.known)
    second = done("backtest", "North", tmp_path / "second")
    assert second.result["files"] == first.result["files"]
    assert len(seen.known) == looked, "nothing was learned again"
    assert set(work.scores(second)["venue"]) == {"North"}


def test_without_partners_only_the_venue_is_shown(seen: Seen, tmp_path: Path) -> None:
    before = done("backtest", "South", tmp_path / "before")
    looked = len(seen.known)
    job = done("worth", "South", tmp_path / "worth")
    (alone,) = seen.known[looked:]
    assert alone.venues == ("South",)
    assert set(job.result["files"]) & set(before.result["files"]), "partners’ part was there"
    rows = work.scores(job)
    assert set(rows["forecaster"]) == {earlier.POOLED, earlier.ALONE}
    assert len(set(rows["origin"])) == 1
    other = done("worth", "North", tmp_path / "other")
    assert len(set(job.result["files"]) & set(other.result["files"])) == 1


def test_what_did_not_pass_its_checks_is_told_apart_and_kept_for_other_jobs(
    seen: Seen, tmp_path: Path
) -> None:
    seen.fails_with = 1
    rows = work.scores(done("worth", "South", tmp_path / "alone"))
    failed = earlier.failed(rows)
    assert list(failed["forecaster"]) == [earlier.ALONE]
    assert list(failed["origin"]) == sorted(set(rows["origin"]))
    looked = len(seen.known)
    again = work.scores(done("worth", "South", tmp_path / "again"))
    assert len(seen.known) == looked, "nothing was learned again"
    assert earlier.failed(again).equals(failed)
    seen.fails_with = None
    assert earlier.failed(work.scores(done("backtest", "South", tmp_path / "fine"))).empty


def test_a_partners_fit_that_failed_is_told_of_each_day(seen: Seen, tmp_path: Path) -> None:
    seen.fails_with = 4
    rows = work.scores(done("backtest", "South", tmp_path))
    failed = earlier.failed(rows)
    assert list(failed["origin"]) == sorted(set(rows["origin"])), "the earliest first"
    assert set(failed["forecaster"]) == {earlier.POOLED}, "the year before is not learned"


def test_a_history_of_weeks_is_too_short(seen: Seen, tmp_path: Path) -> None:
    history = made_up.history()
    short = history.until(pd.Timestamp(2016, 3, 20))
    with pytest.raises(InputError, match="too short"):
        look_back("backtest", {**QUESTION, "venue": "South"}, short, lambda *_a, **_k: None,
                  tmp_path)  # fmt: skip
    assert not list(store.results_folder().iterdir())


@pytest.mark.parametrize(
    ("span", "plan"),
    [(56, (0, 0)), (56 + 60, (30, 1)), (56 + 397, (366, 1)), (56 + 763, (366, 2)),
     (5000, (366, 2))],
)  # fmt: skip
def test_how_far_is_looked_back_depends_on_the_history(span: int, plan: tuple[int, int]) -> None:
    assert earlier.plan(span, 56) == plan


def scored(visits: list[float], middle: float, crps: float, who: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"forecaster": who, "grain": "count", "visits": visits, "median": middle,
         "low80": middle - 10, "high80": middle + 10, "low95": middle - 20, "high95": middle + 20,
         "crps": crps}
    )  # fmt: skip


def test_what_rows_say_is_counted_by_hand() -> None:
    rows = pd.concat(
        [scored([95, 105, 115, 150], 100, 8, "pooled"), scored([95], 100, 10, "naive")]
    )
    own, other = earlier.told(rows, "pooled"), earlier.told(rows, "naive")
    assert (own.counts, own.inside80, own.inside95) == (4, 2, 3)
    assert own.error == pytest.approx((5 + 5 + 15 + 50) / 4)
    assert own.width == 20
    assert earlier.between(own, other) == pytest.approx(0.2)


def test_it_is_stale_when_the_pool_has_changed_not_when_demand_is_learned_again(
    seen: Seen, tmp_path: Path
) -> None:
    job = done("backtest", "South", tmp_path)
    assert not work.is_stale(job, pool_digest="p")
    assert work.is_stale(job, pool_digest="q")
    assert not work.is_outdated(job)
