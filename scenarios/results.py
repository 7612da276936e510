"""The results of simulated scenarios as a dataset: what they are about, joined, on disk.

Made by :mod:`scenarios.ensemble`. Whoever shows or compares them needs this module and not the
simulation.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from venues.common.files import whole_file


def about(ensemble: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Return what an ensemble says about each of its scenarios, by short name."""
    found: dict[str, dict[str, Any]] = json.loads(ensemble.attrs["scenarios"])
    return found


def join(parts: Sequence[xr.Dataset]) -> xr.Dataset:
    """Set results of single scenarios side by side; what one of them has not is missing there."""
    known = {name: text for part in parts for name, text in about(part).items()}
    joined = xr.concat(
        parts,
        dim="scenario",
        data_vars="all",
        coords="minimal",
        compat="override",
        join="outer",
        combine_attrs="override",
    )
    joined["queue_kind"] = _queue_kinds(parts, joined)
    joined.attrs["scenarios"] = json.dumps(known, ensure_ascii=False)
    return joined


def _queue_kinds(parts: Sequence[xr.Dataset], joined: xr.Dataset) -> xr.DataArray:
    kinds = {
        str(queue): str(kind)
        for part in parts
        for queue, kind in zip(part["queue"].to_numpy(), part["queue_kind"].to_numpy(), strict=True)
    }
    return xr.DataArray(
        [kinds[str(queue)] for queue in joined["queue"].to_numpy()],
        dims="queue",
        attrs=joined["queue_kind"].attrs,
    )


def write_results(dataset: xr.Dataset, path: Path) -> None:
    """Write an ensemble as netCDF."""
    packed = {name: {"zlib": True, "complevel": 4} for name in ("occupancy", "occupancy_weekday")}
    with whole_file(path) as partial:
        dataset.to_netcdf(partial, engine="netcdf4", encoding=packed)


def read_results(path: Path) -> xr.Dataset:
    """Read an ensemble that :func:`write_results` has written."""
    with xr.open_dataset(path, engine="netcdf4", decode_timedelta=False) as stored:
        return stored.load()
