"""A day of the reference engine as a picture: who is where, and how crowded it is there.

A notebook shows a :class:`Picture` by itself; :meth:`Picture.save` writes it as SVG, which every
browser shows.
"""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from venues.common.files import whole_file
from venues.plan import Zone

if TYPE_CHECKING:
    from simulation.reference.model import DayModel

_WIDTH_PX = 800
_MARGIN_M = 1.0


@dataclass(frozen=True)
class Picture:
    """A drawing.

    Attributes:
        svg: The drawing as SVG.
    """

    svg: str

    def _repr_svg_(self) -> str:
        """Let a notebook show it."""
        return self.svg

    def save(self, path: Path) -> None:
        """Write it as an SVG file."""
        with whole_file(path) as partial:
            partial.write_text(self.svg, encoding="utf-8")


def picture(model: "DayModel", level: str) -> Picture:
    """Return a level of the venue as it is now: zones with their persons, redder where crowded.

    Args:
        model: The day.
        level: The level's id.
    """
    prepared = model.started.prepared
    zones = [
        (zone, persons, persons / zone.area_m2 / prepared.day.visitors.crowded_per_m2)
        for zone, persons in zip(prepared.plan.zones, model.occupancy.tolist(), strict=True)
        if zone.level == level
    ]
    west, south, east, north = shapely.total_bounds([zone.outline for zone, *_rest in zones])
    width, height = east - west + 2 * _MARGIN_M, north - south + 2 * _MARGIN_M
    shapes = "".join(_shape(*each) for each in zones)
    clock = f"{int(model.time // 3600):02}:{int(model.time % 3600 // 60):02}"
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH_PX}"'
        f' viewBox="{west - _MARGIN_M} {-north - _MARGIN_M} {width} {height}">'
        f"<title>{escape(prepared.plan.label())}, {escape(level)}, {clock}</title>{shapes}</svg>"
    )


def _shape(zone: Zone, persons: int, crowding: float) -> str:
    """Return a zone's outline with its name and persons; its colour is full when it is crowded."""
    outline = " ".join(f"{x},{-y}" for x, y in zone.outline.exterior.coords)
    x, y = zone.middle
    size = min(1.2, zone.area_m2**0.5 / 6)
    return (
        f'<polygon points="{outline}" fill="#c0392b" fill-opacity="{min(crowding, 1.0):.2f}"'
        ' stroke="#333" stroke-width="0.1"/>'
        f'<text x="{x}" y="{-y}" font-size="{size:.2f}" text-anchor="middle">'
        f"{escape(zone.label())}: {persons}</text>"
    )
