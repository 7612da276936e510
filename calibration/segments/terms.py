"""What shares of segments follow: the demand model's own columns, with priors for shares.

Each step of the chain of :mod:`calibration.segments.stick` is a regression on the logit scale,

    logit q(d) = level(d) + season + weekday + weekend by season + public holidays + Christmas
                 + moving feasts + school holidays + weather + exhibition weeks + any exhibition
                 + this exhibition + this event + spells

with the columns of :mod:`calibration.demand.components`. A coefficient of 0.5 makes one in six
one in four, and a half five in eight: priors are Normal(0, sd) with the sd of :data:`SDS`. Season
and weekday are wide, as families come on Sundays and in summer, classes on weekdays and in May.
Exhibitions and events get one coefficient a name, Normal(0, spread) with the spread learned: most
exhibitions change the public little, one for children much, and a free day turns payers into free
visitors.

How busy a day is, ``log(visits / usual visits)``, was tried as a column, as the total is known when
shares are drawn. Held against years not seen it made shares worse (by 6 to 7 % of CRPS), because
what makes a day busy changes from year to year.

Shrinkage by Normal priors whose spread is learned as in Gelman and Hill, 'Data analysis using
regression and multilevel/hierarchical models' (2007), chapters 12 and 14.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand import paths
from calibration.demand.components import events
from calibration.demand.components.base import Component, Named, within
from calibration.demand.components.christmas import CHRISTMAS
from calibration.demand.components.exhibitions import EXHIBITIONS, PHASES
from calibration.demand.components.holidays import HOLIDAYS
from calibration.demand.components.moving import MOVING
from calibration.demand.components.school import SCHOOL
from calibration.demand.components.season import SEASON
from calibration.demand.components.weather import WEATHER
from calibration.demand.components.weekday import WEEKDAY
from calibration.demand.components.weekend import WEEKEND
from calibration.demand.days import Days
from calibration.segments import walk
from venues.common.i18n import N_

COMPONENTS: Final[tuple[Component, ...]] = (
    SEASON, WEEKDAY, WEEKEND, HOLIDAYS, CHRISTMAS, MOVING, SCHOOL, WEATHER, PHASES,
)  # fmt: skip
SHOWN_SD: Final = 0.3
EVENTS: Final = Named(
    "event", N_("Events"), mean=0.0, sd=0.0, spread=SHOWN_SD, names=events.names,
    design=events.design,
)  # fmt: skip
NAMED: Final[tuple[Named, ...]] = (EXHIBITIONS, EVENTS)
SDS: Final = {
    "weekday": 0.5, "weekend": 0.3, "holidays": 0.5, "christmas": 0.5, "moving": 0.5,
    "school": 0.5, "weather": 0.2, "phase": 0.2,
}  # fmt: skip
"""Prior standard deviations; that of a harmonic of the season is :data:`SEASON_SD` over it."""
SEASON_SD: Final = 0.8
SPELL_DAYS: Final = 28


def columns() -> tuple[tuple[str, float], ...]:
    """Return the common columns in order: name and prior standard deviation."""
    found = []
    for component in COMPONENTS:
        for column in component.columns:
            sd = SEASON_SD / int(column.key[3:]) if component is SEASON else SDS[component.key]
            found.append((f"{component.key}.{column.key}", sd))
    return (*found, ("shown", SHOWN_SD))


def design(days: Days, *, weather: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return the common columns' values, (day, column).

    Args:
        days: The days.
        weather: The weather's columns, where a weather is assumed instead of known.
    """
    parts = []
    for component in COMPONENTS:
        if component is WEATHER and weather is not None:
            parts.append(weather)
        elif component.applies(days):
            parts.append(component.design(days))
        else:
            parts.append(np.zeros((len(days.dates), len(component.columns))))
    shown = within(days.dates, days.exhibitions["start"], days.exhibitions["end"])
    return np.column_stack([*parts, shown])


def knots_of(days: Days) -> pd.DatetimeIndex:
    """Return the knots of the level over some days."""
    return paths.knots_over(days.dates[0], days.dates[-1], walk.KNOT_DAYS)


def spells_of(days: Days) -> pd.DatetimeIndex:
    """Return the knots of the spells over some days."""
    return paths.knots_over(days.dates[0], days.dates[-1], SPELL_DAYS)
