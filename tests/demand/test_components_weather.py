"""What the weather's columns say, and which weather a forecast lives through."""

import numpy as np
import pandas as pd
import pytest

from calibration.demand.components import WEATHER
from calibration.demand.components.weather import past_years
from calibration.demand.days import Days, days_of
from calibration.demand.history import History

KEYS = [column.key for column in WEATHER.columns]
TO_COME = pd.date_range("2019-01-01", "2019-12-31")


def weather(first: str, last: str, seed: int = 1) -> pd.DataFrame:
    """Return made-up weather: warm summers, cold winters, rain on a third of the days."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range(first, last)
    season = -12 * np.cos(2 * np.pi * dates.day_of_year / 365.25)
    rain = np.where(rng.random(len(dates)) < 1 / 3, rng.gamma(1.0, 6.0, len(dates)), 0.0)
    return pd.DataFrame(
        {
            "venue": "Here",
            "date": dates,
            "temp_max_c": 12 + season + rng.normal(0, 4, len(dates)),
            "rain_mm": rain,
        }
    )


def days(known: pd.DataFrame, dates: pd.DatetimeIndex) -> Days:
    """Return days of a venue of which nothing but the weather is known."""
    attendance = pd.DataFrame(
        {"venue": ["Here"], "date": pd.to_datetime(["2016-01-01"]), "period": ["day"],
         "visits": [1]}
    )  # fmt: skip
    return days_of(History(attendance, weather=known), "Here", dates)


def column(design: np.ndarray, key: str) -> np.ndarray:
    """Return one column of a design."""
    return np.asarray(design[:, KEYS.index(key)])


KNOWN = weather("2016-01-01", "2018-12-31")


def test_known_weather_is_used_beyond_the_last_visits() -> None:
    """A weather forecast in the file is what every draw lives through; past years go on from it."""
    coming = weather("2019-01-01", "2019-01-10", seed=2).assign(temp_max_c=25.0, rain_mm=30.0)
    table = days(pd.concat([KNOWN, coming]), TO_COME)
    lived = past_years(table)
    assert len(lived) == 3
    for year in lived:
        np.testing.assert_array_equal(year[:10], WEATHER.design(table)[:10])
        assert (column(year, "warmth")[:10] > 3).all()
        assert (column(year, "rain")[:10] > 2).all()
    assert not np.array_equal(lived[0][10:], lived[1][10:])


def test_coming_weather_varies_as_past_weather_does() -> None:
    lived = np.stack(past_years(days(KNOWN, TO_COME)))
    past = WEATHER.design(days(KNOWN, pd.date_range("2016-01-01", "2018-12-31")))
    np.testing.assert_allclose(lived.std(axis=(0, 1)), past.std(axis=0), rtol=0.1)
    # A hot July of the past is a hot July to come.
    year_before = WEATHER.design(days(KNOWN, TO_COME - pd.DateOffset(years=1)))
    np.testing.assert_allclose(lived[0][:, 1:], year_before[:, 1:], atol=0.05)


def test_less_than_a_year_of_weather_is_not_set_to_its_mean() -> None:
    short = weather("2018-07-01", "2018-12-31")
    lived = np.stack(past_years(days(short, TO_COME)))
    assert len(lived) > 3
    assert column(lived[0], "warmth").std() > 0.5
    assert column(lived[0], "wet").std() > 0.3
    assert abs(float(np.mean([column(each, "warmth").mean() for each in lived]))) < 0.3


def test_gaps_within_a_past_year_are_filled_with_weather() -> None:
    gaps = KNOWN.copy()
    gaps.loc[gaps["date"].dt.day == 7, ["temp_max_c", "rain_mm"]] = np.nan
    for lived in past_years(days(gaps, TO_COME)):
        assert (column(lived, "warmth")[TO_COME.day == 7] != 0).all()
    past = WEATHER.design(days(gaps, pd.date_range("2016-01-01", "2018-12-31")))
    assert np.isfinite(past).all()
    assert not past[6].any()


def test_heat_frost_and_rain_begin_where_they_matter() -> None:
    table = KNOWN.copy()
    table.loc[:5, "temp_max_c"] = [20.0, 27.0, 32.0, 0.0, -5.0, -10.0]
    table.loc[:5, "rain_mm"] = [0.0, 0.5, 1.0, 2.0, 4.0, 8.0]
    found = WEATHER.design(days(table, pd.date_range("2016-01-01", periods=6)))
    heat, frost, wet, rain = (column(found, key) for key in ("heat", "frost", "wet", "rain"))
    np.testing.assert_allclose(np.diff(heat), [0, 1, -1, 0, 0], atol=1e-9)
    np.testing.assert_allclose(np.diff(frost), [0, 0, 0, 1, 1], atol=1e-9)
    np.testing.assert_allclose(np.diff(wet), [0, 1, 0, 0, 0], atol=1e-9)
    np.testing.assert_allclose(np.diff(rain), [0, 0, 1, 1, 1], atol=1e-9)


def test_columns_are_about_their_means_so_that_the_level_keeps_what_is_usual() -> None:
    past = WEATHER.design(days(KNOWN, pd.date_range("2016-01-01", "2018-12-31")))
    np.testing.assert_allclose(past.mean(axis=0), 0.0, atol=1e-9)


@pytest.mark.parametrize("missing", ["temp_max_c", "rain_mm"])
def test_weather_of_one_kind_alone_is_too_little(missing: str) -> None:
    table = days(KNOWN.assign(**{missing: np.nan}), TO_COME)
    assert not WEATHER.applies(table)
    assert not WEATHER.design(table).any()


def test_too_few_days_of_weather_are_left_alone() -> None:
    assert not WEATHER.applies(days(weather("2018-12-01", "2018-12-31"), TO_COME))
