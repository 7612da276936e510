"""School holidays: those given, those known anyway, and what lies beyond a table."""

import numpy as np
import pandas as pd
import pytest

from calibration.demand.components import SCHOOL
from calibration.demand.days import Days, days_of
from calibration.demand.history import History
from calibration.demand.school_calendars import england, spread_over


def days(
    first: str,
    last: str,
    country: str | None = None,
    region: str | None = None,
    table: pd.DataFrame | None = None,
) -> Days:
    """Return days of a venue of which nothing but its place and school holidays are known."""
    attendance = pd.DataFrame(
        {"venue": ["Here"], "date": pd.to_datetime([first]), "period": ["day"], "visits": [1]}
    )
    known = {} if table is None else {"school_holidays": table}
    history = History(
        attendance,
        **known,
        countries={} if country is None else {"Here": country},
        regions={} if region is None else {"Here": region},
    )
    return days_of(history, "Here", pd.date_range(first, last))


def share(of: Days) -> "pd.Series[float]":
    """Return which share of the schools has holidays on each day."""
    return pd.Series(SCHOOL.design(of).sum(axis=1), index=of.dates)


def table(*rows: tuple[str, str]) -> pd.DataFrame:
    """Return school holidays of one region."""
    found = pd.DataFrame(rows, columns=["start", "end"]).apply(pd.to_datetime)
    return found.assign(region="Here", name="Holiday")[["region", "start", "end", "name"]]


def test_french_zones_go_on_holiday_one_after_the_other() -> None:
    window = ("2018-02-01", "2018-03-20", "FR")
    assert share(days(*window, "Zone A"))["2018-02-14"] == 1
    assert share(days(*window, "C"))["2018-02-14"] == 0
    assert share(days(*window, "C"))["2018-02-20"] == 1
    # Where the zone is not known, as many families come as there are zones on holiday.
    everywhere = share(days(*window))
    assert everywhere["2018-02-14"] == pytest.approx(1 / 3)
    assert everywhere["2018-02-20"] == pytest.approx(2 / 3)
    assert everywhere["2018-02-03"] == 0


def test_a_given_table_comes_before_a_known_one() -> None:
    given = table(("2018-02-01", "2018-02-02"))
    found = share(days("2018-01-01", "2018-03-20", "FR", "Here", given))
    assert list(found[found > 0].index.strftime("%m-%d")) == ["02-01", "02-02"]


def test_nothing_is_known_of_other_countries() -> None:
    for country, region in ((None, None), ("DE", None), ("GB", "SCT")):
        assert not SCHOOL.applies(days("2018-01-01", "2018-12-31", country, region))


@pytest.mark.parametrize(
    ("year", "name", "monday"),
    [
        (2013, "Half-term in autumn", "2013-10-28"),
        (2013, "Half-term in spring", "2014-02-17"),
        (2014, "Half-term in summer", "2015-05-25"),
        (2017, "Half-term in autumn", "2017-10-23"),
        (2017, "Half-term in spring", "2018-02-12"),
        (2018, "Half-term in spring", "2019-02-18"),
        (2025, "Half-term in autumn", "2025-10-27"),
        (2025, "Half-term in spring", "2026-02-16"),
        (2026, "Half-term in summer", "2027-05-31"),
    ],
)
def test_english_half_terms_are_those_that_councils_published(
    year: int, name: str, monday: str
) -> None:
    """Dates of councils in England, Bristol's among them."""
    found = england([year]).set_index("name").loc[name]
    assert found["start"] == pd.Timestamp(monday) - pd.Timedelta(days=2)
    assert found["end"] == pd.Timestamp(monday) + pd.Timedelta(days=6)


def test_english_summers_last_six_weeks() -> None:
    summers = england(range(2010, 2030)).query("name == 'Summer holidays'")
    length = (summers["end"] - summers["start"]).dt.days + 1
    assert length.between(39, 46).all()


def test_weekends_of_holidays_are_apart() -> None:
    october = days("2017-10-20", "2017-10-31", "GB")
    week, weekend = SCHOOL.design(october).T
    assert list(october.dates[week > 0].day) == [23, 24, 25, 26, 27]
    assert list(october.dates[weekend > 0].day) == [21, 22, 28, 29]


def test_years_beyond_a_table_are_like_its_nearest() -> None:
    given = table(
        ("2017-02-20", "2017-02-26"), ("2017-07-01", "2017-08-31"), ("2018-02-19", "2018-02-25"),
    )  # fmt: skip
    whole = spread_over(given, pd.date_range("2015-01-01", "2020-12-31"))
    whole = whole[whole["start"].dt.year.between(2015, 2020)]
    winters = whole[(whole["start"].dt.month == 2)].sort_values("start")["start"]
    assert list(winters.dt.year) == [2015, 2016, 2017, 2018, 2019, 2020]
    assert set(winters.dt.day_of_week) == {0}
    summers = whole[(whole["end"] - whole["start"]).dt.days > 30]["start"]
    assert sorted(summers.dt.year) == [2015, 2016, 2017, 2018, 2019, 2020]


def test_a_table_is_not_stretched_where_it_holds() -> None:
    given = table(("2017-02-20", "2017-02-26"), ("2018-02-19", "2018-02-25"))
    inside = pd.date_range("2017-02-20", "2018-02-25")
    pd.testing.assert_frame_equal(spread_over(given, inside), given)
    found = share(days("2017-02-20", "2018-02-25", table=given, region="Here"))
    assert found.sum() == 14
    assert np.isin(found, (0, 1)).all()
