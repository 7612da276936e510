"""Exhibitions: each one's lift while it runs, told by what it is, costs, and runs beside.

    exhibitions(v, d) = Σ_e [e runs on d] / √(number that run) · (lift_e + Σ_k share_ek a_vk
                                           + b_v log(price_e / usual price) + f_v [e is free])
                        + o_v max_e exp(−days since e opened / 14)
                        + l_v max_e exp(−days until e closes / 10)

The lift of an exhibition is pooled over all that were ever shown at any venue, so one that is only
planned gets a predictive distribution: what exhibitions have in common, what its kind and price
say, and how much exhibitions differ. Priors: common lift Normal(0.1, 0.15), as most temporary
exhibitions are planned to draw; spread of median 0.15, as a blockbuster's +50 % is rare but seen.

- **Kinds** (:mod:`calibration.demand.components.kinds`) differ from the average of all by
  Normal(0, 0.1). The gallery, for want of an area, stands for the size
  (:mod:`calibration.demand.components.galleries`).
- **Price** against the venue's own usual one: Normal(−0.05, 0.1). Studies of museums find that
  twice the price costs an eighth of the visits at most (elasticities of −0.1 to −0.3), and only
  some of a venue's visits are to its exhibition. **Free** entry against a price: Normal(0.1, 0.15).
- **Overlap**: exhibitions that run at once share their public. Two alike bring 1.4 times what one
  does, four twice as much. A coefficient of its own for further ones is told by so few days that at
  one museum it took a single season's success for what overlapping does (+65 %).
- **Launch and last weeks**: Normal(0.1, 0.1) on the first and the last day, half of it a week and a
  half after the launch, and a week before the end. What these do not explain is the run.

Sources: elasticities from Luksetich and Partridge, 'Demand functions for museum services' (Applied
Economics 29, 1997) and the survey of Frey and Meier, 'The economics of museums' (Handbook of the
Economics of Art and Culture, 2006); the rest are assumptions that any history overrules.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Column, Component, Named, within
from calibration.demand.components.kinds import EXHIBITION_KINDS, shares
from calibration.demand.days import Days
from venues.common.i18n import N_

LAUNCH_DAYS: Final = 14.0
LAST_DAYS: Final = 10.0
# Beyond a fourfold price nothing more is assumed.
MOST_TIMES: Final = 4.0


def names(days: Days) -> tuple[str, ...]:
    """Return the titles, in alphabetical order."""
    return tuple(sorted(set(days.exhibitions["title"].astype(str))))


def runs(days: Days, titles: tuple[str, ...]) -> NDArray[np.float64]:
    """Return each exhibition's part in each day's public: 1/√n for those of n that run."""
    table = days.exhibitions
    every = names(days)
    running = np.zeros((len(days.dates), len(every)))
    for j, title in enumerate(every):
        shown = table[table["title"] == title]
        running[:, j] = within(days.dates, shown["start"], shown["end"])
    shared = running / np.sqrt(np.maximum(running.sum(axis=1, keepdims=True), 1.0))
    return shared[:, [every.index(title) for title in titles]]


def traits_of(days: Days, titles: tuple[str, ...]) -> NDArray[np.float64]:
    """Return what each exhibition is and costs, (exhibition, column of :data:`TRAITS`)."""
    # One that is listed twice is one.
    table = days.exhibitions.drop_duplicates("title").set_index("title").loc[list(titles)]
    times = table["relative_price"].to_numpy(dtype=np.float64)
    is_charged = np.nan_to_num(times) > 0
    logs = np.log(np.clip(np.where(is_charged, times, 1.0), 1 / MOST_TIMES, MOST_TIMES))
    words = table["theme"] + " " + table["medium"]
    kinds = shares(EXHIBITION_KINDS, words)
    return np.column_stack([kinds, logs, times == 0])


def traits(days: Days) -> NDArray[np.float64]:
    """Return kinds and prices of the exhibitions that run on each day."""
    titles = names(days)
    return np.asarray(runs(days, titles) @ traits_of(days, titles))


def phases(days: Days) -> NDArray[np.float64]:
    """Return how near each day lies to an opening, and to a last day."""
    columns = np.zeros((len(days.dates), 2))
    dates = days.dates
    for start, end in zip(days.exhibitions["start"], days.exhibitions["end"], strict=True):
        inside = np.asarray((dates >= start) & (dates <= end))
        opened = np.asarray((dates - start).days, dtype=np.float64)
        closes = np.asarray((end - dates).days, dtype=np.float64)
        for j, (distance, fading) in enumerate(((opened, LAUNCH_DAYS), (closes, LAST_DAYS))):
            near = np.where(inside, np.exp(-np.abs(distance) / fading), 0.0)
            columns[:, j] = np.maximum(columns[:, j], near)
    return columns


EXHIBITIONS: Final = Named(
    key="exhibition",
    title=N_("Exhibitions"),
    mean=0.1,
    sd=0.15,
    spread=0.15,
    names=names,
    design=runs,
)

TRAITS: Final = Component(
    key="trait",
    title=N_("What an exhibition is and costs"),
    columns=(
        *(
            Column(kind.key, kind.label, 0.0, 0.1, 0.05, "kind", told_by="months")
            for kind in EXHIBITION_KINDS
        ),
        Column(
            "price", N_("Exhibition at twice the usual price"), -0.05, 0.1, 0.05, "price", "months"
        ),
        Column("free", N_("Exhibition with free entry"), 0.1, 0.15, 0.05, "price", "months"),
    ),
    applies=lambda days: not days.exhibitions.empty,
    design=traits,
)

PHASES: Final = Component(
    key="phase",
    title=N_("Exhibition weeks"),
    columns=(
        Column("opening", N_("First days of an exhibition"), 0.1, 0.1, 0.05, "phase", "months"),
        Column("last", N_("Last days of an exhibition"), 0.1, 0.1, 0.05, "phase", "months"),
    ),
    applies=lambda days: not days.exhibitions.empty,
    design=phases,
)
