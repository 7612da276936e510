"""Demand at scale: how long learning takes, how well it mixes, how it grows with the pool.

``make bench`` runs it after the others; ``python -m tests.benchmarks.demand`` runs parts of it:
``learn``, ``peer``, ``growth``, ``years``, ``forecast``. Pools are made up: venues of several
countries with their own level, season, weekdays, exhibitions and events, and counts that vary as
museums' do. Each part prints what it took beside what it is held against, in one run, because
machines are shared and drift.
"""

import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Final

import arviz as az
import numpy as np
import pandas as pd
import pymc as pm

from calibration.demand import model as models
from calibration.demand.design import blocks_of
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.pilot import approximate
from calibration.demand.settings import DemandSettings

COUNTRIES: Final = ("GB", "FR", "FI", "DE", "ES", "IT", "NL", "US")
FIRST: Final = pd.Timestamp("2015-01-01")
PEER_MINUTES: Final = 10.0
SETTINGS: Final = DemandSettings()


def pool(venues: int, years: int, period: str, seed: int = 1) -> History:
    """Return a made-up pool.

    Args:
        venues: How many venues.
        years: How many years of history each has.
        period: ``day`` or ``year``.
        seed: Its luck.
    """
    rng = np.random.default_rng(seed)
    days = pd.date_range(FIRST, FIRST + pd.DateOffset(years=years), inclusive="left")
    tables, shows, events, countries = [], [], [], {}
    for number in range(venues):
        venue = f"Museum {number + 1}"
        countries[venue] = COUNTRIES[number % len(COUNTRIES)]
        log_mean = _log_mean(days, rng)
        for year in range(years):
            start = days[0] + pd.Timedelta(days=365 * year + int(rng.integers(20, 200)))
            end = start + pd.Timedelta(days=int(rng.integers(60, 150)))
            shows.append((venue, f"Show {year + 1}", start, end))
            log_mean[days.isin(pd.date_range(start, end))] += rng.normal(0.15, 0.15)
            night = days[int(rng.integers(365 * year, 365 * year + 365))]
            events.append((venue, night, "Night of museums"))
            log_mean[days == night] += 0.8
        visits = rng.poisson(np.exp(log_mean) * rng.gamma(8.0, 1 / 8.0, len(days)))
        table = pd.DataFrame({"venue": venue, "date": days, "period": "day", "visits": visits})
        if period == "year":
            starts = table["date"].dt.to_period("Y").dt.to_timestamp()
            table = table.assign(date=starts, period="year")
            table = table.groupby(["venue", "date", "period"], as_index=False)["visits"].sum()
        tables.append(table)
    return History(
        attendance=pd.concat(tables, ignore_index=True),
        exhibitions=pd.DataFrame(shows, columns=["venue", "title", "start", "end"]),
        events=pd.DataFrame(events, columns=["venue", "date", "name"]),
        countries=countries,
    )


def _log_mean(days: pd.DatetimeIndex, rng: np.random.Generator) -> np.ndarray:
    """Return one venue's level, season and week."""
    turn = 2 * np.pi * np.asarray(days.day_of_year) / 365.25
    season = sum(
        rng.normal(0.0, 0.3 / k) * np.cos(k * turn) + rng.normal(0.0, 0.3 / k) * np.sin(k * turn)
        for k in (1, 2, 3)
    )
    week = np.array([-0.2, -0.1, 0.0, 0.0, 0.0, 0.5, 0.4]) + rng.normal(0.0, 0.1, 7)
    level = rng.normal(6.0, 1.0) + np.cumsum(rng.normal(0.0, 0.006, len(days)))
    return np.asarray(level + season + week[days.day_of_week])


def learn() -> Iterator[str]:
    """Ten venues, four years of days: seconds, R-hat, effective sample size."""
    history = pool(10, 4, "day")
    began = time.perf_counter()
    learned = fit(history, seed=1, settings=SETTINGS)
    seconds = time.perf_counter() - began
    yield (
        f"10 venues, {len(history.attendance):,} days: {seconds:.0f} s with compiling;"
        f" {' '.join(learned.diagnostics.sentences())}"
    )


def peer() -> Iterator[str]:
    """Return effective draws a second beside ``pymc.sample`` with its defaults, the same model."""
    history = pool(10, 4, "day")
    began = time.perf_counter()
    ours = fit(history, seed=1, settings=SETTINGS)
    of_ours = ours.diagnostics.ess / (time.perf_counter() - began)
    blocks = blocks_of(history, SETTINGS)
    approximations, _pooled, shapes = approximate(blocks)
    began = time.perf_counter()

    def stop(*, trace: object, draw: object) -> None:
        if time.perf_counter() - began > 60 * PEER_MINUTES:
            raise KeyboardInterrupt

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        drawn = pm.sample(
            model=models.build(blocks, shapes, approximations), chains=2, cores=2, random_seed=1,
            callback=stop, progressbar=False,
        )  # fmt: skip
    seconds = time.perf_counter() - began
    posterior = drawn["posterior"].to_dataset()
    least = min(float(values.min()) for values in az.ess(posterior).data_vars.values())
    yield (
        f"Effective draws a second of the slowest parameter: {of_ours:.2f}, pymc.sample"
        f" {least / seconds:.4f} ({posterior.sizes['draw']} draws a chain in {seconds:.0f} s):"
        f" {of_ours * seconds / least:.0f} times"
    )


def growth() -> Iterator[str]:
    """Seconds by venue for pools of several sizes."""
    for venues in (5, 10, 20):
        history = pool(venues, 4, "day")
        began = time.perf_counter()
        fit(history, seed=1, settings=SETTINGS)
        seconds = time.perf_counter() - began
        yield f"{venues} venues: {seconds:.0f} s, {seconds / venues:.1f} s a venue"


def years() -> Iterator[str]:
    """A country's museums with one total a year."""
    for venues in (316, 632, 1264):
        history = pool(venues, 17, "year")
        began = time.perf_counter()
        learned = fit(history, seed=1, settings=SETTINGS)
        seconds = time.perf_counter() - began
        gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        yield (
            f"{venues} venues, {len(history.attendance):,} years: {seconds:.0f} s,"
            f" {learned.method}, at most {gigabytes:.1f} GB"
        )


def forecast() -> Iterator[str]:
    """Draws of a year's days of one venue."""
    learned = fit(pool(10, 4, "day"), seed=1, settings=SETTINGS)
    coming = pd.date_range("2019-01-01", periods=365)
    for _again in range(2):
        began = time.perf_counter()
        found = predict(learned, "Museum 1", coming, seed=1)
        yield (f"{found.sizes['draw']} draws of a year's days: {time.perf_counter() - began:.2f} s")


PARTS: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "learn": learn,
    "peer": peer,
    "growth": growth,
    "years": years,
    "forecast": forecast,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        for line in PARTS[name]():
            print(line, flush=True)
