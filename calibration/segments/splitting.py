"""Visits by segment: draws of totals dealt over the segments, in whole numbers that add up.

Use :func:`split` on what :func:`calibration.demand.forecasting.predict` returns. Luck is keyed by
(draw, date) and the segment's name, so two scenarios of one seed share it; each draw lives through
the same past year's weather as its visits did.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy import special

from calibration.demand import paths
from calibration.demand.components import weather as weather_component
from calibration.demand.days import Days, days_of
from calibration.demand.history import History
from calibration.demand.periods import whole_periods
from calibration.segments import terms, walk
from calibration.segments.drawing import binomial_quantile
from calibration.segments.fit import SegmentsFit, Shares, Step
from simulation.luck import Decision, name_key, normals, substream, uniforms
from venues.common.i18n import gettext as _

Array = NDArray[np.float64]
type Lived = tuple[NDArray[np.int64], Array]
"""Which draws live through a past year's weather, and the common columns under it."""

_STEPS = 30


def split(
    fit: SegmentsFit,
    history: History,
    venue: str,
    visits: xr.DataArray,
    *,
    exhibitions: pd.DataFrame | None = None,
    seed: int,
) -> list[xr.DataArray]:
    """Deal a venue's visits over its segments.

    Args:
        fit: What was learned of segments.
        history: What the demand was learned from (``fit.history``): calendar, weather and so on.
        venue: The venue.
        visits: Whole visits by ``draw`` and ``time`` (consecutive days).
        exhibitions: What is shown (title, start, end) instead of what the history knows.
        seed: The luck, the same as that of the visits.

    Returns:
        For each segmentation of the venue whole visits by ``draw``, ``segment`` and ``time``, which
        add up to the visits; none if its segments are not known.
    """
    dates = pd.DatetimeIndex(visits["time"].to_numpy())
    totals = visits.transpose("draw", "time").to_numpy().astype(np.int64)
    numbers = visits["draw"].to_numpy().astype(np.int64)
    # Evenly spaced over the fit's draws, as the demand's are.
    chosen = np.arange(len(numbers)) * fit.draws // len(numbers)
    found = []
    for shares in fit.of(venue):
        every, member = dates, np.arange(len(dates))
        if not shares.counts_days:
            every, member = whole_periods(dates[0], dates[-1], shares.period, shares.anchor)
        days = days_of(history, venue, every, exhibitions)
        dealing = _Dealing(
            shares, days, history.is_open(venue, every), member, every.get_indexer(dates),
            numbers, chosen, seed, _designs(days, numbers, seed),
        )  # fmt: skip
        dealt = dealing.deal(totals)
        found.append(
            xr.DataArray(
                dealt,
                dims=("draw", "segment", "time"),
                coords={"draw": visits["draw"], "segment": list(shares.segments), "time": dates},
                name="visits_by_segment",
                attrs={"units": "visits", "long_name": _("Visits by segment")},
            )
        )
    return found


def _designs(
    days: Days, numbers: NDArray[np.int64], seed: int
) -> list[tuple[NDArray[np.int64], Array]]:
    """Return the common columns for each past year's weather, with the draws that live it."""
    years = weather_component.past_years(days)
    # The key by which the demand chooses: a rainy summer's visits are split as a rainy summer's.
    key = substream(seed, "demand", days.venue, "weather")
    which = (uniforms(key, numbers, int(Decision.DEMAND), 0) * len(years)).astype(int)
    return [
        (np.flatnonzero(which == number), terms.design(days, weather=year))
        for number, year in enumerate(years)
    ]


@dataclass(frozen=True)
class _Dealing:
    """One segmentation on some days.

    Attributes:
        shares: What was learned of it.
        days: The days; at a venue with longer periods only, those of whole periods.
        is_open: Which of them are open.
        member: Which period each day lies in.
        asked: Which of the days are asked for.
        numbers: The draws' running numbers, by which their luck is keyed.
        chosen: Which of the draws of ``shares`` they use.
        seed: Their luck.
        designs: The common columns, by the draws that live through them.
    """

    shares: Shares
    days: Days
    is_open: NDArray[np.bool_]
    member: NDArray[np.int64]
    asked: NDArray[np.intp]
    numbers: NDArray[np.int64]
    chosen: NDArray[np.int64]
    seed: int
    designs: Sequence[Lived]

    def deal(self, totals: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the segments' visits, (draw, segment, day)."""
        dealt = np.empty((len(totals), len(self.shares.parts), totals.shape[1]), dtype=np.int64)
        left = totals.copy()
        for number, (part, step) in enumerate(
            zip(self.shares.parts[:-1], self.shares.steps, strict=True)
        ):
            luck = self._uniforms(part, "day", _julian(self.days.dates))
            of_day, of_count = _two(luck)
            chance = step.spreads["day"][self.chosen, None] * special.ndtri(of_day)
            logits = self._logits(part, step) + chance
            if not self.shares.counts_days:
                logits = self._as_periods(part, step, logits)
            share = special.expit(logits[:, self.asked])
            dealt[:, number] = binomial_quantile(left, share, of_count[:, self.asked])
            left -= dealt[:, number]
        dealt[:, -1] = left
        return dealt

    def _logits(self, part: str, step: Step) -> Array:
        logits = self._level(part, step)
        columns = step.columns[self.chosen]
        for of_year, design in self.designs:
            logits[of_year] += columns[of_year] @ design.T
        if self.shares.counts_days:
            logits += self._spells(part, step)
        for named in terms.NAMED:
            names = named.names(self.days)
            values = named.design(self.days, names) if names else np.zeros((0, 0))
            for name, column in zip(names, values.T, strict=True):
                if column.any():
                    logits += self._named(part, step, named.key, name)[:, None] * column
        return logits

    def _level(self, part: str, step: Step) -> Array:
        knots, path = self.shares.knots, step.level[self.chosen]
        dates = self.days.dates
        if dates[-1] > knots[-1]:
            spacing = (knots[1] - knots[0]).days
            more = -(-(dates[-1] - knots[-1]).days // spacing)
            further = knots[-1] + pd.to_timedelta(spacing * np.arange(1, more + 1), unit="D")
            luck = self._uniforms(part, "level", _julian(further))
            scale = step.spreads["drift"][self.chosen] * walk.step_scale(knots)
            path = np.concatenate([path, walk.go_on(path[:, -1], scale, luck)], axis=1)
            knots = pd.DatetimeIndex(knots.append(further))
        return np.asarray(path @ paths.interpolation(dates, knots).T)

    def _spells(self, part: str, step: Step) -> Array:
        knots = terms.spells_of(self.days)
        weights = paths.interpolation(self.days.dates, knots)
        noise = self._normals(part, "spell", _julian(knots))
        values = step.spreads["spell"][self.chosen, None] * noise
        known = self.shares.names["spell"]
        for place, knot in enumerate(knots):
            name = f"{knot:%Y-%m-%d}"
            if name in known:
                values[:, place] = step.named["spell"][self.chosen, known.index(name)]
        return np.asarray(values @ weights.T)

    def _as_periods(self, part: str, step: Step, logits: Array) -> Array:
        """Return logits whose mean share in each period is the one that periods have.

        Such a venue was learned as if a period's logit were the mean of its days'. Days that are
        not known differ widely, and the mean of their shares lies nearer a half than that.
        """
        starts = np.flatnonzero(np.diff(self.member, prepend=-1))
        weights = self.is_open.astype(np.float64)
        weights[(np.add.reduceat(weights, starts) == 0)[self.member]] = 1.0
        weights /= np.add.reduceat(weights, starts)[self.member]
        noise = self._normals(part, "period", _julian(self.days.dates[starts]))
        wanted = np.add.reduceat(logits * weights, starts, axis=1)
        wanted = special.expit(wanted + step.spreads["period"][self.chosen, None] * noise)
        shift = np.zeros(wanted.shape)
        for _step in range(_STEPS):
            share = special.expit(logits + shift[:, self.member])
            away = np.add.reduceat(share * weights, starts, axis=1) - wanted
            slope = np.add.reduceat(share * (1 - share) * weights, starts, axis=1)
            move = np.clip(away / np.maximum(slope, 1e-12), -1.0, 1.0)
            shift -= move
            if np.abs(move).max() < 1e-4:
                break
        return np.asarray(logits + shift[:, self.member])

    def _named(self, part: str, step: Step, kind: str, name: str) -> Array:
        known = self.shares.names.get(kind, ())
        if name in known:
            return np.asarray(step.named[kind][self.chosen, known.index(name)])
        noise = normals(
            self._key(part, kind), self.numbers, int(Decision.DEMAND), 0, name_key(name)
        )
        return np.asarray(step.spreads[kind][self.chosen] * noise)

    def _key(self, part: str, what: str) -> int:
        shares = self.shares
        return substream(self.seed, "segments", shares.venue, shares.segmentation, part, what)

    def _uniforms(self, part: str, what: str, occasions: NDArray[np.int64]) -> Array:
        key = self._key(part, what)
        return uniforms(key, self.numbers[:, None], int(Decision.DEMAND), occasions[None, :])

    def _normals(self, part: str, what: str, occasions: NDArray[np.int64]) -> Array:
        key = self._key(part, what)
        return normals(key, self.numbers[:, None], int(Decision.DEMAND), occasions[None, :])


def _two(luck: Array) -> tuple[Array, Array]:
    """Return two numbers in (0, 1) that have nothing to do with each other, of 26 bits each."""
    # To make one number takes longer than all else that is done with it.
    scaled = luck * 2.0**26
    first = np.floor(scaled)
    return (first + 0.5) * 2.0**-26, scaled - first


def _julian(dates: pd.DatetimeIndex) -> NDArray[np.int64]:
    return np.asarray(dates.to_julian_date(), dtype=np.int64)
