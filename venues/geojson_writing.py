"""Writing a plan as GeoJSON by IMDF conventions: the other half of :mod:`venues.geojson`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from venues import imdf
from venues.archives import MANIFEST, JsonObject, write_files
from venues.plan import Door, Level, Link, Names, Plan, Zone
from venues.projection import LocalMetres

# What IMDF requires and Jauge has nothing to say about.
_NO_WORD: Final[Mapping[str, None]] = {"restriction": None, "alt_name": None}


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan as a folder, or as one archive where the path ends in ``.zip``.

    An earlier plan at that path is replaced when the new one is complete. The same plan always
    gives the same bytes.

    Raises:
        InputError: Something other than a plan stands at that path.
    """
    writer = _Writer(plan)
    write_files(
        path,
        {
            MANIFEST: writer.manifest(),
            "venue.geojson": _collection([writer.venue()]),
            "level.geojson": _collection([writer.level(level) for level in plan.levels]),
            "unit.geojson": _collection([writer.unit(zone) for zone in plan.zones]),
            "opening.geojson": _collection([writer.opening(door) for door in plan.doors]),
            "relationship.geojson": _collection([writer.relationship(link) for link in plan.links]),
        },
    )


class _Writer:
    """The features of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.projection = LocalMetres(plan.origin)

    def manifest(self) -> JsonObject:
        return {
            "version": imdf.IMDF_VERSION,
            "generated_by": "Jauge",
            "language": "en",
            imdf.OWN: {
                "format": imdf.FORMAT,
                "id": self.plan.id,
                "origin": list(self.plan.origin),
                "note": dict(self.plan.note),
            },
        }

    def venue(self) -> JsonObject:
        return self._feature(
            "venue",
            self.plan.id,
            self._floor([zone.outline for zone in self.plan.zones]),
            {"category": "museum", **_NO_WORD, "name": _labels(self.plan.name)},
        )

    def level(self, level: Level) -> JsonObject:
        outlines = [zone.outline for zone in self.plan.zones if zone.level == level.id]
        return self._feature(
            "level",
            level.id,
            self._floor(outlines),
            {
                "category": "unspecified",
                **_NO_WORD,
                "name": _labels(level.name),
                "short_name": _labels(level.name),
                "ordinal": level.ordinal,
                "outdoor": False,
            },
        )

    def unit(self, zone: Zone) -> JsonObject:
        return self._feature(
            "unit",
            zone.id,
            self._geometry(zone.outline),
            {
                "category": imdf.CATEGORY_OF_KIND[zone.kind],
                **_NO_WORD,
                "accessibility": None,
                "name": _labels(zone.name),
                "level_id": self._uuid("level", zone.level),
            },
            {
                "kind": zone.kind.value,
                "capacity": zone.capacity,
                "attraction": zone.attraction,
                "themes": list(zone.themes),
            },
        )

    def opening(self, door: Door) -> JsonObject:
        line = np.asarray(self.plan.door_line(door).coords)
        return self._feature(
            "opening",
            door.id,
            {"type": "LineString", "coordinates": self.projection.degrees(line).tolist()},
            {
                "category": imdf.DOOR,
                "accessibility": None,
                "access_control": None,
                "door": None,
                "name": None,
                "alt_name": None,
                "level_id": self._uuid("level", self.plan.zone(door.zones[0]).level),
            },
            {"zones": list(door.zones), "width_m": door.width_m, "one_way": door.one_way},
        )

    def relationship(self, link: Link) -> JsonObject:
        lower, upper = (
            {"id": self._uuid("unit", zone), "feature_type": "unit"} for zone in link.zones
        )
        return self._feature(
            "relationship",
            link.id,
            None,
            {
                "category": imdf.CATEGORY_OF_LINK[link.kind],
                "direction": "undirected",
                "origin": lower,
                "intermediary": None,
                "destination": upper,
                "hours": None,
            },
            {"length_m": link.length_m, "width_m": link.width_m},
        )

    def _feature(
        self,
        feature_type: str,
        own_id: str,
        geometry: JsonObject | None,
        properties: JsonObject,
        own: JsonObject | None = None,
    ) -> JsonObject:
        return {
            "type": "Feature",
            "id": self._uuid(feature_type, own_id),
            "feature_type": feature_type,
            "geometry": geometry,
            "properties": {**properties, imdf.OWN: {"id": own_id, **(own or {})}},
        }

    def _uuid(self, feature_type: str, own_id: str) -> str:
        return imdf.feature_uuid(self.plan.id, feature_type, own_id)

    def _floor(self, outlines: list[Polygon]) -> JsonObject | None:
        floor = shapely.union_all(outlines)
        return self._geometry(floor) if isinstance(floor, Polygon | MultiPolygon) else None

    def _geometry(self, shape: Polygon | MultiPolygon) -> JsonObject:
        shape = shapely.orient_polygons(shape)
        degrees = shapely.transform(shape, self.projection.degrees)
        return dict(shapely.geometry.mapping(degrees))


def _collection(features: list[JsonObject]) -> JsonObject:
    return {"type": "FeatureCollection", "features": features}


def _labels(names: Names) -> dict[str, Any] | None:
    return dict(names) or None
