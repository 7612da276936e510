"""Feasts that follow the moon, where they are public holidays: Eid, Lunar New Year, Diwali.

    moving(v, d) = [first day of a feast] f₁ + [its later days] f₂ + [three days around] f₃
                   + [the month of Ramadan] r

Many stay with their families on the first day, and go out on those that follow; people travel just
before and after. Ramadan is taken for the 29 days before the feast of breaking the fast. Priors:
first day Normal(−0.1, 0.4), later days Normal(0.2, 0.3), around Normal(0.05, 0.2), Ramadan
Normal(−0.2, 0.3); spread of median 0.2. All move from year to year, so months tell them too.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components import country_days
from calibration.demand.components.base import Column, Component, within
from calibration.demand.days import Days
from venues.common.i18n import N_

AROUND: Final = pd.Timedelta(days=3)
FAST: Final = pd.Timedelta(days=29)
_ONE: Final = pd.Timedelta(days=1)


def _feasts(days: Days) -> list[pd.Timestamp]:
    if days.country is None:
        return []
    # A year more at each end: what lies around a feast may lie in another year.
    years = range(days.dates[0].year - 1, days.dates[-1].year + 2)
    every = (country_days.moving_feasts(days.country, year, days.region) for year in years)
    return sorted(frozenset[pd.Timestamp]().union(*every))


def design(days: Days) -> NDArray[np.float64]:
    """Return which part of a feast each day is."""
    feasts = _feasts(days)
    if days.country is None or not feasts:
        return np.zeros((len(days.dates), 4))
    known = set(feasts)
    first = country_days.are_among(days.dates, [d for d in feasts if d - _ONE not in known])
    during = country_days.are_among(days.dates, feasts)
    around = within(days.dates, [d - AROUND for d in feasts], [d + AROUND for d in feasts])
    years = range(days.dates[0].year, days.dates[-1].year + 2)
    ends = [
        end for y in years for end in country_days.ends_of_ramadan(days.country, y, days.region)
    ]
    fast = within(days.dates, [end - FAST for end in ends], [end - _ONE for end in ends])
    return np.stack([first, during & ~first, around & ~during, fast], axis=1).astype(np.float64)


def _column(key: str, label: str, mean: float, sd: float) -> Column:
    return Column(key, label, mean, sd, 0.2, "moving", told_by="months")


MOVING: Final = Component(
    key="moving",
    title=N_("Moving feasts"),
    columns=(
        _column("first", N_("First day of a moving feast"), -0.1, 0.4),
        _column("later", N_("Later days of a moving feast"), 0.2, 0.3),
        _column("around", N_("Days around a moving feast"), 0.05, 0.2),
        _column("ramadan", N_("Ramadan"), -0.2, 0.3),
    ),
    applies=lambda days: bool(_feasts(days)),
    design=design,
)
