"""How earlier forecasts would have fared, as it is kept and read: the light side.

:mod:`scenarios.looking_back` makes them, in a worker's process. Each forecast from one past day (an
*origin*) by one forecaster is a file of its own, named by a hash of all that it depends on, so that
venues whose histories end together share what was learned from the pool.

Use :func:`read` for a finished job's rows, :func:`told` for what they say, and :func:`between` for
what one forecaster is worth beside another.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from calibration.demand.settings import DemandSettings

FORMAT: Final = 2
"""Raised whenever a file of scores is read otherwise than before."""

POOLED: Final = "pooled"
NAIVE: Final = "naive"
ALONE: Final = "alone"

SETTINGS: Final = DemandSettings(draws=900, kept=800)
"""How it is learned then: from 400 draws of each chain on only as many as the checks need, and at
most half as many as for a demand that is kept. With 400, two venues' checks failed; 900 passed."""
DRAWS: Final = 400
YEAR_DAYS: Final = 366
MONTH_DAYS: Final = 31
ORIGINS: Final = 2
LEAST_HORIZON_DAYS: Final = 28
BANDS: Final = {"low95": 0.025, "low80": 0.1, "high80": 0.9, "high95": 0.975}


def plan(span_days: int, known_days: int) -> tuple[int, int]:
    """Return how many days ahead a venue's earlier forecasts look, and from how many origins.

    Args:
        span_days: How many days its history spans.
        known_days: How many of them must be known before the first origin.

    Returns:
        A year from two past days if the history is that long, else a year from one, else half of
        what is left beyond the known days; nought if that is less than four weeks.
    """
    left = span_days - known_days
    years = (left - MONTH_DAYS) // YEAR_DAYS
    if years > 0:
        return YEAR_DAYS, min(years, ORIGINS)
    return (left // 2, 1) if left // 2 >= LEAST_HORIZON_DAYS else (0, 0)


def file_name(
    parameters: Mapping[str, Any], forecaster: str, origin: str, horizon_days: int
) -> str:
    """Return the name of the file of one forecast, a hash of all that it depends on.

    Args:
        parameters: The question.
        forecaster: Who forecasts.
        origin: From which day.
        horizon_days: How many days ahead.
    """
    own = {name: parameters[name] for name in ("pool", "seed", "code")}
    own |= {"forecaster": forecaster, "origin": origin, "horizon_days": horizon_days}
    own |= {"format": FORMAT, "draws": DRAWS, "settings": SETTINGS.model_dump(mode="json")}
    if forecaster == ALONE:
        own["venue"] = parameters["venue"]
    asked = json.dumps(own, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(asked.encode()).hexdigest() + ".parquet"


def read(files: Iterable[Path], venue: str) -> pd.DataFrame:
    """Return one venue's rows of some forecasts.

    Returns:
        One row for each forecaster, origin, ``grain`` (``count`` as it was counted; ``month`` for
        the sum of a month's counted days) and count: start, end, visits, median, low80, high80,
        low95, high95; ``ok``, whether what the forecast was learned from passed its checks; and
        ``crps`` where the grain is ``count``.
    """
    found = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
    return found[found["venue"] == venue].reset_index(drop=True)


def failed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the forecasts of which what was learned did not pass its checks.

    Args:
        rows: What :func:`read` returned.

    Returns:
        One row for each: ``origin`` and ``forecaster``, the earliest origin first.
    """
    found = rows.loc[~rows["ok"].astype(bool), ["origin", "forecaster"]].drop_duplicates()
    return found.sort_values(["origin", "forecaster"], ignore_index=True)


@dataclass(frozen=True)
class Told:
    """What one forecaster's rows say.

    Attributes:
        counts: How many counts it forecast.
        inside80: How many of them lay within its 8-of-10 band.
        inside95: How many lay within its 19-of-20 band.
        error: How far its middle was off, on average, in visits.
        width: How wide its 8-of-10 band was, on average, in visits.
        crps: Its error when how sure it was counts too (CRPS), on average, in visits.
        visits: What came, on average.
    """

    counts: int
    inside80: int
    inside95: int
    error: float
    width: float
    crps: float
    visits: float


def told(rows: pd.DataFrame, forecaster: str) -> Told:
    """Return what one forecaster's rows say.

    Args:
        rows: What :func:`read` returned.
        forecaster: Which.
    """
    own = rows[(rows["forecaster"] == forecaster) & (rows["grain"] == "count")]
    return Told(
        counts=len(own),
        inside80=_inside(own, 80),
        inside95=_inside(own, 95),
        error=float((own["median"] - own["visits"]).abs().mean()),
        width=float((own["high80"] - own["low80"]).mean()),
        crps=float(own["crps"].mean()),
        visits=float(own["visits"].mean()),
    )


def _inside(rows: pd.DataFrame, level: int) -> int:
    low, high = rows[f"low{level}"], rows[f"high{level}"]
    return int(((rows["visits"] >= low) & (rows["visits"] <= high)).sum())


def between(first: Told, second: Told) -> float:
    """Return by which share the first's error, its sureness included, is less than the second's."""
    return 1.0 - first.crps / second.crps if second.crps > 0 else 0.0
