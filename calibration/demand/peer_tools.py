"""The peers' own side: forecasts by Prophet, statsforecast and LightGBM, run in their environment.

:mod:`calibration.demand.peers` runs this file as a script with the Python that has the tools, whose
pins clash with Jauge's. It therefore imports nothing of Jauge, and each tool only when it is asked.

    python peer_tools.py FOLDER PEER SEED

reads every ``*.npz`` in the folder (one :class:`Series` each) and writes beside it ``*.npy`` with
quantiles of visits (level, wanted step) at :data:`LEVELS`, or ``*.txt`` with the reason why there
are none: :data:`TOO_SHORT` or what went wrong.

Every peer is set up as its practised user would have it: counts as log(1 + visits) where that
forecasts better; a whole grid of steps, closed ones filled in, for the methods that need one; the
calendar's columns for those that can use them.

Sources: Taylor and Letham, 'Forecasting at scale' (The American Statistician 72, 2018); Hyndman and
Khandakar, 'Automatic time series forecasting: the forecast package for R' (Journal of Statistical
Software 27, 2008); Bandara, Hyndman and Bergmeir, 'MSTL: a seasonal-trend decomposition algorithm
for time series with multiple seasonal patterns' (2021); Ke and others, 'LightGBM: a highly
efficient gradient boosting decision tree' (NIPS 2017).
"""

import logging
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

LEVELS: Final = np.round(np.concatenate([[0.005], np.arange(0.01, 0.995, 0.01), [0.995]]), 3)
SEASON: Final = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}
MIDDLE: Final = 0.5
BOOSTED_LEVELS: Final = np.array(
    [0.005, 0.025, 0.05, *np.arange(0.1, 0.95, 0.1).round(1), 0.95, 0.975, 0.995]
)
BOOSTING: Final = {
    "objective": "quantile", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 20,
    "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.8, "num_threads": 1,
    "deterministic": True, "verbose": -1,
}  # fmt: skip
ROUNDS: Final = 200
LEAST_ROWS: Final = 60
A_YEAR: Final = {"day": 364, "week": 52, "month": 12, "quarter": 4, "year": 1}


TOO_SHORT: Final = "too short"
MOST_TIMES: Final = 10
"""No quantile exceeds the greatest known count more often: nobody would pass on such a figure."""


class TooShortError(ValueError):
    """A history is too short for a method."""


@dataclass(frozen=True)
class Series:
    """One venue's counts on an unbroken grid of days or longer periods, past and to come.

    Attributes:
        grain: ``day``, ``week``, ``month``, ``quarter`` or ``year``.
        starts: The first day of each step.
        visits: The visits of the steps that are known; NaN where closed or not counted.
        wanted: The places in the grid that are to be forecast.
        names: What the columns of ``columns`` are.
        columns: What is known beforehand about each step, past and to come, (step, column).
    """

    grain: str
    starts: pd.DatetimeIndex
    visits: Floats
    wanted: NDArray[np.int64]
    names: tuple[str, ...]
    columns: Floats

    @classmethod
    def read(cls, path: Path) -> "Series":
        """Return the series in a file."""
        with np.load(path) as data:
            return cls(
                grain=str(data["grain"]),
                starts=pd.DatetimeIndex(data["starts"]),
                visits=data["visits"],
                wanted=data["wanted"],
                names=tuple(str(name) for name in data["names"]),
                columns=data["columns"],
            )

    @property
    def known(self) -> int:
        """How many steps lie in the past."""
        return len(self.visits)

    @property
    def horizon(self) -> int:
        """How many steps ahead the last wanted one lies."""
        return int(self.wanted[-1]) - self.known + 1

    @property
    def logs(self) -> Floats:
        """log(1 + visits) of the past."""
        return np.asarray(np.log1p(self.visits), dtype=np.float64)

    def varying(self) -> NDArray[np.int64]:
        """Return the columns that the past can tell something about."""
        past = self.columns[: self.known][np.isfinite(self.visits)]
        return np.flatnonzero(np.ptp(past, axis=0) > 0)

    def filled(self) -> Floats:
        """Return the logarithms of the past without gaps.

        A gap takes the line between the same step of the seasons around it, and if that step is
        never counted (Mondays, when a museum is closed) the line between its neighbours.
        """
        logs = pd.Series(self.logs)
        season = np.arange(self.known) % SEASON[self.grain]
        logs = logs.groupby(season).transform(lambda part: part.interpolate(limit_area="inside"))
        whole = logs.interpolate(limit_direction="both")
        return np.asarray(whole, dtype=np.float64)


def prophet(series: Series, seed: int) -> Floats:
    """Forecast by Prophet: trend, week, year and the calendar's columns.

    With its defaults a slope learned from a year or two runs away, and ten waves a year take up
    what fewer than two years cannot tell from chance; both cost it most of its errors here.
    """
    from prophet import Prophet

    known = np.isfinite(series.visits)
    years = np.ptp(np.flatnonzero(known)) / A_YEAR[series.grain]
    few_years, enough_years = 2, 5
    waves = 0 if years < 1 or series.grain == "year" else 3 if years < few_years else 10
    model = Prophet(
        growth="linear" if years >= enough_years else "flat",
        weekly_seasonality=series.grain == "day",
        yearly_seasonality=waves or False,
        daily_seasonality=False,
        seasonality_prior_scale=0.1,
        holidays_prior_scale=0.1,
        uncertainty_samples=1000,
    )
    used = series.varying()
    table = pd.DataFrame(series.columns[:, used], columns=[f"x{j}" for j in used])
    for name in table.columns:
        model.add_regressor(name)
    table["ds"] = series.starts
    past = table.iloc[: series.known][known].assign(y=series.logs[known])
    np.random.seed(seed % 2**32)  # noqa: NPY002 (Prophet draws from NumPy's common luck)
    model.fit(past, seed=seed % 2**31)
    paths = model.predictive_samples(table.iloc[series.wanted])["yhat"]
    return np.asarray(np.expm1(np.quantile(paths, LEVELS, axis=1)), dtype=np.float64)


def _seasonal_length(series: Series) -> int:
    length = SEASON[series.grain]
    return length if series.known >= 2 * length + 4 else 1


def _by_levels(model: Any, past: Floats, series: Series) -> Floats:
    """Return the quantiles of a statsforecast model, which tells central intervals alone."""
    sizes = np.round(np.abs(100 - 200 * LEVELS), 1).tolist()
    found = model.forecast(y=past, h=series.horizon, level=sorted({s for s in sizes if s}))
    rows = [
        found[f"{'lo' if level < MIDDLE else 'hi'}-{size}" if size else "mean"]
        for level, size in zip(LEVELS, sizes, strict=True)
    ]
    return np.stack(rows)[:, series.wanted - series.known]


def _on_logs(model: Any, series: Series) -> Floats:
    return np.expm1(_by_levels(model, series.filled(), series))


def _on_visits(model: Any, series: Series) -> Floats:
    return _by_levels(model, np.expm1(series.filled()), series)


def autoets(series: Series, seed: int) -> Floats:
    """Forecast by exponential smoothing, its form chosen by AICc.

    Days are smoothed as they are: over hundreds of days the spread of logarithms explodes.
    """
    from statsforecast.models import AutoETS

    del seed
    season = _seasonal_length(series)
    if series.grain == "day":
        return _on_visits(AutoETS(season_length=season, model="AZA"), series)
    return _on_logs(AutoETS(season_length=season), series)


def autoarima(series: Series, seed: int) -> Floats:
    """Forecast by a seasonal ARIMA, its orders chosen by AICc."""
    from statsforecast.models import AutoARIMA

    del seed
    return _on_logs(AutoARIMA(season_length=_seasonal_length(series)), series)


def mstl(series: Series, seed: int) -> Floats:
    """Forecast by seasons of a week and a year found by LOESS, and a model of the rest."""
    from statsforecast.models import MSTL

    del seed
    seasons = [7, 364] if series.grain == "day" else [SEASON[series.grain]]
    seasons = [length for length in seasons if 1 < length <= series.known // 2]
    if not seasons:
        raise TooShortError
    if series.grain == "day":
        return _on_visits(MSTL(season_length=seasons), series)
    return _on_logs(MSTL(season_length=seasons), series)


def boosted(many: Sequence[Series], seed: int) -> list[Floats]:
    """Forecast by boosted quantiles (LightGBM), one model for all the venues of a grain.

    What is learned is the logarithm against the venue's last year. No row looks back less far than
    the horizon, so that what is learned in the past can be asked of the future.
    """
    import lightgbm

    tables = [_boosting_table(series) for series in many]
    past = pd.concat([table.iloc[: s.known] for s, table in zip(many, tables, strict=True)])
    past = past[np.isfinite(past["target"])]
    ahead = pd.concat([table.iloc[s.wanted] for s, table in zip(many, tables, strict=True)])
    if len(past) < LEAST_ROWS:
        raise TooShortError
    codes = np.repeat(np.arange(len(many)), [len(s.wanted) for s in many])
    features = past.columns.drop(["target", "base"])
    settings = {**BOOSTING, "seed": seed % 2**31}
    quantiles = []
    for level in BOOSTED_LEVELS:
        known = lightgbm.Dataset(past[features].to_numpy(), past["target"].to_numpy())
        model = lightgbm.train({**settings, "alpha": level}, known, ROUNDS)
        quantiles.append(model.predict(ahead[features].to_numpy()))
    found = np.sort(np.stack(quantiles), axis=0) + ahead["base"].to_numpy()
    fine = np.stack([np.interp(LEVELS, BOOSTED_LEVELS, column) for column in found.T], axis=1)
    return [np.expm1(fine[:, codes == number]) for number in range(len(many))]


def _boosting_table(series: Series) -> pd.DataFrame:
    """Return features, target and base of each step, past and to come."""
    year = A_YEAR[series.grain]
    steps = np.arange(len(series.starts))
    logs = pd.Series(series.logs).reindex(steps)
    base = float(logs.iloc[max(series.known - year, 0) : series.known].mean())
    back = year * -(-series.horizon // year)
    smooth = logs.rolling(max(year // 13, 1), center=True, min_periods=1).mean()
    level = logs.rolling(year, min_periods=max(year // 2, 1)).mean()
    table = pd.DataFrame(
        {
            "before": np.minimum(steps - series.known, 0) / year,
            "weekday": series.starts.day_of_week,
            "day": series.starts.day_of_year,
            "lag": logs.shift(back) - base,
            "smooth": smooth.shift(back) - base,
            "level": level.shift(back) - base,
        }
    )
    for name, column in zip(series.names, series.columns.T, strict=True):
        table[name] = column
    table["size"] = base
    return table.assign(base=base, target=logs - base)


ONE_BY_ONE: Final[dict[str, Callable[[Series, int], Floats]]] = {
    "prophet": prophet,
    "autoets": autoets,
    "autoarima": autoarima,
    "mstl": mstl,
}


def _together(many: Sequence[Series], peer: str, seed: int) -> list[Floats | Exception]:
    """Return each series' quantiles, or why it has none; one that fails stops no other."""
    found: list[Floats | Exception] = []
    if peer == "lightgbm":
        try:
            found += boosted(many, seed)
        except Exception as error:  # noqa: BLE001 (whatever a tool raises is said, not raised)
            found += [error] * len(many)
        return found
    for series in many:
        try:
            found.append(ONE_BY_ONE[peer](series, seed))
        except Exception as error:  # noqa: BLE001 (as above)
            found.append(error)
    return found


def main(folder: Path, peer: str, seed: int) -> None:
    """Forecast all series in a folder; those of one grain may be learned together."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    paths = sorted(folder.glob("*.npz"))
    by_grain: dict[str, list[tuple[Path, Series]]] = {}
    for path in paths:
        series = Series.read(path)
        by_grain.setdefault(series.grain, []).append((path, series))
    for pairs in by_grain.values():
        many = [series for _, series in pairs]
        for (path, series), found in zip(pairs, _together(many, peer, seed), strict=True):
            if isinstance(found, TooShortError):
                path.with_suffix(".txt").write_text(TOO_SHORT, encoding="utf-8")
            elif isinstance(found, Exception) or not np.isfinite(found).all():
                why = repr(found) if isinstance(found, Exception) else "not finite"
                path.with_suffix(".txt").write_text(why, encoding="utf-8")
            else:
                most = MOST_TIMES * np.nanmax(series.visits)
                np.save(path.with_suffix(".npy"), np.clip(np.sort(found, axis=0), 0, most))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
