"""The building as the engines use it: zones by number, ways by array, shortest paths worked out.

Made from the plan and its walking graph; nothing in it changes while visitors walk.
Paths are the shortest by walking time at one speed (stairs count by how much they slow one down),
for three kinds of visitor: those who take the stairs, those who must do without, and those who
take the lift where there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from simulation.luck import name_key
from simulation.settings import Flow, Walking
from simulation.tables import LEVEL, LIFT, NOWHERE, STAIRS_DOWN, STAIRS_UP, WAY
from venues.graph import WalkingGraph
from venues.plan import Plan, ZoneKind


@dataclass(frozen=True, eq=False)
class Building:
    """Zones and ways as arrays; a zone's number is its place in the plan.

    Attributes:
        ids: The zones' ids.
        kinds: What each zone is for.
        area_m2: Each zone's area.
        keys: Each zone's id as a number, for keyed luck.
        ways: :data:`~simulation.tables.WAY` rows, those of one zone together; a way's ``lift`` is
            a number in ``lifts``.
        first_way: [zone] The first way of each zone; one more at the end.
        lifts: The ids of the plan's lifts, each with the numbers of its two zones.
        doors: The ids of doors, stairs and lifts; a way's ``door`` is a number here.
        distance_m: [who, from, to] Shortest path, stairs and lifts in metres of level walking;
            inf where there is none. Who is ``ON_FOOT``, ``STEP_FREE`` or ``BY_LIFT``.
        next_way: [who, from, to] The first way on it; ``NOWHERE`` where there is none.
        entrances: The numbers of the entrances.
    """

    ids: tuple[str, ...]
    kinds: tuple[ZoneKind, ...]
    area_m2: NDArray[np.float64]
    keys: NDArray[np.uint64]
    ways: NDArray[np.void]
    first_way: NDArray[np.int32]
    lifts: dict[str, tuple[int, int]]
    doors: tuple[str, ...]
    distance_m: NDArray[np.float64]
    next_way: NDArray[np.int32]
    entrances: tuple[int, ...]

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each zone."""
        return {zone: number for number, zone in enumerate(self.ids)}

    def of_kind(self, kind: ZoneKind) -> list[int]:
        """Return the numbers of the zones of one kind."""
        return [number for number, each in enumerate(self.kinds) if each is kind]

    def longest_way_out_m(self, who: int) -> float:
        """Return the walk to the nearest exit from the zone where it is longest."""
        out = self.distance_m[who][:, list(self.entrances)].min(axis=1)
        return float(out[np.isfinite(out)].max())


def build(
    plan: Plan,
    graph: WalkingGraph,
    walking: Walking,
    lift_cycle_s: float | None,
    flow: Flow | None = None,
) -> Building:
    """Return the building of a plan and its walking graph.

    Args:
        plan: The plan; it gives the zones' order and which level is above which.
        graph: Its walking graph, perhaps with ways removed or changed.
        walking: How much slower stairs are.
        lift_cycle_s: How long a lift takes up and down again; None if lifts are out of order.
        flow: How many persons doors and stairs let through; None: as many as come.
    """
    ids = tuple(zone.id for zone in plan.zones)
    number = {zone: index for index, zone in enumerate(ids)}
    lifts = {
        link.id: (min(ends), max(ends))
        for link in plan.links
        if link.kind == "lift"
        for ends in [[number[zone] for zone in link.zones]]
    }
    doors = (*(door.id for door in plan.doors), *(link.id for link in plan.links))
    running = () if lift_cycle_s is None else tuple(lifts)
    ways, step_free = _ways(plan, graph, doors, running, flow)
    distance, following = _routes(ways, step_free, len(ids), walking, lift_cycle_s or 0.0)
    return Building(
        ids=ids,
        kinds=tuple(ZoneKind(graph.nodes[zone]["kind"]) for zone in ids),
        area_m2=np.array([float(graph.nodes[zone]["area_m2"]) for zone in ids]),
        keys=np.array([name_key(zone) for zone in ids], dtype=np.uint64),
        ways=ways,
        first_way=np.searchsorted(ways["start"], np.arange(len(ids) + 1)).astype(np.int32),
        lifts=lifts,
        doors=doors,
        distance_m=distance,
        next_way=following,
        entrances=tuple(
            number[zone] for zone in ids if graph.nodes[zone]["kind"] == ZoneKind.ENTRANCE
        ),
    )


def _ways(
    plan: Plan,
    graph: WalkingGraph,
    doors: Sequence[str],
    running: Sequence[str],
    flow: Flow | None,
) -> tuple[NDArray[np.void], NDArray[np.bool_]]:
    """Return the ways in order of the zones that they lead from, and which are step-free.

    Args:
        plan: The plan.
        graph: Its walking graph.
        doors: The doors and links in the building's order.
        running: The lifts in the building's order; none if they are out of order.
        flow: How many persons doors and stairs let through.
    """
    number = {zone.id: index for index, zone in enumerate(plan.zones)}
    height = {level.id: level.ordinal for level in plan.levels}
    place = {door: index for index, door in enumerate(doors)}
    rows, step_free = [], []
    for start, end, edge in graph.edges(data=True):
        kind, lift = LEVEL, NOWHERE
        if edge["kind"] == "lift":
            if not running:
                continue
            kind, lift = LIFT, running.index(edge["door"])
        elif edge["kind"] == "stairs":
            rises = height[graph.nodes[end]["level"]] > height[graph.nodes[start]["level"]]
            kind = STAIRS_UP if rises else STAIRS_DOWN
        person_s = _person_s(kind, edge["width_m"], flow)
        door, to_door_m = place[edge["door"]], edge["to_door_m"]
        ends = number[start], number[end]
        rows.append((*ends, edge["length_m"], kind, lift, door, to_door_m, person_s))
        step_free.append(edge["step_free"])
    ways = np.array(rows, WAY)
    order = np.lexsort((ways["end"], ways["start"]))
    return ways[order], np.array(step_free, bool)[order]


def _person_s(kind: int, width_m: float, flow: Flow | None) -> float:
    """Return how long one person takes to pass a door or the foot of stairs; 0: nobody waits."""
    if flow is None or kind == LIFT:
        return 0.0
    per_m_s = {
        LEVEL: flow.door_per_m_s,
        STAIRS_UP: flow.stairs_up_per_m_s,
        STAIRS_DOWN: flow.stairs_down_per_m_s,
    }[kind]
    return 1.0 / (per_m_s * width_m)


def _routes(
    ways: NDArray[np.void],
    step_free: NDArray[np.bool_],
    zones: int,
    walking: Walking,
    lift_cycle_s: float,
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return distances and first ways on foot, step-free, and by lift where there is one.

    On foot one takes a lift only where no stairs lead. Mixing two tables of shortest paths makes no
    loops here: once the preferred kind of way exists from a zone, it exists all along it.
    """
    slowness = np.array([1.0, 1.0 / walking.stairs_up, 1.0 / walking.stairs_down, 1.0])
    by_lift_only = ways["kind"] == LIFT
    # A lift's half turn and half a wait, at about a metre a second.
    lengths = np.where(by_lift_only, lift_cycle_s, ways["length_m"] * slowness[ways["kind"]])

    def paths(usable: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        effort = np.full((zones, zones), np.inf)
        effort[ways["start"][usable], ways["end"][usable]] = lengths[usable]
        return shortest_paths(effort)

    on_foot, first = paths(~by_lift_only)
    by_any_way, first_by_any_way = paths(np.ones(ways.size, bool))
    no_stairs = ~np.isfinite(on_foot)
    on_foot[no_stairs] = by_any_way[no_stairs]
    first[no_stairs] = first_by_any_way[no_stairs]
    level, first_level = paths(step_free)
    no_lift = ~np.isfinite(level)
    by_lift = np.where(no_lift, on_foot, level)
    first_by_lift = np.where(no_lift, first, first_level)
    following = np.stack([first, first_level, first_by_lift])
    number = np.full((zones, zones + 1), NOWHERE, np.int32)  # the last column stands for nowhere
    number[ways["start"], ways["end"]] = np.arange(ways.size)
    next_way = number[np.arange(zones)[None, :, None], following]
    return np.stack([on_foot, level, by_lift]), np.ascontiguousarray(next_way)


def shortest_paths(
    effort: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return for each pair of zones the least effort and the first zone on the way.

    Args:
        effort: From each zone to each neighbour; inf where there is no way.
    """
    here, there = np.nonzero(np.isfinite(effort))
    # Dijkstra from each target over the ways turned round: the predecessor is the next zone.
    reverse = csr_array((effort[here, there], (there, here)), shape=effort.shape)
    to_here, following = dijkstra(reverse, return_predecessors=True)
    first = following.T.astype(np.int32)
    first[first < 0] = NOWHERE
    return np.ascontiguousarray(to_here.T), np.ascontiguousarray(first)
