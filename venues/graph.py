"""The walking graph of a plan: which zone leads to which, how far, and how wide the way is.

Use it to route visitors, to see what cannot be reached and to draw flows. Nodes are zone ids; an
edge leads from the middle of one zone through a door, or over stairs or by lift, to the middle of
the next. Lengths are straight lines inside a zone; walls inside it are not gone round.
"""

from collections.abc import Iterator
from math import dist
from typing import Any, Final

import networkx as nx

from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem
from venues.plan import Door, Link, Plan, ZoneKind

WHEELCHAIR_DOOR_M: Final = 0.80
"""The narrowest clear width that a wheelchair passes (ISO 21542, accessibility of buildings)."""

# "nx.DiGraph" is generic in the type stubs only; a node is a zone's id.
type WalkingGraph = "nx.DiGraph[str]"


def walking_graph(plan: Plan) -> WalkingGraph:
    """Return the graph of the ways between zones.

    Nodes carry ``kind``, ``level``, ``area_m2``, ``capacity`` and ``middle``. Edges carry
    ``length_m``, ``to_door_m`` (how much of it lies before the door, or the foot of the stairs),
    ``width_m``, ``kind`` (``door``, ``stairs`` or ``lift``), ``step_free`` and ``door``, the id of
    the door or link. Several doors between the same two zones make one edge: as
    long as the way through the nearest, as wide as all of them, step-free if one of them is. Where
    stairs and a lift join the same two zones, the lift counts, so that nobody is cut off.

    Raises:
        InputError: There is no entrance, or a zone that nobody can reach or leave; it lists all.
    """
    graph: WalkingGraph = nx.DiGraph(plan=plan.id)
    for zone in plan.zones:
        graph.add_node(
            zone.id,
            kind=zone.kind,
            level=zone.level,
            area_m2=zone.area_m2,
            capacity=zone.capacity,
            middle=zone.middle,
        )
    for door in plan.doors:
        for start, end in _directions(door):
            _add_way(graph, start, end, _through(plan, door, start, end))
    for link in plan.links:
        for start, end in _directions(link):
            _add_way(graph, start, end, _between_levels(link))
    _refuse_unreachable(plan, graph)
    return graph


def step_free_graph(graph: WalkingGraph) -> WalkingGraph:
    """Return the ways that somebody in a wheelchair or with a pushchair can take."""
    ways: WalkingGraph = nx.DiGraph(**graph.graph)
    ways.add_nodes_from(graph.nodes(data=True))
    ways.add_edges_from(
        (start, end, way) for start, end, way in graph.edges(data=True) if way["step_free"]
    )
    return ways


def without_a_way(graph: WalkingGraph) -> tuple[set[str], set[str]]:
    """Return the zones that cannot be reached from any entrance, and those with no way back."""
    entrances = [node for node, zone in graph.nodes.items() if zone["kind"] is ZoneKind.ENTRANCE]
    reached = _reachable(graph, entrances)
    leading_back = _reachable(graph.reverse(copy=False), entrances)
    return set(graph) - reached, set(graph) - leading_back


def _directions(way: Door | Link) -> Iterator[tuple[str, str]]:
    start, end = way.zones
    yield start, end
    if not (isinstance(way, Door) and way.one_way):
        yield end, start


def _through(plan: Plan, door: Door, start: str, end: str) -> dict[str, Any]:
    to_door_m, from_door_m = (dist(plan.zone(zone).middle, door.at) for zone in (start, end))
    return {
        "length_m": to_door_m + from_door_m,
        "to_door_m": to_door_m,
        "width_m": door.width_m,
        "kind": "door",
        "step_free": door.width_m >= WHEELCHAIR_DOOR_M,
        "door": door.id,
    }


def _between_levels(link: Link) -> dict[str, Any]:
    return {
        "length_m": link.length_m,
        "to_door_m": 0.0,
        "width_m": link.width_m,
        "kind": link.kind,
        "step_free": link.kind == "lift" and link.width_m >= WHEELCHAIR_DOOR_M,
        "door": link.id,
    }


def _add_way(graph: WalkingGraph, start: str, end: str, way: dict[str, Any]) -> None:
    other = graph.edges.get((start, end))
    if other is not None and other["kind"] != way["kind"]:
        way = next(one for one in (way, other) if one["kind"] != "stairs")
    elif other is not None:
        shorter = min(way, other, key=lambda one: one["length_m"])
        way = {
            **shorter,
            "width_m": way["width_m"] + other["width_m"],
            "step_free": way["step_free"] or other["step_free"],
        }
    graph.add_edge(start, end, **way)


def _reachable(graph: WalkingGraph, starts: list[str]) -> set[str]:
    return set().union(*(nx.descendants(graph, start) | {start} for start in starts))


def _refuse_unreachable(plan: Plan, graph: WalkingGraph) -> None:
    if not any(plan.zones_of(ZoneKind.ENTRANCE)):
        raise InputError(
            Problem(
                _("the plan “{plan}” has no entrance").format(plan=plan.label()),
                allowed=_("at least one zone of the kind “{kind}”").format(kind=ZoneKind.ENTRANCE),
            )
        )
    unreached, trapped = without_a_way(graph)
    problems = [
        Problem(
            _("in the plan “{plan}”, “{zone}” cannot be reached from an entrance").format(
                plan=plan.label(), zone=zone.label()
            ),
            value=zone.id,
        )
        for zone in plan.zones
        if zone.id in unreached
    ]
    problems += [
        Problem(
            _("in the plan “{plan}”, no way leads from “{zone}” back to an entrance").format(
                plan=plan.label(), zone=zone.label()
            ),
            value=zone.id,
        )
        for zone in plan.zones
        if zone.id in trapped - unreached
    ]
    if problems:
        raise InputError(*problems)
