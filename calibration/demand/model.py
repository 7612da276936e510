"""The hierarchical model of all venues' visits, put together from its components.

    days:     visits ~ NegativeBinomial(μ_vd, φ_v)
    periods:  visits ~ NegativeBinomial(Σ over open days μ_vd, ψ_v)
              both with a share of rare ones, see :mod:`calibration.demand.likelihood`
    μ_vd = exp(η_vd) + events' own audiences (:mod:`calibration.demand.components.audiences`)
    η_vd = level_v(d) + Σ over components  x_d · coefficient_v  (see the package's docstring)

Periods have a concentration of their own, because what makes one July differ from another is not
the sum of independent days.

**Sums over days.** For a venue that also counts days the sum is exact. For venues with longer
periods only, write η_vd = δ_vd + s_d. Here δ_vd is what the periods tell about the venue itself
(level, season, Easter), and s_d is the shape within a period that they cannot tell (weekdays, other
holidays), taken from the venues with days as the pilot finds them on average. Then

    log Σ_d exp(s_d + δ_vd) = log Σ_d exp(s_d) + Σ_d p_d δ_vd + ½ Var_p δ + …,    p_d ∝ exp(s_d)

and the model uses the first two terms: a number for each period and one matrix product for all
venues of a block. Which weekdays and holidays fall into a month moves its total by a few per cent,
so that the shape's own uncertainty is of no weight there. The term left out is about the same in
every year's month, a few in a thousand, and goes into the season; a test holds it there.

Every venue's days are one matrix product instead of a gather over rows, which runs several times
faster. How the sampler moves is not the model's business: see :mod:`calibration.demand.layout`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pymc as pm
import pytensor.tensor as pt
from numpy.typing import NDArray
from scipy import special

from calibration.demand import level, likelihood, paths
from calibration.demand.components import COMPONENTS, NAMED, Column, Component, Named
from calibration.demand.components.base import SPREAD_SD
from calibration.demand.design import Block, own_columns
from calibration.demand.means import Terms, log_means_of_days, log_means_of_periods
from calibration.demand.pilot import Approximation
from calibration.demand.sums import Shape, Shapes
from calibration.demand.venue_types import types_in, types_of


@dataclass
class _Observed:
    """Counts of all blocks: one likelihood for all compiles several times faster than one each."""

    log_means: list[Any] = field(default_factory=list)
    venues: list[NDArray[np.str_]] = field(default_factory=list)
    visits: list[NDArray[np.int64]] = field(default_factory=list)
    rare: list[NDArray[np.bool_]] = field(default_factory=list)

    def add(
        self,
        venues: NDArray[np.str_],
        log_mean: Any,
        visits: NDArray[np.int64],
        rare: NDArray[np.bool_],
    ) -> None:
        """Add counts, each with its venue, and which of them are rare."""
        self.log_means.append(log_mean)
        self.venues.append(venues)
        self.visits.append(visits)
        self.rare.append(rare)

    def declare(self, grain: str, order: Sequence[str], concentrations: Any) -> None:
        """Declare all counts together, with the concentrations of the venues in this order.

        a venue's share of rare counts ~ Beta(0.6, 0.6 exp(−common)), of mean 1 / (1 + exp(−common))
        common ~ Normal(logit 0.01, 1): one in a hundred, give or take a factor of three
        """
        usual = special.logit(likelihood.RARE)
        common = pm.Normal(f"{grain}_rare_common", usual, likelihood.RARE_SD)
        if not self.visits:
            return
        member = pd.Index(order).get_indexer(pd.Index(np.concatenate(self.venues)))
        rare = np.concatenate(self.rare)
        likelihood.rare_counts(
            f"{grain}_rare_counts",
            common,
            np.bincount(member[rare], minlength=len(order)),
            np.bincount(member, minlength=len(order)),
        )
        likelihood.counts(
            f"{grain}s", pt.concatenate(self.log_means), pt.log(concentrations),
            member=member, observed=np.concatenate(self.visits), rare=rare,
        )  # fmt: skip


def build(blocks: Sequence[Block], shapes: Shapes, pilot: Sequence[Approximation]) -> pm.Model:
    """Return the model of these blocks.

    Args:
        blocks: The venues with their columns and counts.
        shapes: The assumed coefficients of the columns that longer periods do not tell, by type.
        pilot: What the pilot found: which counts are rare, and how loose the level's steps are.
    """
    day_venues = [v for b in blocks if b.has_days for v in b.venues]
    period_venues = [v for b in blocks if not b.has_days for v in b.venues]
    both = [b.venues[0] for b in blocks if b.has_days and b.periods is not None]
    coords: dict[str, Any] = {"venue": [*day_venues, *period_venues]}
    if types := types_of(blocks):
        coords["venue_type"] = types
    with pm.Model(coords=coords) as model:
        terms = Terms()
        for component in COMPONENTS:
            _pooled(model, terms, component, blocks, types_in(component.key, types))
        for named in NAMED:
            _named(model, terms, named, blocks)
        drift = level.drifts("venue")
        of_days, of_periods = likelihood.CONCENTRATIONS
        days = _concentrations(model, of_days, day_venues)
        periods = _concentrations(model, of_periods, [*period_venues, *both])
        counted, summed = _Observed(), _Observed()
        at = 0
        for number, block in enumerate(blocks):
            model.add_coords({f"knot_{number}": block.knots, f"venue_{number}": block.venues})
            rare, looseness = pilot[number].rare, pilot[number].looseness
            own = drift[at : at + len(block.venues)]
            whiteners = np.stack([paths.whitener(block.knots, each) for each in looseness])
            at += len(block.venues)
            dims = (f"venue_{number}", f"knot_{number}")
            path = level.path(f"level_{number}", block.start, own, whiteners, dims)
            if block.has_days:
                log_mean, sums = log_means_of_days(block, path, terms)
                rare_days, rare_periods = np.split(rare[0], [len(block.visits)])
                days_of = np.repeat(block.venues, len(block.visits))
                counted.add(days_of, log_mean, block.visits, rare_days)
                if block.periods is not None:
                    totals = block.periods.visits[:, 0]
                    summed.add(np.repeat(block.venues, len(totals)), sums, totals, rare_periods)
            else:
                shape = shapes[block.venue_type]
                _observe_periods(block, path, terms, summed, shape=shape, rare=rare)
        counted.declare("day", day_venues, days)
        summed.declare("period", [*period_venues, *both], periods)
    return model


def _concentrations(model: pm.Model, prior: Column, venues: Sequence[str]) -> Any:
    """Declare how evenly visits come at each venue; the larger, the less one day or month varies.

    log φ_v ~ Normal(common, spread)
    common ~ Normal(log typical, 1),  spread ~ LogNormal(log ½, ½)
    """
    # It is declared even if no venue needs it: forecasts of days need it for venues with months.
    common = pm.Normal(f"{prior.key}_common", prior.mean, prior.sd)
    spread = pm.LogNormal(f"{prior.key}_spread", np.log(prior.spread), SPREAD_SD)
    if not venues:
        return None
    model.add_coords({f"{prior.group}_venue": list(venues)})
    return pm.LogNormal(prior.key, common, spread, dims=f"{prior.group}_venue")


def _pooled(
    model: pm.Model,
    terms: Terms,
    component: Component,
    blocks: Sequence[Block],
    types: Sequence[str],
) -> None:
    """Declare what venues have in common, how much they differ, and each one's coefficients."""
    key, columns = component.key, component.columns
    model.add_coords({f"{key}_column": [column.key for column in columns]})
    common = pm.Normal(
        f"{key}_common", np.array([c.mean for c in columns]), np.array([c.sd for c in columns]),
        dims=f"{key}_column",
    )  # fmt: skip
    spread = _spreads(model, key, columns)
    if types:
        dims = ("venue_type", f"{key}_column")
        of_type = pm.Normal(f"{key}_of_type", common, spread, dims=dims)
    for grain in ("day", "period"):
        of_grain = [
            b for b in blocks if b.has_days == (grain == "day") and own_columns(component, b)
        ]
        venues = [venue for block in of_grain for venue in block.venues]
        if not venues:
            continue
        mean = common
        if types:
            mean = of_type[[types.index(b.venue_type) for b in of_grain for _venue in b.venues]]
        chosen = own_columns(component, of_grain[0])
        dims = (f"{key}_{grain}_venue", f"{key}_{grain}_column")
        model.add_coords(dict(zip(dims, (venues, [columns[j].key for j in chosen]), strict=True)))
        # Venues with days use all columns; then there is nothing to pick out.
        whole = len(chosen) == len(columns)
        own = pm.Normal(
            f"{key}_{grain}",
            mean if whole else mean[..., chosen],
            spread if whole else spread[chosen],
            dims=dims,
        )
        terms.add(key, own, venues, [len(chosen)] * len(venues))


def _spreads(model: pm.Model, key: str, columns: tuple[Column, ...]) -> Any:
    """Declare the spreads of a component, and return that of each column."""
    medians = {column.group: column.spread for column in columns}
    groups = list(medians)
    model.add_coords({f"{key}_group": groups})
    spread = pm.LogNormal(
        f"{key}_spread", np.log(list(medians.values())), SPREAD_SD, dims=f"{key}_group"
    )
    member = np.zeros((len(columns), len(groups)))
    for j, column in enumerate(columns):
        member[j, groups.index(column.group)] = 1.0
    return pt.dot(member, spread)


def _named(model: pm.Model, terms: Terms, named: Named, blocks: Sequence[Block]) -> None:
    """Declare a coefficient for each name at each venue."""
    key = named.key
    pairs = [(b.venues[0], name) for b in blocks for name in b.names.get(key, ())]
    # They are declared even without a name: a first exhibition needs a predictive distribution.
    common = pm.Normal(f"{key}_common", named.mean, named.sd) if named.sd else named.mean
    spread = pm.LogNormal(f"{key}_spread", np.log(named.spread), SPREAD_SD)
    if not pairs:
        return
    model.add_coords(
        {f"{key}_venue": [v for v, _n in pairs], f"{key}_name": [n for _v, n in pairs],
         f"{key}_pair": list(range(len(pairs)))}
    )  # fmt: skip
    lift = pm.Normal(f"{key}_lift", common, spread, dims=f"{key}_pair")
    having = [b for b in blocks if b.names.get(key, ())]
    terms.add(key, lift, [b.venues[0] for b in having], [len(b.names[key]) for b in having])


def _observe_periods(
    block: Block,
    path: Any,
    terms: Terms,
    summed: _Observed,
    *,
    shape: Shape,
    rare: Sequence[NDArray[np.bool_]],
) -> None:
    """Add the counts of venues that have longer periods only."""
    assert block.periods is not None
    spans = block.periods
    log_mean = log_means_of_periods(block, path, terms, shape)
    seen = np.flatnonzero(spans.observed)
    is_rare = np.zeros(spans.observed.shape, dtype=bool)
    for venue, of_venue in enumerate(rare):
        is_rare[spans.observed[:, venue], venue] = of_venue
    flat = log_mean.ravel()
    summed.add(
        np.tile(block.venues, len(spans.starts))[seen],
        flat if len(seen) == spans.observed.size else flat[seen],
        spans.visits.ravel()[seen],
        is_rare.ravel()[seen],
    )
