"""The weeks around Christmas and New Year, each stretch with an effect of its own.

    christmas(v, d) = Σ_j [d lies in stretch j] c_vj

People shop before Christmas, stay with their families on its eve, and go out between the years.
Where a venue is open on 24 to 26 December at all it may be full or empty, so those days have wide
priors. The stretches stand on the same dates everywhere; where Christmas falls on 7 January that
day is a public holiday (:mod:`calibration.demand.components.holidays`), and these stretches have
the venue's own effect. Priors: before Normal(−0.1, 0.2), eves Normal(−0.3, 0.4), the day itself
Normal(−0.3, 0.5), the day after Normal(0.1, 0.4), between the years Normal(0.2, 0.3), New Year's
Day Normal(−0.1, 0.4), up to Epiphany Normal(0.1, 0.3); spread of median 0.2.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component
from calibration.demand.days import Days
from venues.common.i18n import N_

# Month and day of the first and last day of each stretch.
STRETCHES: Final = (
    ((1218, 1223),),
    ((1224, 1224), (1231, 1231)),
    ((1225, 1225),),
    ((1226, 1226),),
    ((1227, 1230),),
    ((101, 101),),
    ((102, 106),),
)


def design(days: Days) -> NDArray[np.float64]:
    """Return the stretch that each day lies in."""
    month_day = np.asarray(days.dates.month * 100 + days.dates.day)
    columns = [
        np.any([(month_day >= first) & (month_day <= last) for first, last in spans], axis=0)
        for spans in STRETCHES
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def is_around_christmas(dates: pd.DatetimeIndex) -> NDArray[np.bool_]:
    """Return which days lie between Christmas Eve and New Year's Day."""
    month_day = np.asarray(dates.month * 100 + dates.day)
    return np.asarray((month_day >= 1224) | (month_day == 101))


def _column(key: str, label: str, mean: float, sd: float) -> Column:
    return Column(key, label, mean, sd, 0.2, "christmas")


CHRISTMAS: Final = Component(
    key="christmas",
    title=N_("Christmas and New Year"),
    columns=(
        _column("before", N_("Week before Christmas"), -0.1, 0.2),
        _column("eves", N_("24 and 31 December"), -0.3, 0.4),
        _column("day", N_("Christmas Day"), -0.3, 0.5),
        _column("after", N_("26 December"), 0.1, 0.4),
        _column("between", N_("27 to 30 December"), 0.2, 0.3),
        _column("new_year", N_("New Year’s Day"), -0.1, 0.4),
        _column("january", N_("2 to 6 January"), 0.1, 0.3),
    ),
    applies=lambda _days: True,
    design=design,
)
