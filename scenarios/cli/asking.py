"""What the commands that simulate have in common: options, scenarios by name, demand, outputs.

What is heavy is imported where it is used: a help text or a wrong option should not wait for it.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenarios import defaults
from scenarios.cli.progress import Progress
from venues.common.files import whole_file
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem, file_problem

if TYPE_CHECKING:
    from calibration.demand.fitting import Fit
    from calibration.pool.store import Pool
    from scenarios.scenario import Scenario
    from scenarios.visits import FixedVisits

EXAMPLE = N_("Your pool is empty: the bundled example pool is used.")

_GREATEST_SEED = 2**62


def draws_option[F: Callable[..., Any]](command: F) -> F:
    """Add ``--draws``."""
    return click.option(
        "--draws",
        type=click.IntRange(1, 4000),
        default=defaults.DEFAULT_DRAWS,
        show_default=True,
        metavar=N_("N"),
        help=N_("How many draws from the posterior, a simulated week each."),
    )(command)


def seed_option[F: Callable[..., Any]](command: F) -> F:
    """Add ``--seed``."""
    return click.option(
        "--seed",
        type=click.IntRange(0, _GREATEST_SEED),
        default=defaults.DEFAULT_SEED,
        show_default=True,
        metavar=N_("N"),
        help=N_("Decides all luck: the same seed gives the same results."),
    )(command)


def workers_option[F: Callable[..., Any]](command: F) -> F:
    """Add ``--workers``."""
    return click.option(
        "--workers",
        type=click.IntRange(1, 256),
        metavar=N_("N"),
        help=N_("How many processes work at once; the results do not depend on it."),
    )(command)


def replications_option[F: Callable[..., Any]](command: F) -> F:
    """Add ``--replications``."""
    return click.option(
        "--replications",
        type=click.IntRange(1, 1000),
        default=defaults.DEFAULT_REPLICATIONS,
        show_default=True,
        metavar=N_("N"),
        help=N_("How often each draw's week is simulated with other luck."),
    )(command)


def json_option[F: Callable[..., Any]](command: F) -> F:
    """Add ``--json``."""
    return click.option(
        "--json",
        "json_file",
        metavar=N_("FILE"),
        help=N_("Write the figures as JSON; - is standard output."),
    )(command)


def named_scenario(text: str) -> "Scenario":
    """Return a scenario by its file, or by the short name of one that is at hand.

    Raises:
        InputError: There is no such file and no such name, or it cannot be used.
    """
    from scenarios.library import entries, open_scenario
    from scenarios.yaml_files import read_scenario

    path = Path(text)
    if path.exists() or path.suffix.lower() in {".yaml", ".yml"}:
        return read_scenario(path)
    known = [entry.id for entry in entries()]
    if text in known:
        return open_scenario(text)
    allowed = _("a scenario's file, or one of {known}").format(known=", ".join(known))
    raise InputError(Problem(_("there is no such scenario"), value=text, allowed=allowed))


def check_output(path: Path, *, is_folder: bool = False) -> None:
    """See that a file or folder can be written, before minutes of work are spent.

    Raises:
        InputError: It cannot.
    """
    if is_folder and path.exists() and not path.is_dir():
        raise file_problem(path, _("a file stands where a folder is needed"))
    if not is_folder and path.is_dir():
        raise file_problem(path, _("a folder stands where a file is to be written"))
    try:
        folder = path if is_folder else path.parent
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        if not there.is_dir():
            raise file_problem(path, _("its folder cannot be made: a file stands in its place"))
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError:
        raise file_problem(path, _("this place cannot be written to")) from None


def write_json(data: Any, target: str) -> None:
    """Write plain data as JSON to a file, or to standard output for ``-``."""
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    with whole_file(Path(target)) as partial:
        partial.write_text(text, encoding="utf-8")


def check_outputs(out: Path | None, json_file: str | None) -> None:
    """See that the files that a command is asked for can be written."""
    if out is not None:
        check_output(out)
    if json_file is not None and json_file != "-":
        check_output(Path(json_file))


def demand(visits: int | None, progress: Progress) -> "Fit | FixedVisits":
    """Return the demand to simulate with: a fixed number, or what the pool tells.

    The demand that was learned from the pool as it is now is used again. If there is none it is
    learned first, from the bundled example pool where the user's own is empty.
    """
    from calibration.pool.examples import load_example_pool
    from calibration.pool.store import Pool
    from scenarios.visits import FixedVisits

    if visits is not None:
        return FixedVisits(visits)
    pool = Pool()
    if not pool.venues().empty:
        return _of(pool, progress)
    progress.clear()
    print(_(EXAMPLE), file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="jauge-") as scratch:
        example = Pool(Path(scratch) / "pool.sqlite")
        load_example_pool(example)
        return _of(example, progress)


def _of(pool: "Pool", progress: Progress) -> "Fit":
    from scenarios import fits
    from scenarios.work import LEARNING

    known = fits.latest_fit(pool)
    if known is not None and not known.is_stale:
        return known.load()
    progress(LEARNING, 0.0)
    learned = fits.calibrate(pool, progress=lambda fraction: progress(LEARNING, fraction))
    progress.clear()
    warn(learned)
    return learned


def warn(learned: "Fit") -> None:
    """Say on standard error what is wrong with a fit, if something is."""
    if not learned.diagnostics.ok:
        for sentence in learned.diagnostics.sentences():
            print(sentence, file=sys.stderr)
