"""Exhibitions: each one's lift while it runs, with its opening and last weeks.

    exhibitions(v, d) = Σ_e [e runs on d] lift_e + [opening fortnight] o + [last fortnight] l

The lift of an exhibition is pooled over all that were ever shown at any venue, so one that is only
planned gets a predictive distribution: what exhibitions have in common and how much they differ.
Priors: common lift Normal(0.1, 0.15), as most temporary exhibitions are planned to draw; spread of
median 0.15, as a blockbuster's +50 % is rare but seen. Opening and last weeks Normal(0.05, 0.1),
the same at every venue.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component, Named, within
from calibration.demand.days import Days
from venues.common.i18n import N_

FORTNIGHT: Final = pd.Timedelta(days=13)


def names(days: Days) -> tuple[str, ...]:
    """Return the titles, in alphabetical order."""
    return tuple(sorted(set(days.exhibitions["title"].astype(str))))


def runs(days: Days, titles: tuple[str, ...]) -> NDArray[np.float64]:
    """Return which exhibition runs on each day."""
    table = days.exhibitions
    columns = np.zeros((len(days.dates), len(titles)))
    for j, title in enumerate(titles):
        shown = table[table["title"] == title]
        columns[:, j] = within(days.dates, shown["start"], shown["end"])
    return columns


def phases(days: Days) -> NDArray[np.float64]:
    """Return whether each day lies in an opening or a last fortnight."""
    table = days.exhibitions
    opening = within(
        days.dates, table["start"], np.minimum(table["start"] + FORTNIGHT, table["end"])
    )
    last = within(days.dates, np.maximum(table["end"] - FORTNIGHT, table["start"]), table["end"])
    return np.stack([opening, last], axis=1).astype(np.float64)


EXHIBITIONS: Final = Named(
    key="exhibition",
    title=N_("Exhibitions"),
    mean=0.1,
    sd=0.15,
    spread=0.15,
    names=names,
    design=runs,
)

PHASES: Final = Component(
    key="phase",
    title=N_("Exhibition weeks"),
    columns=(
        Column("opening", N_("Opening fortnight of an exhibition"), 0.05, 0.1, 0.05, "phase"),
        Column("last", N_("Last fortnight of an exhibition"), 0.05, 0.1, 0.05, "phase"),
    ),
    applies=lambda days: not days.exhibitions.empty,
    design=phases,
)
