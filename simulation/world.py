"""The world of one day: all its tables in one bundle that compiled rules take as an argument.

What the bundle refers to are ordinary NumPy arrays: an engine or a researcher keeps and reads the
arrays (:class:`Tables`) and passes the world's address (:mod:`simulation.bundles`) to compiled
code. Nothing is copied on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numba import float64, from_dtype, int64, types
from numpy.typing import NDArray

from simulation import tables
from simulation.bundles import Bundle, BundleType, Rows, reader

OWN_RULES: Final[Mapping[str, tuple[int, Any]]] = MappingProxyType(
    {
        # (world, party, zone, now, luck) to seconds
        "stay": (tables.OWN_STAY, float64(int64, int64, int64, float64, float64)),
        # (world, party, options, luck) to the option's number, or −1: leave
        "wander": (tables.OWN_WANDER, int64(int64, int64, int64, float64)),
        "choose": (tables.OWN_CHOOSE, int64(int64, int64, int64, float64)),
        # (world, party), of the first option
        "utility": (tables.OWN_UTILITY, float64(int64, int64)),
        # (world, party, sign, luck) to whether it is seen
        "sees": (tables.OWN_SEES, int64(int64, int64, int64, float64)),
        # (world, waiting, now) to the number of who is called
        "discipline": (tables.OWN_DISCIPLINE, int64(int64, int64, float64)),
    }
)
"""The bit of ``DAY.custom`` and the signature by which compiled code calls each own rule.

Rows are passed by number and the world by address; :mod:`simulation.own_rules` hands a user's
function the rows themselves.
"""


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
        slowed: [zone, persons] The share of the free speed that so many leave one another.
        sights: The numbers of the zones where there is something to see.
        exits: The numbers of the entrances, which are the exits too.
        themes: :data:`~simulation.tables.THEME` rows, those of one zone together.
        interests: [party, theme] Standard normal; 0 until it is asked for.
        seen: [party, zone] 1 where it has stopped.
        signs: :data:`~simulation.tables.SIGN` rows, those in one zone together.
        read: [party, sign] 1 if it has come by.
        drawn: [party, zone] How many signs that it has seen point there.
        posts: :data:`~simulation.tables.POST` rows.
        spills: :data:`~simulation.tables.SPILL` rows, those of one post together.
        changes: :data:`~simulation.tables.CHANGE` rows, those of one post together.
        cabins: :data:`~simulation.tables.CABIN` rows.
        sessions: :data:`~simulation.tables.SESSION` rows.
        plans: [party, …] :data:`~simulation.tables.PLAN` rows, in order of time.
        needs: :data:`~simulation.tables.NEED` rows.
        facilities: Numbers of zones, those of one need together.
        need_due_s: [party, need] When in the visit it comes up; inf: never, or no more.
        need_stay_s: [party, need] How long it then stays.
        options: Room for the options of an own rule.
        waiting: Room for those who wait, for an own rule.
        journal: :data:`~simulation.tables.EVENT` rows; ``day.noted`` of them are filled.
    """

    day: NDArray[np.void]
    parties: NDArray[np.void]
    zones: NDArray[np.void]
    ways: NDArray[np.void]
    doors: NDArray[np.void]
    next_way: NDArray[np.int32]
    distance_m: NDArray[np.float64]
    slowed: NDArray[np.float64]
    sights: NDArray[np.int32]
    exits: NDArray[np.int32]
    themes: NDArray[np.void]
    interests: NDArray[np.float64]
    seen: NDArray[np.uint8]
    signs: NDArray[np.void]
    read: NDArray[np.uint8]
    drawn: NDArray[np.uint8]
    posts: NDArray[np.void]
    spills: NDArray[np.void]
    changes: NDArray[np.void]
    cabins: NDArray[np.void]
    sessions: NDArray[np.void]
    plans: NDArray[np.void]
    needs: NDArray[np.void]
    facilities: NDArray[np.int32]
    need_due_s: NDArray[np.float64]
    need_stay_s: NDArray[np.float64]
    options: NDArray[np.void]
    waiting: NDArray[np.void]
    journal: NDArray[np.void]


def _array(dtype: Any, dimensions: int = 1) -> Any:
    return Rows(from_dtype(np.dtype(dtype)), dimensions)


FIELDS: Final[tuple[tuple[str, Any], ...]] = (
    ("day", _array(tables.DAY)),
    ("parties", _array(tables.PARTY)),
    ("zones", _array(tables.ZONE)),
    ("ways", _array(tables.WAY)),
    ("doors", _array(tables.DOOR)),
    ("next_way", _array("i4", 3)),
    ("distance_m", _array("f8", 3)),
    ("slowed", _array("f8", 2)),
    ("sights", _array("i4")),
    ("exits", _array("i4")),
    ("themes", _array(tables.THEME)),
    ("interests", _array("f8", 2)),
    ("seen", _array("u1", 2)),
    ("signs", _array(tables.SIGN)),
    ("read", _array("u1", 2)),
    ("drawn", _array("u1", 2)),
    ("posts", _array(tables.POST)),
    ("spills", _array(tables.SPILL)),
    ("changes", _array(tables.CHANGE)),
    ("cabins", _array(tables.CABIN)),
    ("sessions", _array(tables.SESSION)),
    ("plans", _array(tables.PLAN, 2)),
    ("needs", _array(tables.NEED)),
    ("facilities", _array("i4")),
    ("need_due_s", _array("f8", 2)),
    ("need_stay_s", _array("f8", 2)),
    ("options", _array(tables.OPTION)),
    ("waiting", _array(tables.WAITING)),
    ("journal", _array(tables.EVENT)),
    *((f"own_{name}", types.FunctionType(called)) for name, (_bit, called) in OWN_RULES.items()),
)


WORLD: Final = BundleType("World", FIELDS)

world_at: Final = reader(WORLD)
"""The world at an address, for compiled code."""


def world_of(state: Tables, own: Mapping[str, int] = MappingProxyType({})) -> Bundle:
    """Return the world of these tables.

    Args:
        state: The tables; the world refers to them.
        own: The addresses of the own rules that replace ours, by their names in :data:`OWN_RULES`.
    """
    state.day["custom"] = sum(OWN_RULES[name][0] for name in own)
    arrays = {field.name: getattr(state, field.name) for field in fields(state)}
    # Where there is no rule of one's own, its address is never called.
    functions = {f"own_{name}": own.get(name, 0) for name in OWN_RULES}
    bundle = Bundle(WORLD, arrays, functions)
    state.day["address"] = bundle.address
    return bundle
