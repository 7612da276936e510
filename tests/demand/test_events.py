"""Events: those that change how many of the usual visitors come, and those with an audience.

The truth is made up: at one venue a night draws 1,500 whatever the day, on Fridays that see a
hundred and on Saturdays that see six; a strike keeps every second visitor away. Another venue
counts months, in some of which a fair draws 6,000.
"""

from typing import Final

import numpy as np
import pandas as pd
import pytest

from calibration.demand.coefficients import venue_posterior
from calibration.demand.components import audiences, entry, events
from calibration.demand.components.editions import EDITIONS
from calibration.demand.days import Days, days_of
from calibration.demand.effects import effects
from calibration.demand.fit import Fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings

DATES: Final = pd.date_range("2015-01-01", "2017-12-31")
WEEK: Final = np.array([1.0, 1.0, 1.0, 1.0, 0.5, 3.0, 3.0])
BASE: Final = 200.0
NIGHTS: Final = pd.to_datetime(
    ["2015-09-04", "2015-09-11", "2016-09-02", "2016-09-09", "2017-09-01", "2017-09-08"]
)
TO_COME: Final = pd.to_datetime(["2018-09-07", "2018-09-08"])
"""A Friday and a Saturday."""
NIGHT: Final = 1500.0
STRIKES: Final = pd.date_range("2016-03-07", periods=5)
STRIKE_TO_COME: Final = pd.Timestamp("2018-03-07")
FAIRS: Final = pd.to_datetime(["2015-07-10", "2017-07-14", "2018-07-13"])
FAIR: Final = 6000.0


def history() -> History:
    rng = np.random.default_rng(8)
    mean = pd.Series(BASE * WEEK[DATES.day_of_week], DATES)
    mean[STRIKES] *= 0.5
    mean[NIGHTS] += NIGHT * np.repeat([1.0, 1.2, 0.9], 2)
    visits = rng.poisson(mean * rng.gamma(30.0, 1 / 30.0, len(DATES)))
    days = pd.DataFrame({"venue": "Days", "date": DATES, "period": "day", "visits": visits})
    of_month = pd.Series(300.0, DATES)
    of_month[FAIRS[:2]] += FAIR
    months = of_month.resample("MS").sum()
    counts = rng.poisson(months * rng.gamma(400.0, 1 / 400.0, len(months)))
    table = pd.DataFrame(
        {"venue": "Months", "date": months.index, "period": "month", "visits": counts}
    )
    named = [("Days", day, f"Cats' Night {day.year}") for day in [*NIGHTS, *TO_COME]]
    named += [("Days", day, "Tram strike") for day in [*STRIKES, STRIKE_TO_COME]]
    named += [("Months", day, "Fair") for day in FAIRS]
    return History(
        pd.concat([days, table], ignore_index=True),
        events=pd.DataFrame(named, columns=["venue", "date", "name"]),
    )


@pytest.fixture(scope="module", params=[0, 10**6], ids=["approximated", "sampled"])
def learned(request: pytest.FixtureRequest) -> Fit:
    settings = DemandSettings(tune=100, draws=300, kept=600, most_sampled=request.param)
    return fit(history(), seed=1, settings=settings)


def middle(learned: Fit, venue: str, dates: pd.DatetimeIndex) -> float:
    return float(predict(learned, venue, dates, seed=2).sum("time").median())


def test_an_audience_comes_besides_those_who_come_anyway(learned: Fit) -> None:
    friday, saturday = (middle(learned, "Days", TO_COME[[j]]) for j in range(2))
    assert friday == pytest.approx(100 + NIGHT, rel=0.2)
    # Were it a multiple of the day, three thousand and more would be expected.
    assert saturday == pytest.approx(600 + NIGHT, rel=0.2)


def test_a_strike_keeps_a_share_away(learned: Fit) -> None:
    usual = pd.DatetimeIndex([STRIKE_TO_COME + pd.Timedelta(days=7)])
    ratio = middle(learned, "Days", pd.DatetimeIndex([STRIKE_TO_COME])) / middle(
        learned, "Days", usual
    )
    assert ratio == pytest.approx(0.5, abs=0.15)


def test_an_audience_is_learned_from_months(learned: Fit) -> None:
    july = pd.date_range("2018-07-01", "2018-07-31")
    june = pd.date_range("2018-06-01", "2018-06-30")
    more = middle(learned, "Months", july) - middle(learned, "Months", june) * 31 / 30
    assert more == pytest.approx(FAIR, rel=0.35)
    # And it comes on its day.
    assert middle(learned, "Months", FAIRS[2:]) > 0.6 * FAIR


def test_effects_are_shares_of_a_typical_day(learned: Fit) -> None:
    table = effects(learned, "Days").set_index("name")
    assert table.loc["Cats' Night", "visits"] == pytest.approx(NIGHT, rel=0.2)
    assert table.loc["Tram strike", "median"] == pytest.approx(-0.5, abs=0.15)
    assert table.loc["Evenings and nights", "median"] > 0


def test_means_are_usual_visits_and_audiences(learned: Fit) -> None:
    posterior = venue_posterior(learned, "Days", draws=40, seed=0)
    known = days_of(learned.history, "Days", DATES)
    audience = posterior.audiences(known)
    on = DATES.isin(NIGHTS)
    assert (audience[:, on] > 0).all()
    assert not audience[:, ~on].any()
    unnamed = days_of(
        History(learned.history.attendance, events=learned.history.events.iloc[6:]), "Days", DATES
    )
    apart = np.exp(posterior.log_means(known)) - np.exp(posterior.log_means(unnamed))
    np.testing.assert_allclose(apart, audience, rtol=1e-9, atol=1e-6)


def days(*rows: tuple[str, str, str]) -> Days:
    """Return a year of a venue with these events: date, name, kind."""
    dates = pd.date_range("2018-01-01", "2018-12-31")
    table = pd.DataFrame(rows, columns=["date", "name", "kind"]).assign(venue="Here")
    attendance = pd.DataFrame({"venue": ["Here"], "date": dates[:1], "period": "day", "visits": 1})
    events_of = table.assign(date=pd.to_datetime(table["date"]))
    return days_of(History(attendance, events=events_of), "Here", dates)


def test_recurring_events_have_one_name() -> None:
    assert events.recurring("Night of Museums 2019") == "Night of Museums"
    assert events.recurring("12th Night of Museums") == "Night of Museums"
    assert events.recurring("Nuit des musées, 15e édition") == "Nuit des musées, édition"
    assert events.recurring("2019") == "2019"
    assert events.recurring("24 hours of drawing") == "24 hours of drawing"
    found = days(
        ("2018-05-19", "Night of Museums 2018", ""), ("2018-06-20", "2nd Night of Museums", "")
    )
    assert events.names(found) == audiences.names(found) == ("Night of Museums",)
    on = pd.Series(events.design(found, ("Night of Museums",))[:, 0], index=found.dates)
    assert on[on > 0].to_dict() == dict.fromkeys(pd.to_datetime(["2018-05-19", "2018-06-20"]), 1.0)


def test_each_year_s_edition_of_an_event_is_told_apart() -> None:
    found = days(*((day, "Fair", "") for day in ("2017-05-19", "2018-05-19", "2018-06-20")))
    names = EDITIONS.names(found)
    assert names == ("Fair 2017", "Fair 2018")
    columns = pd.DataFrame(EDITIONS.design(found, names), found.dates, names)
    # The days are those of 2018.
    assert columns["Fair 2017"].sum() == 0
    assert columns["Fair 2018"].sum() == 2


def test_two_events_on_a_day_have_twice_their_geometric_mean() -> None:
    found = days(
        ("2018-05-19", "Fair", ""), ("2018-05-19", "Concert", ""), ("2018-06-20", "Fair", "")
    )
    on = [found.dates.get_loc(day) for day in ("2018-05-19", "2018-06-20", "2018-06-21")]
    assert audiences.numbers(found)[on].tolist() == [2, 1, 0]
    shares = audiences.design(found, ("Concert", "Fair"))[on]
    assert shares.tolist() == [[0.5, 0.5], [0.0, 1.0], [0.0, 0.0]]


def test_an_event_listed_twice_takes_place_once() -> None:
    found = days(("2018-05-19", "Fair", ""), ("2018-05-19", "Fair 2018", ""))
    assert audiences.numbers(found).sum() == 1


def test_an_event_s_kind_is_what_the_table_says_or_else_its_name() -> None:
    found = days(
        ("2018-01-01", "Jubilee", "free day"), ("2018-01-02", "Free Entry", ""),
        ("2018-01-03", "Free Entry", "night"), ("2018-01-04", "Freedom of the press", ""),
        ("2018-01-05", "Grève générale", ""), ("2018-01-06", "Fête de la musique", ""),
        ("2018-01-07", "Free entry night", ""),
    )  # fmt: skip
    for sort, wanted in (
        (entry, [["free"], ["free"], [], [], ["hindrance"], [], ["free"]]),
        (audiences, [[], [], ["night"], [], [], ["festival"], []]),
    ):
        keys = [column.key for column in sort.KINDS.columns]
        marked = sort.KINDS.design(found)[:7]
        kinds = [[key for key, on in zip(keys, row, strict=True) if on] for row in marked]
        assert kinds == wanted
    assert audiences.numbers(found)[:7].tolist() == [0, 0, 1, 1, 0, 1, 0]
    assert entry.names(found) == ("Free Entry", "Free entry night", "Grève générale", "Jubilee")
