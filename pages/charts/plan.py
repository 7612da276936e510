"""A venue's plan drawn to scale, one level a picture, with what is known of each room on it.

A value (people inside, a difference between two plans) is shown by colour *and* by its figure in
the room, so that nobody has to read colours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import altair as alt
import shapely

from pages.charts import theme
from venues.common.i18n import gettext as _
from venues.common.i18n import number
from venues.graph import WalkingGraph
from venues.plan import Plan, Zone, ZoneKind

PICKED: Final = "picked"
"""The name of the selection: the rooms that the reader clicked."""

_KIND_COLOURS: Final[Mapping[ZoneKind, str]] = {
    ZoneKind.GALLERY: "#E3EBF1",
    ZoneKind.WORKSHOP: "#E4E0EE",
    ZoneKind.CAFE: "#F3E6D3",
    ZoneKind.SHOP: "#F3E6D3",
    ZoneKind.TICKETS: "#E0EDE6",
    ZoneKind.CLOAKROOM: "#E0EDE6",
    ZoneKind.ENTRANCE: "#E0EDE6",
    ZoneKind.OUTDOOR: "#E6EEDC",
}
_OTHER_KIND: Final = "#F1EEE6"
_LINE_PX: Final = 13
_NEARLY_A_BOX: Final = 0.9
_OFF_WALLS_M: Final = 0.8
_NARROW_M2: Final = 28.0
"""A room smaller than this is labelled with its figure only; its name is in the tooltip."""


@dataclass(frozen=True)
class Amounts:
    """One figure a zone, to be shown on the plan.

    Attributes:
        values: Zone id to value; a zone left out is drawn empty.
        title: What the figures are, for the legend and the tooltip.
        full: The value that the darkest colour stands for.
        kind: ``amount`` from light to dark, or ``difference`` around nought.
        decimals: How many to write.
    """

    values: Mapping[str, float]
    title: str
    full: float
    kind: Literal["amount", "difference"] = "amount"
    decimals: int = 0

    def text(self, zone_id: str) -> str:
        """Return the zone's figure as the reader writes it."""
        value = self.values.get(zone_id)
        if value is None:
            return ""
        if self.kind == "difference":
            sign = "+" if value > 0 else "−" if value < 0 else ""
            figure = number(abs(value), self.decimals)
            return figure if float(f"{abs(value):.{self.decimals}f}") == 0 else sign + figure
        return number(value, self.decimals)


def level_picture(
    plan: Plan,
    level: str,
    *,
    amounts: Amounts | None = None,
    graph: "WalkingGraph | None" = None,
    height: int = 440,
) -> Any:
    """Draw one level of a plan to scale.

    Args:
        plan: The plan.
        level: The id of the level.
        amounts: Figures to colour the rooms by; without them they are tinted by what they are for.
        graph: The walking graph, to draw it over the rooms.
        height: In pixels.
    """
    zones = [zone for zone in plan.zones if zone.level == level]
    picked = alt.selection_point(name=PICKED, fields=["zone"], toggle=False)
    layers = [
        _rooms(zones, amounts).add_params(picked),
        _doors(plan, zones),
        *([_ways(plan, graph, {z.id for z in zones})] if graph is not None else []),
        *_labels(zones, amounts),
        *_scale_bar(zones),
    ]
    return theme.finished(alt.layer(*layers), height=height)


def _projected(chart: alt.Chart) -> alt.Chart:
    return chart.project(type="identity", reflectY=True)


def _rooms(zones: list[Zone], amounts: Amounts | None) -> alt.Chart:
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(zone.outline),
            "zone": zone.id,
            "name": zone.label(),
            "use": zone.kind.label(),
            "tint": _KIND_COLOURS.get(zone.kind, _OTHER_KIND),
            "size": _("{area} m², holds {capacity}").format(
                area=number(zone.area_m2), capacity=number(zone.capacity)
            ),
            "value": None if amounts is None else amounts.values.get(zone.id),
            "figure": "" if amounts is None else amounts.text(zone.id),
        }
        for zone in zones
    ]
    chart = alt.Chart(theme.inline(features)).mark_geoshape(
        stroke="#47525D", strokeWidth=1.4, strokeJoin="miter"
    )
    tooltip = [
        alt.Tooltip("name:N", title=_("Room")),
        alt.Tooltip("use:N", title=_("Use")),
        alt.Tooltip("size:N", title=_("Size")),
    ]
    if amounts is None:
        return _projected(
            chart.encode(color=alt.Color("tint:N", scale=None, legend=None), tooltip=tooltip)
        )
    tooltip.append(alt.Tooltip("figure:N", title=amounts.title))
    around = amounts.kind == "difference"
    full = max(amounts.full, 1e-9)
    scale = alt.Scale(
        domain=[-full, 0, full] if around else [0, full],
        range="diverging" if around else "ramp",
        clamp=True,
        type="linear",
    )
    legend = alt.Legend(
        title=amounts.title, gradientLength=220, gradientThickness=10, format=",.0f", tickCount=4
    )
    return _projected(
        chart.encode(color=alt.Color("value:Q", scale=scale, legend=legend), tooltip=tooltip)
    )


def _doors(plan: Plan, zones: list[Zone]) -> alt.Chart:
    here = {zone.id for zone in zones}
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(plan.door_line(door)),
            "width": _("{width} m wide").format(width=number(door.width_m, 2)),
        }
        for door in plan.doors
        if here.issuperset(door.zones)
    ]
    return _projected(
        alt.Chart(theme.inline(features))
        .mark_geoshape(filled=False, stroke=theme.PAPER, strokeWidth=4)
        .encode(tooltip=alt.Tooltip("width:N", title=_("Door")))
    )


def _ways(plan: Plan, graph: WalkingGraph, here: set[str]) -> alt.Chart:
    at = {door.id: door.at for door in plan.doors}
    features = []
    for start, end, edge in graph.edges(data=True):
        if start in here and end in here and edge.get("door") in at:
            path = [plan.zone(start).middle, at[edge["door"]]]
            features.append(
                {"type": "Feature", "geometry": {"type": "LineString", "coordinates": path}}
            )
    return _projected(
        alt.Chart(theme.inline(features)).mark_geoshape(
            filled=False, stroke=theme.SECOND, strokeWidth=1.6, strokeDash=[5, 3]
        )
    )


def _labels(zones: list[Zone], amounts: Amounts | None) -> list[alt.Chart]:
    full = amounts.full if amounts is not None else 1.0
    rows: list[dict[str, Any]] = []
    for zone in zones:
        x, y, breadth = _label_place(zone)
        narrow = zone.area_m2 < _NARROW_M2 and amounts is not None
        value = amounts.values.get(zone.id, 0.0) if amounts is not None else 0.0
        # "Lift, upper floor": the floor is the picture's.
        lines = [] if narrow else _broken(zone.label().split(",")[0], breadth)
        rows.append(
            {
                "x": x,
                "y": y,
                "name": lines,
                "lines": len(lines),
                "figure": amounts.text(zone.id) if amounts is not None else "",
                "on_dark": abs(value) > 0.6 * full,
            }
        )
    below = _LINE_PX if amounts is not None else 0
    names = [
        # Vega hangs a text of several lines from its first one: lift it by the lines that follow.
        _words([row for row in rows if row["lines"] == count])
        .mark_text(fontSize=11, lineHeight=_LINE_PX, dy=-(_LINE_PX * (count - 1) + below) / 2)
        .encode(text="name:N")
        for count in sorted({row["lines"] for row in rows} - {0})
    ]
    if amounts is None:
        return names
    figures = [
        _words([row for row in rows if row["lines"] == count])
        .mark_text(fontSize=14, fontWeight=700, dy=_LINE_PX * count / 2)
        .encode(text="figure:N")
        for count in sorted({row["lines"] for row in rows})
    ]
    return [*names, *figures]


def _label_place(zone: Zone) -> tuple[float, float, float]:
    """Return where a name fits, and how broad the room is there.

    That is the middle of a room that is a rectangle, else its widest place.
    """
    x, y = zone.middle
    if zone.outline.area < _NEARLY_A_BOX * zone.outline.envelope.area:
        x, y = shapely.maximum_inscribed_circle(zone.outline).coords[0]
    left, _bottom, right, _top = zone.outline.bounds
    # Off the walls, so that the letters do not touch one above or below them.
    inside = zone.outline.buffer(-_OFF_WALLS_M)
    across = shapely.LineString([(left, y), (right, y)]).intersection(inside)
    if across.is_empty:
        return x, y, right - left
    here = min(shapely.get_parts(across), key=lambda part: part.distance(shapely.Point(x, y)))
    start, _low, end, _high = here.bounds
    return (start + end) / 2, y, end - start + 2 * _OFF_WALLS_M


def _words(rows: list[dict[str, Any]]) -> alt.Chart:
    return _projected(
        alt.Chart(theme.inline(rows)).encode(
            longitude="x:Q",
            latitude="y:Q",
            color=alt.condition("datum.on_dark", alt.value("#FFFFFF"), alt.value(theme.INK)),
        )
    )


def _broken(name: str, breadth: float) -> list[str]:
    """Break a name into lines that fit a room's breadth (at about 0.75 m a letter)."""
    letters = max(8, int(breadth / 0.75))
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _scale_bar(zones: list[Zone]) -> list[alt.Chart]:
    """Draw ten metres, so that the plan's scale can be judged."""
    left, bottom, *_rest = shapely.union_all([zone.outline for zone in zones]).bounds
    low, right = bottom - 2.5, left + 10
    bar = {
        "type": "Feature",
        "geometry": {
            "type": "MultiLineString",
            "coordinates": [
                [[left, low], [right, low]],
                [[left, low - 0.4], [left, low + 0.4]],
                [[right, low - 0.4], [right, low + 0.4]],
            ],
        },
    }
    words = {"x": right + 0.6, "y": low, "words": _("10 m")}
    return [
        _projected(
            alt.Chart(theme.inline([bar])).mark_geoshape(
                filled=False, stroke=theme.MUTED, strokeWidth=1.5
            )
        ),
        _projected(
            alt.Chart(theme.inline([words]))
            .mark_text(align="left", color=theme.MUTED, fontSize=12)
            .encode(longitude="x:Q", latitude="y:Q", text="words:N")
        ),
    ]
