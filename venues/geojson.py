"""A plan's native form: a folder or zip archive of GeoJSON files by IMDF conventions.

``manifest.json``, ``venue.geojson``, ``level.geojson``, ``unit.geojson`` (zones),
``opening.geojson`` (doors) and ``relationship.geojson`` (stairs and lifts), coordinates in degrees
(WGS 84). Reading what was written gives an equal plan. A file that is damaged, hostile or wrong is
refused with one sentence per problem, and nothing is changed.

What the format means is written down in :mod:`venues.imdf`; a feature's checks are in
:mod:`venues.features`.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from venues import imdf
from venues.archives import MANIFEST, JsonObject, PlanFiles
from venues.capacity import capacity_from_area
from venues.common.i18n import gettext as _
from venues.common.i18n import number
from venues.common.problems import InputError, Problem
from venues.features import Feature, features_of, labels, listed
from venues.geojson_writing import write_plan
from venues.plan import Door, Level, Link, Plan, Zone, ZoneKind, to_millimetres
from venues.projection import LocalMetres

__all__ = ["read_plan", "write_plan"]

REACH_M: Final = 0.1
"""How far a door's middle may lie from a zone's outline and still open it."""
LARGEST_EXTENT_M: Final = 10_000
"""A venue is smaller; a greater extent means that the coordinates are not degrees."""


def read_plan(path: Path) -> Plan:
    """Read a plan from a folder or a zip archive.

    Raises:
        InputError: The plan cannot be used; it lists every problem of the first step that has any.
    """
    files = PlanFiles(path)
    manifest = files.read(MANIFEST) or {}
    own = _own_of_manifest(files.name_of(MANIFEST), manifest)
    venues = _features(files, "venue", needed=False)
    levels = _features(files, "level")
    units = [
        unit
        for unit in _features(files, "unit")
        if unit.properties.get("category") not in imdf.NOT_VISITED
    ]
    if not units:
        what = _("the plan has no zone")
        raise InputError(Problem(what, file=files.name_of("unit.geojson")))
    openings = [
        opening
        for opening in _features(files, "opening", needed=False)
        if opening.properties.get("category") not in imdf.OTHER_OPENINGS
    ]
    relationships = [
        relationship
        for relationship in _features(files, "relationship", needed=False)
        if relationship.properties.get("category") not in imdf.OTHER_RELATIONSHIPS
    ]
    origin = _origin(files, own, units)
    projection = LocalMetres(origin)
    level_ids = {level.uuid: level.id for level in levels}
    zones = _each(units, lambda unit: _zone(unit, level_ids, projection))
    _refuse_wide(files.name_of("unit.geojson"), zones)
    finder = _ZoneFinder(zones)
    zone_ids = {unit.uuid: unit.id for unit in units}
    by_id = {zone.id: zone for zone in zones}
    return Plan(
        id=own.get("id") or path.stem,
        name=venues[0].names() if venues else {},
        note=labels(files.name_of(MANIFEST), f"{imdf.OWN}.note", own.get("note")),
        origin=origin,
        levels=_each(levels, _level),
        zones=zones,
        doors=_each(openings, lambda opening: _door(opening, level_ids, finder, projection)),
        links=_each(relationships, lambda link: _link(link, zone_ids, by_id)),
    )


def _each[T](features: Iterable[Feature], build: Callable[[Feature], T]) -> tuple[T, ...]:
    """Build one thing from each feature, or raise all their problems together."""
    built: list[T] = []
    problems: list[Problem] = []
    for feature in features:
        try:
            built.append(build(feature))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(*problems)
    return tuple(built)


def _features(files: PlanFiles, feature_type: str, *, needed: bool = True) -> list[Feature]:
    name = f"{feature_type}.geojson"
    collection = files.read(name)
    if collection is None:
        if needed:
            raise InputError(Problem(_("this file is missing"), file=files.name_of(name)))
        return []
    return features_of(files.name_of(name), collection, feature_type)


def _own_of_manifest(file: str, manifest: JsonObject) -> Mapping[str, Any]:
    own = manifest.get(imdf.OWN, {})
    if not isinstance(own, dict):
        what = _("an object with named values is needed")
        raise InputError(Problem(what, file=file, column=imdf.OWN, value=str(own)))
    version = own.get("format", imdf.FORMAT)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        what = _("this is not a version of the plan format")
        raise InputError(Problem(what, file=file, column=f"{imdf.OWN}.format", value=str(version)))
    if version > imdf.FORMAT:
        raise InputError(
            Problem(
                _("the plan was written by a newer Jauge; update this one to read it"),
                file=file,
                column=f"{imdf.OWN}.format",
                value=str(version),
                allowed=_("at most {count}").format(count=number(imdf.FORMAT)),
            )
        )
    if not isinstance(own.get("id", ""), str):
        what = _("the plan's id is not a text")
        raise InputError(Problem(what, file=file, column=f"{imdf.OWN}.id", value=str(own["id"])))
    return own


def _origin(
    files: PlanFiles, own: Mapping[str, Any], units: Iterable[Feature]
) -> tuple[float, float]:
    """Return the declared origin, else the middle of all units, rounded to about a metre."""
    if "origin" not in own:
        points = np.concatenate(_each(units, lambda unit: unit.polygon()[0]))
        longitude, latitude = np.round((points.min(axis=0) + points.max(axis=0)) / 2, 5)
        return float(longitude), float(latitude)
    match own["origin"]:
        case [int() | float() as longitude, int() | float() as latitude] if (
            abs(longitude) <= 180 and abs(latitude) <= 90
        ):
            return float(longitude), float(latitude)
    raise InputError(
        Problem(
            _("the origin is not a longitude and a latitude"),
            file=files.name_of(MANIFEST),
            column=f"{imdf.OWN}.origin",
            value=str(own["origin"]),
            allowed=_("degrees of longitude from −180 to 180 and of latitude from −90 to 90"),
        )
    )


def _level(feature: Feature) -> Level:
    ordinal = feature.properties.get("ordinal")
    if isinstance(ordinal, bool) or not isinstance(ordinal, int):
        raise feature.error("ordinal", _("a whole number is needed"), value=ordinal)
    return Level(feature.id, feature.names(), ordinal)


def _zone(feature: Feature, levels: Mapping[str, str], projection: LocalMetres) -> Zone:
    kind = _kind(feature)
    level = feature.reference("level_id", levels, _("there is no such level"))
    outer, *inner = (projection.metres(ring) for ring in feature.polygon())
    outline = feature.valid(to_millimetres(Polygon(outer, inner)))
    capacity = feature.own_number("capacity", capacity_from_area(kind, outline.area))
    return Zone(
        id=feature.id,
        name=feature.names(),
        kind=kind,
        level=level,
        outline=outline,
        capacity=max(1, int(capacity)),
        attraction=feature.own_number(
            "attraction", 1.0 if kind is ZoneKind.GALLERY else 0.0, zero_allowed=True
        ),
        themes=feature.own_texts("themes"),
    )


def _kind(feature: Feature) -> ZoneKind:
    declared = feature.own.get("kind")
    if declared is None:
        return feature.choice("category", imdf.KIND_OF_CATEGORY, _("this category is not known"))
    if declared not in set(ZoneKind):
        raise feature.error(
            f"{imdf.OWN}.kind",
            _("this kind of zone is not known"),
            value=declared,
            allowed=", ".join(ZoneKind),
        )
    return ZoneKind(declared)


class _ZoneFinder:
    """Finds the zones that a door opens, among many."""

    def __init__(self, zones: tuple[Zone, ...]) -> None:
        self._zones = zones
        self._tree = shapely.STRtree([zone.outline for zone in zones])

    def beside(self, at: Point, level: str) -> list[str]:
        """Return the ids of the level's zones within reach of a door's middle."""
        found = sorted(self._tree.query(at, predicate="dwithin", distance=REACH_M))
        return [self._zones[i].id for i in found if self._zones[i].level == level]


def _door(
    feature: Feature, levels: Mapping[str, str], finder: _ZoneFinder, projection: LocalMetres
) -> Door:
    feature.choice("category", dict.fromkeys(imdf.DOORS, True), _("this category is not known"))
    level = feature.reference("level_id", levels, _("there is no such level"))
    line = LineString(projection.metres(feature.line()))
    at = line.interpolate(0.5, normalized=True)
    width = feature.own_number("width_m", round(line.length, 3))
    beside = finder.beside(at, level)
    declared = feature.own_texts("zones")
    zones = declared or tuple(beside)
    if len(set(zones)) != 2 or len(zones) != 2:
        raise feature.error(
            "geometry",
            _("the door must touch exactly two zones of its level"),
            value=listed(beside) or _("none"),
        )
    if strangers := [zone for zone in zones if zone not in beside]:
        raise feature.error(
            f"{imdf.OWN}.zones",
            _("the door does not touch this zone"),
            value=strangers[0],
            allowed=listed(beside) or None,
        )
    first, second = zones
    return Door(feature.id, (first, second), width, (at.x, at.y), feature.own_flag("one_way"))


def _link(feature: Feature, zone_ids: Mapping[str, str], zones: Mapping[str, Zone]) -> Link:
    what = _("this category is not known")
    kind = feature.choice("category", imdf.LINK_OF_CATEGORY, what)
    missing = _("there is no such zone")
    lower = feature.reference("origin", zone_ids, missing)
    upper = feature.reference("destination", zone_ids, missing)
    if zones[lower].level == zones[upper].level:
        raise feature.error(
            "destination",
            _("stairs and lifts must join two different levels"),
            value=zones[upper].level,
        )
    return Link(
        feature.id,
        kind,
        (lower, upper),
        feature.own_number("length_m"),
        feature.own_number("width_m"),
    )


def _refuse_wide(file: str, zones: Iterable[Zone]) -> None:
    west, south, east, north = shapely.total_bounds([zone.outline for zone in zones])
    extent = max(east - west, north - south)
    if not extent <= LARGEST_EXTENT_M:
        raise InputError(
            Problem(
                _("the plan is too wide for a venue; coordinates must be degrees, not metres"),
                file=file,
                value=_("{length} km").format(length=number(extent / 1000)),
                allowed=_("at most {length} km").format(length=number(LARGEST_EXTENT_M / 1000)),
            )
        )
