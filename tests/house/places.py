"""Where the house keeps what these tests look at."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("app", "pages", "scenarios", "calibration", "simulation", "venues")


SOURCES = [
    ROOT / "app.py",
    *(path for layer in LAYERS[1:] for path in sorted((ROOT / layer).rglob("*.py"))),
]
"""Every module of the product, tests excepted."""


def name_of(path: Path) -> str:
    """Return a file's path inside the project."""
    return path.relative_to(ROOT).as_posix()
