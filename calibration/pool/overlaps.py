"""Figures of one venue that tell of the same days, said when a file brings them in.

Used by :mod:`calibration.pool.importing`. Demand is learned from no visitor twice: from the shorter
of two periods, and from the earlier of two of one length (:func:`~calibration.pool.periods.
counted_twice`).
"""

import sqlite3

import pandas as pd

from calibration.pool.checking import Checked, shown
from calibration.pool.periods import counted_twice, last_day
from calibration.pool.tables import Table
from venues.common import i18n
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext


def overlap_notes(connection: sqlite3.Connection, table: Table, checked: Checked) -> list[str]:
    """Say where the pool now has the same days in two periods.

    Args:
        connection: To the pool, the file's rows being in it.
        table: The file's table.
        checked: The file's rows.
    """
    if table.kind != "attendance":
        return []
    notes = []
    for name in sorted(set(checked.frame["venue"])):
        rows = pd.DataFrame(
            connection.execute(
                "SELECT DISTINCT period, date FROM attendance WHERE venue = ?", (name,)
            ),
            columns=["period", "start"],
        )
        rows["start"] = pd.to_datetime(rows["start"])
        notes += _of_two_lengths(name, rows)
        for _period, same in rows[rows["period"] != "day"].groupby("period"):
            notes += _of_one_length(name, same)
    return notes


def _of_two_lengths(name: str, rows: pd.DataFrame) -> list[str]:
    spans = rows.groupby("period")["start"].agg(["min", "max"]).sort_values("min")
    if (spans["min"].to_numpy()[1:] > spans["max"].to_numpy()[:-1]).all():
        return []
    text = _("“{name}” has figures for {periods} over the same time.")
    return [text.format(name=name, periods=", ".join(spans.index))]


def _of_one_length(name: str, rows: pd.DataFrame) -> list[str]:
    periods = rows.assign(end=last_day(rows["start"], rows["period"]))
    twice = periods["start"][counted_twice(periods)]
    if twice.empty:
        return []
    text = ngettext(
        "“{name}”: {count} period begins before the one before it is over, on {day}; demand is not"
        " learned from it.",
        "“{name}”: {count} periods begin before the one before them is over, the first on {day};"
        " demand is not learned from them.",
        len(twice),
    )
    first = shown(twice.min())
    return [text.format(name=name, count=i18n.number(len(twice)), day=first)]
