"""What scenarios are compared on: one declaration of each outcome.

An outcome reduces one scenario's results to one value for each posterior draw; replications and
days are averaged or summed over. Values of the same draw belong together in every scenario, because
they share the posterior draw, the assumptions and the visitors' luck.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from scenarios.ensemble import about
from venues.common.i18n import N_, number, signed
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
        unit: Its unit in English, marked for translation where it is a word; empty if it has none.
        better: Which direction is better.
        measure: Gives its value for each draw from one scenario's results.
        decimals: How many decimals are shown.
        is_decided: Whether it follows from the plan alone, without chance.
        room: The names of the room it is about, by language.
        zone: The id of that room.
    """

    key: str
    text: str
    unit: str
    better: Better
    measure: Measure
    decimals: int = 0
    is_decided: bool = False
    room: tuple[tuple[str, str], ...] = ()
    zone: str | None = None

    def label(self) -> str:
        """Return what the reader calls it."""
        return _(self.text).format(room=self.room_name()) if self.room else _(self.text)

    def room_name(self) -> str:
        """Return the name of its room in the reader's language; empty if it has none."""
        return in_readers_language(dict(self.room))

    def unit_text(self) -> str:
        """Return its unit in the reader's language; empty if it has none."""
        return _(self.unit)

    def heading(self) -> str:
        """Return what the reader calls it, with its unit."""
        return f"{self.label()} ({self.unit_text()})" if self.unit else self.label()

    def value_text(self, value: float) -> str:
        """Return a value with its unit."""
        return self._with_unit(number(value, self.decimals))

    def difference_text(self, value: float) -> str:
        """Return a difference with its sign and unit."""
        return self._with_unit(signed(value, self.decimals))

    def _with_unit(self, text: str) -> str:
        return f"{text} {self.unit_text()}" if self.unit else text


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


def _visits_window(one: xr.Dataset) -> xr.DataArray:
    admitted = one["wanted"].to_numpy().sum(axis=1) - _lost(one).sum(axis=1)
    return xr.DataArray(admitted, dims="draw", coords={"draw": one["draw"]})


def _a_week(name: str) -> Measure:
    def measure(one: xr.Dataset) -> xr.DataArray:
        return _over_replications(one[name]).sum("day")

    return measure


def _waits(name: str, factor: float = 1.0) -> Measure:
    """Measure the wait at the ticket desks, each day and desk weighted by how many came."""

    def measure(one: xr.Dataset) -> xr.DataArray:
        desks = one.sel(queue=one["queue_kind"] == "tickets")
        weights = desks["queued"].fillna(0.0)
        dims = ("replication", "day", "queue")
        return factor * desks[name].fillna(0.0).weighted(weights).mean(dims).fillna(0.0)

    return measure


def _gave_up(one: xr.Dataset) -> xr.DataArray:
    return one["gave_up"].sum("queue").mean("replication").sum("day")


def _by_room(name: str, one: xr.Dataset) -> xr.DataArray:
    """Return a room's value on a mean open day: (draw, zone)."""
    return one[name].mean(("replication", "day"))


def _crowded(zone: str) -> Measure:
    def measure(one: xr.Dataset) -> xr.DataArray:
        return _by_room("crowded_min", one).sel(zone=zone, drop=True)

    return measure


def _galleries(one: xr.Dataset) -> xr.Dataset:
    """Keep the galleries: in a queue or on the stairs a crowd is another matter."""
    return one.sel(zone=about(one)[str(one["scenario"].item())]["galleries"])


def _most_crowded(one: xr.Dataset) -> xr.DataArray:
    return _by_room("crowded_min", _galleries(one)).max("zone")


def _crowd_a_visit(one: xr.Dataset) -> xr.DataArray:
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


def _saw_exhibition(zone: str) -> Measure:
    """Measure who saw a room while something was shown there; missing where it never was."""

    def measure(one: xr.Dataset) -> xr.DataArray:
        weights = one["visits"].fillna(0.0) * _shown(one, zone)
        seen = one["seen"].sel(zone=zone, drop=True)
        shares = seen.fillna(0.0).weighted(weights).mean(("replication", "day"))
        return 100 * shares

    return measure


def _visit_minutes(one: xr.Dataset) -> xr.DataArray:
    weights = one["visits"].fillna(0.0)
    lengths = one["visit_min"].fillna(0.0)
    return lengths.weighted(weights).mean(("replication", "day")).fillna(0.0)


def _workshop_fill(one: xr.Dataset) -> xr.DataArray:
    dims = ("replication", "day", "session")
    return 100 * one["attended"].sum(dims) / one["places"].sum(dims).clip(min=1)


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
_A_WEEK: Final = N_("h a week")
_MORE, _LESS, _NEITHER = Better.MORE, Better.LESS, Better.NEITHER

_GENERAL: Final = (
    Outcome(VISITS, N_("Visits over the whole window"), "", _MORE, _visits_window),
    Outcome("visits_week", N_("Visits in a simulated week"), "", _MORE, _a_week("visits")),
    Outcome("refused_week", N_("Turned away in a week"), "", _LESS, _a_week("refused")),
    Outcome("gave_up_week", N_("Gave up waiting in a week"), "", _LESS, _gave_up),
    Outcome("wait_min", N_("Mean wait for a ticket"), "min", _LESS, _waits("wait_mean_s", 1 / 60),
            decimals=1),
    Outcome("wait_long", N_("Wait over 10 min for a ticket"), "%", _LESS, _waits("wait_long", 100),
            decimals=1),
    Outcome("crowded_most", N_("Most crowded gallery: crowded"), _A_DAY, _LESS, _most_crowded),
    Outcome("crowd_visit", N_("Time in crowded galleries"), N_("min a visit"), _LESS,
            _crowd_a_visit, decimals=1),
)  # fmt: skip
_ENDING: Final = (
    Outcome("visit_min", N_("Length of a visit"), "min", _NEITHER, _visit_minutes, decimals=1),
    Outcome("workshop_fill", N_("Workshop places filled"), "%", _MORE, _workshop_fill, decimals=1),
    Outcome("open_hours", N_("Open"), _A_WEEK, _NEITHER, _hours_a_week("open_hours"), decimals=1,
            is_decided=True),
    Outcome("staffed_hours", N_("Staffed at desks"), _A_WEEK, _LESS,
            _hours_a_week("staffed_hours"), decimals=1, is_decided=True),
)  # fmt: skip


def _watched(about_one: dict[str, Any]) -> list[str]:
    return [str(zone) for zone in about_one["watched_zones"]]


def _exhibiting(about_one: dict[str, Any]) -> list[str]:
    return [str(zone) for shown in about_one["exhibitions"] for zone in shown["zones"]]


def _named(
    ensemble: xr.Dataset, rooms: Callable[[dict[str, Any]], list[str]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the rooms that every scenario has, of those that any of them names."""
    known = [each for name, each in about(ensemble).items() if name in ensemble["scenario"]]
    zones = dict.fromkeys(zone for each in known for zone in rooms(each))
    shared = [zone for zone in zones if all(zone in each["zones"] for each in known)]
    names = known[0]["zones"]
    return {zone: tuple(names[zone].items()) for zone in shared}


def outcomes(ensemble: xr.Dataset) -> list[Outcome]:
    """Return the outcomes of an ensemble: the general ones, and those about its named rooms."""
    watched = _named(ensemble, _watched) | _named(ensemble, _exhibiting)
    crowded = [
        Outcome(f"crowded:{zone}", N_("{room}: crowded"), _A_DAY, _LESS, _crowded(zone),
                room=names, zone=zone)
        for zone, names in watched.items()
    ]  # fmt: skip
    seen = [
        Outcome(f"saw:{zone}", N_("{room}: seen by"), N_("% of visitors"), _MORE,
                _saw_exhibition(zone), decimals=1, room=names, zone=zone)
        for zone, names in _named(ensemble, _exhibiting).items()
    ]  # fmt: skip
    return [*_GENERAL, *crowded, *seen, *_ENDING]


def values(ensemble: xr.Dataset, scenario: str, outcome: Outcome) -> NDArray[np.float64]:
    """Return an outcome's value for each draw of one scenario; missing where there is none.

    Args:
        ensemble: Results of one or more scenarios.
        scenario: The scenario's short name.
        outcome: One of :func:`outcomes`.
    """
    return outcome.measure(ensemble.sel(scenario=scenario)).to_numpy().astype(float)


@dataclass(frozen=True)
class Summary:
    """One outcome of one scenario over the draws.

    Attributes:
        outcome: Which outcome.
        median: Its median.
        interval_80: The ends of its 80 % interval.
        interval_95: The ends of its 95 % interval.
    """

    outcome: Outcome
    median: float
    interval_80: tuple[float, float]
    interval_95: tuple[float, float]

    def interval_text(self) -> str:
        """Return the 80 % interval, without its unit."""
        low, high = (number(end, self.outcome.decimals) for end in self.interval_80)
        return _("{low} to {high}").format(low=low, high=high)

    def as_data(self) -> dict[str, Any]:
        """Return the summary as plain data, for JSON."""
        return {
            "key": self.outcome.key,
            "label": self.outcome.label(),
            "unit": self.outcome.unit,
            "better": str(self.outcome.better),
            "median": self.median,
            "interval_80": list(self.interval_80),
            "interval_95": list(self.interval_95),
        }


def summaries(ensemble: xr.Dataset, scenario: str) -> list[Summary]:
    """Return every outcome of one scenario over the draws.

    Args:
        ensemble: What :func:`scenarios.ensemble.run` gave.
        scenario: The scenario's short name.
    """
    found = []
    for outcome in outcomes(ensemble.sel(scenario=[scenario])):
        drawn = values(ensemble, scenario, outcome)
        drawn = drawn[np.isfinite(drawn)]
        if not drawn.size:
            continue
        ends = np.quantile(drawn, [0.025, 0.1, 0.5, 0.9, 0.975])
        low_95, low_80, median, high_80, high_95 = (float(end) for end in ends)
        found.append(Summary(outcome, median, (low_80, high_80), (low_95, high_95)))
    return found
