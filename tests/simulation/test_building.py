"""The building as arrays: the same distances as networkx, and ways that fit each visitor."""

import networkx as nx
import numpy as np
import pytest

from simulation.preparing.building import build
from simulation.preparing.offer import offer_of
from simulation.settings import ShownExhibition, Sign, Walking
from simulation.tables import BY_LIFT, LIFT, NOWHERE, ON_FOOT, STAIRS_DOWN, STEP_FREE
from simulation.verification.buildings import desk, row, zone
from tests.simulation.support import museum, museum_day
from venues.common.problems import InputError
from venues.graph import step_free_graph
from venues.plan import Link, ZoneKind

LEVEL_STAIRS = Walking(stairs_up=1, stairs_down=1)


def test_shortest_paths_are_networkxs() -> None:
    plan, graph = museum()
    building = build(plan, graph, LEVEL_STAIRS, None)
    for start, lengths in nx.all_pairs_dijkstra_path_length(
        nx.subgraph_view(graph, filter_edge=lambda a, b: graph.edges[a, b]["kind"] != "lift"),
        weight="length_m",
    ):
        for end in building.ids:
            ours = building.distance_m[ON_FOOT, building.number[start], building.number[end]]
            assert ours == pytest.approx(lengths.get(end, np.inf))


@pytest.mark.parametrize("who", [ON_FOOT, STEP_FREE, BY_LIFT])
def test_following_the_next_zone_arrives_in_the_distance_said(who: int) -> None:
    plan, graph = museum()
    building = build(plan, graph, LEVEL_STAIRS, 60.0)
    for start in range(len(building.ids)):
        for end in range(len(building.ids)):
            here, walked = start, 0.0
            while here != end:
                way = building.ways[building.next_way[who, here, end]]
                assert way["start"] == here
                walked += 60.0 if way["kind"] == LIFT else way["length_m"]
                here = way["end"]
            assert walked == pytest.approx(building.distance_m[who, start, end])


def test_step_free_visitors_reach_what_the_step_free_graph_reaches() -> None:
    plan, graph = museum()
    for cycle in (60.0, None):
        building = build(plan, graph, Walking(), cycle)
        ways = step_free_graph(graph)
        if cycle is None:
            lifts = [edge for edge in ways.edges if ways.edges[edge]["kind"] == "lift"]
            ways.remove_edges_from(lifts)
        for start in building.ids:
            reached = nx.descendants(ways, start) | {start}
            row = building.distance_m[STEP_FREE, building.number[start]]
            assert {building.ids[n] for n in np.flatnonzero(np.isfinite(row))} == reached


def test_without_stairs_everyone_takes_the_lift() -> None:
    plan, graph = row(
        zone("entrance", ZoneKind.ENTRANCE, 0),
        zone("attic", ZoneKind.GALLERY, 0, level="upper"),
        links=(Link("lift", "lift", ("entrance", "attic"), 5, 1),),
    )
    running = build(plan, graph, Walking(), 60.0)
    assert running.ways[running.next_way[ON_FOOT, 0, 1]]["end"] == 1
    assert build(plan, graph, Walking(), None).next_way[ON_FOOT, 0, 1] == NOWHERE


def test_stairs_know_up_from_down_and_count_as_longer() -> None:
    plan, graph = museum()
    building = build(plan, graph, Walking(stairs_up=0.4, stairs_down=0.5), None)
    up, down = building.number["stairs-upper"], building.number["stairs-ground"]
    assert building.ways[building.next_way[ON_FOOT, up, down]]["kind"] == STAIRS_DOWN
    assert building.distance_m[ON_FOOT, down, up] == pytest.approx(12 / 0.4)
    assert building.distance_m[ON_FOOT, up, down] == pytest.approx(12 / 0.5)


def test_an_exhibition_changes_its_zones_while_it_is_shown() -> None:
    plan, graph = museum()
    show = ShownExhibition(
        title="Craft", zones=("gallery-9",), start="2018-07-05", end="2018-07-06", themes=("craft",)
    )
    building = build(plan, graph, Walking(), 60.0)
    number = building.number["gallery-9"]
    day = museum_day(exhibitions=(show,))
    shown = offer_of(plan, building, day)
    after = offer_of(plan, building, day.model_copy(update={"date": show.end.replace(day=7)}))
    assert shown.appeal[number] == pytest.approx(np.log(2))
    assert after.appeal[number] == pytest.approx(np.log(0.3))
    assert shown.mean_stay_s[number] > after.mean_stay_s[number]
    others = np.arange(len(building.ids)) != number
    assert (shown.appeal[others] == after.appeal[others]).all()


def test_only_galleries_and_exhibitions_are_worth_a_stop() -> None:
    plan, graph = museum()
    building = build(plan, graph, Walking(), 60.0)
    appeal = offer_of(plan, building, museum_day()).appeal
    worth = {building.ids[n] for n in np.flatnonzero(np.isfinite(appeal))}
    assert worth == {each.id for each in plan.zones_of(ZoneKind.GALLERY)}


def test_themes_weigh_so_that_interest_keeps_its_spread() -> None:
    plan, graph = museum()
    offer = offer_of(plan, build(plan, graph, Walking(), 60.0), museum_day())
    squares = np.add.reduceat(offer.themes["weight"] ** 2, offer.first_theme[:-1])
    assert squares == pytest.approx(np.ones(len(plan.zones)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"desks": (desk(zone="nowhere"),)}, "desks.0.zone"),
        ({"signs": (Sign(id="s", zone="foyer", towards="nowhere"),)}, "signs.0.towards"),
        (
            {
                "exhibitions": (
                    ShownExhibition(
                        title="x", zones=("nowhere",), start="2018-07-05", end="2018-07-06"
                    ),
                )
            },
            "exhibitions.0.zones",
        ),
    ],
)
def test_a_zone_that_is_not_in_the_plan_is_refused(change: dict[str, object], field: str) -> None:
    plan, graph = museum()
    with pytest.raises(InputError, match="nowhere") as refused:
        offer_of(plan, build(plan, graph, Walking(), 60.0), museum_day(**change))
    assert refused.value.problems[0].column == field
