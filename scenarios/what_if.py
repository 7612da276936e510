"""What if: a venue's coming year with other exhibitions, weekdays and hours, beside the plan.

Use :func:`as_planned` once for a venue, and :func:`changed` for each question about it. Both live
through the same draws and the same luck of every day, so what differs between them is what was
changed: a *paired* comparison, which shows small differences with few draws. It uses
:data:`DRAWS` draws of what was learned, fewer than are kept, to answer while one waits; the ends of
its intervals are that much rougher.

What exhibitions do, their dates, price and free entry included, is learned. What longer days do,
and how many come on another day when one is closed, no history tells: both are assumed
(:mod:`scenarios.assumptions`) and drawn anew for each draw. A closed day's visits are lost but for
the share that is assumed to come on another open day of the same week, dealt in proportion to these
days' expected visits; a day opened in addition takes that share of its visits from them.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.fit import Fit
from calibration.demand.forecasting import predict
from scenarios.assumptions import Assumptions, demand_scale, drawn

DRAWS: Final = 400
SEED: Final = 1
MONTHS: Final = 12
NEW: Final = "\N{NO-BREAK SPACE}"
"""The title of an exhibition that has none yet: no venue calls one so."""
QUANTILES: Final = {"low95": 0.025, "low80": 0.1, "median": 0.5, "high80": 0.9, "high95": 0.975}


@dataclass(frozen=True)
class Show:
    """An exhibition of the coming year.

    Attributes:
        title: Its title.
        start: Its first day.
        end: Its last day.
        price: What a ticket costs; 0 is free, ``None`` not known.
        row: Which row of the history it stands in; ``None`` if it is a new one.
        theme: What a new one is about, in the words of a table; one of the history keeps its own.
    """

    title: str
    start: dt.date
    end: dt.date
    price: float | None = None
    row: int | None = None
    theme: str = ""


@dataclass(frozen=True)
class Change:
    """What is done otherwise than planned; as it stands, nothing is.

    Attributes:
        shows: The exhibitions of the coming year; ``None`` for those that are planned.
        open_on: The weekdays that the venue is open on, 0 for Monday; ``None`` for the usual ones.
        longer_h: How many hours longer it is open on some weekdays; below zero is shorter.
        longer_on: These weekdays.
        assumptions: What no history tells.
    """

    shows: tuple[Show, ...] | None = None
    open_on: frozenset[int] | None = None
    longer_h: float = 0.0
    longer_on: frozenset[int] = frozenset()
    assumptions: Assumptions = field(default_factory=Assumptions)

    @property
    def changes_hours(self) -> bool:
        """Whether any day is longer or shorter."""
        return self.longer_h != 0 and bool(self.longer_on)


@dataclass(frozen=True)
class Planned:
    """A venue's coming year as it is planned: what every question is compared with.

    Attributes:
        fit: What was learned.
        venue: The venue.
        dates: The days of the year, whole months.
        is_open: Which of them the venue is open on.
        draws: How many draws of what was learned.
        seed: The luck of the days.
    """

    fit: Fit
    venue: str
    dates: pd.DatetimeIndex
    is_open: NDArray[np.bool_]
    draws: int = DRAWS
    seed: int = SEED

    @cached_property
    def visits(self) -> NDArray[np.int64]:
        """Visits by draw and day; worked out when the first question is asked."""
        return self._predicted(self.is_open)

    @cached_property
    def expected(self) -> NDArray[np.float64]:
        """The mean visits of each day if it is open."""
        if self.is_open.all():
            return np.asarray(self.visits.mean(axis=0))
        return np.asarray(self._predicted(np.ones(len(self.dates), dtype=bool)).mean(axis=0))

    def _predicted(self, is_open: NDArray[np.bool_]) -> NDArray[np.int64]:
        drawn = predict(
            self.fit, self.venue, self.dates, is_open=is_open, draws=self.draws, seed=self.seed
        )
        return np.asarray(drawn.to_numpy(), dtype=np.int64)

    @cached_property
    def shows(self) -> tuple[Show, ...]:
        """The exhibitions that are planned within the year, in the order of their beginning."""
        table = self.fit.history.rows("exhibitions", self.venue)
        coming = table[(table["end"] >= self.dates[0]) & (table["start"] <= self.dates[-1])]
        found = [
            Show(str(title), start.date(), end.date(), None if pd.isna(price) else price, int(row))
            for row, title, start, end, price in zip(
                coming.index, coming["title"], coming["start"], coming["end"], coming["price"],
                strict=True,
            )
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda show: (show.start, show.title)))

    @property
    def usual_price(self) -> float | None:
        """The middle price of the venue's exhibitions that cost anything; ``None`` if none did."""
        prices = self.fit.history.rows("exhibitions", self.venue)["price"]
        charged = prices[prices > 0]
        return float(charged.median()) if len(charged) else None

    @cached_property
    def weeks(self) -> NDArray[np.int64]:
        """A number for the week of each day."""
        calendar = self.dates.isocalendar()
        return np.asarray(calendar["year"] * 100 + calendar["week"], dtype=np.int64)

    @cached_property
    def open_on(self) -> frozenset[int]:
        """The weekdays on which the venue is usually open."""
        weekdays = np.asarray(self.dates.day_of_week)
        season = self._weeks_with_open_days
        return frozenset(
            day for day in range(7) if self.is_open[(weekdays == day) & season].mean() >= 0.5
        )

    @cached_property
    def _weeks_with_open_days(self) -> NDArray[np.bool_]:
        """Which days lie in a week in which the venue is open at all."""
        return np.isin(self.weeks, self.weeks[self.is_open])

    def opening(self, open_on: frozenset[int] | None) -> NDArray[np.bool_]:
        """Return which days the venue is open on if it is open on these weekdays."""
        if open_on is None:
            return self.is_open
        weekdays = np.asarray(self.dates.day_of_week)
        closed = np.isin(weekdays, sorted(self.open_on - open_on))
        opened = np.isin(weekdays, sorted(open_on - self.open_on)) & self._weeks_with_open_days
        return np.asarray((self.is_open | opened) & ~closed)


@dataclass(frozen=True)
class Answer:
    """What a change does to visits, draw by draw.

    Attributes:
        planned: Visits as planned, (draw, month).
        changed: Visits after the change, (draw, month).
        months: The first day of each month.
    """

    planned: NDArray[np.int64]
    changed: NDArray[np.int64]
    months: pd.DatetimeIndex

    @property
    def difference(self) -> NDArray[np.int64]:
        """How many visits more the year has after the change, by draw."""
        return np.asarray((self.changed - self.planned).sum(axis=1))

    @property
    def more(self) -> float:
        """The probability of more visits in the year; where there are as many, one half."""
        return float(np.mean(self.difference > 0) + np.mean(self.difference == 0) / 2)

    def interval(self) -> dict[str, float]:
        """Return the quantiles of the year's difference by their names."""
        found = np.quantile(self.difference, list(QUANTILES.values()))
        return dict(zip(QUANTILES, found.tolist(), strict=True))

    def by_month(self) -> pd.DataFrame:
        """Return the quantiles of visits and of their difference for each month.

        Returns:
            One row for each of ``planned``, ``changed`` and ``difference`` (column ``what``) and
            month: ``month``, and the quantiles by their names.
        """
        return pd.concat(self._tables(), ignore_index=True)

    def _tables(self) -> Iterator[pd.DataFrame]:
        parts = {
            "planned": self.planned,
            "changed": self.changed,
            "difference": self.changed - self.planned,
        }
        for what, visits in parts.items():
            found = np.quantile(visits, list(QUANTILES.values()), axis=0)
            yield pd.DataFrame(
                {"what": what, "month": self.months, **dict(zip(QUANTILES, found, strict=True))}
            )


def as_planned(fit: Fit, venue: str, *, draws: int = DRAWS, seed: int = SEED) -> Planned:
    """Return a venue's next twelve whole months as they are planned.

    Args:
        fit: What was learned.
        venue: The venue.
        draws: How many draws of it.
        seed: The luck of the days.

    Raises:
        InputError: The fit does not know the venue.
    """
    history = fit.history
    ends = [*history.days(venue).index[-1:], *history.longer_periods(venue)["end"].iloc[-1:]]
    first = max(ends).to_period("M").start_time + pd.DateOffset(months=1)
    dates = pd.date_range(first, first + pd.DateOffset(months=MONTHS) - pd.Timedelta(days=1))
    return Planned(fit, venue, dates, history.is_open(venue, dates), draws, seed)


def changed(planned: Planned, change: Change) -> Answer:
    """Return what a change does to the coming year.

    Args:
        planned: The year as planned.
        change: What is done otherwise.
    """
    is_open = planned.opening(change.open_on)
    visits = predict(
        planned.fit,
        planned.venue,
        planned.dates,
        exhibitions=_exhibitions(planned, change),
        is_open=is_open,
        scale=_scale(planned, change, is_open),
        draws=planned.draws,
        seed=planned.seed,
    ).to_numpy()
    months = planned.dates.to_period("M").start_time.normalize()
    starts = np.flatnonzero(np.asarray(months != np.roll(months, 1)))
    return Answer(
        np.add.reduceat(planned.visits, starts, axis=1),
        np.add.reduceat(visits, starts, axis=1),
        pd.DatetimeIndex(months[starts]),
    )


def _exhibitions(planned: Planned, change: Change) -> pd.DataFrame | None:
    """Return the venue's exhibitions after a change; ``None`` if they are those that are planned.

    What was shown before stays, and so does what is known of a planned one besides its dates and
    its price.
    """
    if change.shows is None:
        return None
    table = planned.fit.history.rows("exhibitions", planned.venue)
    kept = {show.row: show for show in change.shows if show.row is not None}
    dropped = [show.row for show in planned.shows if show.row not in kept]
    table = table.drop(index=dropped)
    for row, show in kept.items():
        for column, value in _dated(show).items():
            table.loc[row, column] = value
    new = [
        {"venue": planned.venue, "title": show.title, "theme": show.theme, **_dated(show)}
        for show in change.shows
        if show.row is None
    ]
    if not new:
        return table
    return pd.concat([table, pd.DataFrame(new, columns=table.columns)], ignore_index=True)


def _dated(show: Show) -> dict[str, pd.Timestamp | float]:
    price = np.nan if show.price is None else float(show.price)
    return {"start": pd.Timestamp(show.start), "end": pd.Timestamp(show.end), "price": price}


def _scale(
    planned: Planned, change: Change, is_open: NDArray[np.bool_]
) -> NDArray[np.float64] | None:
    """Return what is assumed to multiply each draw's days, ``None`` if nothing is."""
    if not change.changes_hours and np.array_equal(is_open, planned.is_open):
        return None
    values = drawn(change.assumptions, planned.draws, planned.seed)
    longer = np.isin(np.asarray(planned.dates.day_of_week), sorted(change.longer_on))
    scale = demand_scale(
        values,
        np.where(longer, change.longer_h, 0.0),
        is_open,
        np.zeros(len(is_open), dtype=bool),
        planned.weeks.tolist(),
    )
    return np.maximum(scale * _moved(planned, is_open, values["moved"]), 0.0)


def _moved(
    planned: Planned, is_open: NDArray[np.bool_], moved: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how days grow or shrink because others of their week are closed or open now."""
    factors = np.ones((len(moved), len(is_open)))
    for week in np.unique(planned.weeks[is_open != planned.is_open]):
        here = planned.weeks == week
        others = here & is_open & planned.is_open
        of_others = planned.expected[others].sum()
        if of_others > 0:
            change = np.where(planned.is_open, 1.0, -1.0) * planned.expected
            coming = change[here & (is_open != planned.is_open)].sum()
            factors[:, others] += moved[:, None] * coming / of_others
    return factors
