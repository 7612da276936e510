"""The works of the compiled engine: calendar, ready list and queues, in one object.

What acts has a number: first the posts (their rosters), then the lifts, then the parties. Events
happen in the order of (time, number); who is set free at a moment goes to the ready list, which is
emptied in its order before the next event of the calendar.
"""

from typing import Final

import numpy as np
from numba import from_dtype
from numpy.typing import NDArray

from simulation.bundles import Bundle, BundleType, Rows, reader
from simulation.tables import NOWHERE
from simulation.world import Tables

_AFTER_S: Final = 3_600.0
"""How long after closing visitors are still about, usually."""
_LEAST_BUCKETS: Final = 2**10
_MOST_BUCKETS: Final = 2**20
_EVENTS_EACH: Final = 16
"""Buckets for each party: about as many as its events, so that most hold one or none."""

SLOT: Final = np.dtype(
    [
        ("time_s", "f8"),
        ("next", "i4"),
        ("previous", "i4"),
        ("bucket", "i4"),  # NOWHERE: not in the calendar; IN_HEAP: about to happen
        ("place", "i4"),  # in the heap
    ],
    align=True,
)
IN_HEAP: Final = -2

LINE: Final = np.dtype([("first", "i4"), ("last", "i4")], align=True)

CLOCK: Final = np.dtype(
    [
        ("now", "f8"),
        ("first_s", "f8"),  # buckets part the time from here on; the first holds all before
        ("buckets_per_s", "f8"),
        ("bucket", "i8"),  # the one at hand
        ("heaped", "i8"),
        ("first_ready", "i8"),
        ("ready", "i8"),
        ("posts", "i8"),
        ("timers", "i8"),  # posts and lifts: the number of the first party
    ],
    align=True,
)

_FIELDS: Final = (
    ("clock", CLOCK),
    ("heads", np.dtype("i4")),
    ("slots", SLOT),
    ("heap", np.dtype("i4")),
    ("ready", np.dtype("i4")),
    ("lines", LINE),
)


WORKS: Final = BundleType("Works", [(name, Rows(from_dtype(dtype))) for name, dtype in _FIELDS])

works_at: Final = reader(WORKS)
"""The works at an address, for compiled code."""


def works_for(tables: Tables) -> tuple[Bundle, NDArray[np.void]]:
    """Return empty works for these tables, and the row of their clock."""
    posts, cabins, parties = tables.posts.size, tables.cabins.size, tables.parties.size
    numbers = posts + cabins + parties
    buckets = _LEAST_BUCKETS
    while buckets < min(_EVENTS_EACH * parties, _MOST_BUCKETS):
        buckets *= 2
    clock = np.zeros(1, CLOCK)
    first_s, last_s = tables.day["opens_s"][0], tables.day["closes_s"][0] + _AFTER_S
    clock["first_s"], clock["buckets_per_s"] = first_s, buckets / (last_s - first_s)
    clock["posts"], clock["timers"] = posts, posts + cabins
    slots = np.zeros(numbers, SLOT)
    slots["bucket"] = NOWHERE
    lines = np.zeros(posts + 3 * cabins, LINE)
    lines["first"] = lines["last"] = NOWHERE
    heads = np.full(buckets, NOWHERE, np.int32)
    heap, ready = np.empty(numbers, np.int32), np.empty(numbers, np.int32)
    arrays = (clock, heads, slots, heap, ready, lines)
    return Bundle(WORKS, dict(zip(WORKS.fields, arrays, strict=True))), clock
