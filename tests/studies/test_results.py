"""A study's result takes the place of the last one, and nothing else on the page changes."""

import pandas as pd
import pytest

from tests.studies import planned
from tests.studies.__main__ import DOCS, STUDIES, with_result


@pytest.mark.parametrize("key", STUDIES)
def test_the_page_has_a_place_for_each_study(key: str) -> None:
    page = DOCS.read_text(encoding="utf-8")
    once = with_result(page, key, "| a |", "2026-01-01 at v1")
    twice = with_result(once, key, "| b |", "2026-01-02 at v2")
    assert "Run on 2026-01-01 at v1.\n\n| a |" in once
    assert "| a |" not in twice
    assert with_result(twice, key, "| a |", "2026-01-01 at v1") == once
    for other in set(STUDIES) - {key}:
        mark = f"<!-- {other}: result -->"
        assert once.split(mark)[1].split("<!--")[0] == page.split(mark)[1].split("<!--")[0]


def test_a_lift_is_held_if_it_lies_in_its_interval() -> None:
    def one(realised: float) -> planned.Outcome:
        lifts = pd.Series([-0.1, 0.1, 0.4]).to_numpy()
        return planned.Outcome("T", "Gold", pd.Timestamp("2015-01-05"), lifts, realised)

    assert [one(lift).held for lift in (-0.2, -0.1, 0.3, 0.5)] == [False, True, True, False]
    assert "hold 75 % of 4 exhibitions" in planned.shown(
        [one(lift) for lift in (-0.2, 0, 0.3, 0.4)]
    )
    assert "+10 % (-10 % to +40 %)" in planned.shown([one(0.1)])


def test_a_run_of_months_is_those_that_it_fills_by_half() -> None:
    months = pd.date_range("2015-01-01", periods=6, freq="MS")
    table = pd.DataFrame({"venue": "T", "date": months, "period": "month", "visits": range(1, 7)})
    show = pd.Series(
        {"venue": "T", "start": pd.Timestamp("2015-02-20"), "end": pd.Timestamp("2015-05-16")}
    )
    run, counted, came = planned._of_run(planned.History(attendance=table), show)
    assert (run[0], run[-1]) == (pd.Timestamp("2015-03-01"), pd.Timestamp("2015-05-31"))
    assert len(counted) == len(run)
    assert came == 3 + 4 + 5
