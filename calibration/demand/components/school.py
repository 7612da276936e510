"""School holidays of the venue's region, where a table of them is given.

    school(v, d) = [d lies in a school holiday] c_v

Prior: common Normal(0.2, 0.3), as families come and school classes do not; spread of median 0.2.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component, within
from calibration.demand.days import Days
from venues.common.i18n import N_


def design(days: Days) -> NDArray[np.float64]:
    """Return whether each day lies in a school holiday."""
    table = days.school_holidays
    if table is None:
        return np.zeros((len(days.dates), 1))
    return within(days.dates, table["start"], table["end"])[:, None].astype(np.float64)


SCHOOL: Final = Component(
    key="school",
    title=N_("School holidays"),
    columns=(Column("school", N_("School holidays"), 0.2, 0.3, 0.2, "school", True),),
    applies=lambda days: days.school_holidays is not None,
    design=design,
)
