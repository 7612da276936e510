"""Exhibitions nearby: what the other venues of the same place show.

    nearby(v, d) = a_v (s_v(d) − mean of s_v over the place's history)
    s_v(d) = Σ_u [u shows something on d] visits_u / Σ_w visits_w

u are the other venues of v's place and w all of them, v included; visits are the mean of all that
was counted. A place is a country and region as the pool names them
(:func:`calibration.demand.days.days_of`); an exhibition that bears a title of v's own table, as one
shown by both or touring from one to the other, is v's and left out here. What is usual nearby is
part of v's level, so a neighbour that always shows something moves nothing.

A neighbour counts by its size because of how people choose among places: if each goes where it
draws them in proportion to its attraction, a venue whose attraction grows by the factor exp(b)
takes b times its share of all visits off the logarithm of everybody else's. So a great museum's
exhibition may empty a small one next door, and hardly the other way round.

Priors: a_v would be −0.1 if the usual exhibition, which lifts its own venue's visits by a tenth,
took all of that from its neighbours, and as much above zero if it brought them as many who make a
day of it. Which it is nobody can say beforehand: museums near one another had more visits, not
fewer, in the Netherlands. Most of an exhibition's visits do neither, hence Normal(0, 0.05), by
which a neighbour as large as oneself moves one's visits by two or three per cent; a wider prior
took the season of a history of little more than a year for a neighbour's doing (Bristol, 2016).
Spread of median 0.03, as venues appeal to the same public or to another.

Sources: Huff, 'A probabilistic analysis of shopping center trade areas' (Land Economics 39, 1963)
for the choice; de Graaff, Boter and Rouwendal, 'On spatial differences in the attractiveness of
Dutch museums' (Environment and Planning A 41, 2009) for museums.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component, within
from calibration.demand.days import Days
from venues.common.i18n import N_


def shown(days: Days) -> NDArray[np.float64]:
    """Return the share of the place's visits that others have who show something, by day."""
    total = np.zeros(len(days.dates))
    for _venue, rows in days.nearby.groupby("venue"):
        total += rows["share"].iloc[0] * within(days.dates, rows["start"], rows["end"])
    return total


def most(days: Days) -> float:
    """Return that share on a day on which all show something that ever do."""
    return float(days.nearby.drop_duplicates("venue")["share"].sum())


def design(days: Days) -> NDArray[np.float64]:
    """Return how much more is shown nearby than usual, (day, 1)."""
    usual = shown(days.at(days.place_dates)).mean() if len(days.place_dates) else 0.0
    return (shown(days) - usual)[:, None]


NEARBY: Final = Component(
    key="nearby",
    title=N_("Exhibitions nearby"),
    columns=(Column("shown", N_("Exhibitions nearby"), 0.0, 0.05, 0.03, "nearby", "months"),),
    applies=lambda days: not days.nearby.empty,
    design=design,
)
