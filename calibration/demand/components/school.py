"""School holidays of the venue's region, where a table of them is given.

    school(v, d) = [d is a Monday to Friday of a school holiday] c_v1 + [one of its weekends] c_v2

Priors: from Monday to Friday common Normal(0.3, 0.3), as families come and school classes do not;
on weekends, when they could come anyway, Normal(0.1, 0.2); spread of median 0.2.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component, within
from calibration.demand.days import Days
from venues.common.i18n import N_


def design(days: Days) -> NDArray[np.float64]:
    """Return whether each day lies in a school holiday, and in which part of the week."""
    table = days.school_holidays
    if table is None:
        return np.zeros((len(days.dates), 2))
    in_holiday = within(days.dates, table["start"], table["end"])
    is_weekend = np.asarray(days.dates.day_of_week) >= 5
    return np.stack([in_holiday & ~is_weekend, in_holiday & is_weekend], axis=1).astype(np.float64)


SCHOOL: Final = Component(
    key="school",
    title=N_("School holidays"),
    columns=(
        Column("week", N_("School holidays, Monday to Friday"), 0.3, 0.3, 0.2, "school", True),
        Column("weekend", N_("School holidays, weekends"), 0.1, 0.2, 0.2, "school"),
    ),
    applies=lambda days: days.school_holidays is not None,
    design=design,
)
