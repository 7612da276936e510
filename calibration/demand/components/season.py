"""Season: the yearly rhythm, as a Fourier series of the day of the year.

    season(v, d) = Σ_h a_vh cos(2πhτ) + b_vh sin(2πhτ),  τ = (day of the year − ½) / days

Six harmonics describe any twelve monthly figures, so that venues with days and venues with months
share their coefficients. The sixth, one month up and one down, is no luxury: with five, what was
left over of British museums' months went up and down in turn (autocorrelation −0.2, 0.2, −0.2 …),
as school holidays lie in February, April, August, October and December. Priors: what venues have in
common is Normal(0, 0.25/h), smoothness making later harmonics smaller; the venues' spread has
median 0.15/h. In the months of 47 British museums before 2015 the busiest month of a year had 2.7
times the visits of the quietest in the middle museum, 1.7 to 7.3 times in four of five; the prior
predictive (docs/studies.md) is a little wider, for zoos and gardens.

Source: Fourier terms as in Harvey, 'Forecasting, structural time series models and the Kalman
filter' (1989), chapter 2; partial pooling of the coefficients as in Gelman and Hill, 'Data analysis
using regression and multilevel/hierarchical models' (2007), chapter 12.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component
from calibration.demand.days import Days
from venues.common.i18n import N_

HARMONICS: Final = 6


def design(days: Days) -> NDArray[np.float64]:
    """Return cosine and sine of each harmonic."""
    length = np.where(days.dates.is_leap_year, 366.0, 365.0)
    turn = 2 * np.pi * (np.asarray(days.dates.day_of_year) - 0.5) / length
    waves = [wave(h * turn) for h in range(1, HARMONICS + 1) for wave in (np.cos, np.sin)]
    return np.stack(waves, axis=1)


SEASON: Final = Component(
    key="season",
    title=N_("Season"),
    columns=tuple(
        Column(f"{wave}{h}", "", 0.0, 0.25 / h, 0.15 / h, f"harmonic{h}", told_by="months")
        for h in range(1, HARMONICS + 1)
        for wave in ("cos", "sin")
    ),
    applies=lambda _days: True,
    design=design,
    by_type=True,
)
