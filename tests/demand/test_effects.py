"""What readers see of exhibitions and events: each with all that it does."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration.demand.coefficients import venue_posterior
from calibration.demand.components.entry import ENTRIES, KINDS
from calibration.demand.components.exhibitions import EXHIBITIONS, TRAITS
from calibration.demand.components.galleries import GALLERIES
from calibration.demand.days import days_of
from calibration.demand.effects import effects
from calibration.demand.fit import Fit
from calibration.demand.fitting import fit
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings


@pytest.fixture(scope="module")
def learned() -> Fit:
    """Return what a hundred days of one venue tell, which is little."""
    rng = np.random.default_rng(2)
    dates = pd.date_range("2018-01-01", periods=100)
    exhibitions = pd.DataFrame(
        {
            "venue": "Here",
            "title": ["Cameras", "Planned"],
            "start": pd.to_datetime(["2018-02-01", "2018-06-01"]),
            "end": pd.to_datetime(["2018-03-15", "2018-07-15"]),
            "medium": ["photography", "photography"],
            "gallery": ["Hall", ""],
            "price": [5.0, 10.0],
            "currency": "EUR",
        }
    )
    events = pd.DataFrame(
        {"venue": "Here", "date": dates[[20, 80]], "name": ["Free day 1st", "Free day 2nd"]}
    )
    history = History(
        pd.DataFrame(
            {"venue": "Here", "date": dates, "period": "day", "visits": rng.poisson(200, 100)}
        ),
        exhibitions=exhibitions,
        events=events,
        countries={"Here": "GB"},
    )
    return fit(history, seed=1, settings=DemandSettings(tune=60, draws=60))


def test_an_effect_is_all_that_an_exhibition_or_event_does(learned: Fit) -> None:
    posterior = venue_posterior(learned, "Here", draws=None, seed=0)
    table = effects(learned, "Here").set_index("name")
    traits = pd.DataFrame(posterior.pooled(TRAITS), columns=[c.key for c in TRAITS.columns])
    lifts = posterior.named(EXHIBITIONS, ("Cameras", "Planned"))
    # The middle of 5 and 10 is 7.50.
    cameras = (
        lifts[:, 0]
        + traits["photography"]
        + traits["price"] * np.log(5 / 7.5)
        + posterior.named(GALLERIES, ("Hall",))[:, 0]
    )
    planned = lifts[:, 1] + traits["photography"] + traits["price"] * np.log(10 / 7.5)
    free = posterior.named(ENTRIES, ("Free day",))[:, 0] + posterior.pooled(KINDS)[:, 0]
    for name, logs in (("Cameras", cameras), ("Planned", planned), ("Free day", free)):
        told = table.loc[name, "median"]
        assert told == pytest.approx(np.median(np.expm1(np.asarray(logs))), abs=1e-9)


def test_the_price_is_told_by_doubling_it(learned: Fit) -> None:
    table = effects(learned, "Here").set_index(["component", "name"])
    at = [column.key for column in TRAITS.columns].index("price")
    logs = venue_posterior(learned, "Here", draws=None, seed=0).pooled(TRAITS)[:, at]
    told = table.loc[("trait", TRAITS.columns[at].label), "median"]
    assert told == pytest.approx(np.median(2.0**logs - 1))


def test_a_title_listed_in_two_seasons_has_one_effect(learned: Fit) -> None:
    twice = pd.concat([learned.history.exhibitions, learned.history.exhibitions.iloc[:1]])
    again = replace(learned, history=replace(learned.history, exhibitions=twice))
    days = days_of(again.history, "Here", pd.date_range("2018-01-01", periods=100))
    assert EXHIBITIONS.names(days) == ("Cameras", "Planned")
    pd.testing.assert_frame_equal(effects(again, "Here"), effects(learned, "Here"))
