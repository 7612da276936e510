"""What months are attributed to: parts add up, and each component has its place."""

import numpy as np
import pandas as pd
import pytest

from calibration.demand.coefficients import venue_posterior
from calibration.demand.components import COMPONENTS, NAMED
from calibration.demand.days import days_of
from calibration.demand.fit import Fit
from calibration.demand.fitting import fit
from calibration.demand.settings import DemandSettings
from scenarios.attributed import GROUPS, LEVEL, OTHER, attributed, counted, group_of
from tests.demand import made_up

FEW = DemandSettings(chains=2, tune=100, draws=100)


@pytest.fixture(scope="module")
def learned() -> Fit:
    return fit(made_up.history(), seed=4, settings=FEW)


@pytest.mark.parametrize("of_year", [2017, 2018])
@pytest.mark.parametrize("venue", ["North", "East"])
def test_the_parts_of_a_month_add_up_to_what_is_expected(
    learned: Fit, venue: str, of_year: int
) -> None:
    found = attributed(learned, venue, draws=50, seed=3)
    year = found[found["month"].dt.year == of_year]
    dates = pd.date_range(f"{of_year}-01-01", f"{of_year}-12-31")
    dates = dates[learned.history.is_open(venue, dates)]
    posterior = venue_posterior(learned, venue, draws=50, seed=3)
    days = days_of(learned.history, venue, dates)
    means = np.exp(posterior.log_means(days, as_assumed=not posterior.counts_days)).mean(axis=0)
    assert year["visits"].sum() == pytest.approx(means.sum(), rel=1e-6)
    assert year["month"].nunique() == 12


def test_an_exhibition_is_attributed_what_it_drew(learned: Fit) -> None:
    found = attributed(learned, "North").pivot_table(index="month", columns="part", values="visits")
    shown = found.loc["2017-04-01"]
    truth = np.expm1(made_up.LIFT)
    others = shown.sum() - shown["exhibitions"]
    assert shown["exhibitions"] / others == pytest.approx(truth, abs=0.25)
    assert found.loc["2017-08-01", "exhibitions"] == pytest.approx(0.0, abs=1e-9)


def test_past_and_coming_months_are_told_apart(learned: Fit) -> None:
    found = attributed(learned, "East")
    assert found.loc[found["is_past"], "month"].max() == pd.Timestamp(2017, 12, 1)
    assert found["month"].max() == pd.Timestamp(2018, 12, 1)
    came = counted(learned, "East").set_index("month")["visits"]
    assert came.index.max() == pd.Timestamp(2017, 12, 1)
    expected = found[found["is_past"]].groupby("month")["visits"].sum()
    assert (came / expected.reindex(came.index)).mean() == pytest.approx(1.0, abs=0.1)


def test_every_component_has_a_place_of_its_own() -> None:
    """What stands under 'better and worse weeks' is only what nothing in the calendar tells."""
    keys = [each.key for each in (*COMPONENTS, *NAMED)]
    assert [key for key in keys if group_of(key) == OTHER] == ["spell"]
    assert {group_of(key) for key in keys} <= set(GROUPS)
    assert LEVEL not in GROUPS
