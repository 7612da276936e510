"""The bundled museum is a plausible building, and says that it is made up."""

import networkx as nx
import pytest
import shapely

from venues.bundled import TWO_LEVEL_MUSEUM, bundled_plans, open_plan
from venues.common.problems import InputError
from venues.graph import WHEELCHAIR_DOOR_M, step_free_graph, walking_graph
from venues.plan import Plan, ZoneKind
from venues.plans.two_level_museum import two_level_museum


@pytest.fixture(scope="module")
def museum() -> Plan:
    return open_plan(TWO_LEVEL_MUSEUM)


def test_the_files_are_what_the_drawing_says(museum: Plan) -> None:
    """If this fails, run python -m venues.plans.two_level_museum."""
    assert museum == two_level_museum()


def test_every_bundled_plan_opens_by_name_and_by_path() -> None:
    assert TWO_LEVEL_MUSEUM in bundled_plans()
    for name, path in bundled_plans().items():
        assert open_plan(name) == open_plan(path)
        assert open_plan(name).id == name


@pytest.mark.parametrize("name", ["louvre", "x" * 5000, "nul\0", "no/such/folder"])
def test_an_unknown_name_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(InputError, match=TWO_LEVEL_MUSEUM) as caught:
        open_plan(name)
    assert len(str(caught.value)) < 250


def test_it_says_in_both_languages_that_it_is_made_up(museum: Plan) -> None:
    assert "made up" in museum.note["en"]
    assert "imaginaire" in museum.note["fr"]


def test_it_has_what_a_museum_has(museum: Plan) -> None:
    assert 25 <= len(museum.zones) <= 35
    kinds = {kind: sum(zone.kind is kind for zone in museum.zones) for kind in ZoneKind}
    assert kinds[ZoneKind.GALLERY] == 14
    assert kinds[ZoneKind.WORKSHOP] == 2
    for kind in set(ZoneKind) - {ZoneKind.OUTDOOR}:
        assert kinds[kind] >= 1, kind
    assert len(museum.levels) == 2
    assert {link.kind for link in museum.links} == {"stairs", "lift"}


def test_its_rooms_tile_each_floor_without_overlap(museum: Plan) -> None:
    for level in museum.levels:
        outlines = [zone.outline for zone in museum.zones if zone.level == level.id]
        floor = shapely.union_all(outlines)
        assert floor.area == pytest.approx(sum(outline.area for outline in outlines), abs=0.01)
        assert floor.bounds == pytest.approx((0, 0, 50, 38), abs=0.01)
    areas = [zone.area_m2 for zone in museum.zones]
    assert 3_400 <= sum(areas) <= 3_800
    assert all(15 <= area <= 400 for area in areas)


def test_its_doors_stand_in_shared_walls(museum: Plan) -> None:
    for door in museum.doors:
        first, second = (museum.zone(zone).outline for zone in door.zones)
        wall = first.boundary.intersection(second.boundary)
        assert wall.buffer(0.01).contains(museum.door_line(door)), door.id
        assert museum.door_line(door).length == pytest.approx(door.width_m)


def test_stairs_and_lift_stand_one_above_the_other(museum: Plan) -> None:
    for link in museum.links:
        lower, upper = (museum.zone(zone) for zone in link.zones)
        assert lower.outline.equals(upper.outline)
        assert museum.level(lower.level).ordinal < museum.level(upper.level).ordinal


def test_every_room_is_reached_step_free_too(museum: Plan) -> None:
    graph = walking_graph(museum)
    assert len(graph) == len(museum.zones)
    step_free = step_free_graph(graph)
    assert not any(way["kind"] == "stairs" for _, _, way in step_free.edges(data=True))
    for start in ("entrance", "gallery-12"):
        assert set(nx.descendants(step_free, start)) | {start} == set(graph)
    assert all(way["width_m"] >= WHEELCHAIR_DOOR_M for _, _, way in step_free.edges(data=True))


def test_distances_are_those_of_such_a_building(museum: Plan) -> None:
    graph = walking_graph(museum)
    from_entrance = nx.single_source_dijkstra_path_length(graph, "entrance", weight="length_m")
    assert from_entrance["foyer"] == 7
    assert all(length < 120 for length in from_entrance.values())
    assert from_entrance["gallery-12"] > from_entrance["gallery-1"]
    for zone, length in from_entrance.items():
        if museum.zone(zone).level == "ground":
            straight = shapely.Point(museum.zone("entrance").middle).distance(
                shapely.Point(museum.zone(zone).middle)
            )
            assert straight <= length + 1e-9


def test_the_temporary_exhibition_has_a_one_way_exit(museum: Plan) -> None:
    graph = walking_graph(museum)
    assert graph.has_edge("gallery-9", "gallery-14")
    assert not graph.has_edge("gallery-14", "gallery-9")


def test_its_capacities_follow_from_its_areas(museum: Plan) -> None:
    for zone in museum.zones:
        assert 0.3 < zone.capacity / zone.area_m2 < 1, zone.id
