"""What scenarios are compared on: one declaration of each outcome.

An outcome reduces one scenario's results to one value for each posterior draw; replications and
days are averaged or summed over. Values of the same draw belong together in every scenario, because
they share the posterior draw, the assumptions and the visitors' luck.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from scenarios.ensemble import about
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.plan import in_readers_language

type Measure = Callable[[xr.Dataset], xr.DataArray]


class Better(StrEnum):
    """Which direction is the better one."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


@dataclass(frozen=True)
class Outcome:
    """One thing that scenarios are compared on.

    Attributes:
        key: Its short name, stable in files.
        text: What a user calls it, in English, marked for translation; ``{room}`` in it is a room.
        unit: Its unit in English, marked for translation; empty for a plain number.
        better: Which direction is better.
        measure: Gives its value for each draw from one scenario's results.
        decimals: How many decimals are shown.
        is_share: Whether it is a share, shown as a percentage.
        room: The names of the room it is about, by language.
        zone: The id of that room.
    """

    key: str
    text: str
    unit: str
    better: Better
    measure: Measure
    decimals: int = 0
    is_share: bool = False
    room: tuple[tuple[str, str], ...] = ()
    zone: str | None = None

    def label(self) -> str:
        """Return what the reader calls it."""
        return _(self.text).format(room=self.room_name()) if self.room else _(self.text)

    def room_name(self) -> str:
        """Return the name of its room in the reader's language; empty if it has none."""
        return in_readers_language(dict(self.room))

    def unit_text(self) -> str:
        """Return its unit in the reader's language."""
        return _(self.unit)


def _over_replications(values: xr.DataArray) -> xr.DataArray:
    return values.mean("replication")


def _turned_away(one: xr.Dataset) -> NDArray[np.float64]:
    """Return how many of each day's would-be visitors are expected to be turned away: (draw, date).

    Only some weeks of the window are simulated. On the others the number turned away is read off
    those days of all draws that are open as long: it rises with how many want to visit, and is
    otherwise left free (isotonic regression).
    """
    wanted = one["wanted"].to_numpy().astype(float)
    hours = one["open_hours"].to_numpy()
    places = one.indexes["date"].get_indexer(one["day_date"].to_numpy().ravel())
    shape = one["day_date"].shape
    refused = _over_replications(one["refused"]).to_numpy()
    simulated_wanted = np.take_along_axis(wanted, places.reshape(shape), axis=1)
    simulated_hours = hours[places].reshape(shape)
    away = np.zeros_like(wanted)
    for length in np.unique(hours[hours > 0]):
        here = simulated_hours == length
        if here.any():
            numbers, expected = _rising(simulated_wanted[here], refused[here])
            like = hours == length
            away[:, like] = np.interp(wanted[:, like], numbers, expected)
    known = np.where(np.isnan(refused), 0.0, refused)
    np.put_along_axis(away, places.reshape(shape), known, axis=1)
    return np.minimum(away, wanted)


def _rising(
    wanted: NDArray[np.float64], refused: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the rising curve of the number refused over the number that wanted to visit."""
    numbers, which = np.unique(wanted, return_inverse=True)
    counts = np.bincount(which).astype(float)
    means = np.bincount(which, weights=refused) / counts
    return numbers, np.asarray(isotonic_regression(means, weights=counts).x)


def _visits_window(one: xr.Dataset) -> xr.DataArray:
    admitted = one["wanted"].to_numpy().sum(axis=1) - _turned_away(one).sum(axis=1)
    return xr.DataArray(admitted, dims="draw", coords={"draw": one["draw"]})


def _a_week(name: str) -> Measure:
    def measure(one: xr.Dataset) -> xr.DataArray:
        return _over_replications(one[name]).sum("day")

    return measure


def _waits(name: str, factor: float = 1.0) -> Measure:
    """Measure the wait at the ticket desks, each day and desk weighted by how many were served."""

    def measure(one: xr.Dataset) -> xr.DataArray:
        desks = one.sel(queue=one["queue_kind"] == "tickets")
        weights = desks["served"].fillna(0.0)
        dims = ("replication", "day", "queue")
        return factor * desks[name].fillna(0.0).weighted(weights).mean(dims).fillna(0.0)

    return measure


def _by_room(name: str, one: xr.Dataset) -> xr.DataArray:
    """Return a room's value on a mean open day: (draw, zone)."""
    return one[name].mean(("replication", "day"))


def _crowded(zone: str) -> Measure:
    def measure(one: xr.Dataset) -> xr.DataArray:
        return _by_room("crowded_min", one).sel(zone=zone, drop=True)

    return measure


def _most_crowded(one: xr.Dataset) -> xr.DataArray:
    return _by_room("crowded_min", one).max("zone")


def _crowd_a_visit(one: xr.Dataset) -> xr.DataArray:
    dims = ("replication", "day")
    crowded = one["crowded_person_min"].sum("zone").sum(dims)
    return crowded / one["visits"].sum(dims).clip(min=1)


def _saw_exhibition(zone: str) -> Measure:
    def measure(one: xr.Dataset) -> xr.DataArray:
        weights = one["visits"].fillna(0.0)
        seen = one["seen"].sel(zone=zone, drop=True)
        return seen.fillna(0.0).weighted(weights).mean(("replication", "day")).fillna(0.0)

    return measure


def _visit_minutes(one: xr.Dataset) -> xr.DataArray:
    weights = one["visits"].fillna(0.0)
    lengths = one["visit_min"].fillna(0.0)
    return lengths.weighted(weights).mean(("replication", "day")).fillna(0.0)


def _workshop_fill(one: xr.Dataset) -> xr.DataArray:
    dims = ("replication", "day", "session")
    return one["attended"].sum(dims) / one["places"].sum(dims).clip(min=1)


def _weeks_in_window(one: xr.Dataset) -> float:
    return one.sizes["date"] / 7


def _hours_a_week(name: str) -> Measure:
    def measure(one: xr.Dataset) -> xr.DataArray:
        total = float(one[name].sum()) / _weeks_in_window(one)
        return xr.DataArray(
            np.full(one.sizes["draw"], total), dims="draw", coords={"draw": one["draw"]}
        )

    return measure


VISITS: Final = "visits_window"
_A_DAY: Final = N_("min a day")

_GENERAL: Final = (
    Outcome(VISITS, N_("Visits admitted over the whole window"), "", Better.MORE, _visits_window),
    Outcome("visits_week", N_("Visits admitted in a simulated week"), "", Better.MORE,
            _a_week("visits")),
    Outcome("refused_week", N_("Turned away in a simulated week"), "", Better.LESS,
            _a_week("refused")),
    Outcome("wait_min", N_("Mean wait at the ticket desk"), N_("min"), Better.LESS,
            _waits("wait_mean_s", 1 / 60), decimals=1),
    Outcome("wait_long", N_("Visitors who wait more than ten minutes for a ticket"), "",
            Better.LESS, _waits("wait_long"), is_share=True),
    Outcome("crowded_most", N_("The most crowded room is crowded"), _A_DAY, Better.LESS,
            _most_crowded),
    Outcome("crowd_visit", N_("Time a visitor spends in crowded rooms"), N_("min"), Better.LESS,
            _crowd_a_visit, decimals=1),
)  # fmt: skip
_ENDING: Final = (
    Outcome("visit_min", N_("Length of a visit"), N_("min"), Better.NEITHER, _visit_minutes),
    Outcome("workshop_fill", N_("Workshop places filled"), "", Better.MORE, _workshop_fill,
            is_share=True),
    Outcome("open_hours", N_("Hours open"), N_("h a week"), Better.NEITHER,
            _hours_a_week("open_hours"), decimals=1),
    Outcome("staffed_hours", N_("Desk hours to be staffed"), N_("h a week"), Better.LESS,
            _hours_a_week("staffed_hours"), decimals=1),
)  # fmt: skip


def _named(ensemble: xr.Dataset, field: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the rooms that every scenario has, of those that any scenario names in a field."""
    known = about(ensemble).values()
    zones = dict.fromkeys(zone for each in known for zone in each[field])
    shared = [zone for zone in zones if all(zone in each["zones"] for each in known)]
    names = next(iter(known))["zones"]
    return {zone: tuple(names[zone].items()) for zone in shared}


def outcomes(ensemble: xr.Dataset) -> list[Outcome]:
    """Return the outcomes of an ensemble: the general ones, and those about its named rooms."""
    watched = _named(ensemble, "watched_zones") | _named(ensemble, "exhibition_zones")
    crowded = [
        Outcome(f"crowded:{zone}", N_("{room} is crowded"), _A_DAY, Better.LESS, _crowded(zone),
                room=names, zone=zone)
        for zone, names in watched.items()
    ]  # fmt: skip
    seen = [
        Outcome(f"saw:{zone}", N_("Visitors who see {room}"), "", Better.MORE,
                _saw_exhibition(zone), is_share=True, room=names, zone=zone)
        for zone, names in _named(ensemble, "exhibition_zones").items()
    ]  # fmt: skip
    return [*_GENERAL, *crowded, *seen, *_ENDING]


def values(ensemble: xr.Dataset, scenario: str, outcome: Outcome) -> NDArray[np.float64]:
    """Return an outcome's value for each draw of one scenario.

    Args:
        ensemble: Results of one or more scenarios.
        scenario: The scenario's short name.
        outcome: One of :func:`outcomes`.
    """
    return outcome.measure(ensemble.sel(scenario=scenario)).to_numpy().astype(float)
