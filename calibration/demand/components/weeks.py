"""Weeks of the year: what returns in the same week every year and stands in no table.

    weeks(v, d) = Σ_w [d lies in week w of the year] lift_vw

Half-terms, winter-sports weeks, a yearly fair, the fortnight when a region's factories close:
school holidays and customs that stand in no table keep to a week of the year, give or take one, and
are too short for the harmonics of the season. Weeks are those of ISO 8601, which begin on Monday as
school holidays do. Priors: each venue's weeks are Normal(0, spread), spread of median 0.1, so that
after one year a week keeps most of its surprise to itself, and after three it has told. Of months
the season's harmonics tell all that there is.

Source of the weeks: ISO 8601-1:2019.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Named
from calibration.demand.days import Days
from venues.common.i18n import N_


def _weeks(days: Days) -> NDArray[np.int64]:
    # Week 53 comes every five or six years and lies where week 52 or 1 lies otherwise.
    return np.minimum(np.asarray(days.dates.isocalendar().week, dtype=np.int64), 52)


def names(days: Days) -> tuple[str, ...]:
    """Return the numbers of the weeks that any of the days lies in."""
    return tuple(f"{week:02d}" for week in np.unique(_weeks(days)))


def design(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return whether each day lies in each week."""
    numbers = np.array([int(name) for name in wanted])
    return np.asarray(_weeks(days)[:, None] == numbers[None, :], dtype=np.float64)


WEEKS: Final = Named(
    key="week",
    title=N_("Weeks of the year"),
    mean=0.0,
    # They are about the season, so they are zero on average.
    sd=0.0,
    spread=0.1,
    names=names,
    design=design,
    days_only=True,
)
