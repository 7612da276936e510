"""What the calendar's components know of days: public holidays, moving feasts, Christmas."""

import numpy as np
import pandas as pd
import pytest

from calibration.demand.components import CHRISTMAS, HOLIDAYS, MOVING, Component
from calibration.demand.days import Days, days_of
from calibration.demand.history import History


def days(first: str, last: str, country: str | None = None, region: str | None = None) -> Days:
    """Return the days of a venue of which nothing but its place is known."""
    attendance = pd.DataFrame(
        {
            "venue": ["Here"],
            "date": pd.to_datetime([first]),
            "period": ["day"],
            "visits": [1],
        }
    )
    history = History(
        attendance,
        countries={} if country is None else {"Here": country},
        regions={} if region is None else {"Here": region},
    )
    return days_of(history, "Here", pd.date_range(first, last))


def marked(component: Component, key: str, of: Days) -> list[str]:
    """Return the days that a column marks."""
    at = [column.key for column in component.columns].index(key)
    return [f"{day:%Y-%m-%d}" for day in of.dates[component.design(of)[:, at] > 0]]


@pytest.mark.parametrize(
    ("country", "region", "window", "expected"),
    [
        ("FR", None, ("2018-05-01", "2018-05-12"), ["2018-05-01", "2018-05-08", "2018-05-10"]),
        ("GB", None, ("2018-08-01", "2018-08-31"), ["2018-08-27"]),
        ("GB", "SCT", ("2018-08-01", "2018-08-31"), ["2018-08-06"]),
        ("GB", "Scotland", ("2018-08-01", "2018-08-31"), ["2018-08-06"]),
        ("DE", "Hamburg", ("2018-10-29", "2018-11-02"), ["2018-10-31"]),
        ("DE", None, ("2018-10-29", "2018-11-02"), ["2018-11-01"]),
        ("US", "NY", ("2018-11-15", "2018-11-30"), ["2018-11-22"]),
        # Independence Day falls on a Saturday; its substitute is the Friday before.
        ("US", None, ("2020-07-01", "2020-07-10"), ["2020-07-03"]),
        (None, None, ("2018-05-01", "2018-05-12"), []),
        ("ZZ", None, ("2018-05-01", "2018-05-12"), []),
    ],
)
def test_public_holidays_on_working_days_are_those_of_the_place(
    country: str | None, region: str | None, window: tuple[str, str], expected: list[str]
) -> None:
    assert marked(HOLIDAYS, "public", days(*window, country, region)) == expected


def test_a_region_that_is_no_part_of_the_country_changes_nothing() -> None:
    window = ("2018-01-01", "2018-12-31", "FI")
    np.testing.assert_array_equal(
        HOLIDAYS.design(days(*window, "Helsinki")), HOLIDAYS.design(days(*window))
    )


def test_days_around_a_holiday_are_told_apart() -> None:
    may = days("2018-04-25", "2018-05-15", "FR")
    # Tuesday 1 and 8 May, Ascension on Thursday 10: Mondays and a Friday are left between.
    assert marked(HOLIDAYS, "bridge", may) == [
        "2018-04-30", "2018-05-07", "2018-05-09", "2018-05-11",
    ]  # fmt: skip
    assert marked(HOLIDAYS, "eve", may) == []
    assert marked(HOLIDAYS, "after", may) == ["2018-05-02"]
    august = days("2018-08-20", "2018-08-31", "GB")
    assert marked(HOLIDAYS, "long_weekend", august) == ["2018-08-25", "2018-08-26"]
    assert marked(HOLIDAYS, "long_run", august) == []
    assert marked(HOLIDAYS, "after", august) == ["2018-08-28"]


def test_a_holiday_on_a_weekend_is_not_one_on_a_working_day() -> None:
    july = days("2019-07-10", "2019-07-20", "FR")
    assert marked(HOLIDAYS, "public", july) == []
    assert marked(HOLIDAYS, "on_weekend", july) == ["2019-07-14"]


def test_a_golden_week_is_one_run() -> None:
    golden = days("2019-04-20", "2019-05-12", "JP")
    run = [f"{day:%Y-%m-%d}" for day in pd.date_range("2019-04-27", "2019-05-06")]
    assert marked(HOLIDAYS, "long_run", golden) == run


def test_the_kind_of_a_day_does_not_depend_on_which_days_are_asked_for() -> None:
    year = days("2019-01-01", "2019-12-31", "JP")
    part = days("2019-05-02", "2019-05-04", "JP")
    at = year.dates.get_indexer(part.dates)
    for component in (HOLIDAYS, CHRISTMAS):
        np.testing.assert_array_equal(component.design(year)[at], component.design(part))
    feasts = days("2018-06-15", "2018-06-16", "TR")
    at = (whole := days("2018-01-01", "2018-12-31", "TR")).dates.get_indexer(feasts.dates)
    np.testing.assert_array_equal(MOVING.design(whole)[at], MOVING.design(feasts))


def test_a_weekend_may_lie_on_friday_and_saturday() -> None:
    saudi = days("2018-09-20", "2018-09-30", "SA")
    # National Day, Sunday 23 September, makes the weekend of Friday and Saturday longer.
    assert marked(HOLIDAYS, "public", saudi) == ["2018-09-23"]
    assert marked(HOLIDAYS, "long_weekend", saudi) == ["2018-09-21", "2018-09-22"]


@pytest.mark.parametrize(
    ("country", "first", "expected"),
    [
        ("TR", "2018-06-10", ["2018-06-15"]),
        ("TR", "2019-06-01", ["2019-06-04"]),
        ("CN", "2018-02-10", ["2018-02-16"]),
        ("KR", "2018-09-15", ["2018-09-23"]),
        ("SG", "2018-11-01", ["2018-11-06"]),
        ("IL", "2018-09-08", ["2018-09-10"]),
    ],
)
def test_moving_feasts_are_found_year_by_year(
    country: str, first: str, expected: list[str]
) -> None:
    window = days(first, str((pd.Timestamp(first) + pd.Timedelta(days=9)).date()), country)
    assert MOVING.applies(window)
    assert marked(MOVING, "first", window) == expected
    # They are no public holidays of the common kind as well.
    assert not set(expected) & set(marked(HOLIDAYS, "public", window))


def test_ramadan_is_the_month_before_its_feast() -> None:
    spring = days("2018-04-01", "2018-07-31", "TR")
    fast = marked(MOVING, "ramadan", spring)
    assert (fast[0], fast[-1], len(fast)) == ("2018-05-17", "2018-06-14", 29)
    assert marked(MOVING, "later", spring) == ["2018-06-16", "2018-06-17"]
    assert marked(MOVING, "ramadan", days("2018-04-01", "2018-07-31", "CN")) == []


def test_most_of_europe_has_no_moving_feast_but_easter_s() -> None:
    for country in ("GB", "FR", "FI", "DE", None):
        assert not MOVING.applies(days("2018-01-01", "2018-12-31", country))


def test_easter_is_the_country_s_own() -> None:
    spring = ("2018-03-25", "2018-04-12")
    assert marked(HOLIDAYS, "easter", days(*spring, "FR"))[0] == "2018-03-30"
    assert marked(HOLIDAYS, "easter", days(*spring, "GR"))[0] == "2018-04-06"


def test_each_day_around_christmas_lies_in_one_stretch_and_no_public_holiday() -> None:
    winter = days("2018-12-10", "2019-01-10", "GB")
    columns = CHRISTMAS.design(winter)
    assert columns.sum(axis=1).max() == 1
    inside = winter.dates[columns.any(axis=1)]
    assert (f"{inside[0]:%m-%d}", f"{inside[-1]:%m-%d}", len(inside)) == ("12-18", "01-06", 20)
    at = [column.key for column in HOLIDAYS.columns].index("public")
    assert not HOLIDAYS.design(winter)[:, at].any()
    assert marked(CHRISTMAS, "eves", winter) == ["2018-12-24", "2018-12-31"]


def test_epiphany_is_a_public_holiday_where_it_is_one() -> None:
    january = ("2020-01-02", "2020-01-10")
    assert marked(HOLIDAYS, "public", days(*january, "FI")) == ["2020-01-06"]
    assert marked(HOLIDAYS, "public", days(*january, "GB")) == []
