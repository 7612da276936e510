"""Weekday: the weekly rhythm, as contrasts to the mean of the week.

    weekday(v, d) = Σ_j B[day of the week, j] c_vj,  B orthogonal, its columns sum to zero

The six contrasts are rotated so that all weekdays are treated alike: a Normal prior on them is the
same prior on each day's deviation from the week's mean. Priors: common Normal(usual week, 0.5),
half as many visits again on a weekend's day as on another (a Sunday of twice a Tuesday is seen, and
so is a quiet one), venues' spread of median 0.25. Months with one more weekend hardly tell a
venue's own rhythm, so venues with months only take it from their peers, and without such peers from
the usual week.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component
from calibration.demand.days import Days
from venues.common.i18n import N_

DAYS: Final = (
    N_("Mondays"), N_("Tuesdays"), N_("Wednesdays"), N_("Thursdays"), N_("Fridays"),
    N_("Saturdays"), N_("Sundays"),
)  # fmt: skip


def _contrasts() -> NDArray[np.float64]:
    """Return an orthogonal basis of the deviations from the week's mean (Helmert's)."""
    basis = np.zeros((7, 6))
    for j in range(6):
        basis[: j + 1, j] = 1.0
        basis[j + 1, j] = -(j + 1.0)
    return basis / np.sqrt((basis**2).sum(axis=0))


CONTRASTS: Final = _contrasts()
USUAL: Final = (-0.13, -0.13, -0.13, -0.13, -0.08, 0.32, 0.28)
"""What is expected beforehand of each day, Monday to Sunday, against the week's mean."""


def design(days: Days) -> NDArray[np.float64]:
    """Return the contrasts of each day's weekday."""
    return np.asarray(CONTRASTS[np.asarray(days.dates.day_of_week)])


WEEKDAY: Final = Component(
    key="weekday",
    title=N_("Days of the week"),
    columns=tuple(
        Column(f"contrast{j}", "", float(mean), 0.5, 0.25, "weekday")
        for j, mean in enumerate(CONTRASTS.T @ USUAL, 1)
    ),
    applies=lambda _days: True,
    design=design,
    by_type=True,
)
