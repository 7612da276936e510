"""Weekends by season: how much more a weekend draws than other days changes over the year.

    weekend(v, d) = ([d is a Saturday or Sunday] − 2/7) Σ_h a_vh cos(2πhτ) + b_vh sin(2πhτ)

τ is the part of the year that has passed. In summer and other holiday seasons Tuesdays are busy
too; in winter a venue lives on its weekends. Two harmonics tell summer from winter and from spring
and autumn. Priors: common Normal(0, 0.15), as weekends of twice a Tuesday in one season and the
same in another are seen; venues' spread of median 0.08.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component
from calibration.demand.days import Days
from venues.common.i18n import N_

HARMONICS: Final = 2


def design(days: Days) -> NDArray[np.float64]:
    """Return the weekend's contrast times cosine and sine of each harmonic."""
    is_weekend = np.asarray(days.dates.day_of_week) >= 5
    contrast = is_weekend - 2 / 7
    turn = 2 * np.pi * np.asarray(days.dates.day_of_year) / 365.25
    waves = [wave(h * turn) for h in range(1, HARMONICS + 1) for wave in (np.cos, np.sin)]
    return np.stack([contrast * wave for wave in waves], axis=1)


WEEKEND: Final = Component(
    key="weekend",
    title=N_("Weekends by season"),
    columns=tuple(
        Column(f"{wave}{h}", "", 0.0, 0.15, 0.08, "weekend")
        for h in range(1, HARMONICS + 1)
        for wave in ("cos", "sin")
    ),
    applies=lambda _days: True,
    design=design,
    by_type=True,
)
