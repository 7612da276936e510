"""The words of the Indoor Mapping Data Format (OGC 20-094, version 1.0.0) that Jauge uses.

What IMDF has no word for stands in an object of our own, ``jauge``, in a feature's properties and
in the manifest, so that other software can read a plan and leave ours alone.
"""

from collections.abc import Mapping
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from venues.plan import LinkKind, ZoneKind

IMDF_VERSION: Final = "1.0.0"
OWN: Final = "jauge"
FORMAT: Final = 1
"""The version of our own properties; a reader knows all versions up to this one."""

CATEGORY_OF_KIND: Final[Mapping[ZoneKind, str]] = {
    ZoneKind.ENTRANCE: "lobby",
    ZoneKind.HALL: "lobby",
    ZoneKind.TICKETS: "room",
    ZoneKind.CLOAKROOM: "room",
    ZoneKind.GALLERY: "room",
    ZoneKind.CORRIDOR: "walkway",
    ZoneKind.STAIRS: "stairs",
    ZoneKind.LIFT: "elevator",
    ZoneKind.CAFE: "foodservice",
    ZoneKind.SHOP: "room",
    ZoneKind.TOILETS: "restroom",
    ZoneKind.WORKSHOP: "classroom",
    ZoneKind.OUTDOOR: "terrace",
}

KIND_OF_CATEGORY: Final[Mapping[str, ZoneKind]] = {
    **dict.fromkeys(
        ("auditorium", "library", "movietheater", "recreation", "room", "theater", "unspecified"),
        ZoneKind.GALLERY,
    ),
    **dict.fromkeys(
        (
            "firstaid",
            "lobby",
            "lounge",
            "mothersroom",
            "phoneroom",
            "unenclosedarea",
            "waitingroom",
        ),
        ZoneKind.HALL,
    ),
    **dict.fromkeys(
        ("footbridge", "movingwalkway", "platform", "ramp", "walkway", "walkway.island"),
        ZoneKind.CORRIDOR,
    ),
    **dict.fromkeys(("escalator", "stairs", "steps"), ZoneKind.STAIRS),
    **dict.fromkeys(("classroom", "conferenceroom", "huddleroom", "laboratory"), ZoneKind.WORKSHOP),
    **dict.fromkeys(
        (
            "restroom",
            "restroom.family",
            "restroom.female",
            "restroom.female.wheelchair",
            "restroom.male",
            "restroom.male.wheelchair",
            "restroom.transgender",
            "restroom.transgender.wheelchair",
            "restroom.unisex",
            "restroom.unisex.wheelchair",
            "restroom.wheelchair",
        ),
        ZoneKind.TOILETS,
    ),
    **dict.fromkeys(("fieldofplay", "road", "smokingarea", "terrace"), ZoneKind.OUTDOOR),
    "elevator": ZoneKind.LIFT,
    "foodservice": ZoneKind.CAFE,
}
"""What a unit is for where it carries no kind of our own."""

NOT_VISITED: Final = frozenset(
    {
        "brick",
        "column",
        "concrete",
        "drywall",
        "fitnessroom",
        "glass",
        "kitchen",
        "mailroom",
        "nonpublic",
        "office",
        "opentobelow",
        "parking",
        "privatelounge",
        "serverroom",
        "shower",
        "storage",
        "structure",
        "vegetation",
        "wood",
    }
)
"""Units that are walls, voids or for the staff: they are no zones."""

DOOR: Final = "pedestrian"
DOORS: Final = frozenset({DOOR, "pedestrian.principal", "pedestrian.transit"})
OTHER_OPENINGS: Final = frozenset({"automobile", "bicycle", "emergencyexit", "service"})
"""Openings that visitors do not use on an ordinary day: they are no doors."""

CATEGORY_OF_LINK: Final[Mapping[LinkKind, str]] = {"stairs": "stairs", "lift": "elevator"}
LINK_OF_CATEGORY: Final[Mapping[str, LinkKind]] = {
    category: kind for kind, category in CATEGORY_OF_LINK.items()
}
OTHER_RELATIONSHIPS: Final = frozenset(
    {"escalator", "movingwalkway", "ramp", "traversal", "traversal.path"}
)
"""Relationships that say nothing about stairs or lifts: they are no links."""


def feature_uuid(plan_id: str, feature_type: str, own_id: str) -> str:
    """Return the UUID that IMDF asks of a feature: always the same for the same feature."""
    return str(uuid5(NAMESPACE_URL, f"{OWN}:{plan_id}/{feature_type}/{own_id}"))
