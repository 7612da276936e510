"""A table of wrong plans: how a good one is spoiled, and what the sentence must name and say."""

from collections.abc import Callable
from typing import Any

from tests.venues.building import Files
from venues.archives import LARGEST_FILE


def unit(files: Files, index: int = 1) -> Any:
    return files["unit.geojson"]["features"][index]


def opening(files: Files) -> Any:
    return files["opening.geojson"]["features"][0]


def link(files: Files) -> Any:
    return files["relationship.geojson"]["features"][0]


def put(target: Callable[[Files], Any], *path: str, value: object) -> Callable[[Files], None]:
    """Return a spoiler that sets one value."""

    def spoil(files: Files) -> None:
        place = target(files)
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return spoil


def drop(target: Callable[[Files], Any], key: str) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        del target(files)[key]

    return spoil


def file(name: str, content: bytes) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        files[name] = content

    return spoil


def without(name: str) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        del files[name]

    return spoil


def own_manifest(files: Files) -> Any:
    return files["manifest.json"]["jauge"]


def own(target: Callable[[Files], Any]) -> Callable[[Files], Any]:
    return lambda files: target(files)["properties"]["jauge"]


def ring(*corners: tuple[float, float]) -> list[list[list[float]]]:
    """Return the coordinates of a polygon, given in hundred-thousandths of a degree."""
    return [[[2.35 + x * 1e-5, 48.85 + y * 1e-5] for x, y in corners]]


def same_ids(files: Files) -> None:
    unit(files)["id"] = unit(files, 0)["id"]


def same_own_ids(files: Files) -> None:
    unit(files)["properties"]["jauge"]["id"] = "entrance"


def moved_door(files: Files) -> None:
    for position in opening(files)["geometry"]["coordinates"]:
        position[1] += 0.01


def lone_door(files: Files) -> None:
    """Move the door to the outer wall of the entrance, and let the reader find its zones."""
    line = opening(files)["geometry"]["coordinates"]
    for position in line:
        position[0] = 2.35
    del opening(files)["properties"]["jauge"]["zones"]


def in_metres(files: Files) -> None:
    """Write metres where degrees belong."""
    for index, (x, y) in enumerate(((0, 0), (10, 0), (0, 0))):
        unit(files, index)["geometry"]["coordinates"] = [
            [[x, y], [x + 10, y], [x + 10, y + 8], [x, y + 8], [x, y]]
        ]


def unknown_category(files: Files) -> None:
    unit(files)["properties"]["category"] = "dungeon"
    del unit(files)["properties"]["jauge"]["kind"]


def level_above_itself(files: Files) -> None:
    link(files)["properties"]["destination"]["id"] = unit(files, 0)["id"]


WRONG: dict[str, tuple[Callable[[Files], None], str, str]] = {
    "not JSON": (
        file("unit.geojson", b'{"type": \n oops'),
        "house/unit.geojson",
        "not JSON from line 2",
    ),
    "not UTF-8": (file("unit.geojson", b'{"name": "caf\xe9"}'), "unit.geojson", "UTF-8"),
    "JSON with NaN": (file("unit.geojson", b'{"a": NaN}'), "unit.geojson", "JSON"),
    "brackets too deep": (file("unit.geojson", b"[" * 100_000), "unit.geojson", "JSON"),
    "a list, not an object": (file("level.geojson", b"[]"), "level.geojson", "one JSON object"),
    "file too large": (
        file("unit.geojson", b" " * (LARGEST_FILE + 1)),
        "unit.geojson",
        "at most 20 MB",
    ),
    "no manifest": (without("manifest.json"), "house", "no manifest.json"),
    "no levels": (without("level.geojson"), "level.geojson", "missing"),
    "no units": (without("unit.geojson"), "unit.geojson", "missing"),
    "no zones": (put(lambda f: f["unit.geojson"], "features", value=[]), "unit.geojson", "no zone"),
    "not a collection": (
        put(lambda f: f["unit.geojson"], "type", value="Feature"),
        "unit.geojson",
        "collection",
    ),
    "newer format": (put(own_manifest, "format", value=99), "manifest.json", "newer Jauge"),
    "format is a text": (put(own_manifest, "format", value="one"), "manifest.json", "version"),
    "origin out of range": (
        put(own_manifest, "origin", value=[500, 0]),
        "jauge.origin",
        "longitude",
    ),
    "note is a number": (put(own_manifest, "note", value=3), "jauge.note", "texts by language"),
    "another feature type": (
        put(unit, "feature_type", value="opening"),
        "room.feature_type",
        "allowed: unit",
    ),
    "not a feature": (put(unit, "type", value="Point"), "features.1", "not a GeoJSON feature"),
    "unit without id": (drop(unit, "id"), "features.1.id", "no id"),
    "empty id": (put(own(unit), "id", value=""), "features.1.properties.jauge.id", "no id"),
    "duplicate ids": (same_ids, "unit.geojson", "same id"),
    "duplicate ids of our own": (same_own_ids, "entrance", "same id"),
    "name is a list": (put(unit, "properties", "name", value=["x"]), "room.name", "by language"),
    "unknown level": (
        put(unit, "properties", "level_id", value="cellar"),
        "room.level_id",
        "found “cellar”",
    ),
    "ordinal is a text": (
        put(lambda f: f["level.geojson"]["features"][0], "properties", "ordinal", value="0"),
        "ground.ordinal",
        "whole number",
    ),
    "unknown category": (unknown_category, "room.category", "found “dungeon”"),
    "unknown kind": (
        put(own(unit), "kind", value="dungeon"),
        "room.jauge.kind",
        "allowed: entrance",
    ),
    "negative capacity": (
        put(own(unit), "capacity", value=-1),
        "room.jauge.capacity",
        "more than 0",
    ),
    "capacity is a text": (
        put(own(unit), "capacity", value="many"),
        "room.jauge.capacity",
        "number",
    ),
    "capacity beyond numbers": (
        put(own(unit), "capacity", value=10**400),
        "room.jauge.capacity",
        "out of range",
    ),
    "themes is a text": (put(own(unit), "themes", value="x"), "room.jauge.themes", "list of texts"),
    "wrong geometry type": (
        put(unit, "geometry", "type", value="Point"),
        "room.geometry",
        "found “Point”; allowed: Polygon",
    ),
    "no geometry": (put(unit, "geometry", value=None), "room.geometry", "wrong type of geometry"),
    "geometry is a text": (put(unit, "geometry", value="x"), "features.1.geometry", "object"),
    "coordinates are texts": (
        put(unit, "geometry", "coordinates", value=[[["2", "48"]] * 4]),
        "room.geometry",
        "longitudes",
    ),
    "no ring": (put(unit, "geometry", "coordinates", value=[]), "room.geometry", "no ring"),
    "open ring": (
        put(unit, "geometry", "coordinates", value=ring((0, 0), (9, 0), (9, 9), (0, 9))),
        "room.geometry",
        "end where it begins",
    ),
    "self-intersecting": (
        put(unit, "geometry", "coordinates", value=ring((0, 0), (9, 9), (9, 0), (0, 9), (0, 0))),
        "room.geometry",
        "crosses or touches itself",
    ),
    "nothing enclosed": (
        put(unit, "geometry", "coordinates", value=ring((0, 0), (9, 0), (4, 0), (0, 0))),
        "room.geometry",
        "encloses nothing",
    ),
    "a million points": (
        put(unit, "geometry", "coordinates", value=[[[2.35, 48.85]] * 1_000_000]),
        "room.geometry",
        "at most 200,000",
    ),
    "coordinates out of range": (
        put(unit, "geometry", "coordinates", value=[[[200, 0], [201, 0], [201, 1], [200, 0]]]),
        "room.geometry",
        "out of range; found “200.0, 0.0”",
    ),
    "metres for degrees": (in_metres, "unit.geojson", "degrees, not metres"),
    "door that touches one zone": (lone_door, "door.geometry", "found “entrance”"),
    "door that touches none": (moved_door, "door.jauge.zones", "does not touch this zone"),
    "door to a stranger": (
        put(own(opening), "zones", value=["entrance", "attic"]),
        "door.jauge.zones",
        "found “attic”",
    ),
    "door to itself": (
        put(own(opening), "zones", value=["room", "room"]),
        "door.geometry",
        "exactly two zones",
    ),
    "door of unknown category": (
        put(opening, "properties", "category", value="portcullis"),
        "door.category",
        "pedestrian",
    ),
    "door on an unknown level": (
        put(opening, "properties", "level_id", value="cellar"),
        "door.level_id",
        "no such level",
    ),
    "door that is a point": (
        put(opening, "geometry", value={"type": "Point", "coordinates": [2.35, 48.85]}),
        "door.geometry",
        "allowed: LineString",
    ),
    "zero-width door": (put(own(opening), "width_m", value=0), "door.jauge.width_m", "more than 0"),
    "one-way is a text": (
        put(own(opening), "one_way", value="yes"),
        "door.jauge.one_way",
        "yes or no",
    ),
    "link to a missing zone": (
        put(link, "properties", "destination", value={"id": "roof"}),
        "stairs.destination",
        "no such zone",
    ),
    "link on one level": (level_above_itself, "stairs.destination", "two different levels"),
    "link without length": (
        drop(own(link), "length_m"),
        "stairs.jauge.length_m",
        "a number is needed",
    ),
    "link of unknown category": (
        put(link, "properties", "category", value="rope"),
        "stairs.category",
        "elevator, stairs",
    ),
}
