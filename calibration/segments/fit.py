"""What was learned of segments: draws of every venue's shares, and their file.

Made by :func:`calibration.segments.fitting.fit_segments`; use :meth:`SegmentsFit.save` and
:func:`load_segments`. It goes with a learned demand, whose history it needs to tell shares of days.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from calibration.pool.segmenting import joined_name
from calibration.segments.terms import columns
from venues.common.files import whole_file
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

FORMAT: Final = 2


@dataclass(frozen=True)
class Step:
    """Draws of one step of a chain (:mod:`calibration.segments.stick`), draws first.

    Attributes:
        level: The level's knots.
        columns: The common coefficients.
        named: Those of exhibitions, events and spells.
        spreads: How much levels, exhibitions, events, spells, days and periods vary.
    """

    level: NDArray[np.float64]
    columns: NDArray[np.float64]
    named: dict[str, NDArray[np.float64]]
    spreads: dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Shares:
    """One segmentation of one venue: its chain of steps.

    Attributes:
        venue: The venue.
        segmentation: Its name, empty if it has none.
        parts: The parts in the chain's order; the last one is who is left.
        knots: The level's knots.
        names: The exhibitions, events and spells that have coefficients.
        counts_days: Whether it was learned from days.
        period: The length of its latest period.
        anchor: The first day of that.
        recent: The visits of its latest twelve months by part.
        steps: The steps, one fewer than parts.
    """

    venue: str
    segmentation: str
    parts: tuple[str, ...]
    knots: pd.DatetimeIndex
    names: dict[str, tuple[str, ...]]
    counts_days: bool
    period: str
    anchor: pd.Timestamp
    recent: tuple[int, ...]
    steps: tuple[Step, ...]

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts' names as the attendance table has them."""
        return tuple(joined_name(self.segmentation, part) for part in self.parts)


@dataclass(frozen=True)
class SegmentsFit:
    """What was learned of all segmentations.

    Attributes:
        shares: One for each segmentation of a venue.
        draws: How many draws there are.
    """

    shares: tuple[Shares, ...]
    draws: int

    def of(self, venue: str) -> tuple[Shares, ...]:
        """Return a venue's segmentations."""
        return tuple(each for each in self.shares if each.venue == venue)

    def save(self, path: Path) -> None:
        """Write it as one netCDF file; :func:`load_segments` reads it back equal."""
        groups = {"/": xr.Dataset(attrs={"format": FORMAT, "title": "Jauge segments"})}
        groups["/"].attrs |= {"draws": self.draws, "count": len(self.shares)}
        groups["/"].attrs["columns"] = _column_names()
        for number, each in enumerate(self.shares):
            about = {
                "venue": each.venue, "segmentation": each.segmentation, "parts": each.parts,
                "names": each.names, "counts_days": each.counts_days, "period": each.period,
                "anchor": f"{each.anchor:%Y-%m-%d}", "recent": each.recent,
            }  # fmt: skip
            knots = xr.Dataset(
                {"knots": ("knot", each.knots.to_numpy())}, attrs={"about": json.dumps(about)}
            )
            groups[f"/{number}"] = knots
            for place, step in enumerate(each.steps):
                groups[f"/{number}/{place}"] = _to_dataset(step)
        with whole_file(path) as partial:
            xr.DataTree.from_dict(groups).to_netcdf(partial, engine="netcdf4")


def _to_dataset(step: Step) -> xr.Dataset:
    arrays: dict[str, Any] = {
        "level": (("draw", "knot"), step.level),
        "columns": (("draw", "column"), step.columns),
    }
    arrays |= {f"of_{k}": (("draw", f"name_{k}"), v) for k, v in step.named.items()}
    arrays |= {f"spread_{k}": ("draw", v) for k, v in step.spreads.items()}
    return xr.Dataset(arrays)


def _column_names() -> str:
    return json.dumps([name for name, _sd in columns()])


def load_segments(path: Path) -> SegmentsFit:
    """Read what was saved.

    Raises:
        InputError: It was learned by a version of Jauge whose model has other columns.
    """
    with xr.open_datatree(path, engine="netcdf4") as stored:
        tree = stored.load()
    if tree.attrs["columns"] != _column_names():
        what = _("who comes was learned by another version of Jauge: learn the demand again")
        raise InputError(Problem(what))
    shares = []
    for number in range(int(tree.attrs["count"])):
        node = tree[str(number)]
        about = json.loads(node.attrs["about"])
        shares.append(
            Shares(
                venue=about["venue"],
                segmentation=about["segmentation"],
                parts=tuple(about["parts"]),
                knots=pd.DatetimeIndex(node["knots"].to_numpy()),
                names={kind: tuple(names) for kind, names in about["names"].items()},
                counts_days=about["counts_days"],
                period=about["period"],
                anchor=pd.Timestamp(about["anchor"]),
                recent=tuple(about["recent"]),
                steps=tuple(
                    _to_step(node[str(at)].to_dataset()) for at in range(len(about["parts"]) - 1)
                ),
            )
        )
    return SegmentsFit(tuple(shares), int(tree.attrs["draws"]))


def _to_step(table: xr.Dataset) -> Step:
    def group(prefix: str) -> dict[str, NDArray[np.float64]]:
        names = [str(name) for name in table.data_vars if str(name).startswith(prefix)]
        return {name.removeprefix(prefix): table[name].to_numpy() for name in names}

    return Step(
        table["level"].to_numpy(), table["columns"].to_numpy(), group("of_"), group("spread_")
    )
