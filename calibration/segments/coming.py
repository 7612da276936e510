"""Who will come: shares of segments in the coming months, as tables for readers.

Use :func:`coming_shares`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.fit import Fit
from calibration.demand.forecasting import predict
from calibration.segments.fit import SegmentsFit
from calibration.segments.splitting import split

MONTHS: Final = 12


@dataclass(frozen=True)
class Coming:
    """One segmentation of a venue in the coming months.

    Attributes:
        segmentation: Its name, empty if it has none.
        months: Columns date (first of the month), part, share (middle), low80 and high80.
        whole: All these months together: columns part, share, low80, high80, visits (middle),
            and before: the share in the latest twelve months counted.
    """

    segmentation: str
    months: pd.DataFrame
    whole: pd.DataFrame


def coming_shares(
    fit: Fit, segments: SegmentsFit, venue: str, *, draws: int | None = None, seed: int = 1
) -> list[Coming]:
    """Return a venue's coming shares, from the first whole month after its history.

    Args:
        fit: The learned demand.
        segments: What was learned of segments.
        venue: The venue.
        draws: How many draws to use; all of the demand's if left out.
        seed: The luck of the days.
    """
    if not segments.of(venue):
        return []
    history = fit.history
    ends = [*history.days(venue).index[-1:], *history.longer_periods(venue)["end"].iloc[-1:]]
    start = (max(ends) + pd.Timedelta(days=1)) + pd.offsets.MonthBegin(0)
    dates = pd.date_range(start, start + pd.DateOffset(months=MONTHS) - pd.Timedelta(days=1))
    visits = predict(fit, venue, dates, draws=draws, seed=seed)
    found: list[Coming] = []
    for shares, dealt in zip(
        segments.of(venue), split(segments, history, venue, visits, seed=seed), strict=True
    ):
        firsts = np.flatnonzero(np.asarray(dates.day) == 1).tolist()
        by_month = np.add.reduceat(dealt.to_numpy(), firsts, axis=2)
        before = np.array(shares.recent) / sum(shares.recent)
        whole = _summary(by_month.sum(axis=2), shares.parts).assign(before=before)
        months = pd.concat(
            [
                _summary(by_month[:, :, place], shares.parts).assign(date=dates[first])
                for place, first in enumerate(firsts)
            ],
            ignore_index=True,
        )
        largest = whole.sort_values("share", ascending=False, ignore_index=True)
        found.append(Coming(shares.segmentation, months, largest))
    return found


def _summary(visits: NDArray[np.int64], parts: tuple[str, ...]) -> pd.DataFrame:
    """Return middle and interval of the shares of visits, (draw, part), where anybody comes."""
    sums = visits.sum(axis=1)
    shares = visits[sums > 0] / sums[sums > 0, None]
    if not len(shares):
        shares = np.zeros((1, len(parts)))
    low, middle, high = np.quantile(shares, [0.1, 0.5, 0.9], axis=0)
    table = {"part": parts, "share": middle, "low80": low, "high80": high}
    return pd.DataFrame(table | {"visits": np.median(visits, axis=0)})
