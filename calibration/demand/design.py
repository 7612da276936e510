"""From a history to the arrays of the regression: venues in blocks that share their days.

A venue that counts days is a block of its own, with its own knots and columns; longer periods that
it also has are sums over its days. Venues that only have longer periods form one block as far as
nothing but their level tells their days apart: same type, country, region and span, no calendar of
their own. They share one set of columns, so that fifty museums cost little more than one.

Used by :mod:`calibration.demand.model` alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand import paths
from calibration.demand.components import COMPONENTS, NAMED, Component, audiences
from calibration.demand.days import days_of
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings

OWN: Final = ("calendar", "exhibitions", "events", "weather")
"""Tables that make a venue's days unlike another's."""
SAME_TIME_YEARS: Final = 3
DAYS_SUFFICE_YEARS: Final = 3
ANNUAL_KNOT_DAYS: Final = 364


@dataclass(frozen=True)
class Periods:
    """Longer periods of one or several venues, each the sum over its open days.

    Attributes:
        starts: The first day of each.
        day: For each period the positions of its open days, padded with 0.
        padding: 0 for a day, minus infinity for padding.
        visits: The count of each period at each venue, (period, venue).
        observed: Whether there is a count.
    """

    starts: pd.DatetimeIndex
    day: NDArray[np.int64]
    padding: NDArray[np.float64]
    visits: NDArray[np.int64]
    observed: NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """Venues that share their days and columns.

    Attributes:
        venues: The venues.
        dates: The days that the block is about.
        knots: The knots of the level.
        start: Where each venue's level is expected to start.
        level: The weights of the knots on each day, (day, knot).
        components: The columns of each component that applies, (day, column).
        named: The columns of each named component's names, (day, name).
        names: Those names.
        events: How many events with an audience of their own take place on each day.
        counted: The positions of days with a count; empty for venues without days.
        visits: Their counts.
        periods: The longer periods, if there are any.
        is_annual: Whether nothing shorter than years was counted.
        venue_type: The type that all of them are of, empty if it is not told.
    """

    venues: tuple[str, ...]
    dates: pd.DatetimeIndex
    knots: pd.DatetimeIndex
    start: NDArray[np.float64]
    level: NDArray[np.float64]
    components: dict[str, NDArray[np.float64]]
    named: dict[str, NDArray[np.float64]]
    names: dict[str, tuple[str, ...]]
    events: NDArray[np.int64]
    counted: NDArray[np.int64]
    visits: NDArray[np.int64]
    periods: Periods | None
    is_annual: bool
    venue_type: str

    @property
    def has_days(self) -> bool:
        """Whether the block is a venue that counts days."""
        return bool(len(self.counted))


def blocks_of(history: History, settings: DemandSettings) -> list[Block]:
    """Return the blocks: venues with days first, then single ones, then groups."""
    years = settings.recent_years
    with_days = [venue for venue in history.venues if len(history.days(venue))]
    blocks = [_day_block(history, venue, settings) for venue in with_days]
    tables = {v: _recent(history.longer_periods(v), years) for v in history.venues}
    rest = [v for v in history.venues if v not in with_days and len(tables[v])]
    for group in _groups(history, rest, tables):
        of_group = {venue: tables[venue] for venue in group}
        blocks.append(_period_block(history, of_group, settings))
    return blocks


def _groups(
    history: History, venues: list[str], tables: dict[str, pd.DataFrame]
) -> list[tuple[str, ...]]:
    """Return venues with longer periods in groups that can be blocks."""
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    latest: dict[object, pd.Timestamp] = {}
    for venue in sorted(venues, key=lambda v: (tables[v]["end"].max(), v), reverse=True):
        own = any(not history.rows(kind, venue).empty for kind in OWN)
        alike = (
            venue if own else "", history.countries.get(venue), history.regions.get(venue),
            history.venue_types.get(venue), _is_annual(tables[venue]),
        )  # fmt: skip
        end = tables[venue]["end"].max()
        # A venue that closed years before the others starts a group of its own: in one group it
        # would have a level for all the years since.
        if alike not in latest or end < latest[alike] - pd.DateOffset(years=SAME_TIME_YEARS):
            latest[alike] = end
        groups[(*alike, latest[alike])].append(venue)
    return sorted((tuple(sorted(group)) for group in groups.values()), key=lambda g: len(g) > 1)


def _is_annual(periods: pd.DataFrame) -> bool:
    return bool((periods["period"] == "year").all())


def _recent(periods: pd.DataFrame, years: int) -> pd.DataFrame:
    """Leave out periods longer ago than these years, counted from the venue's latest."""
    if periods.empty:
        return periods
    since = periods["end"].max() - pd.DateOffset(years=years)
    recent: pd.DataFrame = periods[periods["start"] > since]
    return recent.reset_index(drop=True)


def _day_block(history: History, venue: str, settings: DemandSettings) -> Block:
    counts = history.days(venue)
    periods = history.longer_periods(venue)
    since = counts.index[-1] - pd.DateOffset(years=settings.recent_years)
    periods = periods[periods["start"] > since].reset_index(drop=True)
    first, last = counts.index[0], counts.index[-1]
    if first <= last - pd.DateOffset(years=DAYS_SUFFICE_YEARS):
        # Months before so many days tell next to nothing of what is to come.
        periods = periods[periods["start"] >= first].reset_index(drop=True)
    if not periods.empty:
        first, last = min(first, periods["start"].min()), max(last, periods["end"].max())
    else:
        first = max(first, pd.Timestamp(since))
        counts = counts[counts.index >= first]
    all_days = pd.date_range(first, last)
    in_use = all_days.isin(counts.index)
    for start, end in zip(periods["start"], periods["end"], strict=True):
        in_use |= np.asarray((all_days >= start) & (all_days <= end))
    dates = all_days[in_use]
    tall = counts[counts.index >= first]
    return _block(
        history,
        (venue,),
        dates,
        spacing=settings.daily_knot_days,
        start=np.log(np.array([max(tall.mean(), 0.5)])),
        counted=np.searchsorted(dates, pd.DatetimeIndex(tall.index)),
        visits=tall.to_numpy(dtype=np.int64),
        periods=None if periods.empty else _periods(history, (venue,), dates, {venue: periods}),
    )


def _period_block(
    history: History, tables: dict[str, pd.DataFrame], settings: DemandSettings
) -> Block:
    venues = tuple(tables)
    first = min(table["start"].min() for table in tables.values())
    last = max(table["end"].max() for table in tables.values())
    dates = pd.date_range(first, last)
    starts = []
    for table in tables.values():
        days = (table["end"] - table["start"]).dt.days + 1
        starts.append(np.log(max(float(table["visits"].sum()), 0.5) / float(days.sum())))
    none = np.array([], dtype=np.int64)
    is_annual = all(_is_annual(table) for table in tables.values())
    return _block(
        history,
        venues,
        dates,
        # Between two years' totals there is nothing to see.
        spacing=max(settings.period_knot_days, ANNUAL_KNOT_DAYS if is_annual else 0),
        start=np.array(starts),
        counted=none,
        visits=none,
        periods=_periods(history, venues, dates, tables),
        is_annual=is_annual,
    )


def _block(
    history: History,
    venues: tuple[str, ...],
    dates: pd.DatetimeIndex,
    *,
    spacing: int,
    start: NDArray[np.float64],
    counted: NDArray[np.int64],
    visits: NDArray[np.int64],
    periods: Periods | None,
    is_annual: bool = False,
) -> Block:
    days = days_of(history, venues[0], dates)
    knots = paths.knots_over(dates[0], dates[-1], spacing)
    in_use = [each for each in NAMED if len(counted) or not each.days_only]
    names = {each.key: each.names(days) for each in in_use}
    return Block(
        venues=venues,
        dates=dates,
        knots=knots,
        start=start,
        level=paths.interpolation(dates, knots),
        components={c.key: c.design(days) for c in COMPONENTS if c.applies(days)},
        named={n.key: n.design(days, names[n.key]) for n in in_use if names[n.key]},
        names={key: found for key, found in names.items() if found},
        events=audiences.numbers(days),
        counted=counted,
        visits=visits,
        periods=periods,
        is_annual=is_annual,
        venue_type=history.venue_types.get(venues[0], ""),
    )


def _periods(
    history: History,
    venues: tuple[str, ...],
    dates: pd.DatetimeIndex,
    tables: dict[str, pd.DataFrame],
) -> Periods:
    """Return the periods of all the venues; those of one block are open on the same days."""
    every = pd.concat(tables.values())[["start", "end"]].drop_duplicates().sort_values("start")
    is_open = history.is_open(venues[0], dates)
    spans = [
        np.flatnonzero(is_open & np.asarray((dates >= start) & (dates <= end)))
        for start, end in zip(every["start"], every["end"], strict=True)
    ]
    # A period without an open day says nothing.
    kept = [i for i, span in enumerate(spans) if len(span)]
    longest = max(len(spans[i]) for i in kept)
    day = np.zeros((len(kept), longest), dtype=np.int64)
    padding = np.full((len(kept), longest), -np.inf)
    for row, i in enumerate(kept):
        day[row, : len(spans[i])] = spans[i]
        padding[row, : len(spans[i])] = 0.0
    chosen = every.iloc[kept]
    visits = np.zeros((len(kept), len(venues)), dtype=np.int64)
    observed = np.zeros(visits.shape, dtype=bool)
    index = pd.MultiIndex.from_frame(chosen)
    for j, venue in enumerate(venues):
        table = tables[venue]
        at = index.get_indexer(pd.MultiIndex.from_frame(table[["start", "end"]]))
        table, at = table[at >= 0], at[at >= 0]
        visits[at, j] = table["visits"].to_numpy(dtype=np.int64)
        observed[at, j] = True
    return Periods(pd.DatetimeIndex(chosen["start"]), day, padding, visits, observed)


def own_columns(component: Component, block: Block) -> list[int]:
    """Return which columns' coefficients a block's venues have of their own."""
    if component.key not in block.components:
        return []
    if block.has_days:
        return list(range(len(component.columns)))
    if block.is_annual:
        # One year is like the next, whatever the season.
        return []
    return [j for j, column in enumerate(component.columns) if column.told_by == "months"]


def coefficients_of(blocks: Sequence[Block]) -> int:
    """Return how many coefficients the venues of some blocks have together."""
    return sum(
        len(block.venues)
        * (block.level.shape[1] + sum(len(own_columns(c, block)) for c in COMPONENTS))
        + sum(len(names) for names in block.names.values())
        for block in blocks
    )
