"""Scores of a study's forecasts, as those of the back-tests."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scoringrules import crps_ensemble

from calibration.demand.backtest import COVERAGES


def scored(visits: NDArray[np.float64], draws: NDArray[np.float64]) -> pd.DataFrame:
    """Return the scores of forecasts, one row a count, as ``backtest.summary`` sums them up.

    Args:
        visits: What came.
        draws: What was forecast, (draw, count).
    """
    table = {
        "visits": visits,
        "median": np.median(draws, axis=0),
        "crps": crps_ensemble(visits, draws.T, estimator="pwm"),
    }
    for coverage in COVERAGES:
        tail = (1 - coverage / 100) / 2
        low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
        table[f"inside{coverage}"] = (visits >= low) & (visits <= high)
    return pd.DataFrame(table)


def markdown(table: pd.DataFrame, heads: Sequence[str]) -> str:
    """Return a table of ready texts as Markdown."""
    rows = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    rows += ["| " + " | ".join(map(str, row)) + " |" for row in table.itertuples(index=False)]
    return "\n".join(rows)


def percent(share: float) -> str:
    """Return a share as a percentage."""
    return f"{100 * share:.0f} %"
