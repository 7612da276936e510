"""What becomes of each known trap of the given data; here, what the model does with it.

==========================================================  ======================================
trap                                                        test
==========================================================  ======================================
Bristol's export: entries twice, entries that disagree      pool/test_raw_export: every
                                                            disagreement is shown with its rule
… test entries, remarks, entries without a figure           pool/test_raw_export: what is left out
                                                            is said
… the day of the visit and the day it was logged            pool/test_raw_export: it agrees with
                                                            the tidy table; the day is that of the
                                                            time zone
Bristol's ``status``: zero_or_closed, missing               test_traps_in_files: a zero …
a missing Monday usually means closed                       a missing Monday …; a closed Monday …
house museums closed in winter                              a house that closes in winter …
a new counter: 541,000 visits become 739,000                a new counter …
one title listed twice                                      an exhibition listed twice …;
                                                            test_traps_in_files: it is imported once
the zoo's free days and light festival are spikes           a festival's spike …; spikes that
                                                            nobody named …
Covid closures are zeros                                    closures written as zeros …
months back to 1998 together with days                      months of twenty years …
totals of museum groups beside their sites (``is_total``)   test_traps_in_files: a group's total …
France: ``;`` between cells, paid and free entries, gaps    test_traps_in_files: a year's entries …
Barnet: rows twice, a mistyped year, several a day          test_traps_in_files: sessions twice …;
                                                            the published sessions …
a mistyped year in a venue's days                           a day far from all others …
==========================================================  ======================================

The figures of Bristol and of the zoo are the bundled ones.
"""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
import pytest

from calibration.demand.fit import Fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from tests.studies import given

FEW: Final = DemandSettings(tune=150, draws=150, kept=300)
SHED, MUSEUM, HOUSE, ZOO = "M Shed", "Bristol Museum", "The Georgian House Museum", "Helsinki Zoo"
KNOWN_UNTIL: Final = pd.Timestamp("2017-02-14")
NEW_COUNTER: Final = pd.Timestamp("2016-07-01")
MORE_COUNTED: Final = 739 / 541


@pytest.fixture(scope="module")
def examples() -> History:
    return given.examples()


@pytest.fixture(scope="module")
def bristol(examples: History) -> History:
    """Three houses, one of which gets a counter that counts more in the middle of its history."""
    history = examples.only([SHED, MUSEUM, HOUSE])
    rows = history.attendance.copy()
    newer = (rows["venue"] == SHED) & (rows["date"] >= NEW_COUNTER)
    rows["visits"] = rows["visits"].where(~newer, (rows["visits"] * MORE_COUNTED).round())
    stray = pd.DataFrame(  # typed 2013 for 2016
        {"venue": [MUSEUM], "date": [pd.Timestamp("2013-10-29")], "period": "day", "visits": [3401]}
    )
    rows = pd.concat([rows, stray], ignore_index=True)
    return replace(history, attendance=rows.astype({"visits": "int64"}))


@pytest.fixture(scope="module")
def learned(bristol: History) -> Fit:
    return fit(bristol.until(KNOWN_UNTIL), seed=1, settings=FEW)


@pytest.fixture(scope="module")
def named(examples: History) -> Fit:
    """The zoo's days with their calendar and events, and its months since 1998."""
    return fit(examples.only([ZOO]).until(pd.Timestamp("2020-12-31")), seed=1, settings=FEW)


@pytest.fixture(scope="module")
def as_published(examples: History) -> History:
    """The zoo's days alone, closures as zeros; neither calendar nor events."""
    zoo = examples.only([ZOO])
    closed = zoo.calendar.assign(period="day", visits=0)[["venue", "date", "period", "visits"]]
    days = zoo.attendance[zoo.attendance["period"] == "day"]
    rows = pd.concat([days, closed], ignore_index=True)
    return replace(zoo, attendance=rows, calendar=zoo.calendar.iloc[:0], events=zoo.events.iloc[:0])


@pytest.fixture(scope="module")
def unnamed(as_published: History) -> Fit:
    return fit(as_published.until(pd.Timestamp("2020-12-31")), seed=1, settings=FEW)


def middle(fitted: Fit, venue: str, dates: pd.DatetimeIndex) -> np.ndarray:
    return np.asarray(predict(fitted, venue, dates, seed=3).median("draw"))


def total(
    fitted: Fit, history: History, venue: str, first: str, last: str
) -> tuple[float, np.ndarray]:
    """Return what came on the counted days of a window, and the forecast's quantiles of it."""
    came = history.days(venue)[first:last]
    dates = pd.date_range(came.index[0], came.index[-1])
    drawn = predict(fitted, venue, dates, seed=3).to_numpy()[:, dates.get_indexer(came.index)]
    return float(came.sum()), np.quantile(drawn.sum(axis=1), [0.025, 0.5, 0.975])


def test_a_missing_monday_is_not_taken_for_a_zero(examples: History) -> None:
    days = examples.days(SHED)
    mondays = pd.date_range(days.index[0], days.index[-1], freq="W-MON")
    closed = ~examples.is_open(SHED, mondays)
    missing = ~closed & ~mondays.isin(days.index)
    assert closed.sum() > 70
    assert missing.sum() > 30
    assert days.min() > 0


def test_a_closed_monday_is_forecast_as_nobody_and_an_open_one_as_those_counted(
    learned: Fit, bristol: History
) -> None:
    coming = pd.date_range("2017-02-15", "2017-08-31")
    listed = ~bristol.is_open(SHED, coming)
    assert (middle(learned, SHED, coming)[listed] == 0).all()
    # Nearly all the Mondays that were counted are holidays; a Monday that nobody closes is
    # forecast from them, and lies in the range of other days.
    mondays = coming[coming.day_of_week == 0]
    drawn = predict(learned, SHED, mondays, is_open=np.ones(len(mondays), bool), seed=3)
    others = middle(learned, SHED, coming[(coming.day_of_week > 0) & (coming.day_of_week < 5)])
    assert 0.4 < float(drawn.median()) / np.median(others[others > 0]) < 2.5


def test_a_house_that_closes_in_winter_is_neither_empty_nor_full_there(
    learned: Fit, bristol: History
) -> None:
    counted = bristol.days(HOUSE)
    assert not (counted.index.month <= 2).any()
    winter = pd.date_range("2017-01-02", "2017-03-19")
    shut = ~bristol.is_open(HOUSE, winter)
    assert shut.all()
    assert (predict(learned, HOUSE, winter, seed=3).to_numpy()[:, shut] == 0).all()
    as_if_open = predict(learned, HOUSE, winter, is_open=np.ones(len(winter), bool), seed=3)
    usual = float(counted.median())
    assert 0.15 * usual < float(as_if_open.median()) < 3 * usual


def test_a_new_counter_moves_its_own_venue_s_forecasts_and_no_other_s(
    learned: Fit, bristol: History
) -> None:
    came, (low, likely, high) = total(learned, bristol, SHED, "2017-02-15", "2017-05-31")
    # The rise is two years old at most, so a part of it may pass: measured 18 % too low.
    assert likely == pytest.approx(came, rel=0.25)
    assert low < came < high
    assert low > came / MORE_COUNTED**2
    came, (low, likely, high) = total(learned, bristol, MUSEUM, "2017-02-15", "2017-05-31")
    assert likely == pytest.approx(came, rel=0.2)
    assert low < came < high


def test_a_day_far_from_all_others_spoils_no_forecast(learned: Fit, bristol: History) -> None:
    """One figure with a mistyped year is one figure among a thousand, with no level of its own."""
    assert bristol.days(MUSEUM).index[0] == pd.Timestamp("2013-10-29")
    past = bristol.days(MUSEUM)["2016-09-01":"2017-02-14"]
    seen = middle(learned, MUSEUM, pd.DatetimeIndex(past.index.to_numpy()))
    assert np.median(seen / past.to_numpy()) == pytest.approx(1.0, abs=0.1)


def test_an_exhibition_listed_twice_counts_once(learned: Fit, bristol: History) -> None:
    coming = pd.date_range("2017-06-01", "2017-09-30")
    once = pd.DataFrame(
        {"title": ["Orozco"], "start": [pd.Timestamp("2017-06-19")],
         "end": [pd.Timestamp("2017-08-25")]}
    )  # fmt: skip
    twice = pd.concat([once, once], ignore_index=True)
    none = bristol.exhibitions.iloc[:0]
    visits = {
        name: predict(learned, MUSEUM, coming, exhibitions=table, seed=3)
        for name, table in (("once", once), ("twice", twice), ("none", none))
    }
    assert visits["twice"].equals(visits["once"])
    assert not visits["none"].equals(visits["once"])


def test_a_festival_s_spike_is_forecast_for_the_days_that_bear_its_name(
    named: Fit, examples: History
) -> None:
    """Two Cats' Nights in September drew three times a usual Friday; the next ones will, too."""
    nights = examples.events.query("name == 'Cats Night'")["date"]
    coming = pd.DatetimeIndex(nights[nights >= "2021-01-01"].unique()).sort_values()[:2]
    other = coming - pd.Timedelta(days=21)
    assert (middle(named, ZOO, coming) > 1.5 * middle(named, ZOO, other)).all()


@pytest.mark.slow
def test_spikes_that_nobody_named_do_not_widen_usual_days(named: Fit, unnamed: Fit) -> None:
    usual = pd.date_range("2021-05-03", "2021-05-28", freq="B")

    def width(fitted: Fit) -> float:
        drawn = predict(fitted, ZOO, usual, seed=3)
        low, high = drawn.quantile(0.25, "draw"), drawn.quantile(0.75, "draw")
        return float(((high - low) / drawn.median("draw")).median())

    assert width(unnamed) < 1.35 * width(named)


@pytest.mark.slow
def test_closures_written_as_zeros_are_no_demand_of_nought(
    named: Fit, unnamed: Fit, examples: History, as_published: History
) -> None:
    shut = examples.calendar.query("venue == @ZOO and open_hours == 0")["date"]
    assert len(shut) > 70
    assert not as_published.days(ZOO).index.isin(shut).any()
    assert as_published.days(ZOO).min() > 0
    weeks = pd.date_range("2021-07-05", "2021-07-25")
    ratio = middle(unnamed, ZOO, weeks) / middle(named, ZOO, weeks)
    assert np.median(ratio) == pytest.approx(1.0, abs=0.2)
    # The year after the closures is forecast as what it was: a year without them.
    came, (low, likely, high) = total(unnamed, examples, ZOO, "2021-06-01", "2021-08-31")
    assert low < came < high
    assert likely == pytest.approx(came, rel=0.35)


def test_months_of_twenty_years_stand_beside_days_without_counting_twice(
    named: Fit, examples: History
) -> None:
    zoo = examples.only([ZOO])
    months = zoo.longer_periods(ZOO)
    assert months["start"].min() == pd.Timestamp("1998-01-01")
    assert months["end"].max() < zoo.days(ZOO).index[0]
    # Days and months of one time: the days stand.
    year = pd.date_range("2018-01-01", "2018-12-01", freq="MS")
    extra = pd.DataFrame({"venue": ZOO, "date": year, "period": "month", "visits": 50_000})
    both = replace(zoo, attendance=pd.concat([zoo.attendance, extra], ignore_index=True))
    assert both.longer_periods(ZOO).equals(months)
    came, (low, _likely, high) = total(named, examples, ZOO, "2021-06-01", "2021-08-31")
    assert low < came < high
