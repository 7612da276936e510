"""A party's visit: a Mesa agent whose day is one SimPy process.

Read :meth:`Party.visit` first: it is the visit from the door to the door. Each method that takes
time is a generator of SimPy events; what is decided on the way is asked of :mod:`simulation.rules`.
To change behaviour, subclass :class:`Party` and give the class to the model.
"""

from collections.abc import Generator
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from simpy.events import Event

from simulation import rules
from simulation.arrivals import Arrivals
from simulation.building import BY_LIFT, LIFT, NOWHERE, ON_FOOT, STEP_FREE
from simulation.desk import StaffedDesk
from simulation.luck import Decision, name_key
from simulation.parties import Parties
from simulation.randomness import normal, uniform
from simulation.settings import DeskKind
from simulation.workshops import Session

if TYPE_CHECKING:
    from simulation.engine import DayModel

_STOP = int(Decision.STOP)
_DWELL = int(Decision.DWELL)
_SIGN = int(Decision.SIGN)
_USES_DESK = int(Decision.USES_DESK)

_TICKETS = name_key("tickets")
_COAT_IN = name_key("cloakroom in")
_COAT_OUT = name_key("cloakroom out")

_EARLY_FOR_SESSION_S = 180.0
"""How early a party means to be at its workshop: an assumption."""


@dataclass(frozen=True)
class Traits:
    """The traits of all parties as plain Python numbers, which a process reads faster.

    See :class:`~simulation.parties.Parties` for what each is.
    """

    size: list[int]
    entrance: list[int]
    speed: list[float]
    pace: list[float]
    aversion: list[float]
    patience_s: list[float]
    budget_s: list[float]
    step_free: list[bool]
    prefers_lift: list[bool]
    booked: list[bool]
    need_due_s: list[list[float]]
    need_stay_s: list[list[float]]

    @classmethod
    def of(cls, parties: Parties, coming: Arrivals) -> "Traits":
        """Return the traits of the parties."""
        names = [name for name in cls.__annotations__ if name != "booked"]
        traits = {name: getattr(parties, name).tolist() for name in names}
        return cls(**traits, booked=coming.booked.tolist())


type Activity[T] = Generator[Event, Any, T]


class Party(mesa.Agent):  # type: ignore[misc]  # Mesa has no types
    """People who walk together through one visit.

    Attributes:
        number: The party's number, the name of its luck.
        size: Persons.
        zone: The number of the zone it is in.
        seen: 1 for each zone it has stopped in.
        entered_s: When it came in.
        budget_s: How long it means to stay.
        plans: Its workshop sessions yet to come.
    """

    model: "DayModel"

    def __init__(self, model: "DayModel", number: int) -> None:
        super().__init__(model)
        traits, self.number = model.traits, number
        self.env = model.env
        self.size = traits.size[number]
        self.zone = traits.entrance[number]
        self.speed = traits.speed[number]
        self.pace = traits.pace[number]
        self.patience_s = traits.patience_s[number]
        self.entered_s = float(self.env.now)
        self.budget_s = traits.budget_s[number]
        self.booked = traits.booked[number]
        self.who = ON_FOOT
        if traits.step_free[number]:
            self.who = STEP_FREE
        elif traits.prefers_lift[number]:
            self.who = BY_LIFT
        self.crowd_weight = model.choosing.crowd_weight * traits.aversion[number]
        self.interest = model.parties.interest[number]
        self.appeal = model.programme.appeal + model.choosing.interest_weight * self.interest
        self.seen = np.zeros(self.appeal.size, dtype=np.uint8)
        self.choices = 0
        self.signs_read: set[int] = set()
        self.needs = {need: due for need, due in enumerate(traits.need_due_s[number]) if due < inf}
        self.plans = list(model.intentions.get(number, ()))

    def visit(self) -> Activity[None]:
        """Come in, see the place, go home."""
        self.model.enters(self)
        if (yield from self.get_tickets()):
            has_coat_there = yield from self.use_cloakroom(_COAT_IN)
            yield from self.tour()
            yield from self.use_facilities(at_the_end=True)
            if has_coat_there:
                yield from self.use_cloakroom(_COAT_OUT)
            self.model.completes(self)
        yield from self.go(self.way_out())
        self.model.leaves(self)

    # The desks

    def get_tickets(self) -> Activity[bool]:
        """Queue for tickets where they are asked for; return whether the party may go on."""
        desk = self.choose_desk("tickets", _TICKETS)
        if desk is None:
            return True
        yield from self.go(self.model.number[desk.settings.zone])
        limit = min(self.patience_s, self.model.time_to_call())
        return (yield from self.be_served(desk, _TICKETS, limit))

    def use_cloakroom(self, direction: int) -> Activity[bool]:
        """Leave or fetch the coats; return whether that was done.

        Who tires of queueing keeps the coat on. On the way out everyone waits, at most to closing.
        """
        desk = self.choose_desk("cloakroom", _COAT_IN)
        if desk is None:
            return False
        yield from self.go(self.model.number[desk.settings.zone])
        if direction == _COAT_OUT:
            limit = max(0.0, self.model.closes_s - self.env.now)
        else:
            limit = min(self.patience_s, self.model.time_to_call())
        return (yield from self.be_served(desk, direction, limit))

    def choose_desk(self, kind: DeskKind, luck: int) -> StaffedDesk | None:
        """Return the least crowded desk of a kind that the party uses and can reach."""
        reach = self.model.distance[self.who][self.zone]
        share = uniform(self.model.seed, self.number, _USES_DESK, 0, luck)
        desks = [
            desk
            for desk in self.model.desks_of_kind[kind]
            if share < desk.settings.used_by_share
            and reach[self.model.number[desk.settings.zone]] < inf
        ]
        return min(desks, key=lambda desk: desk.crowding, default=None)

    def be_served(self, desk: StaffedDesk, item: int, limit_s: float) -> Activity[bool]:
        """Queue until served or out of patience; return whether the party was served."""
        joined = self.env.now
        request = desk.request()
        if not request.triggered:
            yield request | self.env.timeout(limit_s)
        self.model.waits(self, desk.settings.id, joined, request.triggered)
        if not request.triggered:
            request.cancel()
            return False
        settings = desk.settings
        mean = settings.booked_service_s if self.booked else settings.mean_service_s
        mean += settings.per_person_s * (self.size - 1)
        law = rules.SERVICE_LAWS[settings.service_law]
        service = rules.service_s(
            self.model.seed, self.number, item, mean, settings.service_cv, law
        )
        # At closing, whoever is at the counter is let go.
        yield self.env.timeout(min(service, max(0.0, self.model.closes_s - self.env.now)))
        desk.release(request)
        return True

    # The tour

    def tour(self) -> Activity[None]:
        """See galleries, use facilities and take part in workshops until it is time to go."""
        while not self.model.is_closing():
            if self.plans and self.time_until_departure() <= 0:
                yield from self.attend()
                continue
            yield from self.use_facilities(at_the_end=False)
            target = self.choose()
            if target != rules.LEAVE:
                yield from self.go(target, browsing=True)
                yield from self.look()
            elif self.plans:
                yield from self.attend()
            else:
                return

    def choose(self) -> int:
        """Return the zone to see next, or ``LEAVE``."""
        model = self.model
        elapsed = self.env.now - self.entered_s
        self.choices += 1
        return int(
            rules.choose_next(
                model.seed,
                self.number,
                self.choices,
                model.building.keys,
                self.appeal,
                self.seen,
                model.distance_rows[self.who][self.zone],
                model.occupancy,
                model.building.area_m2,
                model.choosing.distance_weight,
                self.crowd_weight,
                rules.leave_utility(elapsed, self.budget_s, model.choosing.leave_weight),
            )
        )

    def look(self) -> Activity[None]:
        """Stay in the gallery one is in, if there is something that one has not seen."""
        zone, model = self.zone, self.model
        if self.seen[zone] or self.appeal[zone] == -inf or model.is_closing():
            return
        staying = model.staying
        attention = rules.attention(
            self.env.now - self.entered_s,
            60 * staying.fatigue_onset_min,
            60 * staying.fatigue_scale_min,
            staying.fatigue_floor,
        )
        stay = rules.stay_s(
            model.mean_stay_s[zone],
            attention,
            self.interest[zone],
            self.pace,
            normal(model.seed, self.number, _DWELL, 0, model.keys[zone]),
            staying.interest_effect,
            staying.pace_sigma,
            staying.stay_sigma,
        )
        self.seen[zone] = 1
        model.sees(self)
        yield from self.remain(stay)

    def remain(self, stay_s: float) -> Activity[None]:
        """Stay put, but leave in time for a workshop and when the building closes."""
        limit = self.model.time_to_call()
        if self.plans:
            limit = min(limit, max(0.0, self.time_until_departure()))
        yield self.env.timeout(min(stay_s, limit))

    def use_facilities(self, *, at_the_end: bool) -> Activity[None]:
        """Go to each facility whose time has come: during the visit, or on the way out."""
        model = self.model
        for need, due in list(self.needs.items()):
            settings = model.needs[need]
            if settings.at_the_end != at_the_end or self.env.now - self.entered_s < due:
                continue
            del self.needs[need]
            facility = model.building.nearest(self.who, self.zone, model.facilities[settings.kind])
            if facility != NOWHERE and not model.is_closing():
                yield from self.go(facility)
                yield from self.remain(model.traits.need_stay_s[self.number][need])

    # Workshops

    def time_until_departure(self) -> float:
        """Return the seconds until one must set off for the next workshop."""
        session = self.model.sessions[self.plans[0].session]
        room = self.model.number[session.settings.zone]
        walk = self.model.distance[self.who][self.zone][room] / self.speed
        return session.starts_s - _EARLY_FOR_SESSION_S - walk - float(self.env.now)

    def attend(self) -> Activity[None]:
        """Go to the next workshop, and stay for it if there is a place."""
        plan = self.plans.pop(0)
        session: Session = self.model.sessions[plan.session]
        room = self.model.number[session.settings.zone]
        if self.model.distance[self.who][self.zone][room] == inf:
            return
        yield from self.go(room)
        admitted = yield from session.join(self.size, plan.booked)
        self.model.joins(self, plan.session, admitted)
        if admitted:
            began = self.env.now
            until_end = max(0.0, session.ends_s - self.env.now)
            yield self.env.timeout(min(until_end, self.model.time_to_call()))
            self.budget_s += self.env.now - began

    # Walking

    def way_out(self) -> int:
        """Return the nearest exit; who finds none without stairs is helped down them."""
        model = self.model
        exits = list(model.building.entrances)
        exit_zone = model.building.nearest(self.who, self.zone, exits)
        if exit_zone == NOWHERE:
            self.who = ON_FOOT
            exit_zone = model.building.nearest(self.who, self.zone, exits)
        return exit_zone

    def go(self, target: int, *, browsing: bool = False) -> Activity[None]:
        """Walk to a zone by the shortest way; who browses may stop at something on it."""
        while self.zone != target:
            yield from self.go_one_zone_towards(target)
            if browsing and (self.model.is_closing() or self.is_tempted()):
                return

    def go_one_zone_towards(self, target: int) -> Activity[None]:
        """Walk, or ride, to the next zone on the shortest way."""
        model, here = self.model, self.zone
        there = model.next_zone[self.who][here][target]
        way = model.way[here][there]
        if way == LIFT:
            yield from self.ride(here, there)
        else:
            walking, persons, area = model.walking, model.persons, model.area
            yield self.env.timeout(
                rules.walking_time_s(
                    model.length[here][there],
                    self.speed * model.pace_on[way],
                    persons[here] / area[here],
                    persons[there] / area[there],
                    walking.density_effect,
                    walking.jam_density,
                    walking.slowest,
                )
            )
        model.moves(self, there)
        if model.programme.signs[there]:
            self.read_signs(there)

    def ride(self, here: int, there: int) -> Activity[None]:
        """Take the lift."""
        joined = self.env.now
        lift, cabin = self.model.cabins[here, there]
        ride = cabin.ride(here, self.size)
        yield ride
        self.model.waits(self, lift, joined, True, ride.boarded_s)

    def is_tempted(self) -> bool:
        """Return whether the zone one has just walked into holds one there."""
        zone = self.zone
        if self.seen[zone] or self.appeal[zone] == -inf:
            return False
        crowd = self.crowd_weight * self.model.persons[zone] / self.model.area[zone]
        luck = uniform(self.model.seed, self.number, _STOP, 0, self.model.keys[zone])
        return bool(rules.stops(self.appeal[zone] - crowd, luck))

    def read_signs(self, zone: int) -> None:
        """Look at the signs in a zone, once: what they point to gains."""
        for key, target, share in self.model.programme.signs[zone]:
            if key not in self.signs_read:
                self.signs_read.add(key)
                if uniform(self.model.seed, self.number, _SIGN, 0, key) < share:
                    self.appeal[target] += self.model.choosing.sign_weight
