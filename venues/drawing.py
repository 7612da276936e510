"""A plan as plain data for drawing: outlines, label points and doors, in metres.

It knows nothing of charts; a page makes its picture from these rows.
"""

from typing import TypedDict

import shapely

from venues.plan import Plan, Zone

LABEL_PRECISION_M = 0.1
ROOM_ENOUGH = 0.75
"""Share of the widest place's radius with which a label still sits well in the middle."""


class ZoneDrawing(TypedDict):
    """One zone: ``rings`` are its outline and holes, ``x`` and ``y`` where its label fits best."""

    zone: str
    label: str
    kind: str
    kind_label: str
    level: str
    level_label: str
    ordinal: int
    area_m2: float
    capacity: int
    x: float
    y: float
    rings: list[list[tuple[float, float]]]


class DoorDrawing(TypedDict):
    """One door as a stretch of wall from (x, y) to (x2, y2)."""

    door: str
    level: str
    zones: tuple[str, str]
    width_m: float
    one_way: bool
    x: float
    y: float
    x2: float
    y2: float


def plan_features(plan: Plan) -> list[ZoneDrawing]:
    """Return a row for each zone, from the lowest level upward, in the reader's language."""
    rows: list[ZoneDrawing] = []
    for level in plan.levels_upward():
        for zone in plan.zones:
            if zone.level != level.id:
                continue
            x, y = _label_point(zone)
            rows.append(
                ZoneDrawing(
                    zone=zone.id,
                    label=zone.label(),
                    kind=zone.kind.value,
                    kind_label=zone.kind.label(),
                    level=level.id,
                    level_label=level.label(),
                    ordinal=level.ordinal,
                    area_m2=zone.area_m2,
                    capacity=zone.capacity,
                    x=x,
                    y=y,
                    rings=[
                        [(float(east), float(north)) for east, north in ring.coords]
                        for ring in (zone.outline.exterior, *zone.outline.interiors)
                    ],
                )
            )
    return rows


def plan_doors(plan: Plan) -> list[DoorDrawing]:
    """Return a row for each door."""
    rows: list[DoorDrawing] = []
    for door in plan.doors:
        (x, y), (x2, y2) = plan.door_line(door).coords
        rows.append(
            DoorDrawing(
                door=door.id,
                level=plan.zone(door.zones[0]).level,
                zones=door.zones,
                width_m=door.width_m,
                one_way=door.one_way,
                x=float(x),
                y=float(y),
                x2=float(x2),
                y2=float(y2),
            )
        )
    return rows


def _label_point(zone: Zone) -> tuple[float, float]:
    """Return the zone's middle if there is room for a label, else the widest place in it."""
    radius = shapely.maximum_inscribed_circle(zone.outline, LABEL_PRECISION_M)
    middle = shapely.Point(zone.middle)
    if zone.outline.boundary.distance(middle) >= ROOM_ENOUGH * radius.length:
        return zone.middle
    x, y = radius.coords[0]
    return float(x), float(y)
