"""Editions: how far this year's event of a name draws more or fewer than that name usually does.

    editions(v, d) = mean over the events of d of lift_vny,  y the year of d, n the event's name

Another programme, another audience: the Cats' Nights of Helsinki Zoo drew 7, 6, 4½ and 4 times an
evening like any other in four years. The nights of one year are therefore not four proofs of what
next year's will draw, and a forecast of next year's has that width. It is the logarithm of an
audience that they change (:mod:`calibration.demand.components.audiences`). Priors:
Normal(0, spread), spread of median 0.3. Months tell little of a day's event, so that venues with
longer periods only do without.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components import audiences
from calibration.demand.components.base import Named
from calibration.demand.components.events import told
from calibration.demand.days import Days
from venues.common.i18n import N_


def names(days: Days) -> tuple[str, ...]:
    """Return each event's name with each of its years, in alphabetical order."""
    events = told(days)
    events = events[~events["changes_entry"]]
    pairs = set(zip(events["name"], events["date"].dt.year, strict=True))
    return tuple(f"{name} {year}" for name, year in sorted(pairs))


def design(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the share of each of these editions among the events of each day, (day, edition)."""
    parts = [name.rsplit(" ", 1) for name in wanted]
    takes_place = audiences.design(days, tuple(name for name, _year in parts))
    years = np.array([int(year) for _name, year in parts], dtype=np.int64)
    in_year = np.asarray(days.dates.year)[:, None] == years
    return np.where(in_year, takes_place, 0.0)


EDITIONS: Final = Named(
    key="edition",
    title=N_("Editions of events"),
    mean=0.0,
    # They are about what an event of the name usually draws, so they are zero on average.
    sd=0.0,
    spread=0.3,
    names=names,
    design=design,
    days_only=True,
    is_audience=True,
)
