"""Visits by segment of every venue, beside a forecast of all their visits.

Use a :class:`BySegment` as what :func:`calibration.demand.forecasting.forecast` hands each venue's
daily visits to, then :meth:`BySegment.added_to` its dataset.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from calibration.demand.history import History
from calibration.demand.periods import period_starts
from calibration.segments.fit import SegmentsFit
from calibration.segments.splitting import split
from venues.common.i18n import N_


@dataclass
class BySegment:
    """Collects the visits by segment, venue by venue.

    Attributes:
        fit: What was learned of segments.
        history: What the demand was learned from.
        freq: The forecast's periods, ``day`` or ``month``.
        seed: The forecast's luck.
    """

    fit: SegmentsFit
    history: History
    freq: str
    seed: int
    _found: dict[tuple[str, str], NDArray[np.int32]] = field(default_factory=dict)

    def add(self, venue: str, visits: xr.DataArray) -> None:
        """Take a venue's visits by ``draw`` and ``time`` (days)."""
        dates = pd.DatetimeIndex(visits["time"].to_numpy())
        starts = period_starts(dates[0], dates[-1], self.freq)
        first = np.searchsorted(dates, starts)
        for dealt in split(self.fit, self.history, venue, visits, seed=self.seed):
            sums = np.add.reduceat(dealt.to_numpy(), first, axis=2).astype(np.int32)
            for place, segment in enumerate(dealt["segment"].to_numpy()):
                self._found[venue, str(segment)] = sums[:, place]

    def added_to(self, forecast: xr.Dataset) -> xr.Dataset:
        """Return the forecast with ``visits_by_segment`` and ``has_segment``, if there are any.

        A venue that does not divide its visits so has none in a segment, and ``has_segment`` is 0.
        The segments of one segmentation (what stands before the colon of their names) add up to
        the visits.
        """
        if not self._found:
            return forecast
        venues = [str(venue) for venue in forecast["venue"].to_numpy()]
        segments = list(dict.fromkeys(segment for _venue, segment in self._found))
        sizes = forecast.sizes
        visits = np.zeros(
            (sizes["draw"], len(venues), len(segments), sizes["time"]), dtype=np.int32
        )
        has = np.zeros((len(venues), len(segments)), dtype=np.int8)
        for (venue, segment), found in self._found.items():
            at = (venues.index(venue), segments.index(segment))
            visits[:, at[0], at[1]] = found
            has[at] = 1
        both = forecast.assign_coords(segment=segments)
        both["visits_by_segment"] = xr.DataArray(
            visits, dims=("draw", "venue", "segment", "time"),
            attrs={"units": "visits", "long_name": N_("Visits by segment")},
        )  # fmt: skip
        both["has_segment"] = xr.DataArray(
            has, dims=("venue", "segment"),
            attrs={"units": "1", "long_name": N_("Whether the venue counts the segment")},
        )  # fmt: skip
        return both
