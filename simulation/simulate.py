"""A day simulated: one door to both engines.

:func:`simulate_day` gives a labelled result; :func:`simulate` does the same for a day prepared
before and gives plain arrays, which is what many days in a row need. Mesa and SimPy load only for
the reference engine, xarray only for the labels.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np

from simulation.named_rules import observers_of, rules_of
from simulation.observers import Observer, Record, default_observers
from simulation.outcomes import BIN_S, BINS, DIRECTIONS, VARIABLES
from simulation.own_rules import OwnRules
from simulation.preparing.prepared import Prepared, Started, prepare, start
from simulation.settings import Day
from venues.common.i18n import gettext as _
from venues.common.version import code_version
from venues.graph import WalkingGraph
from venues.plan import Plan

if TYPE_CHECKING:
    import xarray as xr

type Engine = Literal["compiled", "reference"]

DEFAULT_ENGINE: Final[Engine] = "compiled"


class Running(Protocol):
    """A day in an engine."""

    record: Record

    @property
    def engine(self) -> Engine:
        """Which engine it is."""

    def run(self) -> None:
        """Let the day go on to its end."""


@dataclass(frozen=True, eq=False)
class Found:
    """What was measured of a day that is over.

    Attributes:
        values: Each variable by name, a number or an array.
        record: Whose notes they are.
        engine: Which engine it was.
    """

    values: dict[str, Any]
    record: Record
    engine: Engine = DEFAULT_ENGINE

    def dataset(self) -> "xr.Dataset":
        """Return the values with dimensions, units and names.

        The time axis is the whole day in five-minute bins, whatever the opening hours, so that days
        can be put together; so are workshops that do not run on this day, with no places.
        """
        import xarray as xr  # noqa: PLC0415  (loads slowly, and only labels need it)

        started = self.record.started
        prepared, declared = started.prepared, VARIABLES | self.record.declared
        time = {"long_name": "Start of five minutes", "units": "seconds after midnight"}
        sessions = [workshop.id for workshop in prepared.day.workshops]
        return xr.Dataset(
            {
                name: (declared[name].dims, value, declared[name].attrs)
                for name, value in self.values.items()
            },
            coords={
                "time": ("time", np.arange(BINS) * BIN_S, time),
                "zone": ("zone", list(prepared.building.ids), {"long_name": "Zone"}),
                "queue": ("queue", list(prepared.queues), {"long_name": "Queue"}),
                "door": (
                    "door",
                    list(prepared.building.doors),
                    {"long_name": "Door, stairs or lift"},
                ),
                "direction": ("direction", list(DIRECTIONS), {"long_name": "Direction"}),
                "session": ("session", sessions, {"long_name": "Workshop session"}),
            },
            attrs={
                "plan": prepared.plan.id,
                "date": prepared.day.date.isoformat(),
                "asked": started.visits,
                "seed": str(started.seed),
                "engine": self.engine,
                "rules": ", ".join(prepared.day.own_code.values()),
                "version": code_version(),
            },
        )


def open_day(
    started: Started,
    engine: Engine = DEFAULT_ENGINE,
    observers: Sequence[Observer] | None = None,
    own_rules: OwnRules | None = None,
) -> Running:
    """Return a started day in an engine, at midnight.

    Args:
        started: The day; it can be opened once.
        engine: Which engine.
        observers: Those who take notes; the usual ones, and those that the day names, if left out.
        own_rules: Rules that replace ours; those that the day names if left out. With one that
            cannot be compiled the reference engine runs, and a warning says why.

    Raises:
        InputError: A rule or an observer that the day names cannot be used.
    """
    day = started.prepared.day
    notes = (*default_observers(), *observers_of(day)) if observers is None else observers
    rules = rules_of(day) if own_rules is None else own_rules
    if engine == "reference" or rules.problems:
        from simulation.reference.model import DayModel  # noqa: PLC0415  (Mesa loads slowly)

        if engine != "reference":
            warnings.warn(in_the_other_engine(rules), RuntimeWarning, stacklevel=2)
        return DayModel(started, notes, rules)
    from simulation.compiled.run import CompiledDay  # noqa: PLC0415  (as the other engine)

    return CompiledDay(started, notes, rules)


def in_the_other_engine(rules: OwnRules) -> str:
    """Return the sentences that say why the reference engine runs; empty if it need not."""
    if not rules.problems:
        return ""
    return " ".join([*map(str, rules.problems), _("The reference engine is used.")])


def simulate(
    prepared: Prepared,
    visits: int,
    seed: int,
    *,
    engine: Engine = DEFAULT_ENGINE,
    observers: Sequence[Observer] | None = None,
    own_rules: OwnRules | None = None,
) -> Found:
    """Return what happens on a day that was prepared; arguments as for :func:`simulate_day`."""
    day = open_day(start(prepared, visits, seed), engine, observers, own_rules)
    day.run()
    return Found(day.record.found(), day.record, day.engine)


def simulate_day(
    plan: Plan,
    graph: WalkingGraph,
    day: Day,
    visits: int,
    seed: int,
    *,
    engine: Engine = DEFAULT_ENGINE,
    observers: Sequence[Observer] | None = None,
    own_rules: OwnRules | None = None,
) -> "xr.Dataset":
    """Return what happens on a day: see docs/simulation.md for every variable.

    Args:
        plan: The plan of the venue.
        graph: Its walking graph.
        day: What the day is made of.
        visits: How many persons want to come.
        seed: Names the day's luck; the same number gives the same day, whichever the engine.
        engine: Which engine.
        observers: Those who take notes; the usual ones if left out.
        own_rules: Rules that replace ours.

    Raises:
        InputError: The day names a zone that the plan does not have, or a rule that cannot be used.
    """
    prepared = prepare(plan, graph, day)
    return simulate(
        prepared, visits, seed, engine=engine, observers=observers, own_rules=own_rules
    ).dataset()
