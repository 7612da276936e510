"""A venue's plan: levels, zones, doors and the stairs and lifts between levels.

Everything is in metres on the ground, east (x) and north (y) of the plan's origin, and in persons.
A plan is frozen: change it with :func:`dataclasses.replace`. It says what the building *is*; what
one may walk is :mod:`venues.graph`, how it is kept in files is :mod:`venues.geojson`.

The words are those of the Indoor Mapping Data Format (OGC 20-094) where visitors would use them
too: a zone is an IMDF unit, a door an opening, a link a relationship between two units.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.texts import in_readers_language

MILLIMETRE = 3
"""Decimals kept of a coordinate in metres, so that a plan that is saved is read back equal."""


class ZoneKind(StrEnum):
    """What a zone is for."""

    ENTRANCE = "entrance"
    HALL = "hall"
    TICKETS = "tickets"
    CLOAKROOM = "cloakroom"
    GALLERY = "gallery"
    CORRIDOR = "corridor"
    STAIRS = "stairs"
    LIFT = "lift"
    CAFE = "cafe"
    SHOP = "shop"
    TOILETS = "toilets"
    WORKSHOP = "workshop"
    OUTDOOR = "outdoor"

    def label(self) -> str:
        """Return what the reader calls it."""
        return _(_KIND_LABELS[self])


_KIND_LABELS: Mapping[ZoneKind, str] = {
    ZoneKind.ENTRANCE: N_("Entrance"),
    ZoneKind.HALL: N_("Hall"),
    ZoneKind.TICKETS: N_("Ticket desk"),
    ZoneKind.CLOAKROOM: N_("Cloakroom"),
    ZoneKind.GALLERY: N_("Gallery"),
    ZoneKind.CORRIDOR: N_("Corridor"),
    ZoneKind.STAIRS: N_("Stairs"),
    ZoneKind.LIFT: N_("Lift"),
    ZoneKind.CAFE: N_("Café"),
    ZoneKind.SHOP: N_("Shop"),
    ZoneKind.TOILETS: N_("Toilets"),
    ZoneKind.WORKSHOP: N_("Workshop room"),
    ZoneKind.OUTDOOR: N_("Outdoors"),
}

type LinkKind = Literal["stairs", "lift"]
type Names = Mapping[str, str]


def to_millimetres(shape: Polygon) -> Polygon:
    """Return the polygon counter-clockwise (as GeoJSON has it) with coordinates in millimetres."""
    rounded = shapely.transform(shape, lambda xy: np.round(xy, MILLIMETRE) + 0.0)
    return shapely.orient_polygons(rounded)


@dataclass(frozen=True)
class Level:
    """One storey; the ordinal counts from 0 at the ground."""

    id: str
    name: Names
    ordinal: int

    def label(self) -> str:
        """Return the level's name in the reader's language."""
        return in_readers_language(self.name, self.id)


@dataclass(frozen=True)
class Zone:
    """A room or another stretch of floor that is walked, seen and counted as one.

    Attributes:
        id: Stable; scenarios and results refer to it.
        name: Language code to name.
        kind: What it is for.
        level: The id of its level.
        outline: Its floor, in metres; kept to the millimetre.
        capacity: How many people it may hold.
        attraction: How much it draws visitors, relative to an ordinary gallery's 1.
        themes: What it is about, in lower-case English words.
    """

    id: str
    name: Names
    kind: ZoneKind
    level: str
    outline: Polygon
    capacity: int
    attraction: float = 1.0
    themes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "outline", to_millimetres(self.outline))

    def label(self) -> str:
        """Return the zone's name in the reader's language."""
        return in_readers_language(self.name, self.id)

    @property
    def area_m2(self) -> float:
        """The floor area in square metres."""
        return float(self.outline.area)

    @property
    def middle(self) -> tuple[float, float]:
        """The point that stands for the zone: its centroid, or a point inside where that is not."""
        centre = self.outline.centroid
        if not self.outline.contains(centre):
            centre = self.outline.representative_point()
        return float(centre.x), float(centre.y)


@dataclass(frozen=True)
class Door:
    """A way through between two zones of one level.

    Attributes:
        id: Its own.
        zones: The ids of the zones that it joins; one-way leads from the first to the second.
        width_m: Its clear width.
        at: Its middle, in metres; kept to the millimetre.
        one_way: Whether it is passed in one direction only.
    """

    id: str
    zones: tuple[str, str]
    width_m: float
    at: tuple[float, float]
    one_way: bool = False

    def __post_init__(self) -> None:
        x, y = (round(value, MILLIMETRE) + 0.0 for value in self.at)
        object.__setattr__(self, "at", (x, y))


@dataclass(frozen=True)
class Link:
    """A way between two levels, from one zone to another.

    Attributes:
        id: Its own.
        kind: ``stairs`` or ``lift``.
        zones: The ids of the lower and the upper zone.
        length_m: The walking length of the stairs, landings included; the rise of the lift.
        width_m: The clear width of the stairs or of the lift's door.
    """

    id: str
    kind: LinkKind
    zones: tuple[str, str]
    length_m: float
    width_m: float


@dataclass(frozen=True)
class Plan:
    """A building as visitors use it.

    Attributes:
        id: Short and stable, fit for a file's name.
        name: Language code to name.
        note: Language code to what a reader must know about the plan, such as that it is made up.
        origin: Longitude and latitude of the point from which metres are counted.
        levels: In no particular order; :meth:`levels_upward` sorts them.
        zones: At least one.
        doors: Between zones of one level.
        links: Between levels.
    """

    id: str
    name: Names
    note: Names
    origin: tuple[float, float]
    levels: tuple[Level, ...]
    zones: tuple[Zone, ...]
    doors: tuple[Door, ...] = ()
    links: tuple[Link, ...] = ()

    def label(self) -> str:
        """Return the plan's name in the reader's language."""
        return in_readers_language(self.name, self.id)

    def note_text(self) -> str:
        """Return the plan's note in the reader's language; empty if it has none."""
        return in_readers_language(self.note)

    def zone(self, zone_id: str) -> Zone:
        """Return the zone with this id.

        Raises:
            KeyError: There is no such zone.
        """
        return self._zones_by_id[zone_id]

    def level(self, level_id: str) -> Level:
        """Return the level with this id.

        Raises:
            KeyError: There is no such level.
        """
        return {level.id: level for level in self.levels}[level_id]

    def levels_upward(self) -> tuple[Level, ...]:
        """Return the levels from the lowest to the highest."""
        return self._by_ordinal

    def zones_of(self, kind: ZoneKind) -> Iterator[Zone]:
        """Give the zones of one kind, in the plan's order."""
        return (zone for zone in self.zones if zone.kind is kind)

    def door_line(self, door: Door) -> LineString:
        """Return the stretch of wall that the door opens, its clear width long."""
        outline = self.zone(door.zones[0]).outline
        walls = [
            LineString(ends)
            for ring in (outline.exterior, *outline.interiors)
            for ends in pairwise(ring.coords)
        ]
        at = Point(door.at)
        (x0, y0), (x1, y1) = min(walls, key=at.distance).coords
        length = float(np.hypot(x1 - x0, y1 - y0))
        dx, dy = ((end - start) / length * door.width_m / 2 for start, end in ((x0, x1), (y0, y1)))
        x, y = door.at
        return LineString([(x - dx, y - dy), (x + dx, y + dy)])

    @cached_property
    def _zones_by_id(self) -> dict[str, Zone]:
        return {zone.id: zone for zone in self.zones}

    @cached_property
    def _by_ordinal(self) -> tuple[Level, ...]:
        return tuple(sorted(self.levels, key=lambda level: level.ordinal))
