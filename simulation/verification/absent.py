"""Published tests that are not run, and why."""

from dataclasses import dataclass
from typing import Final

from venues.common.i18n import N_


@dataclass(frozen=True)
class Absent:
    """Tests that are not run.

    Attributes:
        tests: What their sources call them.
        why: Why not, marked for translation.
        applies: Whether they would apply, once what they need can be simulated.
    """

    tests: str
    why: str
    applies: bool


_DOORS: Final = N_("doors hold nobody up yet: their width does not limit the flow")

ABSENT: Final = (
    Absent("RiMEA 6", N_("a corner needs continuous space; here people walk from zone to zone"),
           applies=False),
    Absent("RiMEA 15, ISO 20414 (counterflow, single file, groups)",
           N_("where people walk beside each other needs continuous space"), applies=False),
    Absent("RiMEA 8, 14", N_("they compare models of behaviour and give no figure to reach"),
           applies=False),
    Absent("RiMEA 4", N_("nobody can be set into a zone before the day begins yet; the formula is"
                         " tested by itself"), applies=True),
    Absent("RiMEA 7, 20", N_("ages are drawn around full decades, from 15 to 25, where speed bends;"
                             " the formula is tested by itself"), applies=False),
    Absent("RiMEA 9, 11, 12, 13", _DOORS, applies=True),
    Absent("NIST 5.2, ISO 20414 12", _DOORS, applies=True),
    Absent("RiMEA 10, NIST 3.1, NIST 4.1", N_("nobody can be assigned an exit and no exit closes"
                                              " yet"), applies=True),
)  # fmt: skip
