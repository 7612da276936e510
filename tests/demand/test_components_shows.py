"""What the model makes of exhibitions: kinds, prices, overlap, launch, names."""

import numpy as np
import pandas as pd
import pytest

from calibration.demand.components import COMPONENTS, NAMED
from calibration.demand.components.exhibitions import EXHIBITIONS, PHASES, TRAITS
from calibration.demand.components.free_sundays import FREE_SUNDAYS
from calibration.demand.components.galleries import GALLERIES
from calibration.demand.components.kinds import EXHIBITION_KINDS, shares
from calibration.demand.days import Days, days_of
from calibration.demand.design import blocks_of
from calibration.demand.fit import _to_dataset, _to_frame
from calibration.demand.history import COLUMNS, History
from calibration.demand.pilot import approximate
from calibration.demand.settings import DemandSettings

DATES = pd.date_range("2018-01-01", "2018-12-31")


def shows(*rows: tuple[str, str, str], **columns: object) -> pd.DataFrame:
    """Return exhibitions of one venue: title, first and last day, and what else is known."""
    table = pd.DataFrame(rows, columns=["title", "start", "end"]).assign(venue="Here", **columns)
    return table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))


def days(
    exhibitions: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    country: str | None = None,
    assumed: pd.DataFrame | None = None,
) -> Days:
    """Return a year of a venue of which nothing else is known."""
    attendance = pd.DataFrame(
        {"venue": ["Here"], "date": DATES[:1], "period": ["day"], "visits": [1]}
    )
    given = {"exhibitions": exhibitions, "events": events}
    history = History(
        attendance,
        **{kind: table for kind, table in given.items() if table is not None},
        countries={} if country is None else {"Here": country},
    )
    return days_of(history, "Here", DATES, assumed)


def trait(of: Days, key: str) -> "pd.Series[float]":
    """Return one column of what exhibitions are and cost."""
    at = [column.key for column in TRAITS.columns].index(key)
    return pd.Series(TRAITS.design(of)[:, at], index=of.dates)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Painting", {"painting": 1}),
        ("peinture à l’huile", {"painting": 1}),
        ("Photographie", {"photography": 1}),
        ("Sculpture, Installation", {"sculpture": 1}),
        ("Painting, Sculpture", {"painting": 0.5, "sculpture": 0.5}),
        ("archéologie", {"history": 1}),
        ("Mode et bijoux", {"design": 1}),
        ("Interactive, for children", {"family": 1}),
        ("sciences naturelles", {"nature": 1}),
        ("Printemps", {}),
        ("", {}),
    ],
)
def test_a_kind_is_told_by_words_in_both_languages(words: str, expected: dict[str, float]) -> None:
    found = dict(
        zip(
            [kind.key for kind in EXHIBITION_KINDS],
            shares(EXHIBITION_KINDS, [words])[0],
            strict=True,
        )
    )
    assert {key: share for key, share in found.items() if share} == expected


def test_prices_are_compared_within_the_venue_and_currency() -> None:
    table = shows(
        ("Cheap", "2018-01-01", "2018-01-31"),
        ("Usual", "2018-02-01", "2018-02-28"),
        ("Dear", "2018-03-01", "2018-03-31"),
        ("Free", "2018-04-01", "2018-04-30"),
        ("Unknown", "2018-05-01", "2018-05-31"),
        ("Abroad", "2018-06-01", "2018-06-30"),
        price=[5.0, 10.0, 20.0, 0.0, np.nan, 900.0],
        currency=["EUR", "EUR", "EUR", "EUR", "", "JPY"],
    )
    price = trait(days(table), "price").groupby(DATES.month).mean()
    assert price[1] == pytest.approx(-np.log(2))
    assert price[3] == pytest.approx(np.log(2))
    assert not price[[2, 4, 5, 6]].any()
    free = trait(days(table), "free").groupby(DATES.month).mean()
    assert list(free[free > 0].index) == [4]


def test_a_plan_s_price_is_compared_with_what_the_venue_usually_asks() -> None:
    known = shows(("Old", "2017-01-01", "2017-02-01"), price=[10.0], currency=["EUR"])
    plan = shows(("New", "2018-03-01", "2018-03-31"), price=[20.0])
    price = trait(days(known, assumed=plan), "price")
    assert price["2018-03-10"] == pytest.approx(np.log(2))
    # Doubling every price of the plan counts, as the plan is not its own measure.
    dearer = trait(days(known, assumed=plan.assign(price=40.0)), "price")
    assert dearer["2018-03-10"] == pytest.approx(np.log(4))


def test_a_plan_may_say_nothing_but_title_and_dates() -> None:
    plan = shows(("New", "2018-03-01", "2018-03-31"))
    found = days(assumed=plan)
    for component in (TRAITS, PHASES):
        assert np.isfinite(component.design(found)).all()
    assert EXHIBITIONS.names(found) == ("New",)
    assert GALLERIES.names(found) == ()


def test_two_exhibitions_at_once_bring_less_than_their_sum_and_more_than_one() -> None:
    both = days(shows(("One", "2018-01-01", "2018-06-30"), ("Two", "2018-04-01", "2018-09-30")))
    means = [column.mean for column in TRAITS.columns]
    lifts = EXHIBITIONS.design(both, ("One", "Two")).sum(axis=1) * EXHIBITIONS.mean
    total = pd.Series(lifts + TRAITS.design(both) @ means, index=DATES)
    alone, together = total["2018-02-01"], total["2018-05-01"]
    assert together == pytest.approx(2**0.5 * alone)
    assert total["2018-08-01"] == pytest.approx(alone)


def test_an_exhibition_listed_twice_is_one() -> None:
    twice = shows(("One", "2018-01-01", "2018-06-30"), ("One", "2018-02-01", "2018-06-30"))
    columns = EXHIBITIONS.design(days(twice), ("One",))[:, 0]
    assert columns[DATES.get_loc("2018-03-01")] == 1.0


def test_an_exhibition_listed_twice_has_no_second_say_in_the_usual_price() -> None:
    rows = [("One", "2018-01-01", "2018-01-31"), ("Two", "2018-03-01", "2018-03-31")]
    once = days(shows(*rows, price=[5.0, 10.0], currency="EUR"))
    twice = days(shows(*rows, rows[0], price=[5.0, 10.0, 5.0], currency="EUR"))
    np.testing.assert_array_equal(TRAITS.design(once), TRAITS.design(twice))


def test_launch_and_end_fade() -> None:
    table = days(shows(("One", "2018-03-01", "2018-06-30")))
    launch, last = (pd.Series(PHASES.design(table)[:, j], index=DATES) for j in (0, 1))
    inside = slice("2018-03-01", "2018-06-30")
    assert launch["2018-03-01"] == last["2018-06-30"] == 1
    assert launch[inside].is_monotonic_decreasing
    assert last[inside].is_monotonic_increasing
    assert launch["2018-05-01"] < 0.02
    assert not launch[:"2018-02-28"].any()  # type: ignore[misc]  slices of dates are text
    assert not last["2018-07-01":].any()  # type: ignore[misc]  slices of dates are text


def test_a_gallery_has_what_is_shown_there() -> None:
    table = days(
        shows(
            ("One", "2018-01-01", "2018-01-31"), ("Two", "2018-01-15", "2018-02-15"),
            gallery=["Great Hall", "Great Hall "],
        )
    )  # fmt: skip
    assert GALLERIES.names(table) == ("Great Hall",)
    count = pd.Series(GALLERIES.design(table, ("Great Hall",))[:, 0], index=DATES)
    assert (count["2018-01-10"], count["2018-01-20"], count["2018-03-01"]) == (
        1,
        pytest.approx(2**0.5),
        0,
    )


def test_first_sundays_count_where_they_are_customary() -> None:
    assert not FREE_SUNDAYS.applies(days(country="FI"))
    french = days(country="FR")
    assert FREE_SUNDAYS.applies(french)
    first = DATES[FREE_SUNDAYS.design(french)[:, 0] > 0]
    assert len(first) == 12
    assert f"{first[0]:%Y-%m-%d}" == "2018-01-07"


def test_what_is_known_of_exhibitions_is_kept_with_a_fit() -> None:
    table = shows(
        ("One", "2018-01-01", "2018-06-30"), ("Two", "2018-03-01", "2018-06-30"),
        price=[np.nan, 12.5], currency=["", "EUR"], theme=[None, "Rome"],
    )  # fmt: skip
    known = History(
        pd.DataFrame({"venue": ["Here"], "date": DATES[:1], "period": ["day"], "visits": [1]}),
        exhibitions=table[["venue", "title", "start", "end", "price", "currency", "theme"]],
    )
    for kind in ("exhibitions", "events"):
        kept = _to_frame(_to_dataset(known.tables()[kind]), kind)
        # How finely a date is kept is none of it.
        told = known.tables()[kind][list(COLUMNS[kind])]
        pd.testing.assert_frame_equal(kept, told, check_dtype=False)
    other = History(known.attendance, exhibitions=table.assign(price=1.0))
    assert other.digest() != known.digest()


def test_every_component_has_a_column_for_each_of_its_effects() -> None:
    events = pd.DataFrame({"venue": ["Here"], "date": DATES[:1], "name": ["Fair"]})
    found = days(shows(("One", "2018-01-01", "2018-06-30")), events, "TR")
    for component in COMPONENTS:
        assert component.design(found).shape == (len(DATES), len(component.columns))
    for named in NAMED:
        if names := named.names(found):
            assert named.design(found, names).shape == (len(DATES), len(names))


def made_up(slope: float, seed: int) -> History:
    """Return three years of a venue where a dear exhibition loses visits, and two share theirs."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2016-01-01", "2018-12-31")
    rows, log_mean = [], np.full(len(dates), np.log(400.0))
    for number, start in enumerate(pd.date_range(dates[0], dates[-1], freq="45D")):
        price = float(rng.choice([4.0, 8.0, 16.0]))
        end = start + pd.Timedelta(days=29)
        inside = np.asarray((dates >= start) & (dates <= end))
        log_mean += inside * (0.3 + slope * np.log(price / 8.0))
        rows.append((f"Show {number}", start, end, price))
    table = pd.DataFrame(rows, columns=["title", "start", "end", "price"])
    visits = rng.poisson(np.exp(log_mean) * rng.gamma(12.0, 1 / 12.0, len(dates)))
    return History(
        pd.DataFrame({"venue": "Here", "date": dates, "period": "day", "visits": visits}),
        exhibitions=table.assign(venue="Here", currency="EUR"),
    )


@pytest.mark.parametrize("slope", [-0.3, 0.0])
def test_the_effect_of_the_price_is_learned(slope: float) -> None:
    _blocks, pooled, _shape = approximate(blocks_of(made_up(slope, 3), DemandSettings()))
    at = [column.key for column in TRAITS.columns].index("price")
    found, sd = pooled["trait"].common[at], np.sqrt(pooled["trait"].variance[at])
    assert abs(found - slope) < 2.5 * sd
    assert sd < 0.1
    if slope:
        assert found < -0.1
