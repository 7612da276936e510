"""How many people a zone may hold, from its area, where the plan does not say.

The floor space per person is a planning value for circulation and comfort. It is not the limit that
a fire authority sets: where there is one (in France one person per five square metres of the rooms
open to the public of a museum, article Y 2 of the safety regulations; in the United Kingdom the
floor space factors of Approved Document B), give the zone's capacity in the plan.
"""

from typing import Final

from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter
from venues.plan import ZoneKind

_IBC: Final = "International Building Code, table 1004.5 (occupant load factors): "
_UNIT: Final = N_("m²/person")


class FloorSpace(Settings):
    """Square metres per person, by use of the zone."""

    gallery_m2: float = parameter(
        2.8,
        label=N_("Floor space per visitor in galleries"),
        unit=_UNIT,
        source=_IBC + "exhibit gallery and museum, 30 square feet net",
        minimum=0.2,
        maximum=100,
    )
    seated_m2: float = parameter(
        1.4,
        label=N_("Floor space per visitor in the café"),
        unit=_UNIT,
        source=_IBC + "tables and chairs, 15 square feet net",
        minimum=0.2,
        maximum=100,
    )
    workshop_m2: float = parameter(
        1.86,
        label=N_("Floor space per participant in workshop rooms"),
        unit=_UNIT,
        source=_IBC + "classroom, 20 square feet net",
        minimum=0.2,
        maximum=100,
    )
    shop_m2: float = parameter(
        2.8,
        label=N_("Floor space per visitor in the shop"),
        unit=_UNIT,
        source=_IBC + "mercantile on the ground floor, 30 square feet gross",
        minimum=0.2,
        maximum=100,
    )
    walking_m2: float = parameter(
        1.39,
        label=N_("Floor space per visitor in halls, corridors and stairs"),
        unit=_UNIT,
        source="Fruin 1971, walkways: below 15 square feet per person (level of service D) most "
        "people can no longer walk at their own speed",
        minimum=0.2,
        maximum=100,
    )

    def per_person(self, kind: ZoneKind) -> float:
        """Return the floor space per person in a zone of this kind."""
        match kind:
            case ZoneKind.GALLERY:
                return self.gallery_m2
            case ZoneKind.CAFE:
                return self.seated_m2
            case ZoneKind.WORKSHOP:
                return self.workshop_m2
            case ZoneKind.SHOP:
                return self.shop_m2
            case _:
                return self.walking_m2


DEFAULT_FLOOR_SPACE: Final = FloorSpace()


def capacity_from_area(
    kind: ZoneKind, area_m2: float, floor_space: FloorSpace = DEFAULT_FLOOR_SPACE
) -> int:
    """Return how many people fit, at least one."""
    return max(1, int(area_m2 / floor_space.per_person(kind)))
