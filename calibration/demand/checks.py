"""Whether the fitted model makes histories like the one it was fitted to.

Use :func:`places` for where a venue's counts fell in their predictive distributions, then
:func:`coverage` for how often intervals held what was counted, and :func:`ranks` for the histogram
(flat if widths are right; a hill if they are too wide, a valley if too narrow). Both look at days
or periods that the fit has seen, so they judge the model's shape; how well it forecasts only a
hold-out can tell.

Source: probability integral transform for counts, Czado, Gneiting and Held, 'Predictive model
assessment for count data' (Biometrics 65, 2009).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.fit import Fit
from calibration.demand.forecasting import predict

LEVELS: Final = (0.5, 0.8, 0.95)
BINS: Final = 10


@dataclass(frozen=True)
class Places:
    """Where a venue's latest counts fell in their predictive distributions.

    Attributes:
        place: The share of predictive draws below each count, half of the equal ones included; in
            the order of time.
        age: Of a day, which one it is counted back from the latest, which is 1; of a longer period,
            how many days there are from its first to the latest period's last.
    """

    place: NDArray[np.float64]
    age: NDArray[np.int64]


def places(
    fit: Fit, venue: str, *, last: int = 365, draws: int | None = None, seed: int = 0
) -> Places:
    """Return where a venue's counts fell.

    Args:
        fit: The fit.
        venue: The venue.
        last: How many of its latest days to look at (as many days' worth of longer periods).
        draws: How many posterior draws to use; all of them if left out.
        seed: The luck of the predictions.
    """
    counts = fit.history.days(venue)
    if len(counts):
        counts = counts.iloc[-last:]
        dates = pd.date_range(counts.index[0], counts.index[-1])
        drawn = predict(fit, venue, dates, draws=draws, seed=seed).to_numpy()
        seen = dates.get_indexer(pd.DatetimeIndex(counts.index))
        place = _place(drawn[:, seen], np.asarray(counts, dtype=np.int64))
        return Places(place, np.arange(len(place), 0, -1))
    periods = fit.history.longer_periods(venue)
    age = (periods["end"].max() - periods["start"]).dt.days
    periods, age = periods[age < last], age[age < last]
    dates = pd.date_range(periods["start"].min(), periods["end"].max())
    drawn = predict(fit, venue, dates, draws=draws, seed=seed).to_numpy()
    sums = [
        drawn[:, np.asarray((dates >= start) & (dates <= end))].sum(axis=1)
        for start, end in zip(periods["start"], periods["end"], strict=True)
    ]
    place = _place(np.stack(sums, axis=1), periods["visits"].to_numpy(dtype=np.int64))
    return Places(place, age.to_numpy(dtype=np.int64) + 1)


def coverage(found: Places, *, last: int = 182) -> pd.DataFrame:
    """Return how often central intervals held what was counted.

    Args:
        found: Where the counts fell.
        last: How many of the latest days to look at (as many days' worth of longer periods).

    Returns:
        One row for each level: ``level``, ``held`` (share of the counts), ``counts`` (how many).
    """
    recent = found.place[found.age <= last]
    held = [float(np.mean(np.abs(recent - 0.5) <= level / 2)) for level in LEVELS]
    return pd.DataFrame({"level": LEVELS, "held": held, "counts": len(recent)})


def ranks(found: Places) -> pd.DataFrame:
    """Return the histogram of where counts fell in their predictive distribution.

    Returns:
        One row for each tenth: ``from``, ``to``, ``share`` of the counts, ``expected`` share.
    """
    counts, edges = np.histogram(found.place, bins=BINS, range=(0.0, 1.0))
    return pd.DataFrame(
        {
            "from": edges[:-1],
            "to": edges[1:],
            "share": counts / max(int(counts.sum()), 1),
            "expected": 1.0 / BINS,
        }
    )


def _place(drawn: NDArray[np.int64], counted: NDArray[np.int64]) -> NDArray[np.float64]:
    below, equal = (drawn < counted).mean(axis=0), (drawn == counted).mean(axis=0)
    return np.asarray(below + equal / 2)
