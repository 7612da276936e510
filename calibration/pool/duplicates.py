"""Rows of one file that are about the same thing: dropped if equal, settled by a rule if not.

Used by :mod:`calibration.pool.importing`. Without a rule, rows that disagree are refused: which of
two figures is right is for the institution to say. Every choice that a rule makes is shown.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd

from calibration.pool.cells import CellError
from calibration.pool.checking import Checked, shown
from calibration.pool.dates import DateStyle, parse_moment
from calibration.pool.parsing import parse_measure
from calibration.pool.reports import Conflict
from calibration.pool.tables import Table
from venues.common.i18n import N_, ngettext
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings
from venues.common.problems import Problem


class Keep(StrEnum):
    """Which of several rows stands."""

    LATEST = "latest"
    EARLIEST = "earliest"
    LARGEST = "largest"


RULES: Final = {
    Keep.LATEST: N_("the entry with the latest {column} stands"),
    Keep.EARLIEST: N_("the entry with the earliest {column} stands"),
    Keep.LARGEST: N_("the entry with the largest {column} stands"),
}


class DuplicateRule(Settings):
    """Which of several rows about the same thing stands.

    Attributes:
        keep: The one with the latest, earliest or largest value …
        by: … in this column of the file. Rows that are equal there too keep the file's order, the
            later row standing.
    """

    keep: Keep
    by: str

    def __str__(self) -> str:
        """Return the rule in the reader's language."""
        return _(RULES[self.keep]).format(column=self.by)


@dataclass(frozen=True)
class Settled:
    """The rows that stand, and what was decided on the way."""

    checked: Checked
    conflicts: list[Conflict]


def settle(table: Table, file: str, checked: Checked, rule: DuplicateRule | None) -> Settled:
    """Leave one row for each key.

    Args:
        table: The declaration.
        file: The file's name, for the sentences.
        checked: The file's good rows.
        rule: What decides between rows that disagree; None refuses them.
    """
    frame = checked.frame
    key = list(table.key)
    repeated = frame.duplicated(key, keep=False).to_numpy()
    if not repeated.any():
        return Settled(checked, [])
    values = [name for name in table.told if name in frame]
    stands = ~repeated
    equal = 0
    conflicts: list[Conflict] = []
    problems = list(checked.problems)
    for _key, group in frame[repeated].groupby(key, dropna=False, sort=False):
        positions = [int(at) for at in group.index]
        if not values or len(group.drop_duplicates(values)) == 1:
            stands[positions[_first_by(rule, checked, positions)]] = True
            equal += len(group) - 1
        elif rule is None:
            problems.append(_disagreement(table, file, checked, positions, values))
        else:
            kept = positions[_first_by(rule, checked, positions)]
            stands[kept] = True
            conflicts.append(_conflict(table, checked, positions, kept=kept, rule=rule))
    notes = list(checked.notes)
    if equal:
        notes.append(
            ngettext(
                "{count} row says the same as another row and was left out.",
                "{count} rows say the same as another row and were left out.",
                equal,
            ).format(count=equal)
        )
    chosen = np.flatnonzero(stands)
    return Settled(
        Checked(
            frame.iloc[chosen].reset_index(drop=True),
            [checked.extras[at] for at in chosen],
            checked.rows[chosen],
            problems,
            notes,
        ),
        conflicts,
    )


def key_label(table: Table, row: "pd.Series[Any]") -> str:
    """Name what a row is about, such as ``M Shed, 2017-12-14``."""
    parts = [shown(row[name]) for name in table.key if name in row and not pd.isna(row[name])]
    return ", ".join(part for part in parts if part != "day")


def _first_by(rule: DuplicateRule | None, checked: Checked, positions: list[int]) -> int:
    """Return which of the positions stands by the rule; the first one without a rule."""
    if rule is None:
        return 0
    ranked = [(_rank(_told_by(rule, checked, at)), order) for order, at in enumerate(positions)]
    if rule.keep is Keep.EARLIEST:
        return min(ranked, key=lambda item: (item[0], -item[1]))[1]
    return max(ranked)[1]


def _told_by(rule: DuplicateRule, checked: Checked, at: int) -> Any:
    if rule.by in checked.frame:
        value = checked.frame[rule.by].iloc[at]
        return None if pd.isna(value) else value
    return checked.extras[at].get(rule.by)


def _rank(value: Any) -> tuple[int, float, str]:
    """Return what orders numbers by size and moments by time; nothing comes first."""
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, pd.Timestamp):
        return (2, value.timestamp(), "")
    text = str(value)
    for read in (_as_number, _as_time):
        try:
            return (2, read(text), "")
        except CellError:
            continue
    return (1, 0.0, text)


def _as_number(text: str) -> float:
    return float(parse_measure(text).value)


def _as_time(text: str) -> float:
    moment = parse_moment(text, DateStyle(timezone="UTC")).value
    return float(pd.Timestamp(moment).timestamp())


def _differing(group: pd.DataFrame, values: list[str]) -> str:
    return next(name for name in values if len(group.drop_duplicates([name])) > 1)


def _disagreement(
    table: Table, file: str, checked: Checked, positions: list[int], values: list[str]
) -> Problem:
    group = checked.frame.loc[positions]
    column = _differing(group, values)
    rows = ", ".join(str(checked.rows[at]) for at in positions)
    return Problem(
        _("{key} stands in rows {rows} with different values").format(
            key=key_label(table, group.iloc[0]), rows=rows
        ),
        file,
        int(checked.rows[positions[-1]]),
        column,
        " / ".join(shown(value) for value in group[column]),
        _("one row, or a mapping with a rule for duplicates"),
    )


def _conflict(
    table: Table, checked: Checked, positions: list[int], *, kept: int, rule: DuplicateRule
) -> Conflict:
    group = checked.frame.loc[positions]
    column = _differing(group, [name for name in table.told if name in group])
    stands = shown(checked.frame[column].iloc[kept])
    others = [shown(value) for value in group[column]]
    return Conflict(
        key_label(table, group.iloc[0]),
        column,
        stands,
        tuple(dict.fromkeys(value for value in others if value != stands)),
        tuple(int(checked.rows[at]) for at in positions),
        str(rule),
    )
