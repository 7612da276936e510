"""Weather, where it is given: warmth against the season, and rain.

    weather(v, d) = w₁ (T − climate(d)) / 5 °C + w₂ cos(2πτ) (T − climate(d)) / 5 °C
                    + w₃ log(1 + rain in mm)

The climate is a first- and second-harmonic least-squares fit to the venue's own known temperatures,
so that the season keeps what is usual and the weather only what is not; the second column lets
warmth matter otherwise in winter than in summer. Priors: Normal(0, 0.2), spread of median 0.15:
5 °C more than usual may well be a fifth more visits outdoors or a fifth fewer indoors.

Beyond the known weather each posterior draw lives through the weather of one past year on the same
days (:func:`past_years`): averaging over it keeps the variation that weather brings, which the mean
weather would not.
"""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component
from calibration.demand.days import Days
from venues.common.i18n import N_

DEGREES: Final = 5.0
LEAST_DAYS: Final = 60


def _waves(dates: pd.DatetimeIndex) -> NDArray[np.float64]:
    turn = 2 * np.pi * np.asarray(dates.day_of_year) / 365.25
    waves = [np.ones(len(dates))]
    waves += [wave(h * turn) for h in (1, 2) for wave in (np.cos, np.sin)]
    return np.stack(waves, axis=1)


def _climate(weather: pd.DataFrame, dates: pd.DatetimeIndex) -> NDArray[np.float64]:
    known = weather["temp_max_c"].dropna()
    waves = _waves(pd.DatetimeIndex(known.index))
    # A little shrinkage keeps less than a year of weather from swinging in the missing seasons.
    shrinkage = np.diag([0.0, 1.0, 1.0, 5.0, 5.0])
    fitted = np.linalg.solve(waves.T @ waves + shrinkage, waves.T @ known.to_numpy())
    return np.asarray(_waves(dates) @ fitted)


def design(days: Days) -> NDArray[np.float64]:
    """Return warmth, warmth by season, and rain; zero on days without known weather."""
    if days.weather is None:
        return np.zeros((len(days.dates), 3))
    known = days.weather.reindex(days.dates)
    warmth = (known["temp_max_c"].to_numpy() - _climate(days.weather, days.dates)) / DEGREES
    winter = _waves(days.dates)[:, 1]
    rain = np.log1p(known["rain_mm"].to_numpy(dtype=np.float64))
    rain -= np.nanmean(np.log1p(days.weather["rain_mm"].to_numpy(dtype=np.float64)))
    return np.asarray(np.nan_to_num(np.stack([warmth, warmth * winter, rain], axis=1)))


def past_years(days: Days) -> list[NDArray[np.float64]]:
    """Return the design under known weather, completed with that of each past year in turn.

    A year can be lived through again if its weather is known on nine in ten of the days asked for.
    """
    if days.weather is None:
        return [design(days)]
    own = days.weather.reindex(days.dates)
    if own.notna().all(axis=None):
        return [design(days)]
    scenarios = []
    oldest = pd.DatetimeIndex(days.weather.index).year.min()
    for back in range(1, int(days.dates.year.max() - oldest) + 1):
        then = days.weather.reindex(days.dates - pd.DateOffset(years=back)).set_axis(days.dates)
        if then.notna().all(axis=1).mean() < 0.9:
            continue
        # The climate is still that of the known days: only what is looked up is completed.
        lived = pd.concat(
            [days.weather, own.fillna(then).loc[~days.dates.isin(days.weather.index)]]
        )
        scenarios.append(_design_with(days, lived))
    return scenarios or [design(days)]


def _design_with(days: Days, lived: pd.DataFrame) -> NDArray[np.float64]:
    """Return the design of a lived-through weather against the climate of the known one."""
    assert days.weather is not None
    warmth = lived["temp_max_c"].reindex(days.dates).to_numpy()
    shifted = design(replace(days, weather=lived))
    shifted[:, 0] = np.nan_to_num((warmth - _climate(days.weather, days.dates)) / DEGREES)
    shifted[:, 1] = shifted[:, 0] * _waves(days.dates)[:, 1]
    return shifted


WEATHER: Final = Component(
    key="weather",
    title=N_("Weather"),
    columns=(
        Column("warmth", N_("5 °C warmer than usual"), 0.0, 0.2, 0.15, "weather"),
        Column("winter_warmth", "", 0.0, 0.2, 0.15, "weather"),
        Column("rain", N_("Rain"), 0.0, 0.2, 0.15, "weather"),
    ),
    applies=lambda days: days.weather is not None and len(days.weather) >= LEAST_DAYS,
    design=design,
)
