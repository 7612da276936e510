"""A plan that is written is read back equal."""

import string
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from tests.venues.building import house
from venues.bundled import open_plan
from venues.common.i18n import use_language
from venues.geojson import read_plan, write_plan
from venues.plan import Door, Level, Link, Plan, Zone, ZoneKind

names = st.dictionaries(
    st.sampled_from(["en", "fr", "de"]), st.text(min_size=1, max_size=20), max_size=2
)
metres = st.floats(0.5, 30).map(lambda value: round(value, 3))
positive = st.floats(0.1, 100)


@st.composite
def grid_plans(draw: st.DrawFn) -> Plan:
    """Rows of rectangular rooms on one or two levels, a door in every wall along a row."""
    levels = tuple(
        Level(f"level-{ordinal}", draw(names), ordinal)
        for ordinal in range(draw(st.integers(1, 2)))
    )
    zones: list[Zone] = []
    doors: list[Door] = []
    for level in levels:
        edges = [0.0]
        for width in draw(st.lists(metres, min_size=1, max_size=4)):
            edges.append(round(edges[-1] + width, 3))
        depth = draw(metres)
        row = [
            Zone(
                id=f"{level.id}-{index}",
                name=draw(names),
                kind=draw(st.sampled_from(ZoneKind)),
                level=level.id,
                outline=box(edges[index], 0, edges[index + 1], depth),
                capacity=draw(st.integers(1, 10_000)),
                attraction=draw(st.floats(0, 10)),
                themes=tuple(draw(st.lists(st.text(string.ascii_lowercase), max_size=2))),
            )
            for index in range(len(edges) - 1)
        ]
        doors += [
            Door(
                f"{west.id}--{east.id}",
                (west.id, east.id),
                draw(positive),
                (edges[index + 1], depth / 2),
                draw(st.booleans()),
            )
            for index, (west, east) in enumerate(pairwise(row))
        ]
        zones += row
    links = (
        (Link("way", draw(st.sampled_from(["stairs", "lift"])), ("level-0-0", "level-1-0"), 9, 1),)
        if len(levels) == 2
        else ()
    )
    origin = (draw(st.floats(-179, 179)), draw(st.floats(-80, 80)))
    return Plan("grid", draw(names), draw(names), origin, levels, tuple(zones), tuple(doors), links)


@settings(max_examples=40, deadline=None)
@given(plan=grid_plans(), packed=st.booleans())
def test_any_plan_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, plan: Plan, packed: bool
) -> None:
    path = tmp_path_factory.mktemp("plans") / ("plan.zip" if packed else "plan")
    write_plan(plan, path)
    assert read_plan(path) == plan


def test_a_room_round_a_court_is_read_back_equal(tmp_path: Path) -> None:
    cloister = Polygon(
        [(0, 0), (30, 0), (30, 30), (0, 30)], holes=[[(5, 5), (25, 5), (25, 25), (5, 25)]]
    )
    plan = house()
    plan = replace(plan, zones=(*plan.zones, replace(plan.zones[2], id="court", outline=cloister)))
    write_plan(plan, tmp_path / "plan")
    again = read_plan(tmp_path / "plan")
    assert again == plan
    assert again.zone("court").area_m2 == pytest.approx(900 - 400)


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    write_plan(house(), tmp_path / "one.zip")
    write_plan(read_plan(tmp_path / "one.zip"), tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_writing_again_replaces_the_earlier_plan(tmp_path: Path) -> None:
    for name in ("plan", "plan.zip"):
        write_plan(house(), tmp_path / name)
        changed = replace(house(), name={"en": "Changed"})
        write_plan(changed, tmp_path / name)
        assert read_plan(tmp_path / name) == changed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan", "plan.zip"]


def test_names_follow_the_reader_and_fall_back() -> None:
    plan = open_plan("two-level-museum")
    assert plan.zone("gallery-12").label() == "Rubens room"
    assert "made up" in plan.note_text()
    use_language("fr")
    assert plan.zone("gallery-12").label() == "Salle Rubens"
    assert "imaginaire" in plan.note_text()
    nameless = replace(plan.zone("gallery-12"), name={})
    assert nameless.label() == "gallery-12"
    german = replace(nameless, name={"de": "Rubenssaal"})
    assert german.label() == "Rubenssaal"
