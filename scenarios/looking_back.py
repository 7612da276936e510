"""Forecasting from earlier days and comparing with what came: the heavy side, in a worker.

What is asked is said by :mod:`scenarios.work`, what is kept and read by :mod:`scenarios.earlier`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand import backtest
from calibration.demand.backtest import Forecaster
from calibration.demand.diagnostics import Diagnostics
from calibration.demand.history import History
from calibration.demand.origins import LEAST_KNOWN_DAYS, Asked, origins
from scenarios import earlier, store
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

type Report = Callable[..., None]
"""Called with a stage's text, the fraction of the whole job, and the text's values."""

FORECASTING: Final = N_("Forecasting from {day} with what was known then")
ALONE: Final = N_("Forecasting from {day} without the partners")
_WEIGHTS: Final = {earlier.POOLED: 1.0, earlier.NAIVE: 0.01, earlier.ALONE: 0.1}
"""How long forecasters take beside each other, as progress counts it."""


def look_back(
    kind: str, parameters: Mapping[str, Any], history: History, report: Report, scratch: Path
) -> dict[str, Any]:
    """Make the forecasts that a job asks for, those that are kept already left out.

    Args:
        kind: ``backtest``: the pooled model and the year before, from each origin; ``worth``: the
            pooled model and the venue's own history alone, from the last one.
        parameters: The question.
        history: What the pool knows.
        report: Told how far it has come.
        scratch: An empty folder for what is not whole yet.

    Returns:
        What the job leaves.

    Raises:
        InputError: The venue's history is too short to look back.
    """
    venue = parameters["venue"]
    horizon_days, at = _origins(history, venue)
    if kind == "worth":
        at = at[-1:]
    rivals = {"backtest": earlier.NAIVE, "worth": earlier.ALONE}
    wanted = [(origin, who) for origin in at for who in (earlier.POOLED, rivals[kind])]
    files = [earlier.file_name(parameters, who, f"{o:%Y-%m-%d}", horizon_days) for o, who in wanted]
    missing = [
        (*each, name)
        for each, name in zip(wanted, files, strict=True)
        if not (store.results_folder() / name).exists()
    ]
    whole = sum(_WEIGHTS[who] for _origin, who, _name in missing)
    done = 0.0
    for origin, who, name in missing:
        share = _WEIGHTS[who] / whole
        look = _Look(who, venue, origin, horizon_days, parameters["seed"])
        table = look.forecast(history, partial(look.report, report, done, share))
        table.to_parquet(scratch / name, index=False)
        (scratch / name).replace(store.results_folder() / name)
        done += share
    return {
        "files": files,
        "format": earlier.FORMAT,
        "at": [f"{origin:%Y-%m-%d}" for origin in at],
        "horizon_days": horizon_days,
    }


def _origins(history: History, venue: str) -> tuple[int, list[pd.Timestamp]]:
    """Return how many days ahead to look, and the days to look from."""
    alone = history.only([venue])
    if venue in alone.venues:
        rows = alone.rows("attendance", venue)
        days, periods = alone.days(venue), alone.longer_periods(venue)
        last = max([*days.index[-1:], *periods["end"].iloc[-1:]])
        span = (last - rows["date"].min()).days + 1
        horizon_days, count = earlier.plan(span, LEAST_KNOWN_DAYS)
        if horizon_days == earlier.YEAR_DAYS:
            # Ends of months, so that a year that was counted whole stays whole, and venues that
            # were counted last in the same month share what was learned.
            years = [last - pd.DateOffset(years=n) for n in range(count, 0, -1)]
            return horizon_days, [_month_end(day) for day in years]
        if count:
            return horizon_days, origins(alone, horizon_days=horizon_days, count=count)
    raise InputError(
        Problem(
            _("this venue’s history is too short to look back and see what came"),
            value=venue,
            allowed=_("a history of four months or more"),
        )
    )


def _month_end(day: pd.Timestamp) -> pd.Timestamp:
    """Return the day, if it is the last of its month, else the last one of the month before."""
    one = pd.Timedelta(days=1)
    return (day + one).to_period("M").start_time - one


@dataclass(frozen=True)
class _Look:
    """One forecast from an earlier day.

    Attributes:
        who: Who forecasts.
        venue: The venue that the job is about.
        origin: The last day that is known.
        horizon_days: How many days ahead.
        seed: The luck.
    """

    who: str
    venue: str
    origin: pd.Timestamp
    horizon_days: int
    seed: int

    def report(self, report: Report, done: float, share: float, fraction: float) -> None:
        """Tell how far the job has come, with this much of it done before and this share here."""
        stage = ALONE if self.who == earlier.ALONE else FORECASTING
        report(stage, done + share * fraction, day=f"{self.origin:%Y-%m-%d}")

    def forecast(self, history: History, progress: Callable[[float], None]) -> pd.DataFrame:
        """Return the rows of all venues that can be asked for, or of the one that is alone."""
        progress(0.0)
        drawn: dict[str, tuple[Asked, NDArray[np.float64]]] = {}
        failures: list[Diagnostics] = []
        scores = backtest.backtest(
            history,
            {self.who: _kept(self._forecaster(progress, failures), drawn)},
            at=[self.origin],
            horizon_days=self.horizon_days,
            seed=self.seed,
        )
        if self.venue not in drawn:
            # A job's problem is translated for whoever reads it: no words stand in its text.
            what = _("this venue was not counted both before and after this day")
            raise InputError(Problem(what, value=f"{self.venue}, {self.origin:%Y-%m-%d}"))
        counts = pd.concat([_counts(name, *found) for name, found in drawn.items()])
        counts = counts.merge(scores[["venue", "start", "crps"]], on=["venue", "start"])
        months = [table for name, found in drawn.items() for table in _months(name, *found)]
        table = pd.concat([counts, *months], ignore_index=True)
        # In the file itself: other jobs find it there and do not learn it again.
        return table.assign(forecaster=self.who, origin=self.origin, ok=not failures)

    def _forecaster(
        self, progress: Callable[[float], None], failures: list[Diagnostics]
    ) -> Forecaster:
        """Return who forecasts; what does not pass its checks is added to the failures."""
        if self.who == earlier.NAIVE:
            return backtest.seasonal_naive
        learning = _learnable(
            backtest.pooled(
                earlier.SETTINGS,
                earlier.DRAWS,
                progress,
                failed=lambda _first, found: failures.append(found),
            )
        )
        return _alone(learning, self.venue) if self.who == earlier.ALONE else learning


def _learnable(forecaster: Forecaster) -> Forecaster:
    """Return the forecaster, shown only the venues that it can learn from."""

    def shown(
        known: History, asked: Mapping[str, Asked], seed: int
    ) -> Mapping[str, NDArray[np.float64]]:
        able, _problems = known.learnable()
        return forecaster(able, {v: a for v, a in asked.items() if v in able.venues}, seed)

    return shown


def _alone(forecaster: Forecaster, venue: str) -> Forecaster:
    """Return the forecaster, shown one venue only."""

    def shown(
        known: History, asked: Mapping[str, Asked], seed: int
    ) -> Mapping[str, NDArray[np.float64]]:
        return forecaster(known.only([venue]), {v: asked[v] for v in asked if v == venue}, seed)

    return shown


def _kept(
    forecaster: Forecaster, drawn: dict[str, tuple[Asked, NDArray[np.float64]]]
) -> Forecaster:
    """Return the forecaster, whose draws are kept besides."""

    def keeping(
        known: History, asked: Mapping[str, Asked], seed: int
    ) -> Mapping[str, NDArray[np.float64]]:
        found = forecaster(known, asked, seed)
        drawn.update({venue: (asked[venue], draws) for venue, draws in found.items()})
        return found

    return keeping


def _counts(venue: str, asked: Asked, draws: NDArray[np.float64]) -> pd.DataFrame:
    return _banded(draws, start=asked.starts, end=asked.ends, visits=asked.visits).assign(
        venue=venue, grain="count"
    )


def _months(venue: str, asked: Asked, draws: NDArray[np.float64]) -> Iterator[pd.DataFrame]:
    """Give the sums over each month's counted days, where days were counted."""
    if not (asked.starts == asked.ends).all():
        return
    month = asked.starts.to_period("M")
    first = np.flatnonzero(np.asarray(month != np.roll(month, 1)))
    first = first if len(first) else np.zeros(1, dtype=np.intp)
    starts = month[first].start_time
    yield _banded(
        np.add.reduceat(draws, first, axis=1),
        start=starts,
        end=(starts + pd.offsets.MonthEnd(0)).normalize(),
        visits=np.add.reduceat(asked.visits, first),
    ).assign(venue=venue, grain="month")


def _banded(draws: NDArray[np.float64], **columns: Any) -> pd.DataFrame:
    levels = {**earlier.BANDS, "median": 0.5}
    found = np.quantile(draws, list(levels.values()), axis=0)
    return pd.DataFrame({**columns, **dict(zip(levels, found, strict=True))})
