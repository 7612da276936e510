"""The museum day of the benchmark, in plain SimPy and in ours: the same waits and occupancies."""

import numpy as np
import pytest
from scipy import stats

from scenarios.benchmarks.museum_day import (
    OPEN_S,
    STAYS,
    ZONES,
    our_day,
    our_museum,
    our_rules,
    plain_simpy_day,
)
from simulation.observers import Journeys
from simulation.outcomes import BIN_S
from simulation.tables import ENTERS, EVENT, LEAVES, LOOKS, MOVES, WAITS

DAYS = 12
OPENS_S = 6 * 3600.0


def samples(events: np.ndarray) -> np.ndarray:
    """Persons in each room at the end of every five minutes of the eight hours."""
    times = OPENS_S + np.arange(BIN_S, OPEN_S + 1, BIN_S)
    found = np.zeros((times.size, ZONES))
    for room in range(1, ZONES + 1):
        into = (events["place"] == room) & np.isin(events["kind"], (MOVES, ENTERS))
        out = ((events["other"] == room) & (events["kind"] == MOVES)) | (
            (events["place"] == room) & (events["kind"] == LEAVES)
        )
        enter, leave = (np.sort(events["time_s"][each]) for each in (into, out))
        found[:, room - 1] = np.searchsorted(enter, times) - np.searchsorted(leave, times)
    return found


def our_journal(prepared: object, rules: object, seed: int) -> np.ndarray:
    log = Journeys()
    our_day(prepared, rules, seed, observers=[log])
    assert log.events.dtype == EVENT
    return log.events


@pytest.mark.slow
def test_waits_and_occupancies_are_distributed_as_in_plain_simpy() -> None:
    prepared, rules = our_museum(), our_rules()
    ours = [our_journal(prepared, rules, seed) for seed in range(DAYS)]
    plain = [plain_simpy_day(seed) for seed in range(DAYS)]
    waits = [events[events["kind"] == WAITS] for events in ours]
    # Customers of one day wait for one another, so the days' means are compared.
    means = [float((each["time_s"] - each["value"]).mean()) for each in waits]
    assert stats.ks_2samp(means, [np.mean(each.waits) for each in plain]).pvalue > 0.001
    waiting = [float((each["time_s"] > each["value"]).mean()) for each in waits]
    theirs = [float(np.mean(np.array(each.waits) > 0)) for each in plain]
    assert stats.ks_2samp(waiting, theirs).pvalue > 0.001
    rooms, their_rooms = (
        np.array([each.mean(axis=0) for each in days])
        for days in (
            [samples(events) for events in ours],
            [np.array(each.sampled) for each in plain],
        )
    )
    for room in range(ZONES):
        assert stats.ks_2samp(rooms[:, room], their_rooms[:, room]).pvalue > 0.0001
    assert rooms.mean() == pytest.approx(their_rooms.mean(), rel=0.01)


def test_everybody_stays_twelve_times() -> None:
    events = our_journal(our_museum(), our_rules(), 1)
    stops = np.bincount(events["party"][events["kind"] == LOOKS])
    assert (stops == STAYS).all()
