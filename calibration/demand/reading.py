"""A history from files alone, read and checked as imports into a pool would be.

Use :func:`read_history`.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.demand.history import COLUMNS, History
from calibration.pool.importing import import_table
from calibration.pool.reports import ImportReport
from calibration.pool.store import Pool
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem


def read_history(
    attendance: Path,
    *,
    country: str | None = None,
    told: Callable[[ImportReport], None] = lambda _report: None,
    **tables: Path | None,
) -> History:
    """Return what the files say.

    Args:
        attendance: The table of visits; the others are optional.
        country: The country of all the venues, as a code of two letters.
        told: Called with what became of each file.
        tables: Files of other tables, by their names: ``venues`` and those of a history. If school
            holidays are all of one region, that is the region of every venue that is not told of
            it; otherwise each venue's region is the one that is told, or has its name, or the
            country's code.

    Raises:
        InputError: Something in a file cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="jauge-") as folder:
        pool = Pool(Path(folder) / "pool.sqlite")
        told(import_table(pool, "attendance", attendance, country=country))
        for kind, path in tables.items():
            if path is not None:
                told(import_table(pool, kind, path))
        history = History.from_pool(pool)
        holidays = pool.read("school_holidays")[list(COLUMNS["school_holidays"])]
    if history.attendance.empty:
        what = _("the table has no attendance to learn from")
        raise InputError(Problem(what, file=attendance.name))
    regions = _regions_by_name(history, holidays) | dict(history.regions)
    return replace(history, school_holidays=holidays, regions=regions)


def _regions_by_name(history: History, holidays: pd.DataFrame) -> dict[str, str]:
    named: list[Any] = sorted(set(holidays["region"]))
    if len(named) == 1:
        return dict.fromkeys(history.venues, named[0])
    regions = {}
    for venue in history.venues:
        candidates = (venue, history.countries.get(venue))
        found = next((place for place in candidates if place in named), None)
        if found is not None:
            regions[venue] = found
    return regions
