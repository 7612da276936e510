"""Weather, where it is given: warmth against the season, heat, frost, and rain.

    weather(v, d) = w₁ a + w₂ cos(2πτ) a + w₃ (T − 27 °C)⁺ / 5 °C + w₄ (−T)⁺ / 5 °C
                    + w₅ [R ≥ 1 mm] + w₆ [R ≥ 1 mm] log₂ (R / 1 mm),    a = (T − climate(d)) / 5 °C

T is the day's highest temperature, R its rain, (…)⁺ what lies above zero. The climate is a first-
and second-harmonic least-squares fit to the venue's own known temperatures, so that the season
keeps what is usual and the weather only what is not; the second column lets warmth matter otherwise
in winter than in summer. Above 27 °C it is too hot to be comfortable (Mieczkowski, 'The tourism
climatic index', Canadian Geographer 29, 1985), below 0 °C it freezes; less than 1 mm does not make
a wet day (World Meteorological Organization). Columns are about their means over the known days.

What draws people to a zoo keeps them from a museum. So what venues have in common is round zero and
they may differ as much: Normal(0, 0.2), spread of median 0.15, as 5 °C more than usual may well be
a fifth more visits outdoors or a fifth fewer indoors; for rain and what lies beyond comfort
Normal(0, 0.1), spread 0.1. A venue's weeks tell soon on which side it is, which is why nobody need
say so.

Beyond the known weather each posterior draw lives through the weather of one past year on the same
days (:func:`past_years`): averaging over it keeps the variation that weather brings, which the mean
weather would not. What a file says of the coming days, a weather forecast, is taken as known.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component
from calibration.demand.days import Days
from venues.common.i18n import N_

DEGREES: Final = 5.0
HOT: Final = 27.0
WET_MM: Final = 1.0
LEAST_DAYS: Final = 60
"""Weather known on fewer days tells neither the climate nor what the weather does."""
# Of the days asked for, for a past year to be lived through again.
KNOWN_SHARE: Final = 0.9
# So many stretches of the known weather are lived through where no past year is known.
STRETCHES: Final = 8
Array = NDArray[np.float64]


def _waves(dates: pd.DatetimeIndex) -> Array:
    turn = 2 * np.pi * np.asarray(dates.day_of_year) / 365.25
    waves = [np.ones(len(dates))]
    waves += [wave(h * turn) for h in (1, 2) for wave in (np.cos, np.sin)]
    return np.stack(waves, axis=1)


def _climate(weather: pd.DataFrame, dates: pd.DatetimeIndex) -> Array:
    known = weather["temp_max_c"].dropna()
    waves = _waves(pd.DatetimeIndex(known.index))
    # A little shrinkage keeps less than a year of weather from swinging in the missing seasons.
    shrinkage = np.diag([0.0, 1.0, 1.0, 5.0, 5.0])
    fitted = np.linalg.solve(waves.T @ waves + shrinkage, waves.T @ known.to_numpy())
    return np.asarray(_waves(dates) @ fitted)


def _columns(temperature: Array, rain: Array, climate: Array, dates: pd.DatetimeIndex) -> Array:
    warmth = (temperature - climate) / DEGREES
    wet = np.where(np.isnan(rain), np.nan, rain >= WET_MM)
    return np.stack(
        [
            warmth,
            warmth * _waves(dates)[:, 1],
            np.maximum(temperature - HOT, 0.0) / DEGREES,
            np.maximum(-temperature, 0.0) / DEGREES,
            wet,
            np.log2(np.maximum(rain, WET_MM) / WET_MM),
        ],
        axis=1,
    )


def _design(weather: pd.DataFrame, lived: pd.DataFrame) -> Array:
    """Return the columns of a lived-through weather against what the known one is usually like."""

    def columns(of: pd.DataFrame) -> Array:
        dates = pd.DatetimeIndex(of.index)
        temperature, rain = (of[name].to_numpy(dtype=np.float64) for name in weather.columns)
        return _columns(temperature, rain, _climate(weather, dates), dates)

    # A day of unknown weather is one of usual weather.
    usual = pd.DataFrame(columns(weather)).mean().to_numpy()
    return np.asarray(np.nan_to_num(columns(lived) - usual))


def design(days: Days) -> Array:
    """Return the columns under the known weather; zero on days without it."""
    if days.weather is None or not applies(days):
        return np.zeros((len(days.dates), len(WEATHER.columns)))
    return _design(days.weather, days.weather.reindex(days.dates))


def past_years(days: Days) -> list[Array]:
    """Return the design under known weather, completed with that of each past year in turn.

    A year can be lived through again if its weather is known on nine in ten of the days asked for.
    If none can, stretches of the known weather are, with what they had against the season.
    """
    if days.weather is None or not applies(days):
        return [design(days)]
    own = days.weather.reindex(days.dates)
    if own.notna().all(axis=None):
        return [design(days)]
    oldest = pd.DatetimeIndex(days.weather.index).year.min()
    years = [
        days.weather.reindex(days.dates - pd.DateOffset(years=back)).set_axis(days.dates)
        for back in range(1, int(days.dates.year.max() - oldest) + 1)
    ]
    years = [year for year in years if year.notna().all(axis=1).mean() >= KNOWN_SHARE]
    stretches = _stretches(days)
    lived = [own.fillna(year).fillna(stretches[0]) for year in years]
    lived = lived or [own.fillna(stretch) for stretch in stretches]
    return [_design(days.weather, each) for each in lived]


def _stretches(days: Days) -> list[pd.DataFrame]:
    """Return stretches of the known weather, moved to the days asked for and to their climate."""
    assert days.weather is not None
    known = days.weather.dropna()
    against = known["temp_max_c"] - _climate(days.weather, pd.DatetimeIndex(known.index))
    climate = _climate(days.weather, days.dates)
    found = []
    for number in range(STRETCHES):
        first = number * len(known) // STRETCHES
        at = (first + np.arange(len(days.dates))) % len(known)
        moved = {
            "temp_max_c": climate + against.to_numpy()[at],
            "rain_mm": known["rain_mm"].to_numpy()[at],
        }
        found.append(pd.DataFrame(moved, index=days.dates))
    return found


def applies(days: Days) -> bool:
    """Return whether enough of the weather is known."""
    return days.weather is not None and len(days.weather.dropna()) >= LEAST_DAYS


WEATHER: Final = Component(
    key="weather",
    title=N_("Weather"),
    columns=(
        Column("warmth", N_("5 °C warmer than usual"), 0.0, 0.2, 0.15, "weather"),
        Column("winter_warmth", "", 0.0, 0.2, 0.15, "weather"),
        Column("heat", N_("32 °C instead of 27 °C"), 0.0, 0.1, 0.1, "beyond"),
        Column("frost", N_("5 °C of frost"), 0.0, 0.1, 0.1, "beyond"),
        Column("wet", N_("1 mm of rain"), 0.0, 0.1, 0.1, "rain"),
        Column("rain", "", 0.0, 0.1, 0.1, "rain"),
    ),
    applies=applies,
    design=design,
    by_type=True,
)
