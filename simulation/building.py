"""The building as the engines use it: zones by number, ways by array, shortest paths worked out.

Made from the plan and its walking graph once a day; nothing in it changes while visitors walk.
Paths are the shortest by walking time at one speed (stairs count by how much they slow one down),
for three kinds of visitor: those who take the stairs, those who must do without, and those who
take the lift where there is one.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from simulation.luck import name_key
from simulation.settings import Walking
from venues.graph import WalkingGraph
from venues.plan import Plan, ZoneKind

ON_FOOT: Final = 0
STEP_FREE: Final = 1
BY_LIFT: Final = 2

LEVEL: Final = 0
STAIRS_UP: Final = 1
STAIRS_DOWN: Final = 2
LIFT: Final = 3
"""What a way between two zones is; the level includes doors."""

NOWHERE: Final = -1


@dataclass(frozen=True, eq=False)
class Building:
    """Zones and ways as arrays; a zone's number is its place in the plan.

    Attributes:
        ids: The zones' ids.
        kinds: What each zone is for.
        area_m2: Each zone's area.
        keys: Each zone's id as a number, for keyed luck.
        length_m: Length of the way from a zone to a neighbour; inf where they are not neighbours.
        way: What that way is: ``LEVEL``, ``STAIRS_UP``, ``STAIRS_DOWN`` or ``LIFT``.
        lifts: The ids of the lifts that run, each with the numbers of its two zones.
        distance_m: [who, from, to] Shortest path, stairs and lifts in metres of level walking;
            inf where there is none. Who is ``ON_FOOT``, ``STEP_FREE`` or ``BY_LIFT``.
        next_zone: [who, from, to] The first zone on it; ``NOWHERE`` where there is none.
        entrances: The numbers of the entrances.
    """

    ids: tuple[str, ...]
    kinds: tuple[ZoneKind, ...]
    area_m2: NDArray[np.float64]
    keys: NDArray[np.uint64]
    length_m: NDArray[np.float64]
    way: NDArray[np.int8]
    lifts: dict[str, tuple[int, int]]
    distance_m: NDArray[np.float64]
    next_zone: NDArray[np.int64]
    entrances: tuple[int, ...]

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each zone."""
        return {zone: number for number, zone in enumerate(self.ids)}

    def of_kind(self, kind: ZoneKind) -> list[int]:
        """Return the numbers of the zones of one kind."""
        return [number for number, each in enumerate(self.kinds) if each is kind]

    def nearest(self, who: int, start: int, zones: list[int]) -> int:
        """Return the nearest of these zones by this visitor's paths, ``NOWHERE`` if none is."""
        reached = [zone for zone in zones if np.isfinite(self.distance_m[who, start, zone])]
        return min(reached, key=lambda zone: self.distance_m[who, start, zone], default=NOWHERE)

    def longest_way_out_m(self, who: int) -> float:
        """Return the walk to the nearest exit from the zone where it is longest."""
        out = self.distance_m[who][:, list(self.entrances)].min(axis=1)
        return float(out[np.isfinite(out)].max())


def build(
    plan: Plan, graph: WalkingGraph, walking: Walking, lift_cycle_s: float | None
) -> Building:
    """Return the building of a plan and its walking graph.

    Args:
        plan: The plan; it gives the zones' order and which level is above which.
        graph: Its walking graph, perhaps with ways removed or changed.
        walking: How much slower stairs are.
        lift_cycle_s: How long a lift takes up and down again; None if lifts are out of order.
    """
    ids = tuple(zone.id for zone in plan.zones)
    number = {zone: index for index, zone in enumerate(ids)}
    height = {level.id: level.ordinal for level in plan.levels}
    length = np.full((len(ids), len(ids)), np.inf)
    way = np.zeros((len(ids), len(ids)), dtype=np.int8)
    step_free = np.zeros((len(ids), len(ids)), dtype=bool)
    lifts: dict[str, tuple[int, int]] = {}
    for start, end, edge in graph.edges(data=True):
        here, there = number[start], number[end]
        if edge["kind"] == "lift":
            if lift_cycle_s is None:
                continue
            way[here, there] = LIFT
            lifts[edge["door"]] = (min(here, there), max(here, there))
        elif edge["kind"] == "stairs":
            rises = height[graph.nodes[end]["level"]] > height[graph.nodes[start]["level"]]
            way[here, there] = STAIRS_UP if rises else STAIRS_DOWN
        length[here, there] = edge["length_m"]
        step_free[here, there] = edge["step_free"]
    distance, following = _routes(length, way, step_free, walking, lift_cycle_s or 0.0)
    return Building(
        ids=ids,
        kinds=tuple(ZoneKind(graph.nodes[zone]["kind"]) for zone in ids),
        area_m2=np.array([float(graph.nodes[zone]["area_m2"]) for zone in ids]),
        keys=np.array([name_key(zone) for zone in ids], dtype=np.uint64),
        length_m=length,
        way=way,
        lifts=lifts,
        distance_m=distance,
        next_zone=following,
        entrances=tuple(
            number[zone] for zone in ids if graph.nodes[zone]["kind"] == ZoneKind.ENTRANCE
        ),
    )


def _routes(
    length: NDArray[np.float64],
    way: NDArray[np.int8],
    step_free: NDArray[np.bool_],
    walking: Walking,
    lift_cycle_s: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return distances and first steps on foot, step-free, and by lift where there is one.

    On foot one takes a lift only where no stairs lead. Mixing two tables of shortest paths makes no
    loops here: once the preferred kind of way exists from a zone, it exists all along it.
    """
    slowness = np.array([1.0, 1.0 / walking.stairs_up, 1.0 / walking.stairs_down, 1.0])
    # A lift's half turn and half a wait, at about a metre a second.
    effort = np.where(way == LIFT, lift_cycle_s, length * slowness[way])
    effort[~np.isfinite(length)] = np.inf
    on_foot, first = shortest_paths(np.where(way == LIFT, np.inf, effort))
    by_any_way, first_by_any_way = shortest_paths(effort)
    no_stairs = ~np.isfinite(on_foot)
    on_foot[no_stairs] = by_any_way[no_stairs]
    first[no_stairs] = first_by_any_way[no_stairs]
    level, first_level = shortest_paths(np.where(step_free, effort, np.inf))
    no_lift = ~np.isfinite(level)
    by_lift = np.where(no_lift, on_foot, level)
    first_by_lift = np.where(no_lift, first, first_level)
    return np.stack([on_foot, level, by_lift]), np.stack([first, first_level, first_by_lift])


def shortest_paths(
    effort: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return for each pair of zones the least effort and the first zone on the way.

    Args:
        effort: From each zone to each neighbour; inf where there is no way.
    """
    here, there = np.nonzero(np.isfinite(effort))
    # Dijkstra from each target over the ways turned round: the predecessor is the next zone.
    reverse = csr_array((effort[here, there], (there, here)), shape=effort.shape)
    to_here, following = dijkstra(reverse, return_predecessors=True)
    first = following.T.astype(np.int64)
    first[first < 0] = NOWHERE
    return np.ascontiguousarray(to_here.T), np.ascontiguousarray(first)
