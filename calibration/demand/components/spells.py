"""Spells: weeks that go better or worse than anything in the calendar tells.

    spells(v, d)  linear between knots every four weeks
    spells(v, k) ~ Normal(0, spread),  spread of median 0.15

Fine weeks, an exhibition nobody wrote down, a road closed: what moves a day moves its neighbours.
Without this term sixty busy days of one summer would count as sixty proofs that summers are busy,
and a season's total would be forecast as surely as if every day had its own chance. A spell passes:
what lasts is the level's. In a month's total it cannot be told from the month's own chance, so that
venues with longer periods only do without.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand import paths
from calibration.demand.components.base import Named
from calibration.demand.days import Days
from venues.common.i18n import N_

SPACING_DAYS: Final = 28


def _knots(days: Days) -> pd.DatetimeIndex:
    return paths.knots_over(days.dates[0], days.dates[-1], SPACING_DAYS)


def names(days: Days) -> tuple[str, ...]:
    """Return the dates of the knots that any of the days lies near."""
    knots = _knots(days)
    near = paths.interpolation(days.dates, knots).any(axis=0)
    return tuple(f"{knot:%Y-%m-%d}" for knot in knots[near])


def design(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return each knot's weight on each day."""
    knots = _knots(days)
    weights = paths.interpolation(days.dates, knots)
    at = knots.get_indexer(pd.DatetimeIndex(wanted))
    return np.where(at >= 0, weights[:, at], 0.0)


SPELLS: Final = Named(
    key="spell",
    title=N_("Spells"),
    mean=0.0,
    # They are about the level, so they are zero on average.
    sd=0.0,
    spread=0.15,
    names=names,
    design=design,
    days_only=True,
)
