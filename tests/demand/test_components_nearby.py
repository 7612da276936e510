"""What an exhibition at one venue does to its neighbours."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration.demand.coefficients import venue_posterior
from calibration.demand.components.base import within
from calibration.demand.components.nearby import NEARBY, most
from calibration.demand.days import days_of
from calibration.demand.design import blocks_of, own_columns
from calibration.demand.effects import effects
from calibration.demand.fit import Fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from scenarios.attributed import attributed

QUICK = DemandSettings(most_sampled=0, kept=400)
DATES = pd.date_range("2015-01-01", "2017-12-31")
COMING = pd.date_range("2018-01-01", "2018-12-31")
SHOWN_DAYS = 35
PLANNED = ("2018-05-01", "2018-06-30")


def shows() -> pd.DataFrame:
    """Return what is shown at A: five weeks of every ten, and one to come."""
    starts = pd.date_range("2015-02-01", "2017-11-01", freq="70D")
    ends = starts + pd.Timedelta(days=SHOWN_DAYS - 1)
    table = pd.DataFrame({"venue": "A", "start": starts, "end": ends})
    planned = pd.DataFrame({"venue": "A", "start": [PLANNED[0]], "end": [PLANNED[1]]})
    table = pd.concat([table, planned.astype(table.dtypes.to_dict())], ignore_index=True)
    return table.assign(title=[f"Show {number}" for number in range(len(table))])


def made_up(drawn_off: float, seed: int = 1) -> History:
    """Return two museums as large as each other, of which A's exhibitions draw visits off B."""
    rng = np.random.default_rng(seed)
    table = shows()
    on = within(DATES, table["start"], table["end"])
    means = {"A": 400.0 * (1 + 0.2 * on), "B": 450.0 * (1 - drawn_off * on)}
    attendance = pd.concat(
        pd.DataFrame(
            {
                "venue": venue,
                "date": DATES,
                "period": "day",
                "visits": rng.poisson(mean * rng.gamma(12.0, 1 / 12.0, len(DATES))),
            }
        )
        for venue, mean in means.items()
    )
    places = dict.fromkeys("AB", "GB"), dict.fromkeys("AB", "Bristol")
    return History(
        attendance.reset_index(drop=True),
        exhibitions=table,
        countries=places[0],
        regions=places[1],
    )


@pytest.fixture(scope="module")
def rivals() -> Fit:
    """Return what was learned of a place where exhibitions draw 15 % of the visits off."""
    return fit(made_up(0.15), seed=1, settings=QUICK)


def lift_at_b(of: Fit) -> np.ndarray:
    """Return the logarithm of what a show at A does to B, by draw."""
    days = days_of(of.history, "B", COMING)
    (lift,) = (venue_posterior(of, "B", draws=None, seed=0).pooled(NEARBY) * most(days)).T
    return np.asarray(lift)


def test_visits_drawn_off_by_a_neighbour_are_learned(rivals: Fit) -> None:
    low, high = np.quantile(lift_at_b(rivals), [0.025, 0.975])
    assert low < np.log(0.85) < high
    assert high < np.log(0.95)
    assert high - low < 0.2


def test_where_neighbours_do_nothing_the_interval_is_narrow_and_holds_nothing() -> None:
    low, high = np.quantile(lift_at_b(fit(made_up(0.0), seed=1, settings=QUICK)), [0.1, 0.9])
    assert low < 0.0 < high
    assert high - low < 0.1


def test_a_neighbour_s_plan_counts_in_the_forecast(rivals: Fit) -> None:
    table = rivals.history.exhibitions
    unplanned = replace(rivals.history, exhibitions=table[table["start"] < COMING[0]])
    with_plan, without = (
        predict(each, "B", COMING, seed=3).mean("draw").to_series()
        for each in (rivals, replace(rivals, history=unplanned))
    )
    during = slice(*PLANNED)
    assert with_plan[during].sum() / without[during].sum() == pytest.approx(0.85, abs=0.05)
    pd.testing.assert_series_equal(with_plan[: PLANNED[0]][:-1], without[: PLANNED[0]][:-1])


def test_readers_are_told_in_effects_and_months(rivals: Fit) -> None:
    row = effects(rivals, "B").set_index("component").loc["nearby"]
    assert row["name"] == "Exhibitions nearby"
    assert row["is_known"]
    assert row["median"] == pytest.approx(np.median(np.expm1(lift_at_b(rivals))), abs=0.01)
    parts = attributed(rivals, "B").pivot_table(index="month", columns="part", values="visits")
    assert parts.loc["2018-06-01", "nearby"] < 0 < parts.loc["2018-10-01", "nearby"]


def test_alone_nothing_is_near() -> None:
    history = made_up(0.0)
    settings = DemandSettings()
    (alone,) = blocks_of(history.only(["A"]), settings)
    assert NEARBY.key not in alone.components
    # B shows nothing.
    of_a, of_b = blocks_of(history, settings)
    assert NEARBY.key not in of_a.components
    assert of_b.components[NEARBY.key].any()


def nearby(history: History, venue: str = "B") -> "pd.Series[float]":
    """Return the column of the neighbours' exhibitions, past and to come."""
    on = DATES.append(COMING)
    return pd.Series(NEARBY.design(days_of(history, venue, on))[:, 0], on)


def test_venues_of_another_region_or_country_are_not_near() -> None:
    history = made_up(0.0)
    for elsewhere in (
        replace(history, regions={"A": "Bristol", "B": "London"}),
        replace(history, countries={"A": "GB", "B": "FR"}),
        replace(history, regions={"A": "Bristol"}),
    ):
        assert not NEARBY.applies(days_of(elsewhere, "B", COMING))
    # Of neither the region is known: there is nothing to tell them apart by.
    assert NEARBY.applies(days_of(replace(history, regions={}), "B", COMING))


def test_it_is_what_differs_from_the_usual_by_the_share_of_visits() -> None:
    history = made_up(0.0)
    column = nearby(history)
    assert column[DATES].mean() == pytest.approx(0.0, abs=1e-12)
    days = history.days("A").mean(), history.days("B").mean()
    assert np.ptp(column) == pytest.approx(days[0] / sum(days))
    always = history.exhibitions.assign(start=DATES[0], end=COMING[-1])
    assert nearby(replace(history, exhibitions=always)).abs().max() < 1e-12


def test_what_the_venue_shows_itself_is_not_a_neighbour_s() -> None:
    history = made_up(0.0)
    shared = history.exhibitions[-1:].assign(venue="B", start=pd.Timestamp("2018-09-01"))
    column = nearby(replace(history, exhibitions=pd.concat([history.exhibitions, shared])))
    assert column[PLANNED[0]] == column["2018-01-15"]
    assert nearby(history)[PLANNED[0]] > column[PLANNED[0]]


def test_nothing_of_the_future_leaks_into_what_is_known() -> None:
    history, origin = made_up(0.0), pd.Timestamp("2016-12-31")
    busier = history.attendance["visits"].where(history.attendance["date"] <= origin, 5000)
    other = replace(history, attendance=history.attendance.assign(visits=busier))
    before, after = (nearby(each.until(origin)) for each in (history, other))
    pd.testing.assert_series_equal(before, after)
    # What is planned for later is known, but says nothing of what is usual.
    plans = history.exhibitions["start"] <= origin
    unplanned = replace(history, exhibitions=history.exhibitions[plans]).until(origin)
    pd.testing.assert_series_equal(nearby(unplanned)[:origin], before[:origin])


@pytest.mark.parametrize(("period", "own"), [("month", [0]), ("year", [])])
def test_months_tell_it_and_years_do_not(period: str, own: list[int]) -> None:
    history = made_up(0.15)
    sums = history.days("B").resample({"month": "MS", "year": "YS"}[period]).sum()
    of_b = pd.DataFrame(
        {"venue": "B", "date": sums.index, "period": period, "visits": sums.to_numpy()}
    )
    of_a = history.attendance[history.attendance["venue"] == "A"]
    mixed = replace(history, attendance=pd.concat([of_a, of_b], ignore_index=True))
    block = blocks_of(mixed, DemandSettings())[1]
    assert block.venues == ("B",)
    assert own_columns(NEARBY, block) == own
