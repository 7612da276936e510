"""Days, weeks, months, quarters and years of several venues enter one likelihood.

The truth is made up (:mod:`tests.demand.made_up`): all venues share one week and one year and
differ in level and in what they report. The model is told of none of this.
"""

from typing import Final

import numpy as np
import pandas as pd
import pytest

from calibration.demand.fit import Fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import forecast, predict
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from tests.demand.made_up import CONCENTRATION, SWING, WEEK

LAST: Final = pd.Timestamp("2017-12-31")
NEXT: Final = pd.date_range("2018-01-01", "2018-12-31")
# What each venue reports: since when and in which periods.
REPORTS: Final = {
    "Days": (300.0, (("2016-01-01", "day"),)),
    "More days": (150.0, (("2016-01-01", "day"),)),
    "Weeks": (250.0, (("2016-01-04", "week"),)),
    "Months": (900.0, (("2015-01-01", "month"),)),
    "Quarters": (400.0, (("2014-01-01", "quarter"),)),
    "Years": (600.0, (("2013-01-01", "year"),)),
    "Months, then days": (200.0, (("2015-07-01", "month"), ("2017-01-01", "day"))),
    "Days, then months": (500.0, (("2016-01-01", "day"), ("2017-01-01", "month"))),
}
LENGTHS: Final = {"day": "D", "week": "7D", "month": "MS", "quarter": "QS", "year": "YS"}


def truth(venue: str, dates: pd.DatetimeIndex) -> "pd.Series[float]":
    """Return each day's true mean."""
    turn = 2 * np.pi * (dates.day_of_year - 0.5) / np.where(dates.is_leap_year, 366, 365)
    season = SWING[0] * np.cos(turn) + SWING[1] * np.sin(turn)
    mean = REPORTS[venue][0] * np.exp(season + WEEK[dates.day_of_week])
    return pd.Series(np.asarray(mean), index=dates)


def counted(venue: str, rng: np.random.Generator) -> pd.DataFrame:
    """Return what a venue reports: the sums of its days in its periods."""
    rows = []
    reports = REPORTS[venue][1]
    ends = [*(pd.Timestamp(start) for start, _grain in reports[1:]), LAST + pd.Timedelta(days=1)]
    for (start, grain), end in zip(reports, ends, strict=True):
        dates = pd.date_range(start, end, inclusive="left")
        luck = rng.gamma(CONCENTRATION, 1 / CONCENTRATION, len(dates))
        daily = pd.Series(rng.poisson(truth(venue, dates) * luck), index=dates)
        sums = daily.resample(LENGTHS[grain]).agg(["sum", "count"])
        if grain == "week":
            sums = sums[sums["count"] == 7]
        rows.append(
            pd.DataFrame({"venue": venue, "date": sums.index, "period": grain,
                          "visits": sums["sum"].to_numpy()})
        )  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def history(venues: tuple[str, ...] = tuple(REPORTS)) -> History:
    rng = np.random.default_rng(11)
    return History(attendance=pd.concat([counted(v, rng) for v in venues], ignore_index=True))


@pytest.fixture(scope="module")
def learned() -> Fit:
    return fit(history(), seed=3, settings=DemandSettings(tune=200, draws=250))


@pytest.fixture(scope="module")
def coming(learned: Fit) -> dict[str, pd.DataFrame]:
    """Each venue's days of the next year, by draw."""
    drawn = forecast(learned, NEXT[0], NEXT[-1], seed=5)["visits"]
    return {
        venue: pd.DataFrame(drawn.sel(venue=venue).to_numpy().T, index=NEXT) for venue in REPORTS
    }


def test_nothing_is_lost_on_the_way_to_one_likelihood(learned: Fit) -> None:
    assert set(learned.venues) == set(REPORTS)
    assert learned.diagnostics.r_hat_of_99 < 1.1  # 500 draws leave this much to chance


@pytest.mark.parametrize("venue", REPORTS)
def test_the_next_year_s_total_is_forecast_whatever_was_reported(
    coming: dict[str, pd.DataFrame], venue: str
) -> None:
    wanted = truth(venue, NEXT).sum()
    totals = coming[venue].sum()
    low, high = totals.quantile([0.025, 0.975])
    assert low < wanted < high
    assert totals.median() == pytest.approx(wanted, rel=0.15)
    # Nobody who has seen years alike can be sure to a hundredth, nor need one fear a factor of two.
    assert 1.04 < high / low < 3.0


@pytest.mark.parametrize("venue", ["Weeks", "Months", "Quarters", "Years"])
def test_days_that_were_never_counted_have_the_week_of_the_peers(
    coming: dict[str, pd.DataFrame], venue: str
) -> None:
    by_weekday = coming[venue].mean(axis=1).groupby(NEXT.day_of_week).mean()
    expected = np.exp(WEEK) / np.exp(WEEK).mean()
    np.testing.assert_allclose(by_weekday / by_weekday.mean(), expected, rtol=0.15)


@pytest.mark.parametrize(
    ("venue", "within"),
    [("Days", 0.12), ("Weeks", 0.12), ("Months", 0.12), ("Quarters", 0.15), ("Years", 0.2),
     ("Months, then days", 0.12), ("Days, then months", 0.12)],
)  # fmt: skip
def test_the_year_s_shape_is_recovered_or_taken_from_the_peers(
    coming: dict[str, pd.DataFrame], venue: str, within: float
) -> None:
    months = coming[venue].resample("MS").sum().mean(axis=1)
    wanted = truth(venue, NEXT).resample("MS").sum()
    np.testing.assert_allclose(months / months.sum(), wanted / wanted.sum(), rtol=within)


def test_a_day_is_less_sure_where_days_were_never_counted(
    coming: dict[str, pd.DataFrame],
) -> None:
    def width(venue: str) -> float:
        low, middle, high = (coming[venue].quantile(q, axis=1) for q in (0.1, 0.5, 0.9))
        return float(((high - low) / middle).median())

    assert width("Years") > width("Days")
    assert width("Months") < 2.5 * width("Days")


def test_intervals_hold_what_comes(coming: dict[str, pd.DataFrame]) -> None:
    rng = np.random.default_rng(12)
    held = []
    for venue, drawn in coming.items():
        luck = rng.gamma(CONCENTRATION, 1 / CONCENTRATION, len(NEXT))
        came = pd.Series(rng.poisson(truth(venue, NEXT) * luck), index=NEXT)
        low, high = (drawn.quantile(q, axis=1) for q in (0.1, 0.9))
        held.append(float(((low <= came) & (came <= high)).mean()))
    # Widths are of days that vary as those of real museums may, hence rather too wide than not.
    assert 0.7 < np.mean(held) < 0.95
    assert min(held) > 0.6


@pytest.mark.parametrize("venue", ["Quarters", "Years", "Months", "Weeks"])
def test_a_period_s_days_add_up_however_they_are_asked_for(learned: Fit, venue: str) -> None:
    """A window that cuts a period gets the same days as one that holds it."""
    whole = predict(learned, venue, NEXT, seed=5, draws=50)
    for part in (NEXT[:100], NEXT[100:]):
        cut = predict(learned, venue, part, seed=5, draws=50)
        assert (cut == whole.sel(time=part)).all()


def test_days_inside_a_reported_month_are_not_counted_twice() -> None:
    both = history(("Days",)).attendance
    months = both.assign(date=both["date"].dt.to_period("M").dt.start_time)
    sums = months.groupby(["venue", "date"], as_index=False)["visits"].sum()
    overlapping = History(
        attendance=pd.concat([both, sums.assign(period="month")], ignore_index=True)
    )
    assert overlapping.longer_periods("Days").empty
    assert len(overlapping.days("Days")) == len(both)
