"""The world of one day: all its tables in one bundle that compiled rules take as an argument.

What the bundle refers to are ordinary NumPy arrays: an engine or a researcher keeps and reads the
arrays (:class:`Tables`) and passes the world's address (:mod:`simulation.bundles`) to compiled
code. Nothing is copied on the way.
"""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numba import float64, from_dtype, int64, types
from numpy.typing import NDArray

from simulation import tables
from simulation.bundles import Bundle, BundleType, reader

PARTY_RECORD: Final = from_dtype(tables.PARTY)
ZONE_RECORD: Final = from_dtype(tables.ZONE)
OPTIONS: Final = types.Array(from_dtype(tables.OPTION), 1, "C")

STAY_RULE: Final = float64(PARTY_RECORD, ZONE_RECORD, float64, float64)
"""An own rule of staying: (visitor, zone, now, luck) to seconds; luck is uniform."""
WANDER_RULE: Final = int64(PARTY_RECORD, OPTIONS, int64, float64)
"""An own rule of going on: (visitor, options, count, luck) to the option's number, or −1: leave."""


@dataclass(frozen=True, eq=False)
class Tables:
    """The arrays of a day; ``[party, …]`` has a row for each party.

    Attributes:
        day: One :data:`~simulation.tables.DAY`.
        parties: :data:`~simulation.tables.PARTY` rows.
        zones: :data:`~simulation.tables.ZONE` rows, in the plan's order.
        ways: :data:`~simulation.tables.WAY` rows, those of one zone together.
        doors: :data:`~simulation.tables.DOOR` rows.
        next_way: [who, from, to] The first way on the shortest path, or ``NOWHERE``.
        distance_m: [who, from, to] That path, in metres of level walking; inf: there is none.
        sights: The numbers of the zones where there is something to see.
        exits: The numbers of the entrances, which are the exits too.
        themes: :data:`~simulation.tables.THEME` rows, those of one zone together.
        interests: [party, theme] Standard normal; NaN until it is asked for.
        seen: [party, zone] 1 where it has stopped.
        signs: :data:`~simulation.tables.SIGN` rows, those in one zone together.
        read: [party, sign] 1 if it has come by.
        drawn: [party, zone] How many signs that it has seen point there.
        posts: :data:`~simulation.tables.POST` rows.
        changes: :data:`~simulation.tables.CHANGE` rows, those of one post together.
        cabins: :data:`~simulation.tables.CABIN` rows.
        sessions: :data:`~simulation.tables.SESSION` rows.
        plans: [party, …] :data:`~simulation.tables.PLAN` rows, in order of time.
        needs: :data:`~simulation.tables.NEED` rows.
        facilities: Numbers of zones, those of one need together.
        need_due_s: [party, need] When in the visit it comes up; inf: never, or no more.
        need_stay_s: [party, need] How long it then stays.
        options: Room for the options of an own rule.
        journal: :data:`~simulation.tables.EVENT` rows; ``day.noted`` of them are filled.
    """

    day: NDArray[np.void]
    parties: NDArray[np.void]
    zones: NDArray[np.void]
    ways: NDArray[np.void]
    doors: NDArray[np.void]
    next_way: NDArray[np.int32]
    distance_m: NDArray[np.float64]
    sights: NDArray[np.int32]
    exits: NDArray[np.int32]
    themes: NDArray[np.void]
    interests: NDArray[np.float64]
    seen: NDArray[np.uint8]
    signs: NDArray[np.void]
    read: NDArray[np.uint8]
    drawn: NDArray[np.uint8]
    posts: NDArray[np.void]
    changes: NDArray[np.void]
    cabins: NDArray[np.void]
    sessions: NDArray[np.void]
    plans: NDArray[np.void]
    needs: NDArray[np.void]
    facilities: NDArray[np.int32]
    need_due_s: NDArray[np.float64]
    need_stay_s: NDArray[np.float64]
    options: NDArray[np.void]
    journal: NDArray[np.void]


def _array(dtype: Any, dimensions: int = 1) -> Any:
    return types.Array(from_dtype(np.dtype(dtype)), dimensions, "C")


FIELDS: Final[tuple[tuple[str, Any], ...]] = (
    ("day", _array(tables.DAY)),
    ("parties", _array(tables.PARTY)),
    ("zones", _array(tables.ZONE)),
    ("ways", _array(tables.WAY)),
    ("doors", _array(tables.DOOR)),
    ("next_way", _array("i4", 3)),
    ("distance_m", _array("f8", 3)),
    ("sights", _array("i4")),
    ("exits", _array("i4")),
    ("themes", _array(tables.THEME)),
    ("interests", _array("f8", 2)),
    ("seen", _array("u1", 2)),
    ("signs", _array(tables.SIGN)),
    ("read", _array("u1", 2)),
    ("drawn", _array("u1", 2)),
    ("posts", _array(tables.POST)),
    ("changes", _array(tables.CHANGE)),
    ("cabins", _array(tables.CABIN)),
    ("sessions", _array(tables.SESSION)),
    ("plans", _array(tables.PLAN, 2)),
    ("needs", _array(tables.NEED)),
    ("facilities", _array("i4")),
    ("need_due_s", _array("f8", 2)),
    ("need_stay_s", _array("f8", 2)),
    ("options", OPTIONS),
    ("journal", _array(tables.EVENT)),
    ("own_stay", types.FunctionType(STAY_RULE)),
    ("own_wander", types.FunctionType(WANDER_RULE)),
)


WORLD: Final = BundleType("World", FIELDS)

world_at: Final = reader(WORLD)
"""The world at an address, for compiled code."""


def world_of(state: Tables, *, stay: Any = None, wander: Any = None) -> Bundle:
    """Return the world of these tables, with the own rules that replace ours.

    Args:
        state: The tables; the world refers to them.
        stay: A function of the signature :data:`STAY_RULE`, compiled by :func:`numba.cfunc`.
        wander: A function of the signature :data:`WANDER_RULE`, likewise.
    """
    custom = tables.OWN_STAY * (stay is not None) | tables.OWN_WANDER * (wander is not None)
    state.day["custom"] = custom
    arrays = {field.name: getattr(state, field.name) for field in fields(state)}
    # Where there is no rule of one's own, its address is never called.
    functions = {
        "own_stay": stay.address if stay else 0,
        "own_wander": wander.address if wander else 0,
    }
    return Bundle(WORLD, arrays, functions)
