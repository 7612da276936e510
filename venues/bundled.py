"""The plans that come with Jauge, and opening a plan by name or by path."""

from pathlib import Path
from typing import Final

from venues.archives import MANIFEST
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem
from venues.features import listed
from venues.geojson import read_plan
from venues.plan import Plan

TWO_LEVEL_MUSEUM: Final = "two-level-museum"
_PLANS: Final = Path(__file__).parent / "plans"


def bundled_plans() -> dict[str, Path]:
    """Return the bundled plans: id to folder."""
    return {file.parent.name: file.parent for file in sorted(_PLANS.glob(f"*/{MANIFEST}"))}


def open_plan(name_or_path: str | Path) -> Plan:
    """Open a bundled plan by its id, or any plan by its path.

    Raises:
        InputError: There is no such plan, or it cannot be used.
    """
    bundled = bundled_plans()
    if str(name_or_path) in bundled:
        return read_plan(bundled[str(name_or_path)])
    path = Path(name_or_path)
    try:
        found = path.exists()
    except OSError:  # such as a name too long for a file
        found = False
    if not found:
        raise InputError(
            Problem(
                _("there is no such plan"),
                value=str(name_or_path),
                allowed=_("{plans}, or the path of a folder or a .zip").format(
                    plans=listed(bundled)
                ),
            )
        )
    return read_plan(path)
