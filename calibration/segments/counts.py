"""What was counted by segment: one table of whole numbers for each segmentation of a venue.

Use :func:`from_pool` or :func:`from_files`; how names tell segmentations apart, and what a total
has to do with its parts, is in :mod:`calibration.pool.segmenting`.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.pool.importing import import_table
from calibration.pool.periods import counted_twice, last_day
from calibration.pool.segmenting import KEY, joined_name, named_parts
from calibration.pool.store import Pool
from venues.common.i18n import N_

OTHERS: Final = N_("others")
"""The part of a total that none of a segmentation's parts tells."""
# Less than this share of the totals is a difference of counting, not a part of the public.
LEAST_REST: Final = 0.01


@dataclass(frozen=True)
class Counted:
    """One segmentation of one venue.

    Attributes:
        venue: The venue.
        segmentation: Its name, empty if it has none.
        parts: The parts' names.
        periods: Columns start, end (first and last day) and period, in order of time.
        visits: Whole visits, (period, part); nobody at all in no period.
    """

    venue: str
    segmentation: str
    parts: tuple[str, ...]
    periods: pd.DataFrame
    visits: NDArray[np.int64]

    @property
    def is_day(self) -> NDArray[np.bool_]:
        """Which periods are days."""
        return (self.periods["period"] == "day").to_numpy(dtype=bool)

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments' names as the attendance table has them."""
        return tuple(joined_name(self.segmentation, part) for part in self.parts)

    def until(self, end: pd.Timestamp) -> "Counted":
        """Return what had been counted after this day."""
        return self.at((self.periods["end"] <= end).to_numpy(dtype=bool))

    def at(self, chosen: NDArray[np.bool_]) -> "Counted":
        """Return some of the periods."""
        periods = self.periods[chosen].reset_index(drop=True)
        return replace(self, periods=periods, visits=self.visits[chosen])


def from_pool(pool: Pool, venues: Sequence[str] | None = None) -> list[Counted]:
    """Return all segmentations of these venues, of all of them if left out."""
    return counted(pool.read("attendance", venues))


def from_files(attendance: Path) -> list[Counted]:
    """Return the segmentations of an attendance file, read as an import into the pool would be.

    Raises:
        InputError: Something in the file cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="jauge-") as folder:
        pool = Pool(Path(folder) / "pool.sqlite")
        import_table(pool, "attendance", attendance)
        return from_pool(pool)


def counted(attendance: pd.DataFrame) -> list[Counted]:
    """Return the segmentations that an attendance table tells, by venue and name."""
    parts = named_parts(attendance)
    totals = attendance.loc[attendance["segment"].isna(), [*KEY, "visits"]]
    found = [
        _of_one(str(venue), str(segmentation), rows, totals[totals["venue"] == venue])
        for (venue, segmentation), rows in parts.groupby(["venue", "segmentation"])
    ]
    return [each for each in found if len(each.parts) > 1 and len(each.periods)]


def _of_one(venue: str, segmentation: str, rows: pd.DataFrame, totals: pd.DataFrame) -> Counted:
    table = rows.pivot_table(
        index=["date", "period"], columns="part", values="visits", aggfunc="sum", fill_value=0
    )
    whole = totals.set_index(["date", "period"])["visits"].reindex(table.index)
    known = whole.notna()
    rest = (whole - table.sum(axis=1)).clip(lower=0)
    if table.shape[1] == 1 or rest[known].sum() > LEAST_REST * whole[known].sum():
        # Where the total is not known, nor are the others.
        table, rest = table[known], rest[known]
        table[OTHERS] = table.get(OTHERS, 0) + rest
    table = table[table.sum(axis=1) > 0].sort_index()
    keys = table.index.to_frame(index=False)
    periods = pd.DataFrame(
        {
            "start": pd.to_datetime(keys["date"]),
            "end": last_day(pd.to_datetime(keys["date"]), keys["period"]),
            "period": keys["period"],
        }
    )
    found = Counted(
        venue, segmentation, tuple(str(part) for part in table.columns), periods,
        table.to_numpy(dtype=np.int64),
    )  # fmt: skip
    return found.at(~counted_twice(periods))
