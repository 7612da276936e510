"""How each outcome is measured: from one scenario's results to one value for each draw.

Replications and days are averaged or summed over. What is declared to users about an outcome (its
label, unit and better direction) is in :mod:`scenarios.outcomes`.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from scenarios.results import about

type Measure = Callable[[xr.Dataset], xr.DataArray]


def _over_replications(values: xr.DataArray) -> xr.DataArray:
    return values.mean("replication")


def _lost(one: xr.Dataset) -> NDArray[np.float64]:
    """Return how many of each day's would-be visitors are turned away or give up: (draw, date).

    Only some weeks of the window are simulated. For the others the number is read off those days of
    all draws that are open as long: it rises with how many want to visit, and is otherwise left
    free (isotonic regression).
    """
    wanted = one["wanted"].to_numpy().astype(float)
    hours = one["open_hours"].to_numpy()
    places = one.indexes["date"].get_indexer(pd.DatetimeIndex(one["day_date"].to_numpy().ravel()))
    shape = one["day_date"].shape
    simulated_wanted = np.take_along_axis(wanted, places.reshape(shape), axis=1)
    visits = _over_replications(one["visits"]).to_numpy()
    lost = simulated_wanted - np.where(np.isnan(visits), simulated_wanted, visits)
    simulated_hours = hours[places].reshape(shape)
    away = np.zeros_like(wanted)
    for length in np.unique(hours[hours > 0]):
        here = simulated_hours == length
        if here.any():
            numbers, expected = _rising(simulated_wanted[here], lost[here])
            like = hours == length
            away[:, like] = np.interp(wanted[:, like], numbers, expected)
    np.put_along_axis(away, places.reshape(shape), lost, axis=1)
    found: NDArray[np.float64] = np.minimum(away, wanted)
    return found


def _rising(
    wanted: NDArray[np.float64], lost: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the rising curve of the number lost over the number that wanted to visit."""
    numbers, which = np.unique(wanted, return_inverse=True)
    counts = np.bincount(which).astype(float)
    means = np.bincount(which, weights=lost) / counts
    return numbers, np.asarray(isotonic_regression(means, weights=counts).x)


def visits_window(one: xr.Dataset) -> xr.DataArray:
    """Measure the visits over the window: those wanted, less those turned away or given up."""
    admitted = one["wanted"].to_numpy().sum(axis=1) - _lost(one).sum(axis=1)
    return xr.DataArray(admitted, dims="draw", coords={"draw": one["draw"]})


def a_week(name: str) -> Measure:
    """Measure what a variable sums to over a simulated week."""

    def measure(one: xr.Dataset) -> xr.DataArray:
        return _over_replications(one[name]).sum("day")

    return measure


def waits(name: str, factor: float = 1.0) -> Measure:
    """Measure the wait at the ticket desks, each day and desk weighted by how many came."""

    def measure(one: xr.Dataset) -> xr.DataArray:
        desks = one.sel(queue=one["queue_kind"] == "tickets")
        weights = desks["queued"].fillna(0.0)
        dims = ("replication", "day", "queue")
        return factor * desks[name].fillna(0.0).weighted(weights).mean(dims).fillna(0.0)

    return measure


def gave_up(one: xr.Dataset) -> xr.DataArray:
    """Measure how many give up waiting, at any desk, over a simulated week."""
    return one["gave_up"].sum("queue").mean("replication").sum("day")


def _by_room(name: str, one: xr.Dataset) -> xr.DataArray:
    """Return a room's value on a mean open day: (draw, zone)."""
    return one[name].mean(("replication", "day"))


def crowded(zone: str) -> Measure:
    """Measure how long a room is crowded on a mean open day."""

    def measure(one: xr.Dataset) -> xr.DataArray:
        return _by_room("crowded_min", one).sel(zone=zone, drop=True)

    return measure


def _galleries(one: xr.Dataset) -> xr.Dataset:
    """Keep the galleries: in a queue or on the stairs a crowd is another matter."""
    return one.sel(zone=about(one)[str(one["scenario"].item())]["galleries"])


def most_crowded(one: xr.Dataset) -> xr.DataArray:
    """Measure how long the most crowded gallery is crowded on a mean open day."""
    return _by_room("crowded_min", _galleries(one)).max("zone")


def crowd_a_visit(one: xr.Dataset) -> xr.DataArray:
    """Measure the minutes that a mean visitor spends in crowded galleries."""
    dims = ("replication", "day")
    crowded = _galleries(one)["crowded_person_min"].sum("zone").sum(dims)
    return crowded / one["visits"].sum(dims).clip(min=1)


def _shown(one: xr.Dataset, zone: str) -> xr.DataArray:
    """Say on which simulated days an exhibition is shown in a room: (draw, day)."""
    dates = one["day_date"]
    shown = xr.zeros_like(dates, dtype=bool)
    for each in about(one)[str(one["scenario"].item())]["exhibitions"]:
        if zone in each["zones"]:
            first, last = np.datetime64(each["start"]), np.datetime64(each["end"])
            shown |= (dates >= first) & (dates <= last)
    return shown


def saw_exhibition(zone: str) -> Measure:
    """Measure who saw a room while something was shown there; missing where it never was."""

    def measure(one: xr.Dataset) -> xr.DataArray:
        weights = one["visits"].fillna(0.0) * _shown(one, zone)
        seen = one["seen"].sel(zone=zone, drop=True)
        shares = seen.fillna(0.0).weighted(weights).mean(("replication", "day"))
        return 100 * shares

    return measure


def visit_minutes(one: xr.Dataset) -> xr.DataArray:
    """Measure the mean length of a visit."""
    weights = one["visits"].fillna(0.0)
    lengths = one["visit_min"].fillna(0.0)
    return lengths.weighted(weights).mean(("replication", "day")).fillna(0.0)


def workshop_fill(one: xr.Dataset) -> xr.DataArray:
    """Measure the percentage of workshop places that are taken."""
    dims = ("replication", "day", "session")
    return 100 * one["attended"].sum(dims) / one["places"].sum(dims).clip(min=1)


def _weeks_in_window(one: xr.Dataset) -> float:
    return one.sizes["date"] / 7


def hours_a_week(name: str) -> Measure:
    """Measure what a variable of the plan comes to in a mean week of the window."""

    def measure(one: xr.Dataset) -> xr.DataArray:
        total = float(one[name].sum()) / _weeks_in_window(one)
        return xr.DataArray(
            np.full(one.sizes["draw"], total), dims="draw", coords={"draw": one["draw"]}
        )

    return measure
