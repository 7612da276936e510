"""First Sundays of the month, free at many museums in some countries.

    free_sundays(v, d) = [d is the first Sunday of a month] c_v, in the countries listed here

Which venue takes part, and in which months, no calendar says. So each venue's own effect is
learned, and where there is none it is what the others say. Prior: common Normal(0.15, 0.25), spread
of median 0.3, as some take part and others do not. Free days that are known are better told as
events (:mod:`calibration.demand.components.events`).

Countries: France (national museums, and many others), Italy (state museums, since 2014), Greece
(state museums, November to March), Belgium and Spain (many museums).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component
from calibration.demand.days import Days
from venues.common.i18n import N_

COUNTRIES: Final = frozenset({"BE", "ES", "FR", "GR", "IT"})


def design(days: Days) -> NDArray[np.float64]:
    """Return whether each day is the first Sunday of its month."""
    is_first = (np.asarray(days.dates.day_of_week) == 6) & (np.asarray(days.dates.day) <= 7)
    return np.asarray(is_first[:, None], dtype=np.float64)


FREE_SUNDAYS: Final = Component(
    key="free_sundays",
    title=N_("First Sundays of the month"),
    columns=(Column("first", N_("First Sunday of the month"), 0.15, 0.25, 0.3, "free_sundays"),),
    applies=lambda days: days.country in COUNTRIES,
    design=design,
)
