"""Segments of the attendance table: how their names tell segmentations apart, and what they add to.

One venue may divide its public in several ways: by ticket, by age, by origin. The column
``segment`` names the way before a colon and a space, and the part after it::

    ticket: annual pass        age: under 16        origin: overseas

Parts of one segmentation do not overlap; those of two do. A name without a colon belongs to the
venue's unnamed segmentation, which is all that a venue with one way of dividing needs. A row
without a segment is the total. What a total has beyond the parts of a segmentation is the part of
all others, so that a file may tell the total and those under 16 alone.

Use :func:`split_name` for names, :func:`totals` for one figure a period, and :func:`check_parts`
when a file comes in.
"""

import sqlite3
from typing import Final

import pandas as pd

from calibration.pool.checking import Checked
from calibration.pool.tables import SEPARATOR, Table
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number, percent
from venues.common.problems import InputError, Problem

KEY: Final = ["venue", "date", "period"]
# Counts at the gate and at the till differ by a few in a hundred; overlapping parts by more.
MOST_OVER: Final = 0.05
# On a single date they differ by more (by 12 % at the Helsinki zoo); beyond this someone mistyped.
MOST_OVER_ONCE: Final = 0.25


def split_name(segment: str) -> tuple[str, str]:
    """Return the segmentation, empty if it has no name, and the part that a segment's name says."""
    way, separator, part = segment.partition(SEPARATOR)
    return (way.strip(), part.strip()) if separator else ("", segment.strip())


def joined_name(segmentation: str, part: str) -> str:
    """Return a segment's name: the reverse of :func:`split_name`."""
    return f"{segmentation}{SEPARATOR}{part}" if segmentation else part


def named_parts(attendance: pd.DataFrame) -> pd.DataFrame:
    """Return the rows about parts: columns venue, date, period, segmentation, part, visits."""
    parts = attendance[attendance["segment"].notna()]
    names = {name: split_name(name) for name in parts["segment"].unique()}
    table = parts[[*KEY, "visits"]].assign(
        segmentation=[names[name][0] for name in parts["segment"]],
        part=[names[name][1] for name in parts["segment"]],
    )
    return _sums(table, "segmentation", "part").drop(columns="parts")


def _sums(table: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Return one row for each venue, period and what else is named: its visits, and its rows."""
    grouped = table.groupby([*KEY, *by], as_index=False)
    return grouped.agg(visits=("visits", "sum"), parts=("visits", "size"))


def totals(attendance: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each period: the total that was counted, or else what its parts add to.

    Of several segmentations the one that adds to most is the one that leaves out fewest. A part
    that stands alone is a part, not the total.
    """
    counted = attendance.loc[attendance["segment"].isna(), [*KEY, "visits"]]
    parts = named_parts(attendance)
    sums = _sums(parts, "segmentation")
    most = (
        sums[sums["parts"] > 1]
        .sort_values("visits")
        .drop_duplicates(KEY, keep="last")[[*KEY, "visits"]]
    )
    both = pd.concat([counted, most]).drop_duplicates(KEY, keep="first")
    return both.sort_values(KEY).reset_index(drop=True)


def check_parts(
    connection: sqlite3.Connection, table: Table, file: str, checked: Checked
) -> list[str]:
    """Say what is odd about the segments of a file's venues, as the pool has them now.

    Raises:
        InputError: The parts of a segmentation add to so much more than the totals that they must
            overlap.
    """
    if table.kind != "attendance" or "segment" not in checked.frame:
        return []
    of_parts = checked.frame[checked.frame["segment"].notna()]
    notes = []
    for venue in sorted(set(of_parts["venue"])):
        known = _known(connection, venue)
        counted = known.loc[known["segment"].isna(), [*KEY, "visits"]]
        sums = _sums(named_parts(known), "segmentation")
        both = sums.merge(counted, on=KEY, how="left", suffixes=("", "_total"))
        for segmentation, rows in both.groupby("segmentation"):
            notes += _odd(venue, str(segmentation), rows, file)
    return notes


def _known(connection: sqlite3.Connection, venue: str) -> pd.DataFrame:
    rows = connection.execute(
        "SELECT venue, date, period, segment, visits FROM attendance WHERE venue = ?", (venue,)
    ).fetchall()
    frame = pd.DataFrame(rows, columns=[*KEY, "segment", "visits"])
    return frame.assign(segment=frame["segment"].where(frame["segment"] != "", None))


def _odd(venue: str, segmentation: str, rows: pd.DataFrame, file: str) -> list[str]:
    """Say what is odd about one segmentation of a venue: one row for each period."""
    totalled = rows[rows["visits_total"].notna()]
    over = totalled[totalled["visits"] > (1 + MOST_OVER_ONCE) * totalled["visits_total"]]
    part, whole = totalled["visits"].sum(), totalled["visits_total"].sum()
    label = f"{venue}, {segmentation}" if segmentation else venue
    if part > (1 + MOST_OVER) * whole:
        raise InputError(
            Problem(
                _("the segments of {label} add up to more than the totals").format(label=label),
                file, column="segment", value=percent(part / whole),
                allowed=_(
                    "segments that do not overlap; name ways to divide apart, such as"
                    " “age: under 16” and “origin: overseas”"
                ),
            )
        )  # fmt: skip
    notes = []
    if len(over):
        text = ngettext(
            "{label}: on {count} date ({first}) the segments add up to far more than the total;"
            " their shares are used, and the total stays as it is.",
            "{label}: on {count} dates (the first is {first}) the segments add up to far more than"
            " the total; their shares are used, and the total stays as it is.",
            len(over),
        )
        notes.append(
            text.format(label=label, count=number(len(over)), first=str(over["date"].min())[:10])
        )
    alone = rows[(rows["parts"] == 1) & rows["visits_total"].isna()]
    if len(alone):
        text = ngettext(
            "{label}: on {count} date ({first}) a segment stands alone, without other segments or"
            " the total; it is kept, but tells no share.",
            "{label}: on {count} dates (the first is {first}) a segment stands alone, without other"
            " segments or the total; it is kept, but tells no share.",
            len(alone),
        )
        notes.append(
            text.format(label=label, count=number(len(alone)), first=str(alone["date"].min())[:10])
        )
    return notes
