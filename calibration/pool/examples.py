"""The bundled example pool: museums in Bristol, British national museums, the Helsinki zoo.

Use :func:`load_example_pool` to fill a pool with real history; run as a module, this fills the
user's own pool if there is none yet, so that the app opens on something. The files under ``data``
go the same way as a user's own; ``data/LICENCES.md`` names their owners and terms.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from calibration.pool.importing import import_table
from calibration.pool.reports import ImportReport
from calibration.pool.store import Pool, default_path

DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Example:
    """One bundled file: its table, name, and the country, school region and type of its venues."""

    kind: str
    name: str
    country: str | None = None
    region: str | None = None
    venue_type: str | None = None

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return DATA / f"{self.name}.csv"


# Attendance comes first, as it makes the venues known.
EXAMPLES: Final = (
    Example("attendance", "bristol_attendance", "GB", "Bristol", "museum"),
    Example("attendance", "uk_national_museums_attendance", "GB", None, "museum"),
    Example("attendance", "helsinki_zoo_attendance", "FI", "Helsinki", "zoo"),
    Example("calendar", "bristol_calendar"),
    Example("calendar", "helsinki_zoo_calendar"),
    Example("exhibitions", "bristol_exhibitions"),
    Example("events", "helsinki_zoo_events"),
    Example("weather", "helsinki_zoo_weather"),
    Example("school_holidays", "helsinki_school_holidays"),
)


def load_example_pool(pool: Pool) -> list[ImportReport]:
    """Import the bundled files; files that are already there change nothing."""
    return [
        import_table(
            pool,
            example.kind,
            example.path,
            country=example.country,
            region=example.region,
            venue_type=example.venue_type,
        )
        for example in EXAMPLES
    ]


if __name__ == "__main__" and not default_path().exists():
    load_example_pool(Pool())
