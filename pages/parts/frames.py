"""Labelled results as the tables that charts draw: quantiles over draws, and figures by room."""

from collections.abc import Mapping, Sequence
from typing import Final, get_args

import numpy as np
import pandas as pd
import xarray as xr

from scenarios.results import about
from simulation.settings import CHOICE_LABELS, DeskKind
from venues.common.i18n import gettext as _
from venues.common.texts import in_readers_language

QUANTILES: Final = {"low95": 0.025, "low80": 0.1, "median": 0.5, "high80": 0.9, "high95": 0.975}
WHOLE_VENUE: Final = ""


def scenario_names(ensemble: xr.Dataset, ids: Sequence[str]) -> dict[str, str]:
    """Return what the reader calls each scenario of some results."""
    known = about(ensemble)
    return {each: in_readers_language(known[each]["name"], each) for each in ids}


def banded(values: xr.DataArray, over: str) -> pd.DataFrame:
    """Return the quantiles of labelled values over one dimension, a column each.

    Args:
        values: With one other dimension besides ``over``.
        over: The dimension that is summed up.
    """
    found = values.quantile(list(QUANTILES.values()), dim=over)
    (rest,) = [name for name in found.dims if name != "quantile"]
    table = pd.DataFrame(
        {
            name: found.sel(quantile=share).to_numpy().astype(float)
            for name, share in QUANTILES.items()
        }
    )
    return table.assign(**{str(rest): found[rest].to_numpy()})


def occupancy_bands(ensemble: xr.Dataset, ids: Sequence[str], zone: str) -> pd.DataFrame:
    """Return how many people are inside through the day: minute, scenario and quantiles over draws.

    Args:
        ensemble: Results.
        ids: The scenarios' short names.
        zone: A zone's id; :data:`WHOLE_VENUE` for all of them together.
    """
    names = scenario_names(ensemble, ids)
    tables = []
    for each in ids:
        inside = ensemble["occupancy"].sel(scenario=each).fillna(0.0)
        inside = inside.sum("zone") if zone == WHOLE_VENUE else inside.sel(zone=zone)
        bands = banded(inside.reset_coords(drop=True), "draw")
        tables.append(bands.assign(minute=(bands["time"] / 60).astype(int), scenario=names[each]))
    return pd.concat(tables, ignore_index=True)


def occupancy_at(ensemble: xr.Dataset, scenario: str, minute: int) -> dict[str, float]:
    """Return the mean number of people in each zone at a time of a mean open day."""
    inside = ensemble["occupancy"].sel(scenario=scenario)
    there = inside.sel(time=minute * 60, method="nearest").mean("draw")
    return by_zone(there)


def by_room(ensemble: xr.Dataset, scenario: str, name: str) -> dict[str, float]:
    """Return a variable's mean for each zone over all that was simulated."""
    return by_zone(ensemble[name].sel(scenario=scenario).mean(("draw", "replication", "day")))


def by_zone(values: xr.DataArray) -> dict[str, float]:
    """Return the value of each zone that has one."""
    return {
        str(zone): float(value)
        for zone, value in zip(values["zone"].to_numpy(), values.to_numpy(), strict=True)
        if np.isfinite(value)
    }


def minutes_shown(ensemble: xr.Dataset) -> list[int]:
    """Return the times, as minutes after midnight, for which there are results."""
    return [int(seconds / 60) for seconds in ensemble["time"].to_numpy()]


def wait_bands(
    ensemble: xr.Dataset, ids: Sequence[str], queue_names: Mapping[str, str]
) -> pd.DataFrame:
    """Return the mean wait in each queue in minutes: queue, scenario and quantiles over draws.

    Args:
        ensemble: Results.
        ids: The scenarios' short names.
        queue_names: What the reader calls each queue.
    """
    names = scenario_names(ensemble, ids)
    dims = ("replication", "day")
    tables = []
    for each in ids:
        one = ensemble.sel(scenario=each)
        weights = one["queued"].fillna(0.0)
        waits = one["wait_mean_s"].fillna(0.0).weighted(weights).mean(dims) / 60
        waits = waits.reset_coords(drop=True)
        used = weights.sum(("draw", *dims)).to_numpy() > 0
        bands = banded(waits.fillna(0.0), "draw").loc[used]
        tables.append(bands.assign(scenario=names[each]))
    found: pd.DataFrame = pd.concat(tables, ignore_index=True)
    found["queue"] = [queue_names.get(str(queue), str(queue)) for queue in found["queue"]]
    return found


def queue_names(ensemble: xr.Dataset) -> dict[str, str]:
    """Return what the reader calls each queue."""
    words = {kind: _(CHOICE_LABELS[kind]) for kind in get_args(DeskKind)} | {"lift": _("Lift")}
    kinds = [str(kind) for kind in ensemble["queue_kind"].to_numpy()]
    queues = [str(queue) for queue in ensemble["queue"].to_numpy()]
    return {
        queue: words.get(kind, kind)
        if kinds.count(kind) == 1
        else f"{words.get(kind, kind)} ({queue})"
        for queue, kind in zip(queues, kinds, strict=True)
    }


def interval_names() -> dict[str, str]:
    """Return what readers call a middle and the interval of 8 in 10, for :func:`readable`."""
    return {"median": _("Middle"), "low80": _("8 of 10: from"), "high80": _("8 of 10: to")}


def readable(table: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return some of a table's columns under the names that the reader gives them."""
    return pd.DataFrame({name: table[column] for column, name in columns.items()})
