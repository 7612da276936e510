"""Luck: the same again for the same seed, and only what a change touches changes."""

import subprocess
import sys

import numpy as np
import pandas as pd
import xarray as xr

from simulation.settings import Day, Desk, Hours
from simulation.simulate import simulate_day
from simulation.verification.buildings import THURSDAY, alike, desk, evenly, row, zone
from tests.simulation.support import (
    at,
    everything,
    journeys,
    long_stays,
    museum,
    museum_day,
    started,
    unmoved_by_crowds,
)
from venues.plan import ZoneKind


def test_the_same_seed_gives_the_same_day_to_the_last_bit() -> None:
    first = simulate_day(*museum(), everything(), 900, 12)
    again = simulate_day(*museum(), everything(), 900, 12)
    other = simulate_day(*museum(), everything(), 900, 13)
    xr.testing.assert_identical(first, again)
    assert not first.occupancy.equals(other.occupancy)


def test_the_same_seed_gives_the_same_day_in_another_process() -> None:
    code = (
        "from tests.simulation.test_luck_in_common import *;"
        "print(fingerprint(simulate_day(*museum(), everything(), 900, 12)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    here = fingerprint(simulate_day(*museum(), everything(), 900, 12))
    assert run.stdout.strip() == here


def fingerprint(result: xr.Dataset) -> str:
    """Every bit of the numbers, in one text."""
    return " ".join(f"{name}:{hash_of(result[name].values)}" for name in sorted(result))


def hash_of(values: np.ndarray) -> str:
    from hashlib import sha256

    return sha256(np.ascontiguousarray(values).tobytes()).hexdigest()[:16]


def test_one_more_visit_adds_a_party_and_changes_no_other() -> None:
    fewer = started(museum_day(), 600, 3).tables
    more = started(museum_day(), 700, 3).tables
    same = len(fewer.parties) - 1  # the last one may have been cut
    assert (fewer.parties[:same] == more.parties[:same]).all()
    for name in ("need_due_s", "need_stay_s"):
        assert (getattr(fewer, name)[:same] == getattr(more, name)[:same]).all()


def whole_journeys(events: pd.DataFrame, gone_before_s: float) -> pd.DataFrame:
    """The journeys of the parties that have left before a time."""
    last = events.groupby("party")["time_s"].transform("max")
    return events[last < gone_before_s].sort_values(["party", "time_s"], kind="stable")


def test_a_desk_that_changes_at_three_touches_nobody_who_has_left_by_then() -> None:
    def day(afternoon: int) -> Day:
        return museum_day(
            desks=(
                Desk.model_validate(
                    desk().model_dump()
                    | {
                        "roster": [
                            {"starts": at("09:00"), "ends": at("15:00"), "servers": 2},
                            {"starts": at("15:00"), "ends": at("17:00"), "servers": afternoon},
                        ]
                    }
                ),
                desk("cloakroom", used_by_share=0.4),
            )
        )

    three = 15 * 3600
    before = whole_journeys(journeys(museum(), day(2), 1_600)[1], three)
    after = whole_journeys(journeys(museum(), day(6), 1_600)[1], three)
    assert before["party"].nunique() > 300
    pd.testing.assert_frame_equal(
        before.reset_index(drop=True), after.reset_index(drop=True), check_exact=True
    )


def test_a_desk_touches_only_those_who_use_it_where_there_is_no_crowd() -> None:
    # Rooms so wide that density is nil to the last bit: only the desk joins one visitor to another.
    building = row(
        zone("entrance", ZoneKind.ENTRANCE, 0, 3_000),
        zone("cloakroom", ZoneKind.CLOAKROOM, 3_000, 3_000),
        zone("gallery", ZoneKind.GALLERY, 6_000, 3_000),
    )

    def day(clerks: int) -> Day:
        visitors = alike(arriving=evenly(), choosing=unmoved_by_crowds(), staying=long_stays())
        return Day(
            date=THURSDAY,
            hours=Hours(opens=at("06:00"), closes=at("23:00"), last_entry_minutes=240),
            desks=(desk("cloakroom", clerks, mean_service_s=60, used_by_share=0.5),),
            visitors=visitors,
        )

    one, two = (journeys(building, day(clerks), 1_500)[1] for clerks in (1, 2))
    users = set(one.query("event == 'queues'")["party"])
    assert users == set(two.query("event == 'queues'")["party"])
    assert 0.4 < len(users) / 1_500 < 0.6
    untouched = [events[~events["party"].isin(users)] for events in (one, two)]
    touched = [events[events["party"].isin(users)] for events in (one, two)]
    pd.testing.assert_frame_equal(
        *(events.reset_index(drop=True) for events in untouched), check_exact=True
    )
    assert not touched[0].reset_index(drop=True).equals(touched[1].reset_index(drop=True))


def test_luck_in_common_narrows_the_difference_between_two_plans() -> None:
    def waits(servers: int, seed: int) -> float:
        result = simulate_day(*museum(), museum_day(desks=(desk(servers=servers),)), 700, seed)
        return float(result.visit_min)

    pairs = [(waits(2, seed), waits(3, seed), waits(3, seed + 100)) for seed in range(8)]
    a, b, c = np.array(pairs).T
    assert np.std(a - b) < 0.5 * np.std(a - c)
