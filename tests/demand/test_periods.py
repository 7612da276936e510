"""The periods that days lie in, near the known ones and far from them."""

import pandas as pd
import pytest

from calibration.demand.periods import whole_periods
from calibration.pool.periods import LENGTHS, counted_twice, last_day

ANCHOR = pd.Timestamp("2017-07-01")


@pytest.mark.parametrize("period", LENGTHS)
@pytest.mark.parametrize(
    "start", ["1900-01-01", "1990-02-28", "2017-07-01", "2034-03-31", "2100-12-01"]
)
def test_whole_periods_hold_the_days_asked_for_and_no_other_period(period: str, start: str) -> None:
    first = pd.Timestamp(start)
    last = first + pd.Timedelta(days=40)
    dates, inside = whole_periods(first, last, period, ANCHOR)
    assert dates[0] <= first
    assert last <= dates[-1]
    assert dates.is_monotonic_increasing
    length = LENGTHS[period]
    opening = dates[0]
    for number in range(int(inside[-1]) + 1):
        days = dates[inside == number]
        assert days[0] == opening
        assert days[-1] == opening + length - pd.Timedelta(days=1)
        assert days[0] <= last
        assert first <= days[-1]
        opening = opening + length


@pytest.mark.parametrize(
    ("rows", "twice"),
    [
        ("2020-01-06 week, 2020-01-13 week", ""),
        ("2020-01-06 week, 2020-01-09 week, 2020-01-13 week, 2020-01-19 week", "01-09 01-19"),
        ("2020-01-13 week, 2020-01-10 week, 2020-01-06 week", "01-10"),
        ("2020-01-01 month, 2020-02-01 month, 2020-01-01 quarter", "01-01"),
        ("2020-01-01 year, 2020-03-01 year, 2021-01-01 year", "03-01"),
        ("2020-01-27 week, 2020-01-01 month, 2020-02-01 month, 2020-03-01 month", "01-01 02-01"),
    ],
)
def test_no_day_is_counted_twice(rows: str, twice: str) -> None:
    starts, names = zip(*(row.split() for row in rows.split(", ")), strict=True)
    table = pd.DataFrame({"start": pd.to_datetime(list(starts)), "period": names})
    table["end"] = last_day(table["start"], table["period"])
    found = table.loc[counted_twice(table), "start"]
    assert " ".join(found.dt.strftime("%m-%d")) == twice
