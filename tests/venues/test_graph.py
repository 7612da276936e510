"""The walking graph: lengths, widths, directions, and what cannot be reached."""

from dataclasses import replace
from math import hypot

import networkx as nx
import pytest

from tests.venues.building import house, zone
from venues.capacity import FloorSpace, capacity_from_area
from venues.common.problems import InputError
from venues.graph import step_free_graph, walking_graph
from venues.plan import Door, Level, Plan, ZoneKind


def row_of_rooms(*doors: Door) -> Plan:
    return replace(house(), zones=house().zones[:2], doors=doors, links=())


def test_a_corridor_of_40_m_is_40_m_long() -> None:
    """RiMEA 1: 40 m, walked in 30.1 s at 1.33 m/s."""
    plan = Plan(
        id="corridor",
        name={},
        note={},
        origin=(0, 0),
        levels=(Level("ground", {}, 0),),
        zones=(
            zone("west", (-2, 0, 0, 2), ZoneKind.ENTRANCE),
            zone("corridor", (0, 0, 38, 2), ZoneKind.CORRIDOR),
            zone("east", (38, 0, 40, 2)),
        ),
        doors=(
            Door("in", ("west", "corridor"), 2, (0, 1)),
            Door("out", ("corridor", "east"), 2, (38, 1)),
        ),
    )
    length = nx.shortest_path_length(walking_graph(plan), "west", "east", weight="length_m")
    assert length == 40
    assert round(length / 1.33, 1) == 30.1


def test_a_way_leads_through_its_door() -> None:
    way = walking_graph(row_of_rooms(Door("door", ("entrance", "room"), 1.2, (10, 1)))).edges[
        "entrance", "room"
    ]
    assert way["length_m"] == pytest.approx(2 * hypot(5, 3))
    assert (way["width_m"], way["kind"], way["door"]) == (1.2, "door", "door")


def test_two_doors_are_as_short_as_the_nearer_and_as_wide_as_both() -> None:
    graph = walking_graph(
        row_of_rooms(
            Door("far", ("entrance", "room"), 1.5, (10, 0)),
            Door("near", ("room", "entrance"), 0.7, (10, 4)),
        )
    )
    for way in (graph.edges["entrance", "room"], graph.edges["room", "entrance"]):
        assert way["length_m"] == 10
        assert way["width_m"] == pytest.approx(2.2)
        assert way["door"] == "near"
        assert way["step_free"]


def test_where_stairs_and_lift_join_the_same_zones_the_lift_counts() -> None:
    """So that nobody is cut off; stairs in a zone of their own are a way of their own."""
    for links in (house().links, house().links[::-1]):
        graph = walking_graph(replace(house(), links=links))
        way = graph.edges["attic", "room"]
        assert (way["kind"], way["width_m"], way["step_free"]) == ("lift", 0.9, True)
    assert graph.nodes["attic"]["level"] == "upper"
    assert graph.nodes["attic"]["area_m2"] == pytest.approx(160)


def test_step_free_leaves_out_stairs_and_narrow_doors() -> None:
    plan = house()
    stairs_only = replace(plan, links=plan.links[:1])
    assert not step_free_graph(walking_graph(stairs_only)).has_edge("room", "attic")
    narrow = replace(plan, doors=(replace(plan.doors[0], width_m=0.79),))
    assert not step_free_graph(walking_graph(narrow)).has_edge("entrance", "room")
    assert set(step_free_graph(walking_graph(narrow))) == {"entrance", "room", "attic"}


def test_an_unreachable_room_is_refused_by_name() -> None:
    plan = house()
    with pytest.raises(InputError) as caught:
        walking_graph(replace(plan, links=()))
    assert str(caught.value) == (
        "in the plan “House”, “Attic” cannot be reached from an entrance; found “attic”."
    )


def test_a_room_without_a_way_back_is_refused() -> None:
    with pytest.raises(InputError, match="no way leads from “Room” back"):
        walking_graph(row_of_rooms(Door("d", ("entrance", "room"), 1, (10, 4), one_way=True)))
    with pytest.raises(InputError, match="“Room” cannot be reached"):
        walking_graph(row_of_rooms(Door("d", ("room", "entrance"), 1, (10, 4), one_way=True)))


def test_a_plan_without_an_entrance_is_refused() -> None:
    plan = house()
    shut = replace(plan.zones[0], kind=ZoneKind.HALL)
    with pytest.raises(InputError, match="has no entrance"):
        walking_graph(replace(plan, zones=(shut, *plan.zones[1:])))


def test_a_wider_allowance_never_lets_more_people_in() -> None:
    for kind in ZoneKind:
        tight = capacity_from_area(kind, 100, FloorSpace())
        roomy = capacity_from_area(
            kind,
            100,
            FloorSpace(gallery_m2=5, seated_m2=5, workshop_m2=5, shop_m2=5, walking_m2=5),
        )
        assert roomy == 20
        assert tight >= roomy
    assert capacity_from_area(ZoneKind.GALLERY, 0.5) == 1
