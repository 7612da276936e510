"""Neighbours: how far the luck of a country's venues is the same, so that they move together.

    z_v = √ρ z_country + √(1 − ρ) z_own,v

z is the Normal luck of a day, a spell, a period or a step of the level. What a venue may expect by
itself is the same whatever ρ is; totals over venues get the width that they need, as one rainy
bank holiday, strike or boom is felt by all. The four ρ are worked out from what the pilot's
regression leaves over: the mean correlation of pairs of venues of one country on the same day,
month or knot, drawn towards none where occasions are few. Venues whose country is not known count
as of one country.

Source: the one-factor Gaussian copula, as in Li, 'On default correlation: a copula function
approach' (Journal of Fixed Income 9, 2000).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components.spells import SPELLS
from calibration.demand.design import Block
from calibration.demand.pilot import Approximation

LUCKS: Final = ("day", "spell", "period", "level")
FEW: Final = 20
"""With so many occasions half of a correlation is believed."""
MOST: Final = 0.9


def correlations(
    blocks: Sequence[Block], found: Sequence[Approximation], countries: Mapping[str, str]
) -> NDArray[np.float64]:
    """Return the correlation of each of :data:`LUCKS` between venues of one country.

    Args:
        blocks: The venues with their columns and counts.
        found: What the pilot found of each block.
        countries: The country of each venue that is known to lie in one.
    """
    series: dict[str, list[pd.Series[float]]] = defaultdict(list)
    for block, approximation in zip(blocks, found, strict=True):
        for what, of_venue in _left_over(block, approximation):
            series[what].append(of_venue)
    return np.array([_correlation(series[what], countries) for what in LUCKS])


def _left_over(block: Block, found: Approximation) -> "Iterator[tuple[str, pd.Series[float]]]":
    """Give each venue's series by the kind of its luck, named as the venue."""
    for row, venue in enumerate(block.venues):
        days, periods = np.split(found.scores[row], [len(block.visits)])
        if len(days):
            yield "day", pd.Series(days, block.dates[block.counted], name=venue)
        if block.periods is not None:
            starts = block.periods.starts[block.periods.observed[:, row]]
            yield "period", pd.Series(periods, starts, name=venue)
        steps = np.diff(found.path[row])
        yield "level", pd.Series(steps, block.knots[1:], name=venue)
        first = 0
        for part in found.parts[1:]:
            if part.variable == f"{SPELLS.key}_lift":
                knots = pd.DatetimeIndex(block.names[SPELLS.key])
                values = found.rest[row, first : first + part.size]
                yield "spell", pd.Series(values, knots, name=venue)
            first += part.size


def _correlation(series: "Sequence[pd.Series[float]]", countries: Mapping[str, str]) -> float:
    """Return the mean correlation of pairs of one country, drawn towards none."""
    by_country: dict[str, list[pd.Series[float]]] = defaultdict(list)
    for each in series:
        by_country[countries.get(str(each.name), "")].append(each)
    products = pairs = 0.0
    occasions = 0
    for of_country in by_country.values():
        # Periods of several lengths may begin on the same day: the first is as good as another.
        table = pd.concat([s[~s.index.duplicated()] for s in of_country], axis=1, sort=True)
        z = ((table - table.mean()) / table.std()).clip(-3, 3)
        here = z.notna().sum(axis=1)
        several = here >= 2
        sums = z[several].sum(axis=1)
        products += float((sums**2 - (z[several] ** 2).sum(axis=1)).sum())
        pairs += float((here * (here - 1))[several].sum())
        occasions += int(several.sum())
    if not pairs:
        return 0.0
    return float(np.clip(products / pairs * occasions / (occasions + FEW), 0.0, MOST))
