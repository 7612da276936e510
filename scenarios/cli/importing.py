"""``jauge import``: check a table, add it to the pool, and say what became of it."""

from dataclasses import replace as changed
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from scenarios.cli import BAD_INPUT, asking
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.problems import InputError

if TYPE_CHECKING:
    from calibration.pool.reports import ImportReport

# More lines than anybody reads on a screen; --json gives all of them.
MOST_LISTED: Final = 40

_HELP: Final = N_(
    "Check a table and add it to the pool.\n\n"
    "Prints what was accepted, mended and refused, and why. If a row is refused, nothing is"
    " changed. Importing the same file again changes nothing."
)


@click.command("import", help=_HELP)
@click.argument(
    "kind",
    metavar=N_("KIND"),
    help=N_(
        "attendance, calendar, exhibitions, events, weather, school_holidays, sessions or venues"
    ),
)
@click.argument(
    "file",
    type=click.Path(path_type=Path),
    metavar=N_("FILE"),
    help=N_("a CSV, XLSX or Parquet file"),
)
@click.option(
    "--venue", metavar=N_("NAME"), help=N_("The venue of the whole file, if it has no such column.")
)
@click.option(
    "--country", metavar=N_("CODE"), help=N_("The country of the file's venues: GB, FR, FI …")
)
@click.option("--region", metavar=N_("NAME"), help=N_("The school region of the file's venues."))
@click.option(
    "--venue-type",
    metavar=N_("NAME"),
    help=N_("The type of the file's venues: zoo, castle …; venues of one type are more alike."),
)
@click.option(
    "--mapping",
    metavar=N_("NAME"),
    help=N_("How the file's columns become the table's: a name, or a YAML file. It is kept."),
)
@click.option(
    "--date-format",
    metavar=N_("FORMAT"),
    help=N_("How the file writes days, if not as YYYY-MM-DD: DD/MM/YYYY."),
)
@click.option("--encoding", help=N_("How a CSV file encodes letters, if not in UTF-8: cp1252."))
@click.option(
    "--keep-good-rows", is_flag=True, help=N_("Add the good rows although others are refused.")
)
@click.option(
    "--replace", is_flag=True, help=N_("Let the file replace values that the pool has already.")
)
@click.option("--pool", type=click.Path(path_type=Path), help=N_("Another pool than your own."))
@click.option(
    "--json", "json_file", metavar=N_("FILE"),
    help=N_("Write the same report for machines to this file (- for standard output)."),
)  # fmt: skip
def command(
    kind: str,
    file: Path,
    *,
    venue: str | None,
    country: str | None,
    region: str | None,
    venue_type: str | None,
    mapping: str | None,
    date_format: str | None,
    encoding: str | None,
    keep_good_rows: bool,
    replace: bool,
    pool: Path | None,
    json_file: str | None,
) -> None:
    """Import one file and report.

    Raises:
        InputError: Why the file as a whole cannot be used; nothing was changed.
    """
    asking.check_json(json_file)
    # Reading tables needs pandas and pandera, which `jauge --help` should not wait for.
    from calibration.pool.importing import ImportRefusedError, import_table
    from calibration.pool.mapping import open_mapping
    from calibration.pool.store import Pool
    from calibration.pool.text_files import EncodingError

    opened = Pool(pool)
    try:
        report = import_table(
            opened,
            kind,
            file,
            venue=venue,
            country=country,
            region=region,
            venue_type=venue_type,
            mapping=open_mapping(opened, mapping) if mapping else None,
            date_format=date_format,
            encoding=encoding,
            keep_good_rows=keep_good_rows,
            replace=replace,
        )
    except EncodingError as error:
        allowed = _("UTF-8, or another encoding if you name it, such as --encoding cp1252")
        raise InputError(*(changed(each, allowed=allowed) for each in error.problems)) from None
    except ImportRefusedError as error:
        # The report lists every problem already: one sentence is enough beside it.
        _tell(error.report, json_file)
        click.echo(str(error), err=True)
        if error.report.disagreeing:
            click.echo(_("With --replace, the file replaces what the pool has."), err=True)
        click.get_current_context().exit(BAD_INPUT)
    _tell(report, json_file)


def _tell(report: "ImportReport", json_file: str | None) -> None:
    if json_file is not None:
        asking.write_json(report.as_dict(), json_file)
    if json_file == "-":
        return
    for sentence in report.sentences(MOST_LISTED):
        click.echo(sentence)
