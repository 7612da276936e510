"""School holidays of the venue's region, from a table that is given or comes with the product.

    school(v, d) = s(d) ([d is a Monday to Friday] c_v1 + [d is a weekend's day] c_v2)

s is 1 in a holiday of the venue's region. Where the region is not known, it is the share of the
country's regions that have holidays: one of three French zones brings a third of the families.
Without a table, those of :mod:`calibration.demand.school_calendars` are taken for the countries
that it knows; elsewhere the weeks of the year (:mod:`calibration.demand.components.weeks`) learn
what returns. Priors: from Monday to Friday common Normal(0.3, 0.3), as families come and school
classes do not; on weekends, when they could come anyway, Normal(0.1, 0.2); spread of median 0.2.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component, within
from calibration.demand.components.country_days import is_weekend
from calibration.demand.days import Days
from venues.common.i18n import N_


def design(days: Days) -> NDArray[np.float64]:
    """Return the share of regions on holiday each day, apart for both parts of the week."""
    table = days.school_holidays
    if table is None:
        return np.zeros((len(days.dates), 2))
    regions = [rows for _region, rows in table.groupby("region")]
    share = np.mean([within(days.dates, each["start"], each["end"]) for each in regions], axis=0)
    free = is_weekend(days.dates, days.country)
    return np.stack([share * ~free, share * free], axis=1)


SCHOOL: Final = Component(
    key="school",
    title=N_("School holidays"),
    columns=(
        Column("week", N_("School holidays, Monday to Friday"), 0.3, 0.3, 0.2, "school", "months"),
        Column("weekend", N_("School holidays, weekends"), 0.1, 0.2, 0.2, "school"),
    ),
    applies=lambda days: days.school_holidays is not None,
    design=design,
    by_type=True,
)
