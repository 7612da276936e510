"""Learning shares: each segmentation's chain of steps, venues with the same segments together.

Use :func:`fit_segments`. Venues that divide their public in the same way, into the same parts, lend
each other what they have in common: each is first learned by itself; then every common coefficient
gets, as its prior at a venue, what the *other* venues say of it,

    coefficient_v ~ Normal(common, spread²),  common ~ Normal(0, sd²)

with the spread of a term's columns by the largest likelihood of the venues' estimates, as in a
meta-analysis of studies (DerSimonian and Laird, 'Meta-analysis in clinical trials', Controlled
Clinical Trials 7, 1986), and the venue is learned again. So a museum with yearly shares only takes
its season and its Sundays from those with days, and is as unsure of them as these differ.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize
from threadpoolctl import threadpool_limits

from calibration.demand import paths
from calibration.demand.days import Days, days_of
from calibration.demand.history import History
from calibration.segments import terms, walk
from calibration.segments.counts import Counted
from calibration.segments.fit import SegmentsFit, Shares, Step
from calibration.segments.stick import SPREADS, Counts, Learned, Prior, learn
from simulation.luck import substream

Array = NDArray[np.float64]

DRAWS: Final = 1000
# A part that comes so late was not there before; one that comes earlier was only rare.
_LATE_DAYS: Final = 60


def fit_segments(
    counted: Sequence[Counted],
    history: History,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> SegmentsFit:
    """Learn the shares of segments.

    Args:
        counted: What was counted by segment.
        history: What is known of the venues' days: openings, holidays, weather, exhibitions.
        draws: How many draws to keep.
        seed: The luck of the draws.
        progress: Told the fraction done.
    """
    alike: dict[tuple[str, tuple[str, ...]], list[Counted]] = {}
    for each in counted:
        alike.setdefault((each.segmentation, tuple(sorted(each.parts))), []).append(each)
    steps = sum(_passes(group) * len(group) * (len(group[0].parts) - 1) for group in alike.values())
    done = 0

    def one_done() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done / steps)

    shares: list[Shares] = []
    # The matrices are small: threads that wait for each other take many times as long as one.
    with threadpool_limits(limits=1, user_api="blas"):
        for group in alike.values():
            shares += _fit_group(group, history, draws, seed, one_done)
    return SegmentsFit(tuple(shares), draws)


def _passes(group: Sequence[Counted]) -> int:
    return 2 if len(group) > 1 else 1


def _fit_group(
    group: Sequence[Counted], history: History, draws: int, seed: int, done: Callable[[], None]
) -> list[Shares]:
    order = _order(group)
    made = [_Design(each, history) for each in group]
    steps: list[list[Step]] = [[] for _each in group]
    for number in range(len(order) - 1):
        counts = [each.step(order, number) for each in made]
        priors = [_plain_prior()] * len(group)
        learned: list[Learned] = []
        for _pass in range(_passes(group)):
            learned = []
            for each, of_step, prior in zip(group, counts, priors, strict=True):
                own = substream(seed, "segments", each.venue, each.segmentation, number)
                learned.append(learn(of_step, prior, draws=draws, seed=own))
                done()
            if len(learned) > 1 and _pass == 0:
                priors = [_pooled_prior(learned, at) for at in range(len(learned))]
        for own_steps, found in zip(steps, learned, strict=True):
            own_steps.append(Step(found.level, found.columns, found.named, found.spreads))
    return [each.shares(order, tuple(found)) for each, found in zip(made, steps, strict=True)]


def _order(group: Sequence[Counted]) -> tuple[str, ...]:
    """Return the parts, the smallest first: each rare one is then told from all, not from others.

    Venues count alike, however many visits they have.
    """
    sizes = dict.fromkeys(sorted(group[0].parts), 0.0)
    for each in group:
        sums = each.visits.sum(axis=0)
        for part, share in zip(each.parts, sums / sums.sum(), strict=True):
            sizes[part] += share
    return tuple(sorted(sizes, key=sizes.__getitem__))


class _Design:
    """One segmentation's counts and columns."""

    def __init__(self, counted: Counted, history: History) -> None:
        self.counted = counted
        periods = counted.periods
        dates = pd.date_range(periods["start"].min(), periods["end"].max())
        self.days: Days = days_of(history, counted.venue, dates)
        self.is_day = counted.is_day
        self.weights = _mean_over_days(periods, dates, history.is_open(counted.venue, dates))
        self.knots = terms.knots_of(self.days)
        self.level = self.over_periods(paths.interpolation(dates, self.knots))
        self.columns = self.over_periods(terms.design(self.days))
        self.names: dict[str, tuple[str, ...]] = {}
        self.named: dict[str, Array] = {}
        for named in terms.NAMED:
            names = named.names(self.days)
            if names:
                values = self.over_periods(named.design(self.days, names))
                seen = values.any(axis=0)
                self.names[named.key] = tuple(np.array(names)[seen].tolist())
                self.named[named.key] = values[:, seen]
        if self.is_day.any():
            self._add_spells(dates)

    def over_periods(self, of_days: Array) -> Array:
        """Return the means of columns over each period's open days."""
        return np.asarray(np.add.reduceat(of_days[self.weights[0]], self.weights[1], axis=0)
                          / self.weights[2][:, None])  # fmt: skip

    def _add_spells(self, dates: pd.DatetimeIndex) -> None:
        knots = terms.spells_of(self.days)
        values = self.over_periods(paths.interpolation(dates, knots))
        values[~self.is_day] = 0.0
        seen = values.any(axis=0)
        self.names["spell"] = tuple(f"{knot:%Y-%m-%d}" for knot in knots[seen])
        self.named["spell"] = values[:, seen]

    def step(self, order: tuple[str, ...], number: int) -> Counts:
        """Return what one step is learned from."""
        at = [self.counted.parts.index(part) for part in order]
        visits = self.counted.visits[:, at].astype(np.float64)
        taken, left = visits[:, number], visits[:, number:].sum(axis=1)
        used = left > 0
        starts = self.counted.periods["start"]
        if taken.any():
            first = starts[taken > 0].iloc[0]
            if first > starts.iloc[0] + pd.Timedelta(days=_LATE_DAYS):
                used &= (starts >= first).to_numpy(dtype=bool)
        return Counts(
            left=left[used],
            taken=taken[used],
            day=self.is_day[used],
            level=self.level[used],
            columns=self.columns[used],
            named={key: values[used] for key, values in self.named.items()},
            step=walk.step_scale(self.knots),
        )

    def _recent(self, order: tuple[str, ...]) -> tuple[int, ...]:
        at = [self.counted.parts.index(part) for part in order]
        ends = self.counted.periods["end"]
        recent = (ends > ends.max() - pd.DateOffset(years=1)).to_numpy(dtype=bool)
        return tuple(self.counted.visits[recent][:, at].sum(axis=0).tolist())

    def shares(self, order: tuple[str, ...], steps: tuple[Step, ...]) -> Shares:
        """Return what was learned, with all that shares of other days need."""
        last = self.counted.periods.iloc[-1]
        return Shares(
            venue=self.counted.venue,
            segmentation=self.counted.segmentation,
            parts=order,
            knots=self.knots,
            names=self.names,
            counts_days=bool(self.is_day.any()),
            period=str(last["period"]),
            anchor=pd.Timestamp(last["start"]),
            recent=self._recent(order),
            steps=steps,
        )


def _mean_over_days(
    periods: pd.DataFrame, dates: pd.DatetimeIndex, is_open: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of each period's open days one after the other, where they start, how many.

    A period whose days are all closed has all of them.
    """
    first = dates.get_indexer(pd.DatetimeIndex(periods["start"]))
    last = dates.get_indexer(pd.DatetimeIndex(periods["end"]))
    places = []
    for begin, end in zip(first, last, strict=True):
        every = np.arange(begin, end + 1)
        opened = every[is_open[every]]
        places.append(opened if len(opened) else every)
    sizes = np.array([len(each) for each in places])
    return np.concatenate(places), np.cumsum(sizes) - sizes, sizes


def _plain_prior() -> Prior:
    sds = np.array([sd for _name, sd in terms.columns()])
    return Prior(np.zeros(len(sds)), sds**2)


def _pooled_prior(learned: Sequence[Learned], own: int) -> Prior:
    """Return the prior of one venue's step: what the others say of it."""
    plain = _plain_prior()
    others = [each for at, each in enumerate(learned) if at != own]
    estimates, variances = [], []
    for each in others:
        mode, variance = each.told
        # What the counts alone say: the posterior without its prior.
        precision = np.maximum(1.0 / variance - 1.0 / plain.variance, 1e-9)
        estimates.append(mode / variance / precision)
        variances.append(1.0 / precision)
    groups = [name.partition(".")[0].rstrip("0123456789") for name, _sd in terms.columns()]
    mean, variance = np.zeros(len(groups)), plain.variance.copy()
    for group in set(groups):
        at = np.flatnonzero(np.array(groups) == group)
        mean[at], variance[at] = _pool(
            np.array(estimates)[:, at], np.array(variances)[:, at], plain.variance[at]
        )
    spreads = {}
    for name, (median, sd) in SPREADS.items():
        found = [each.log_spreads[name] for each in others if name in each.log_spreads]
        # The prior counts as one venue.
        spreads[name] = (float(np.mean([math.log(median), *found])), sd)
    return Prior(mean, variance, spreads)


def _pool(estimates: Array, variances: Array, prior: Array) -> tuple[Array, Array]:
    """Return the predictive mean and variance of another venue's coefficients of one term."""

    def given(relative: float) -> tuple[Array, Array, float]:
        spread = relative**2 * prior
        mean, precision, unlikely = np.zeros(len(prior)), 1.0 / prior, 0.0
        for estimate, variance in zip(estimates, variances, strict=True):
            within = variance + spread
            whole, surprise = within + 1.0 / precision, estimate - mean
            unlikely += float(0.5 * (np.log(whole) + surprise**2 / whole).sum())
            precision = precision + 1.0 / within
            mean = mean + surprise / within / precision
        return mean, 1.0 / precision + spread, unlikely

    def unlikely(log_relative: float) -> float:
        away = (log_relative - math.log(0.5)) / 0.5
        return given(math.exp(log_relative))[2] + 0.5 * away**2

    best = optimize.minimize_scalar(unlikely, bounds=(-4.0, 1.5), method="bounded").x
    mean, variance, _unlikely = given(math.exp(best))
    return mean, variance
