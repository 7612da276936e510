"""Whether the pool knows the venues of a file, and which ones are perhaps one.

Used by :mod:`calibration.pool.importing`. A misspelt name would quietly make a venue without
history, or a calendar without a venue.
"""

from dataclasses import replace as changed
from difflib import get_close_matches
from typing import Final

import numpy as np

from calibration.pool.checking import Checked
from calibration.pool.tables import Table, VenueRule
from venues.common.i18n import gettext as _
from venues.common.problems import Problem

ALIKE: Final = 0.85


def check_venues(
    table: Table, file: str, checked: Checked, known: list[str]
) -> tuple[Checked, list[str]]:
    """Leave only rows about venues that may stand there; say what resembles what.

    One problem is reported for each unknown venue, at its first row.
    """
    if table.venues is VenueRule.NONE or checked.frame.empty:
        return checked, []
    names = checked.frame["venue"]
    new = [name for name in dict.fromkeys(names) if name not in known]
    if table.venues is VenueRule.INTRODUCES:
        return checked, [note for name in new for note in _resembles(name, known)]
    problems = list(checked.problems)
    for name in new:
        first = int(np.flatnonzero(names == name)[0])
        problems.append(
            Problem(
                _("the pool knows no venue of this name"), file, int(checked.rows[first]), "venue",
                name, _nearest(name, known),
            )
        )  # fmt: skip
    good = np.flatnonzero(~names.isin(new).to_numpy())
    kept = changed(
        checked,
        frame=checked.frame.iloc[good].reset_index(drop=True),
        extras=[checked.extras[at] for at in good],
        rows=checked.rows[good],
        problems=problems,
    )
    return kept, []


def _nearest(name: str, known: list[str]) -> str:
    if not known:
        return _("a venue whose attendance was imported before; the pool has none yet")
    by_lower = {venue.lower(): venue for venue in known}
    near = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.5)
    if near:
        return _("perhaps {venue}; import the attendance of a new venue first").format(
            venue=by_lower[near[0]]
        )
    return _("a venue whose attendance was imported before, such as {venue}").format(venue=known[0])


def _resembles(name: str, known: list[str]) -> list[str]:
    near = get_close_matches(name.lower(), [venue.lower() for venue in known], n=1, cutoff=ALIKE)
    if not near:
        return []
    other = next(venue for venue in known if venue.lower() == near[0])
    return [
        _("“{name}” is new to the pool and resembles “{other}”; are they two venues?").format(
            name=name, other=other
        )
    ]
