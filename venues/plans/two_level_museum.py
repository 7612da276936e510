"""The drawing from which the bundled plan ``two-level-museum/`` is written.

It is a made-up regional museum, drawn in metres because degrees cannot be drawn by hand:
50 × 38 m on two levels, walls ignored. The GeoJSON files beside this module are what Jauge reads;
after a change here, write them anew with ``python -m venues.plans.two_level_museum``. A test holds
the two together.

The ground floor, north up::

    y 38 ┌───────────┬───────────┬──────┬──────────────────────────┐
         │ gallery-3 │ gallery-4 │north │ gallery-7                │
    y 31 │           │           ├stairs┤                          │
    y 29 ├───────────┼───────────┤      ├────────────┬─────────────┤
         │ gallery-2 │ gallery-1 │corri-│ gallery-5  │ gallery-6   │
    y 20 ├───────────┼──────┬────┘ dor  └─┬────┬─────┴─────────────┤
         │ workshop-b│stairs│             │lift│ café              │
    y 14 │           ├──────┴─────────────┴────┴─────┐             │
    y 12 ├───────────┤ foyer                         │             │
         │ toilets   │                               ├─────────────┤
    y  8 ├───────────┤                               │ shop        │
    y  6 │ workshop-a├───────────┬──────────┬────────┤             │
         │           │ cloakroom │ entrance │ tickets│             │
    y  0 └───────────┴───────────┴──────────┴────────┴─────────────┘
         x 0         12          20         30       38            50

The upper floor has the same stairs and lift; the foyer's southern half is open to it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from shapely import Polygon, box

from venues.capacity import capacity_from_area
from venues.geojson_writing import write_plan
from venues.plan import Door, Level, Link, Plan, Zone, ZoneKind

# An outline of two corners is a rectangle.
ZONES: Final = """
id                  | level  | kind      | outline
entrance            | ground | entrance  | 20,0 30,6
foyer               | ground | hall      | 12,6 38,14
tickets             | ground | tickets   | 30,0 38,6
cloakroom           | ground | cloakroom | 12,0 20,6
shop                | ground | shop      | 38,0 50,10
cafe                | ground | cafe      | 38,10 50,10 50,20 35,20 35,14 38,14
toilets-ground      | ground | toilets   | 0,8 12,12
workshop-a          | ground | workshop  | 0,0 12,8
workshop-b          | ground | workshop  | 0,12 12,20
corridor-ground     | ground | corridor  | 18,14 32,14 32,20 27,20 27,31 23,31 23,20 18,20
gallery-1           | ground | gallery   | 12,20 23,29
gallery-2           | ground | gallery   | 0,20 12,29
gallery-3           | ground | gallery   | 0,29 12,38
gallery-4           | ground | gallery   | 12,29 23,38
gallery-5           | ground | gallery   | 27,20 38,29
gallery-6           | ground | gallery   | 38,20 50,29
gallery-7           | ground | gallery   | 27,29 50,38
stairs-ground       | ground | stairs    | 12,14 18,20
stairs-north-ground | ground | stairs    | 23,31 27,38
lift-ground         | ground | lift      | 32,14 35,20
landing             | upper  | hall      | 12,10 38,10 38,14 32,14 32,20 18,20 18,14 12,14
corridor-upper      | upper  | corridor  | 23,20 27,31
gallery-8           | upper  | gallery   | 35,14 38,14 38,29 27,29 27,20 35,20
gallery-9           | upper  | gallery   | 38,14 50,14 50,38 27,38 27,29 38,29
gallery-10          | upper  | gallery   | 12,20 23,29
gallery-11          | upper  | gallery   | 0,15 12,29
gallery-12          | upper  | gallery   | 0,29 23,38
gallery-13          | upper  | gallery   | 0,0 25,0 25,6 12,6 12,12 0,12
gallery-14          | upper  | gallery   | 25,0 50,0 50,14 38,14 38,6 25,6
toilets-upper       | upper  | toilets   | 0,12 12,15
stairs-upper        | upper  | stairs    | 12,14 18,20
stairs-north-upper  | upper  | stairs    | 23,31 27,38
lift-upper          | upper  | lift      | 32,14 35,20
"""

NAMES: Final = """
id                  | English                    | French
entrance            | Entrance                   | Entrée
foyer               | Foyer                      | Hall d’accueil
tickets             | Tickets                    | Billetterie
cloakroom           | Cloakroom                  | Vestiaire
shop                | Shop                       | Boutique
cafe                | Café                       | Café
toilets-ground      | Toilets, ground floor      | Toilettes du bas
workshop-a          | Workshop room A            | Salle d’atelier A
workshop-b          | Workshop room B            | Salle d’atelier B
corridor-ground     | Ground-floor corridor      | Couloir du bas
gallery-1           | Archaeology                | Archéologie
gallery-2           | Ancient Egypt              | Égypte ancienne
gallery-3           | World cultures             | Cultures du monde
gallery-4           | The town’s story           | Histoire de la ville
gallery-5           | Trades and industry        | Métiers et industrie
gallery-6           | Rocks and fossils          | Roches et fossiles
gallery-7           | Natural history hall       | Salle d’histoire naturelle
stairs-ground       | Main stairs, ground floor  | Grand escalier, bas
stairs-north-ground | North stairs, ground floor | Escalier nord, bas
lift-ground         | Lift, ground floor         | Ascenseur, bas
landing             | Landing                    | Palier
corridor-upper      | Upper corridor             | Couloir du haut
gallery-8           | Modern art                 | Art moderne
gallery-9           | Temporary exhibitions      | Expositions temporaires
gallery-10          | Medieval art               | Art médiéval
gallery-11          | Italian paintings          | Peintures italiennes
gallery-12          | Rubens room                | Salle Rubens
gallery-13          | Ceramics and glass         | Céramique et verre
gallery-14          | Photography                | Photographie
toilets-upper       | Toilets, upper floor       | Toilettes du haut
stairs-upper        | Main stairs, upper floor   | Grand escalier, haut
stairs-north-upper  | North stairs, upper floor  | Escalier nord, haut
lift-upper          | Lift, upper floor          | Ascenseur, haut
"""

# How much a zone draws, relative to an ordinary gallery, and what it is about. Gallery 9 is empty
# between exhibitions; the other zones draw nobody for their own sake.
DRAWS: Final = """
id         | draw | themes
gallery-1  | 1.0  | archaeology, local history
gallery-2  | 1.6  | archaeology, world cultures
gallery-3  | 0.8  | world cultures
gallery-4  | 1.0  | local history
gallery-5  | 0.8  | industry, local history
gallery-6  | 1.0  | natural history
gallery-7  | 1.8  | natural history
gallery-8  | 1.0  | modern art, painting
gallery-9  | 0.3  |
gallery-10 | 0.9  | painting, sculpture
gallery-11 | 1.1  | painting
gallery-12 | 1.8  | painting
gallery-13 | 0.8  | craft, decorative arts
gallery-14 | 1.0  | photography, modern art
"""

# A way marked > is passed in the order of its zones only.
DOORS: Final = """
from            | way | to                  | at        | width
entrance        | -   | foyer               | 25,6      | 3.0
entrance        | -   | tickets             | 30,3      | 1.8
entrance        | -   | cloakroom           | 20,3      | 1.8
foyer           | -   | tickets             | 34,6      | 2.4
foyer           | -   | cloakroom           | 16,6      | 2.4
foyer           | -   | shop                | 38,8      | 1.8
foyer           | -   | cafe                | 38,12     | 1.8
foyer           | -   | workshop-a          | 12,7      | 1.2
foyer           | -   | toilets-ground      | 12,10     | 1.2
foyer           | -   | workshop-b          | 12,13     | 1.2
foyer           | -   | stairs-ground       | 15,14     | 2.4
foyer           | -   | corridor-ground     | 25,14     | 3.0
foyer           | -   | lift-ground         | 33.5,14   | 1.1
shop            | -   | cafe                | 46,10     | 1.6
corridor-ground | -   | stairs-ground       | 18,17     | 2.0
corridor-ground | -   | stairs-north-ground | 25,31     | 2.0
corridor-ground | -   | gallery-1           | 23,24.5   | 1.8
corridor-ground | -   | gallery-4           | 23,30     | 1.4
corridor-ground | -   | gallery-5           | 27,24.5   | 1.8
corridor-ground | -   | gallery-7           | 27,30     | 1.4
gallery-1       | -   | gallery-2           | 12,24.5   | 1.8
gallery-2       | -   | gallery-3           | 6,29      | 1.8
gallery-3       | -   | gallery-4           | 12,33.5   | 1.8
gallery-4       | -   | gallery-1           | 17.5,29   | 1.8
gallery-5       | -   | gallery-6           | 38,24.5   | 1.8
gallery-6       | -   | gallery-7           | 44,29     | 1.8
gallery-7       | -   | gallery-5           | 32.5,29   | 1.8
landing         | -   | stairs-upper        | 15,14     | 2.4
landing         | -   | lift-upper          | 33.5,14   | 1.1
landing         | -   | corridor-upper      | 25,20     | 3.0
landing         | -   | toilets-upper       | 12,13     | 1.2
landing         | -   | gallery-8           | 36.5,14   | 1.6
landing         | -   | gallery-13          | 12,11     | 1.4
landing         | -   | gallery-14          | 38,12     | 1.8
corridor-upper  | -   | stairs-north-upper  | 25,31     | 2.0
corridor-upper  | -   | gallery-8           | 27,24.5   | 1.8
corridor-upper  | -   | gallery-9           | 27,30     | 1.6
corridor-upper  | -   | gallery-10          | 23,24.5   | 1.8
corridor-upper  | -   | gallery-12          | 23,30     | 1.4
gallery-8       | -   | gallery-9           | 38,24.5   | 1.8
gallery-9       | >   | gallery-14          | 44,14     | 1.6
gallery-10      | -   | gallery-11          | 12,24.5   | 1.8
gallery-11      | -   | gallery-12          | 6,29      | 1.8
gallery-12      | -   | gallery-10          | 17.5,29   | 1.8
gallery-13      | -   | gallery-14          | 25,3      | 1.8
"""

# Five metres from floor to floor, at 30 degrees; the main stairs have a landing of two metres.
LINKS: Final = """
id           | kind   | lower               | upper              | length | width
main-stairs  | stairs | stairs-ground       | stairs-upper       | 12.0   | 2.4
north-stairs | stairs | stairs-north-ground | stairs-north-upper | 10.0   | 1.6
lift         | lift   | lift-ground         | lift-upper         | 5.0    | 1.1
"""


def two_level_museum() -> Plan:
    """Return the museum as drawn here."""
    draws = {row["id"]: row for row in _rows(DRAWS)}
    return Plan(
        id="two-level-museum",
        name={"en": "Two-level museum", "fr": "Musée sur deux niveaux"},
        note={
            "en": "This building is made up. It resembles a regional museum with about 3,700 m² "
            "open to the public, but neither it nor its collection exists.",
            "fr": "Ce bâtiment est imaginaire. Il ressemble à un musée de région ouvrant environ "
            "3 700 m² au public, mais ni lui ni sa collection n’existent.",
        },
        origin=(3.0, 50.0),
        levels=(
            Level("ground", {"en": "Ground floor", "fr": "Rez-de-chaussée"}, 0),
            Level("upper", {"en": "Upper floor", "fr": "Étage"}, 1),
        ),
        zones=tuple(
            _zone(floor | names, draws.get(floor["id"], {}))
            for floor, names in zip(_rows(ZONES), _rows(NAMES), strict=True)
        ),
        doors=tuple(
            Door(
                id=f"{row['from']}--{row['to']}",
                zones=(row["from"], row["to"]),
                width_m=float(row["width"]),
                at=_point(row["at"]),
                one_way=row["way"] == ">",
            )
            for row in _rows(DOORS)
        ),
        links=tuple(
            Link(
                id=row["id"],
                kind="lift" if row["kind"] == "lift" else "stairs",
                zones=(row["lower"], row["upper"]),
                length_m=float(row["length"]),
                width_m=float(row["width"]),
            )
            for row in _rows(LINKS)
        ),
    )


def _rows(table: str) -> Iterator[dict[str, str]]:
    header, *rows = ([cell.strip() for cell in line.split("|")] for line in table.split("\n")[1:-1])
    return (dict(zip(header, row, strict=True)) for row in rows)


def _zone(row: dict[str, str], draw: dict[str, str]) -> Zone:
    kind = ZoneKind(row["kind"])
    corners = [_point(text) for text in row["outline"].split()]
    outline = box(*corners[0], *corners[1]) if len(corners) == 2 else Polygon(corners)
    return Zone(
        id=row["id"],
        name={"en": row["English"], "fr": row["French"]},
        kind=kind,
        level=row["level"],
        outline=outline,
        capacity=capacity_from_area(kind, outline.area),
        attraction=float(draw.get("draw", 0)),
        themes=tuple(filter(None, draw.get("themes", "").split(", "))),
    )


def _point(text: str) -> tuple[float, float]:
    x, y = text.split(",")
    return float(x), float(y)


if __name__ == "__main__":
    write_plan(two_level_museum(), Path(__file__).parent / "two-level-museum")
