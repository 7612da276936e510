"""How earlier forecasts would have fared: forecasts from rolling origins, scored by what came.

Use :func:`backtest` to let a forecaster look at what was known on each of some past days (the
origins, :mod:`calibration.demand.origins`), forecast the counts that followed, and be compared with
them; :func:`summary` sums its rows up. A forecaster is anything that gives draws for the counts
asked of it (:class:`Forecaster`): the pooled model, :func:`seasonal_naive` beside it, or one of
:mod:`calibration.demand.peers`.

Scores: the continuous ranked probability score (CRPS) in visits, which is the absolute error of a
forecast without spread and rewards both sharpness and honesty; its sum over the sum of visits
(nCRPS) compares venues of unlike size. WAPE is the same ratio for the absolute error of the median.

Source: Gneiting and Raftery, 'Strictly proper scoring rules, prediction, and estimation' (JASA 102,
2007); rolling origins as in Tashman, 'Out-of-sample tests of forecasting accuracy' (International
Journal of Forecasting 16, 2000).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scoringrules import crps_ensemble

from calibration.demand.diagnostics import Diagnostics
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.origins import LEAST_KNOWN_DAYS, Asked, asked_at
from calibration.demand.settings import DemandSettings
from simulation.luck import substream

COVERAGES: Final = (50, 80, 95)


class Forecaster(Protocol):
    """Gives draws of counts to come."""

    def __call__(
        self, known: History, asked: Mapping[str, Asked], seed: int
    ) -> Mapping[str, NDArray[np.float64]]:
        """Return draws for each venue's counts, (draw, count).

        A venue that it cannot forecast is left out.

        Args:
            known: What was known at the origin.
            asked: The counts asked for, by venue.
            seed: The luck.
        """
        ...


def pooled(
    settings: DemandSettings | None = None,
    draws: int = 400,
    progress: Callable[[float], None] | None = None,
    failed: Callable[[pd.Timestamp, Diagnostics], None] | None = None,
) -> Forecaster:
    """Return the pooled model as a forecaster.

    Args:
        settings: How it learns; the defaults if left out.
        draws: How many draws it gives.
        progress: Called now and then with the share of one forecast's learning that is done.
        failed: Called with the first day asked for and what was found, of fits not to be relied on.
    """

    def forecaster(
        known: History, asked: Mapping[str, Asked], seed: int
    ) -> dict[str, NDArray[np.float64]]:
        learned = fit(known, seed=seed, settings=settings, progress=progress)
        if failed and not learned.diagnostics.ok:
            failed(min(counts.starts[0] for counts in asked.values()), learned.diagnostics)
        found = {}
        for venue, counts in asked.items():
            days = pd.date_range(counts.starts[0], counts.ends.max())
            daily = predict(learned, venue, days, draws=draws, seed=seed).to_numpy()
            running = np.concatenate([np.zeros((len(daily), 1)), daily.cumsum(axis=1)], axis=1)
            first, last = days.get_indexer(counts.starts), days.get_indexer(counts.ends)
            found[venue] = running[:, last + 1] - running[:, first]
        return found

    return forecaster


def seasonal_naive(
    known: History, asked: Mapping[str, Asked], seed: int, draws: int = 400
) -> dict[str, NDArray[np.float64]]:
    """Forecast that all will be as a year before, give or take what a year has changed so far.

    A day is compared with the same weekday 52 weeks before, another period with the one that began
    a year before; where nothing was counted then, with the nearest count around it. Its draws are
    multiplied by ratios of counts to those a year before, taken at random from the history.
    """
    found = {}
    for venue, counts in asked.items():
        is_day = bool((counts.starts == counts.ends).all())
        past = known.days(venue).astype(float) if is_day else _period_series(known, venue)
        if past.empty:
            continue
        back = pd.Timedelta(weeks=52) if is_day else pd.DateOffset(years=1)
        ratios = _yearly_ratios(past, back)
        rng = np.random.default_rng(substream(seed, "seasonal naive", venue))
        middle = _nearest(past, counts.starts, back)
        found[venue] = middle * rng.choice(ratios, size=(draws, len(middle)))
    return found


def _period_series(known: History, venue: str) -> "pd.Series[float]":
    periods = known.longer_periods(venue)
    return pd.Series(
        periods["visits"].to_numpy(dtype=float), index=pd.DatetimeIndex(periods["start"])
    )


def _nearest(
    past: "pd.Series[float]", dates: pd.DatetimeIndex, back: pd.Timedelta | pd.DateOffset
) -> NDArray[np.float64]:
    """Return the count a year (or as many years as it takes) before each date."""
    index = pd.DatetimeIndex(past.index)
    earlier = dates - back
    while (late := earlier > index[-1]).any():
        earlier = earlier.where(~late, earlier - back)
    nearest = index.get_indexer(earlier, method="nearest")
    return np.asarray(past.to_numpy()[nearest], dtype=np.float64)


def _yearly_ratios(
    past: "pd.Series[float]", back: pd.Timedelta | pd.DateOffset
) -> NDArray[np.float64]:
    """Return the ratios of counts to those a year before; broad ones if there is no such year."""
    index = pd.DatetimeIndex(past.index)
    then = past.reindex(index - back).to_numpy()
    usable = np.isfinite(then) & (then > 0)
    if usable.sum() < LEAST_KNOWN_DAYS // 7:
        return np.asarray(np.exp(np.linspace(-1.0, 1.0, 41)))
    return np.asarray(past.to_numpy()[usable] / then[usable], dtype=np.float64)


def backtest(
    history: History,
    forecasters: Mapping[str, Forecaster],
    *,
    at: Sequence[pd.Timestamp],
    horizon_days: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """Score forecasters on what followed some past days.

    Args:
        history: All that is known by now.
        forecasters: The forecasters by name.
        at: The origins: the last known day of each forecast.
        horizon_days: How many days after each origin are scored.
        seed: The luck.
        progress: Called after each forecast with the share of the work that is done.

    Returns:
        One row for each forecaster and count: forecaster, origin, venue, start, end, ahead_days
        (from the origin to the count's last day), visits, median, crps, inside50, inside80,
        inside95. Empty if no venue could be asked for.
    """
    rows = []
    todo = [(origin, name) for origin in at for name in forecasters]
    for number, (origin, name) in enumerate(todo):
        asked = asked_at(history, origin, horizon_days=horizon_days)
        found = forecasters[name](history.until(origin), asked, seed) if asked else {}
        rows += [
            _scored(asked[venue], draws).assign(forecaster=name, origin=origin, venue=venue)
            for venue, draws in found.items()
        ]
        if progress is not None:
            progress((number + 1) / len(todo))
    if not rows:
        return pd.DataFrame()
    table = pd.concat(rows, ignore_index=True)
    table["ahead_days"] = (table["end"] - table["origin"]).dt.days
    return table


def _scored(asked: Asked, draws: NDArray[np.float64]) -> pd.DataFrame:
    table = {
        "start": asked.starts,
        "end": asked.ends,
        "visits": asked.visits,
        "median": np.median(draws, axis=0),
        "crps": crps_ensemble(asked.visits, draws.T, estimator="pwm"),
    }
    for coverage in COVERAGES:
        tail = (1 - coverage / 100) / 2
        low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
        table[f"inside{coverage}"] = (asked.visits >= low) & (asked.visits <= high)
    return pd.DataFrame(table)


def summary(scores: pd.DataFrame, by: Sequence[str] = ("forecaster",)) -> pd.DataFrame:
    """Return nCRPS, WAPE and coverage of a back-test's rows.

    Args:
        scores: What :func:`backtest` returned.
        by: Which columns tell apart what is summed up separately.

    Returns:
        Columns: those of ``by``, counts, ncrps, wape, and inside50, inside80, inside95 as shares.
    """
    columns = [*by, "counts", "ncrps", "wape", *(f"inside{c}" for c in COVERAGES)]
    return pd.DataFrame(_summed(scores, list(by)), columns=columns)


def comparable(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of the counts that every forecaster has forecast.

    Args:
        scores: What :func:`backtest` returned.
    """
    each = scores.groupby(["origin", "venue", "start", "end"])["forecaster"]
    return scores[each.transform("nunique") == scores["forecaster"].nunique()]


def best_beside(scores: pd.DataFrame, forecaster: str) -> tuple[str, float] | None:
    """Return the best of the other forecasters, and one's nCRPS as a multiple of its.

    Args:
        scores: What :func:`backtest` returned.
        forecaster: The one.

    Returns:
        ``None`` if there is nothing to compare: no other, or no count that all have forecast.
    """
    found = summary(comparable(scores)).set_index("forecaster")["ncrps"]
    if forecaster not in found.index or len(found) == 1:
        return None
    others = found.drop(forecaster)
    best = str(others.idxmin())
    return best, float(found[forecaster] / max(others[best], np.finfo(float).tiny))


def _summed(scores: pd.DataFrame, by: list[str]) -> Iterator[dict[str, object]]:
    for key, rows in scores.groupby(by, sort=True):
        visits = max(float(rows["visits"].sum()), 1.0)
        yield {
            **dict(zip(by, key, strict=True)),
            "counts": len(rows),
            "ncrps": float(rows["crps"].sum()) / visits,
            "wape": float((rows["median"] - rows["visits"]).abs().sum()) / visits,
            **{f"inside{c}": float(rows[f"inside{c}"].mean()) for c in COVERAGES},
        }
