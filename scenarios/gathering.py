"""The results of one scenario's simulated weeks, gathered into one labelled dataset.

Results come in the order of the tasks (:mod:`scenarios.parallel`) and are reduced as they come, so
that memory does not grow with the number of days: of occupancy only means are kept.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from scenarios import days
from scenarios.assumptions import UNCERTAIN, Assumptions
from scenarios.scenario import Scenario
from scenarios.visits import opening
from simulation.outcomes import BIN_S, BINS
from simulation.settings import seconds
from venues.plan import Plan

DAYS_A_WEEK: Final = 7

_SHARE: Final = "1"
_ABOUT: Final = {
    "wanted": ("visits", "visits that are wanted on the day"),
    "open_hours": ("h", "hours open on the day"),
    "staffed_hours": ("h", "hours served at desks while open, over the window"),
    "occupancy": ("persons", "people in the zone on a mean open day"),
    "occupancy_weekday": ("persons", "people in the zone on a mean day of that weekday"),
    "time": ("s", "seconds after midnight at which five minutes start"),
    **{
        f"assumed_{name}": (_SHARE, f"assumed: {Assumptions.model_fields[name].title}")
        for name in UNCERTAIN
    },
}
"""The unit and the long name of each variable that is a quantity."""
_LABELS: Final = {
    "scenario": "short name of the scenario",
    "draw": "number of the draw of what was learned and assumed",
    "replication": "number of the repetition with other luck",
    "day": "number of the day in the draw's week",
    "day_date": "date of the day in the draw's week",
    "date": "day of the scenario's window",
    "zone": "short name of the zone in the plan",
    "queue": "short name of the desk or lift at which people queue",
    "queue_kind": "kind of the desk, or lift",
    "session": "short name of the workshop",
    "door": "short name of the door, the stairs or the lift",
    "weekday": "day of the week, 0 for Monday",
}
"""The long name of each variable that is a label or a date, which has no unit."""


def blocks(dates: Sequence[dt.date]) -> list[tuple[dt.date, ...]]:
    """Return the window's weeks: seven days each from its first; a rest of days is left out."""
    whole = max(len(dates) // DAYS_A_WEEK, 1)
    return [tuple(dates[each * DAYS_A_WEEK : (each + 1) * DAYS_A_WEEK]) for each in range(whole)]


def dealt(weeks: int, draws: int) -> list[int]:
    """Return which week each draw simulates: each as often as the others, give or take one."""
    if draws < weeks:
        return [int((draw + 0.5) * weeks / draws) for draw in range(draws)]
    return [draw % weeks for draw in range(draws)]


def staffed_hours(scenario: Scenario) -> float:
    """Return the hours that people serve at desks while the venue is open, over the window."""
    total = 0.0
    for date in scenario.dates:
        hours = scenario.hours(date)
        if hours is None:
            continue
        for shift in (shift for desk in scenario.desks for shift in desk.roster):
            start = max(seconds(shift.starts), seconds(hours.opens))
            end = min(seconds(shift.ends), seconds(hours.closes))
            total += shift.servers * max(end - start, 0.0) / 3600
    return total


def queue_kinds(scenario: Scenario, plan: Plan) -> dict[str, str]:
    """Return the kind of each queue, by the ids of desks, then of lifts."""
    lifts = [link.id for link in plan.links if link.kind == "lift"]
    return {desk.id: desk.kind for desk in scenario.desks} | dict.fromkeys(lifts, "lift")


class Gathered:
    """The results of one scenario, filled in the order of the tasks."""

    def __init__(
        self, scenario: Scenario, plan: Plan, visits: xr.DataArray, replications: int
    ) -> None:
        self.scenario = scenario
        self.plan = plan
        self.visits = visits
        weeks = blocks(scenario.dates)
        self.week_days = len(weeks[0])
        self.dates = np.array(
            [weeks[each] for each in dealt(len(weeks), visits.sizes["draw"])],
            dtype="datetime64[ns]",
        )
        self.shape = (visits.sizes["draw"], replications, self.week_days)
        self.lengths = {
            "zone": len(plan.zones),
            "queue": len(queue_kinds(scenario, plan)),
            "session": len(scenario.workshops),
            "door": len(plan.doors) + len(plan.links),
        }
        self.variables = days.gathered(scenario)
        self.arrays = {
            name: np.full((*self.shape, *(self.lengths[d] for d in each.dims)), np.nan)
            for name, each in self.variables.items()
        }
        zones = len(plan.zones)
        self.occupancy = np.zeros((self.shape[0], BINS, zones))
        self.by_weekday = np.zeros((DAYS_A_WEEK, BINS, zones))
        self.weekday_days = np.zeros(DAYS_A_WEEK)
        self.next = 0

    def add(self, week: days.Arrays) -> None:
        """Put the next task's results in their place."""
        draw, replication = divmod(self.next, self.shape[1])
        for name, array in self.arrays.items():
            array[draw, replication] = week[name]
        is_open = ~np.isnan(week["occupancy"][:, 0, 0])
        for index in np.flatnonzero(is_open):
            occupancy = week["occupancy"][index].astype(np.float64)
            self.occupancy[draw] += occupancy / (is_open.sum() * self.shape[1])
            weekday = int((self.dates[draw, index].astype("datetime64[D]").astype(int) + 3) % 7)
            self.by_weekday[weekday] += occupancy
            self.weekday_days[weekday] += 1
        self.next += 1

    def dataset(self) -> xr.Dataset:
        """Return the labelled results."""
        scenario, whole = self.scenario, ("scenario", "draw", "replication", "day")
        hours = opening(scenario)
        with np.errstate(invalid="ignore"):
            by_weekday = self.by_weekday / self.weekday_days[:, None, None]
        queues, sessions = queue_kinds(scenario, self.plan), scenario.workshops
        data: dict[str, Any] = {
            name: ((*whole, *self.variables[name].dims), array[None], self.variables[name].attrs)
            for name, array in self.arrays.items()
        }
        data |= {
            "wanted": (("scenario", "draw", "date"), self.visits.to_numpy()[None]),
            "open_hours": (("scenario", "date"), hours[None]),
            "staffed_hours": (("scenario",), [staffed_hours(scenario)]),
            "occupancy": (
                ("scenario", "draw", "time", "zone"),
                self.occupancy[None].astype(np.float32),
            ),
            "occupancy_weekday": (
                ("scenario", "weekday", "time", "zone"),
                by_weekday[None].astype(np.float32),
            ),
        }
        for name in UNCERTAIN:
            data[f"assumed_{name}"] = (("scenario", "draw"), self.visits[name].to_numpy()[None])
        coordinates = {
            "scenario": [scenario.id],
            "draw": np.arange(self.shape[0]),
            "replication": np.arange(self.shape[1]),
            "day": np.arange(self.week_days),
            "day_date": (("draw", "day"), self.dates),
            "date": pd.DatetimeIndex(scenario.dates),
            "zone": [zone.id for zone in self.plan.zones],
            "queue": list(queues),
            "queue_kind": (("queue",), list(queues.values())),
            "session": [workshop.id for workshop in sessions],
            "door": [
                *(door.id for door in self.plan.doors),
                *(link.id for link in self.plan.links),
            ],
            "time": np.arange(BINS) * BIN_S,
            "weekday": np.arange(DAYS_A_WEEK),
        }
        used = (self.occupancy.sum(axis=(0, 2)) > 0).nonzero()[0]
        span = slice(used[0], used[-1] + 1) if used.size else slice(0, 1)
        return _described(xr.Dataset(data, coordinates).isel(time=span))


def _described(dataset: xr.Dataset) -> xr.Dataset:
    """Give each variable its unit and long name."""
    for name, (unit, text) in _ABOUT.items():
        dataset[name].attrs.update(units=unit, long_name=text)
    for name, text in _LABELS.items():
        dataset[name].attrs["long_name"] = text
    return dataset
