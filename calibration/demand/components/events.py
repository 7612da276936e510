"""Events as the tables name them: festivals, late nights, free days, strikes.

Recurring ones have one name, whatever year or number they bear. What an event does depends on its
kind: :mod:`calibration.demand.components.entry` is about those that change how many of the usual
visitors come, :mod:`calibration.demand.components.audiences` about those with an audience of their
own. The kind is what the table says, or else what the name says; an event of unknown kind is of the
latter sort.
"""

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.components.kinds import ENTRY_KINDS, EVENT_KINDS, shares
from calibration.demand.days import Days

# Years and ordinals: the 12th Night of Museums 2019 is the Night of Museums.
_EDITION: Final = re.compile(
    r"\b(?:(?:19|20)\d\d(?:[/-]\d\d)?|\d+(?:st|nd|rd|th|er|e|ème|º|ª))(?!\w)[\s.,:–-]*",
    re.IGNORECASE,
)


def recurring(name: str) -> str:
    """Return what an event is called every time."""
    return _EDITION.sub("", name).strip(" ,.:–-") or name


def told(days: Days) -> pd.DataFrame:
    """Return the venue's events, each name once a day.

    Returns:
        Columns ``date``, ``name`` (the recurring one), ``changes_entry`` (whether it changes how
        many of the usual visitors come, rather than having an audience of its own), and one for
        each kind with the event's share of it.
    """
    by_table = shares(EVENT_KINDS, days.events["kind"])
    by_name = shares(EVENT_KINDS, days.events["name"])
    kinds = np.where(by_table.any(axis=1, keepdims=True), by_table, by_name)
    table = pd.DataFrame(kinds, columns=[kind.key for kind in EVENT_KINDS])
    table.insert(0, "date", days.events["date"].to_numpy())
    table.insert(1, "name", [recurring(str(name)) for name in days.events["name"]])
    table.insert(2, "changes_entry", table[[kind.key for kind in ENTRY_KINDS]].any(axis=1))
    return table.drop_duplicates(["date", "name"]).reset_index(drop=True)


def names(days: Days) -> tuple[str, ...]:
    """Return the names of all events, in alphabetical order."""
    return tuple(sorted(set(told(days)["name"])))


def design(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return which of these events take place on each day, (day, name)."""
    return takes_place(days, told(days), wanted)


def takes_place(days: Days, events: pd.DataFrame, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return which of these events take place on each day, (day, name).

    Args:
        days: The days.
        events: Rows of :func:`told`.
        wanted: The names.
    """
    on = [days.dates.isin(events["date"][events["name"] == name]) for name in wanted]
    return np.array(on, dtype=np.float64).reshape(len(wanted), len(days.dates)).T
