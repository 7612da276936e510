"""The reference engine: one day, visitor by visitor, with Mesa agents on a SimPy clock.

Use :func:`simulate_day` for the result of a day, and :class:`DayModel` to step through one, look at
who is where, or try another kind of :class:`~simulation.party.Party`. It is written to be read; an
engine for many days may be faster, but must give the same journeys.

Sources: Mesa 3 (agents), SimPy 4 (events and resources); the model is in docs/simulation.md.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

import mesa
import numpy as np
import simpy
import xarray as xr
from numpy.typing import NDArray

from simulation.arrivals import arrivals
from simulation.building import LEVEL, STAIRS_DOWN, STAIRS_UP, Building, build
from simulation.desk import StaffedDesk
from simulation.lift import Cabin
from simulation.observers import BIN_S, Observer, default_observers
from simulation.parties import draw_parties
from simulation.party import Party, Traits
from simulation.programme import programme
from simulation.results import dataset
from simulation.settings import Day, DeskKind, FacilityKind, seconds
from simulation.workshops import Session, intentions
from venues.graph import WalkingGraph
from venues.plan import Plan, ZoneKind

_MOMENT_S: Final = 1e-3
"""Times closer than this to the closing call count as the call."""


class DayModel(mesa.Model):  # type: ignore[misc]  # Mesa has no types
    """One day in a venue, from midnight to when the last visitor has left.

    Mesa's ``agents`` are the parties inside. The SimPy clock ``env`` is the only clock, and Mesa's
    time shows it. Mesa's random generators are not used: luck is keyed.

    Attributes:
        env: The SimPy environment, in seconds after midnight.
        plan: The plan of the venue.
        day: What the day is made of.
        seed: Names the day's luck.
        parties: All who want to come.
        arrivals: When they come in, if they do.
        building: The zones and ways as arrays.
        programme: What there is to see.
        occupancy: Persons in each zone, now.
        desks: The desks by their ids.
        cabins: For each pair of zones that a lift joins, its id and the lift.
        sessions: The day's workshop sessions.
        intentions: Which parties mean to take part in which sessions.
        observers: Those who take notes.
    """

    def __init__(
        self,
        plan: Plan,
        graph: WalkingGraph,
        day: Day,
        visits: int,
        seed: int,
        *,
        observers: Sequence[Observer] | None = None,
        party_class: type[Party] = Party,
    ) -> None:
        """Draw the day's visitors and open the desks.

        Args:
            plan: The plan of the venue.
            graph: Its walking graph.
            day: What the day is made of.
            visits: How many persons want to come.
            seed: Names the day's luck; the same number gives the same day.
            observers: Those who take notes; the usual ones if left out.
            party_class: How visitors behave.

        Raises:
            InputError: The day names a zone that the plan does not have.
        """
        self.env = simpy.Environment()
        super().__init__(rng=0)
        self.step = self._step
        self.plan, self.day, self.seed = plan, day, seed % 2**64
        self.asked = visits
        self.observers = default_observers() if observers is None else tuple(observers)
        self._listen()
        visitors = day.visitors
        self.walking, self.choosing = visitors.walking, visitors.choosing
        self.staying, self.needs = visitors.staying, visitors.needs
        self.opens_s = seconds(day.hours.opens) if day.hours else 0.0
        self.closes_s = seconds(day.hours.closes) if day.hours else 0.0
        call_min = day.hours.closing_call_minutes if day.hours else 0.0
        self.call_s = max(self.opens_s, self.closes_s - 60 * call_min)
        self.building = build(plan, graph, self.walking, day.lift.cycle_s if day.lift else None)
        self.programme = programme(plan, self.building, day)
        self._unpack(self.building)
        self.parties = draw_parties(self.seed, visits, day, self.building, self.programme)
        self.arrivals = arrivals(self.seed, self.parties, day.hours, visitors.arriving, day.booking)
        self.traits = Traits.of(self.parties, self.arrivals)
        self.intentions = intentions(self.seed, day, self.parties, self.arrivals)
        self._furnish(day)
        self._party_class = party_class
        self._gone = 0
        for number in self.arrivals.order.tolist():
            arrival = self.env.timeout(self.arrivals.enters_s[number], number)
            arrival.callbacks.append(self._admit)

    def _listen(self) -> None:
        """Collect the hooks that observers override, so that no others are called."""

        def hooks(name: str) -> list[Callable[..., None]]:
            return [
                getattr(observer, name)
                for observer in self.observers
                if getattr(type(observer), name) is not getattr(Observer, name)
            ]

        self._on_enters, self._on_moves = hooks("enters"), hooks("moves")
        self._on_waits, self._on_sees = hooks("waits"), hooks("sees")
        self._on_joins, self._on_completes = hooks("joins"), hooks("completes")
        self._on_leaves = hooks("leaves")

    def _unpack(self, building: Building) -> None:
        """Lay out the building's arrays as plain Python numbers, which a process reads faster."""
        self.number = building.number
        self.area: list[float] = building.area_m2.tolist()
        self.keys: list[int] = building.keys.tolist()
        self.length: list[list[float]] = building.length_m.tolist()
        self.way: list[list[int]] = building.way.tolist()
        self.next_zone: list[list[list[int]]] = building.next_zone.tolist()
        self.distance: list[list[list[float]]] = building.distance_m.tolist()
        self.distance_rows = [list(table) for table in building.distance_m]
        self.mean_stay_s: list[float] = self.programme.mean_stay_s.tolist()
        self.pace_on = {
            LEVEL: 1.0,
            STAIRS_UP: self.walking.stairs_up,
            STAIRS_DOWN: self.walking.stairs_down,
        }
        self.occupancy: NDArray[np.int64] = np.zeros(len(building.ids), dtype=np.int64)
        # The same numbers, read and written one by one without NumPy's overhead.
        self.persons = memoryview(self.occupancy)
        self.facilities: dict[FacilityKind, list[int]] = {
            "cafe": building.of_kind(ZoneKind.CAFE),
            "shop": building.of_kind(ZoneKind.SHOP),
            "toilets": building.of_kind(ZoneKind.TOILETS),
        }

    def _furnish(self, day: Day) -> None:
        """Set up desks, lifts and workshop rooms."""
        self.desks = {desk.id: StaffedDesk(self.env, desk) for desk in day.desks}
        kinds: tuple[DeskKind, ...] = ("tickets", "cloakroom")
        self.desks_of_kind = {
            kind: [desk for desk in self.desks.values() if desk.settings.kind == kind]
            for kind in kinds
        }
        self.cabins: dict[tuple[int, int], tuple[str, Cabin]] = {}
        if day.lift is not None:
            for lift, landings in self.building.lifts.items():
                cabin = Cabin(self.env, day.lift, landings)
                self.cabins[landings] = self.cabins[landings[::-1]] = (lift, cabin)
        self.sessions = [Session(self.env, workshop) for workshop in day.workshops]

    @cached_property
    def queue_names(self) -> list[str]:
        """The desks and lifts at which one may wait; lifts out of order are among them."""
        lifts = [link.id for link in self.plan.links if link.kind == "lift"]
        return [*self.desks, *lifts]

    # The clock

    @property
    def time(self) -> float:
        """Seconds after midnight."""
        return float(self.env.now)

    @time.setter
    def time(self, value: float) -> None:
        """Leave the clock alone: Mesa sets its own here, and there is only SimPy's."""

    def time_to_call(self) -> float:
        """Return the seconds until visitors are asked to leave."""
        return max(0.0, self.call_s - float(self.env.now))

    def is_closing(self) -> bool:
        """Return whether visitors have been asked to leave."""
        return bool(self.env.now >= self.call_s - _MOMENT_S)

    def _step(self) -> None:
        """Let five minutes pass."""
        self.steps += 1
        self.env.run(until=self.env.now + BIN_S)
        self.running = not self.is_over

    def run_until(self, end_time: float) -> None:
        """Let the day go on until a time in seconds after midnight."""
        self.env.run(until=end_time)

    def run_for(self, duration: float) -> None:
        """Let so many seconds pass."""
        self.env.run(until=self.env.now + duration)

    def run_model(self) -> None:
        """Let the day go on until everyone has left."""
        self.env.run()
        self.running = False

    @property
    def is_over(self) -> bool:
        """Whether all who were let in have left again."""
        return self._gone == self.arrivals.order.size

    @property
    def inside(self) -> int:
        """Persons in the building, now."""
        return int(self.occupancy.sum())

    # What happens, told by the parties

    def _admit(self, arrival: Any) -> None:
        """Open the door to the party whose time has come."""
        self.env.process(self._party_class(self, int(arrival.value)).visit())

    def enters(self, party: Party) -> None:
        """Count a party in."""
        self.persons[party.zone] += party.size
        for hook in self._on_enters:
            hook(self.env.now, party)

    def moves(self, party: Party, zone: int) -> None:
        """Count a party from its zone to the next."""
        origin = party.zone
        self.persons[origin] -= party.size
        self.persons[zone] += party.size
        party.zone = zone
        for hook in self._on_moves:
            hook(self.env.now, party, origin, zone)

    def waits(
        self,
        party: Party,
        queue: str,
        joined_s: float,
        served: bool,
        ended_s: float | None = None,
    ) -> None:
        """Tell that a party's wait has ended: now, unless it is said when."""
        for hook in self._on_waits:
            hook(self.env.now if ended_s is None else ended_s, party, queue, joined_s, served)

    def sees(self, party: Party) -> None:
        """Tell that a party stops to look."""
        for hook in self._on_sees:
            hook(self.env.now, party, party.zone)

    def joins(self, party: Party, session: int, admitted: bool) -> None:
        """Tell that a party was let into a workshop, or was not."""
        for hook in self._on_joins:
            hook(self.env.now, party, session, admitted)

    def completes(self, party: Party) -> None:
        """Tell that a party has had its visit."""
        for hook in self._on_completes:
            hook(self.env.now, party)

    def leaves(self, party: Party) -> None:
        """Count a party out."""
        self.persons[party.zone] -= party.size
        self._gone += 1
        for hook in self._on_leaves:
            hook(self.env.now, party)
        party.remove()

    def result(self) -> xr.Dataset:
        """Return what the observers have measured; the day must be over."""
        return dataset(self)


def simulate_day(
    plan: Plan,
    graph: WalkingGraph,
    day: Day,
    visits: int,
    seed: int,
    *,
    observers: Sequence[Observer] | None = None,
) -> xr.Dataset:
    """Return what happens on a day: see docs/simulation.md for every variable.

    Args:
        plan: The plan of the venue.
        graph: Its walking graph.
        day: What the day is made of.
        visits: How many persons want to come.
        seed: Names the day's luck; the same number gives the same day.
        observers: Those who take notes; the usual ones if left out.

    Raises:
        InputError: The day names a zone that the plan does not have.
    """
    model = DayModel(plan, graph, day, visits, seed, observers=observers)
    model.run_model()
    return model.result()
