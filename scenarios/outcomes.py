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
import xarray as xr
from numpy.typing import NDArray

from scenarios import measures
from scenarios.measures import Measure
from scenarios.results import about
from venues.common.i18n import N_, number, signed
from venues.common.i18n import gettext as _
from venues.common.texts import in_readers_language


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
        if not self.unit:
            return self.label()
        return _("{label} ({unit})").format(label=self.label(), unit=self.unit_text())

    def value_text(self, value: float) -> str:
        """Return a value with its unit."""
        return self._with_unit(number(value, self.decimals))

    def difference_text(self, value: float) -> str:
        """Return a difference with its sign and unit."""
        return self._with_unit(signed(value, self.decimals))

    def _with_unit(self, text: str) -> str:
        if not self.unit:
            return text
        return _("{value} {unit}").format(value=text, unit=self.unit_text())


VISITS: Final = "visits_window"
_A_DAY: Final = N_("min a day")
_A_WEEK: Final = N_("h a week")
_MORE, _LESS, _NEITHER = Better.MORE, Better.LESS, Better.NEITHER

_GENERAL: Final = (
    Outcome(VISITS, N_("Visits over the whole window"), "", _MORE, measures.visits_window),
    Outcome("visits_week", N_("Visits in a simulated week"), "", _MORE, measures.a_week("visits")),
    Outcome("refused_week", N_("Turned away in a week"), "", _LESS, measures.a_week("refused")),
    Outcome("gave_up_week", N_("Gave up waiting in a week"), "", _LESS, measures.gave_up),
    Outcome(
        "wait_min",
        N_("Mean wait for a ticket"),
        "min",
        _LESS,
        measures.waits("wait_mean_s", 1 / 60),
        decimals=1,
    ),
    Outcome(
        "wait_long",
        N_("Wait over 10 min for a ticket"),
        "%",
        _LESS,
        measures.waits("wait_long", 100),
        decimals=1,
    ),
    Outcome(
        "crowded_most", N_("Most crowded gallery: crowded"), _A_DAY, _LESS, measures.most_crowded
    ),
    Outcome(
        "crowd_visit",
        N_("Time in crowded galleries"),
        N_("min a visit"),
        _LESS,
        measures.crowd_a_visit,
        decimals=1,
    ),
)
_ENDING: Final = (
    Outcome(
        "visit_min", N_("Length of a visit"), "min", _NEITHER, measures.visit_minutes, decimals=1
    ),
    Outcome(
        "workshop_fill",
        N_("Workshop places filled"),
        "%",
        _MORE,
        measures.workshop_fill,
        decimals=1,
    ),
    Outcome(
        "open_hours",
        N_("Open"),
        _A_WEEK,
        _NEITHER,
        measures.hours_a_week("open_hours"),
        decimals=1,
        is_decided=True,
    ),
    Outcome(
        "staffed_hours",
        N_("Staffed at desks"),
        _A_WEEK,
        _LESS,
        measures.hours_a_week("staffed_hours"),
        decimals=1,
        is_decided=True,
    ),
)


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
        Outcome(f"crowded:{zone}", N_("{room}: crowded"), _A_DAY, _LESS, measures.crowded(zone),
                room=names, zone=zone)
        for zone, names in watched.items()
    ]  # fmt: skip
    seen = [
        Outcome(f"saw:{zone}", N_("{room}: seen by"), N_("% of visitors"), _MORE,
                measures.saw_exhibition(zone), decimals=1, room=names, zone=zone)
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
