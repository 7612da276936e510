"""Small plans for the tests, and a way to spoil the files of one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shapely import box

from venues.geojson import write_plan
from venues.plan import Door, Level, Link, Plan, Zone, ZoneKind

type Files = dict[str, Any]


def zone(
    zone_id: str,
    outline: tuple[float, float, float, float],
    kind: ZoneKind = ZoneKind.GALLERY,
    level: str = "ground",
) -> Zone:
    return Zone(zone_id, {"en": zone_id.title()}, kind, level, box(*outline), 20)


def house() -> Plan:
    """Two rooms in a row, with a lift and stairs to a room above."""
    return Plan(
        id="house",
        name={"en": "House", "fr": "Maison"},
        note={"en": "Made up.", "fr": "Imaginaire."},
        origin=(2.35, 48.85),
        levels=(
            Level("ground", {"en": "Ground", "fr": "Bas"}, 0),
            Level("upper", {"en": "Upper", "fr": "Haut"}, 1),
        ),
        zones=(
            zone("entrance", (0, 0, 10, 8), ZoneKind.ENTRANCE),
            zone("room", (10, 0, 20, 8)),
            zone("attic", (0, 0, 20, 8), level="upper"),
        ),
        doors=(Door("door", ("entrance", "room"), 1.5, (10, 4)),),
        links=(
            Link("stairs", "stairs", ("room", "attic"), 9.0, 1.2),
            Link("lift", "lift", ("room", "attic"), 4.0, 0.9),
        ),
    )


def spoiled(folder: Path, spoil: Callable[[Files], None]) -> Path:
    """Write the house with its files changed by ``spoil``, which may also delete or add some."""
    path = folder / "house"
    write_plan(house(), path)
    files = {file.name: json.loads(file.read_text("utf-8")) for file in path.iterdir()}
    spoil(files)
    for file in path.iterdir():
        file.unlink()
    for name, content in files.items():
        if isinstance(content, bytes):
            (path / name).write_bytes(content)
        else:
            (path / name).write_text(json.dumps(content), "utf-8")
    return path
