"""What is measured of a day: small classes that only read.

An observer overrides the hooks that it needs and keeps its own notes; at the end it turns them into
variables of the result. Hooks that nobody overrides are never called. Observers change nothing, so
leaving one out changes no journey, only what the result holds.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.timelines import bin_means, time_above
from simulation.workshops import runs

if TYPE_CHECKING:
    from simulation.engine import DayModel
    from simulation.party import Party

type Variables = dict[str, tuple[tuple[str, ...], Any, dict[str, str]]]
"""Name to dimensions, values and attributes, as :class:`xarray.Dataset` takes them."""

BIN_S = 300
BINS = 86_400 // BIN_S
LONG_WAIT_S = 600.0


def described(name: str, unit: str) -> dict[str, str]:
    """Return the attributes of a variable."""
    return {"long_name": name, "units": unit}


class Observer:
    """The hooks; each does nothing unless overridden."""

    def enters(self, time_s: float, party: "Party") -> None:
        """Take note that a party has come in."""

    def moves(self, time_s: float, party: "Party", origin: int, zone: int) -> None:
        """Take note that a party has walked from one zone to the next."""

    def waits(
        self, time_s: float, party: "Party", queue: str, joined_s: float, served: bool
    ) -> None:
        """Take note that a party's wait has ended, served or given up, at this time."""

    def sees(self, time_s: float, party: "Party", zone: int) -> None:
        """Take note that a party stops in a zone to look."""

    def joins(self, time_s: float, party: "Party", session: int, admitted: bool) -> None:
        """Take note that a party was let into a workshop, or was not."""

    def completes(self, time_s: float, party: "Party") -> None:
        """Take note that a party has had its visit: it was not sent home at the desk."""

    def leaves(self, time_s: float, party: "Party") -> None:
        """Take note that a party has gone home."""

    def variables(self, model: "DayModel") -> Variables:  # noqa: ARG002  (a hook)
        """Return what was measured."""
        return {}


class Occupancy(Observer):
    """How many persons are in each zone, and how crowded it is."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._zones: list[int] = []
        self._changes: list[int] = []

    def _note(self, time_s: float, zone: int, change: int) -> None:
        self._times.append(time_s)
        self._zones.append(zone)
        self._changes.append(change)

    def enters(self, time_s: float, party: "Party") -> None:
        """See :meth:`Observer.enters`."""
        self._note(time_s, party.zone, party.size)

    def moves(self, time_s: float, party: "Party", origin: int, zone: int) -> None:
        """See :meth:`Observer.moves`."""
        self._note(time_s, origin, -party.size)
        self._note(time_s, zone, party.size)

    def leaves(self, time_s: float, party: "Party") -> None:
        """See :meth:`Observer.leaves`."""
        self._note(time_s, party.zone, -party.size)

    def variables(self, model: "DayModel") -> Variables:
        """See :meth:`Observer.variables`."""
        times, zones = np.array(self._times), np.array(self._zones, dtype=np.int64)
        changes = np.array(self._changes, dtype=np.int64)
        count = model.building.area_m2.size
        occupancy = np.zeros((BINS, count))
        peak = np.zeros(count, dtype=np.int64)
        crowded, person_crowded = np.zeros(count), np.zeros(count)
        order = np.argsort(zones, kind="stable")
        bounds = np.searchsorted(zones[order], np.arange(count + 1))
        for zone in range(count):
            own = order[bounds[zone] : bounds[zone + 1]]
            if own.size == 0:
                continue
            persons = np.cumsum(changes[own])
            occupancy[:, zone] = bin_means(times[own], persons, BIN_S, BINS)
            peak[zone] = persons.max()
            limit = model.day.visitors.crowded_per_m2 * model.building.area_m2[zone]
            crowded[zone], person_crowded[zone] = time_above(times[own], persons, limit)
        return {
            "occupancy": (
                ("time", "zone"),
                occupancy,
                described("Mean number of persons", "persons"),
            ),
            "peak": (("zone",), peak, described("Greatest number of persons", "persons")),
            "crowded_min": (("zone",), crowded / 60, described("Time crowded", "min")),
            "crowded_person_min": (
                ("zone",),
                person_crowded / 60,
                described("Time persons spent in the crowd", "persons min"),
            ),
        }


class Queues(Observer):
    """How long persons wait at each desk and lift, and how many stand there."""

    def __init__(self) -> None:
        self._notes: dict[str, list[tuple[float, float, int, bool]]] = {}

    def waits(
        self, time_s: float, party: "Party", queue: str, joined_s: float, served: bool
    ) -> None:
        """See :meth:`Observer.waits`."""
        self._notes.setdefault(queue, []).append((joined_s, time_s, party.size, served))

    def variables(self, model: "DayModel") -> Variables:
        """See :meth:`Observer.variables`."""
        queues = model.queue_names
        mean, p90, long, used = (np.full(len(queues), np.nan) for _each in range(4))
        gave_up = np.zeros(len(queues), dtype=np.int64)
        length = np.zeros((BINS, len(queues)))
        for column, queue in enumerate(queues):
            notes = np.array(self._notes.get(queue, ()), dtype=np.float64).reshape(-1, 4)
            joined, ended, persons, served = notes.T
            used[column] = persons.sum()
            if not persons.size:
                continue
            wait = ended - joined
            mean[column] = np.average(wait, weights=persons)
            p90[column] = weighted_quantile(wait, persons, 0.9)
            long[column] = np.average(wait > LONG_WAIT_S, weights=persons)
            gave_up[column] = persons[served == 0].sum()
            times = np.concatenate([joined, ended])
            order = np.argsort(times, kind="stable")
            standing = np.cumsum(np.concatenate([persons, -persons])[order])
            length[:, column] = bin_means(times[order], standing, BIN_S, BINS)
        return {
            "wait_mean_s": (("queue",), mean, described("Mean wait", "s")),
            "wait_p90_s": (("queue",), p90, described("Wait that 90 % stay below", "s")),
            "wait_long": (
                ("queue",),
                long,
                described("Share of persons who wait more than 10 minutes", "1"),
            ),
            "queued": (("queue",), used, described("Persons who came to the queue", "persons")),
            "gave_up": (("queue",), gave_up, described("Persons who gave up", "persons")),
            "queue_length": (
                ("time", "queue"),
                length,
                described("Mean number of persons waiting", "persons"),
            ),
        }


class Visits(Observer):
    """How many persons came in, when, and for how long."""

    def __init__(self) -> None:
        self._entered: list[tuple[float, int]] = []
        self._stays: list[tuple[float, int]] = []

    def enters(self, time_s: float, party: "Party") -> None:
        """See :meth:`Observer.enters`."""
        self._entered.append((time_s, party.size))

    def completes(self, time_s: float, party: "Party") -> None:
        """See :meth:`Observer.completes`."""
        self._stays.append((time_s - party.entered_s, party.size))

    def variables(self, model: "DayModel") -> Variables:
        """See :meth:`Observer.variables`."""
        times, persons = np.array(self._entered).reshape(-1, 2).T
        entered = np.bincount((times // BIN_S).astype(np.int64), persons, BINS)
        stays, sizes = np.array(self._stays).reshape(-1, 2).T
        length = np.average(stays, weights=sizes) / 60 if sizes.size else np.nan
        arrivals = model.arrivals
        refused = int(model.parties.size[~np.isfinite(arrivals.enters_s)].sum())
        return {
            "entered": (("time",), entered, described("Persons who came in", "persons")),
            "visits": ((), int(sizes.sum()), described("Visits", "persons")),
            "refused": ((), refused, described("Persons not let in", "persons")),
            "no_shows": ((), arrivals.no_shows, described("Booked and not come", "persons")),
            "visit_min": ((), length, described("Mean length of a visit", "min")),
        }


class Seen(Observer):
    """What share of the visitors stopped in each zone."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._visitors = 0

    def sees(self, time_s: float, party: "Party", zone: int) -> None:  # noqa: ARG002  (a hook)
        """See :meth:`Observer.sees`."""
        self._seen[zone] = self._seen.get(zone, 0) + party.size

    def completes(self, time_s: float, party: "Party") -> None:  # noqa: ARG002  (a hook)
        """See :meth:`Observer.completes`."""
        self._visitors += party.size

    def variables(self, model: "DayModel") -> Variables:
        """See :meth:`Observer.variables`."""
        share = np.full(len(model.building.ids), np.nan)
        if self._visitors:
            share[:] = 0.0
            for zone, persons in self._seen.items():
                share[zone] = persons / self._visitors
        return {"seen": (("zone",), share, described("Share of visitors who stop there", "1"))}


class Workshops(Observer):
    """How full each workshop session is."""

    def __init__(self) -> None:
        self._attended: dict[int, int] = {}
        self._turned_away: dict[int, int] = {}

    def joins(self, time_s: float, party: "Party", session: int, admitted: bool) -> None:  # noqa: ARG002  (a hook)
        """See :meth:`Observer.joins`."""
        counts = self._attended if admitted else self._turned_away
        counts[session] = counts.get(session, 0) + party.size

    def variables(self, model: "DayModel") -> Variables:
        """See :meth:`Observer.variables`."""
        workshops = model.day.workshops

        def column(counts: dict[int, int]) -> NDArray[np.int64]:
            return np.array([counts.get(n, 0) for n in range(len(workshops))], dtype=np.int64)

        places = {n: each.places for n, each in enumerate(workshops) if runs(each, model.day)}
        return {
            "attended": (
                ("session",),
                column(self._attended),
                described("Persons who took part", "persons"),
            ),
            "turned_away": (
                ("session",),
                column(self._turned_away),
                described("Persons for whom there was no place", "persons"),
            ),
            "places": (("session",), column(places), described("Places", "persons")),
        }


class Journeys(Observer):
    """Every event of every party, for tests and for a close look; it takes much memory."""

    def __init__(self) -> None:
        self._events: list[tuple[float, int, int, str, str]] = []

    def enters(self, time_s: float, party: "Party") -> None:
        """See :meth:`Observer.enters`."""
        self._note(time_s, party, "enters", party.model.building.ids[party.zone])

    def moves(self, time_s: float, party: "Party", origin: int, zone: int) -> None:  # noqa: ARG002  (a hook)
        """See :meth:`Observer.moves`."""
        self._note(time_s, party, "moves", party.model.building.ids[zone])

    def waits(
        self, time_s: float, party: "Party", queue: str, joined_s: float, served: bool
    ) -> None:
        """See :meth:`Observer.waits`."""
        self._note(joined_s, party, "queues", queue)
        self._note(time_s, party, "is served" if served else "gives up", queue)

    def sees(self, time_s: float, party: "Party", zone: int) -> None:
        """See :meth:`Observer.sees`."""
        self._note(time_s, party, "sees", party.model.building.ids[zone])

    def joins(self, time_s: float, party: "Party", session: int, admitted: bool) -> None:
        """See :meth:`Observer.joins`."""
        workshop = party.model.day.workshops[session].id
        self._note(time_s, party, "takes part" if admitted else "is turned away", workshop)

    def leaves(self, time_s: float, party: "Party") -> None:
        """See :meth:`Observer.leaves`."""
        self._note(time_s, party, "leaves", party.model.building.ids[party.zone])

    def _note(self, time_s: float, party: "Party", event: str, place: str) -> None:
        self._events.append((time_s, party.number, party.size, event, place))

    @property
    def table(self) -> pd.DataFrame:
        """The events in order of time: time_s, party, persons, event, place."""
        columns = ["time_s", "party", "persons", "event", "place"]
        events = pd.DataFrame(self._events, columns=columns)
        return events.sort_values("time_s", kind="stable", ignore_index=True)


def weighted_quantile(
    values: NDArray[np.float64], weights: NDArray[np.float64], probability: float
) -> float:
    """Return the smallest value that at least this share of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    at = np.searchsorted(cumulated, probability * cumulated[-1] * (1 - 1e-12))
    return float(values[order][at])


def default_observers() -> Sequence[Observer]:
    """Return a fresh set of the observers that make the usual result."""
    return (Occupancy(), Queues(), Visits(), Seen(), Workshops())
