"""The tables that ``forecast`` and ``backtest`` learn from: their options, and reading them."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from venues.common.i18n import N_

if TYPE_CHECKING:
    from calibration.demand.history import History
    from calibration.pool.reports import ImportReport

_HELP: Final = {
    "attendance": N_("Past visits of one or several venues."),
    "venues": N_("The country, school region and type of each venue; of one type, more alike."),
    "calendar": N_("Open and closed days; it may run into the future."),
    "exhibitions": N_("Past and planned exhibitions."),
    "events": N_("Past and planned events."),
    "weather": N_("The weather of each day."),
    "school_holidays": N_("Past and coming school holidays."),
}


def options[F: Callable[..., Any]](function: F) -> F:
    """Give a command the options of :func:`read`."""
    country = N_("The country of the venues: GB, FR, FI …")
    function = click.option("--country", metavar=N_("CODE"), help=country)(function)
    for table, text in reversed(_HELP.items()):
        function = click.option(
            f"--{table.replace('_', '-')}",
            table,
            type=click.Path(path_type=Path),
            metavar=N_("FILE"),
            help=text,
            required=table == "attendance",
        )(function)
    return function


def read(*, attendance: Path, country: str | None, **tables: Path | None) -> "History":
    """Return what the files say of venues that can be learned.

    What was mended in a file, and which venues cannot be learned, is said on standard error.

    Raises:
        InputError: Something in a file cannot be used.
    """
    from calibration.demand.reading import read_history

    history = read_history(attendance, country=country, told=_tell, **tables)
    history, left_out = history.learnable()
    for problem in left_out:
        print(problem, file=sys.stderr)
    return history


def _tell(report: "ImportReport") -> None:
    """Say what was mended in a file, or left out of it."""
    for sentence in (*report.notes, *report.conflicts):
        print(f"{report.file}: {sentence}", file=sys.stderr)
