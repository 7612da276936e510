"""The compiled engine's calendar keeps the order of (time, number), whatever is put in or out."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from simulation.bundles import Bundle
from simulation.compiled.calendar import LATER, put, take_next, take_out
from simulation.compiled.works import CLOCK, IN_HEAP, LINE, SLOT, WORKS, works_at
from simulation.tables import NOWHERE

NUMBERS = 40
TIMES = st.sampled_from([0.0, 1.0, 1.5, 9.9, 10.0, 50.0, 50.0 + 1e-12, 99.0, 1e9])
ACTS = st.tuples(st.sampled_from(["put", "out", "next"]), st.integers(0, NUMBERS - 1), TIMES)


@njit
def put_at(address: int, number: int, time_s: float) -> None:
    put(works_at(address), number, time_s)


@njit
def take_out_at(address: int, number: int) -> None:
    take_out(works_at(address), number)


@njit
def take_next_at(address: int, until_s: float) -> int:
    return take_next(works_at(address), until_s)


@settings(deadline=None)
@given(st.lists(ACTS, max_size=200))
def test_it_gives_back_what_was_put_in_order(acts: list[tuple[str, int, float]]) -> None:
    clock = np.zeros(1, CLOCK)
    clock["first_s"], clock["buckets_per_s"] = 1.0, 0.1
    slots = np.zeros(NUMBERS, SLOT)
    slots["bucket"] = NOWHERE
    arrays = {
        "clock": clock,
        "slots": slots,
        "heads": np.full(8, NOWHERE, np.int32),
        "heap": np.empty(NUMBERS, np.int32),
        "ready": np.empty(NUMBERS, np.int32),
        "lines": np.zeros(1, LINE),
    }
    works = Bundle(WORKS, arrays)
    expected: dict[int, float] = {}
    now = 0.0
    for act, number, time_s in acts:
        if act == "put" and number not in expected:
            put_at(works.address, number, max(now, time_s))
            expected[number] = max(now, time_s)
        elif act == "out":
            take_out_at(works.address, number)
            expected.pop(number, None)
        elif act == "next":
            first = min(expected, key=lambda each: (expected[each], each), default=NOWHERE)
            if first != NOWHERE:
                assert take_next_at(works.address, expected[first]) == LATER
            assert take_next_at(works.address, math.inf) == first
            now = expected.pop(first, now)
    while expected:
        first = min(expected, key=lambda each: (expected[each], each))
        assert take_next_at(works.address, math.inf) == first
        del expected[first]
    assert take_next_at(works.address, math.inf) == NOWHERE
    assert not (slots["bucket"] == IN_HEAP).any()
