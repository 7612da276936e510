"""A venue with next to no history is forecast better with its partners than without.

The whole study, with more origins and partners, is ``python -m tests.studies.cold_start``.
"""

import pandas as pd
import pytest

from calibration.demand.backtest import summary
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from tests.studies.cold_start import CASES, PARTNERS, VENUE, WEEKS, example_history, results

ORIGIN = pd.Timestamp("2016-07-31")


@pytest.fixture(scope="module")
def history() -> History:
    return example_history()


@pytest.mark.parametrize("case", CASES)
def test_nothing_but_what_the_case_allows_is_known(history: History, case: str) -> None:
    cut = CASES[case](history.until(ORIGIN), VENUE, ORIGIN)
    assert set(cut.venues) == {VENUE, *PARTNERS}
    days, periods = cut.days(VENUE), cut.longer_periods(VENUE)
    whole = history.days(VENUE)
    if case == "eight weeks of days":
        assert days.equals(whole[days.index])
        assert (days.index > ORIGIN - pd.Timedelta(weeks=WEEKS)).all()
        assert len(days) > 40
        assert periods.empty
    else:
        assert days.empty
        assert set(periods["period"]) == {"month" if case == "monthly totals" else "year"}
        assert periods["end"].max() == ORIGIN
        for row in periods.itertuples():
            assert row.visits == whole[row.start : row.end].sum()
            each = pd.date_range(row.start, row.end)
            assert cut.is_open(VENUE, each).sum() == len(whole[row.start : row.end])
    others = cut.attendance[cut.attendance["venue"] != VENUE]
    assert len(others) == (history.until(ORIGIN).attendance["venue"] != VENUE).sum()


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_partners_lower_the_error_of_a_cold_start(history: History, case: str) -> None:
    few = ("Bristol Museum", "Blaise Castle House Museum", "IWM NORTH", "T&W DISCOVERY")
    scores = pd.concat(
        results(
            history.only((VENUE, *few)),
            origins=[ORIGIN],
            cases=[case],
            settings=DemandSettings(tune=150, draws=150, kept=300),
        )
    )
    days = summary(scores[scores["grain"] == "days"], by=("pool",)).set_index("pool")
    assert days.loc["with", "ncrps"] < 0.95 * days.loc["without", "ncrps"]
    assert days.loc["with", "inside80"] > 0.68
    assert days.loc["with", "inside95"] > 0.88
