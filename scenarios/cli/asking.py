"""What the commands that simulate have in common: options, scenarios by name, demand, outputs.

What is heavy is imported where it is used: a help text or a wrong option should not wait for it.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scenarios import defaults
from scenarios.cli.progress import Progress
from venues.common.files import whole_file
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem, file_problem

if TYPE_CHECKING:
    import xarray as xr

    from calibration.demand.fit import Fit
    from calibration.pool.store import Pool
    from scenarios.scenario import Scenario
    from scenarios.visits import FixedVisits
    from simulation.simulate import Engine

EXAMPLE = N_("Your pool is empty: the bundled example pool is used.")

GREATEST_SEED: Final = 2**62
"""What every command takes at most as its seed."""


@dataclass(frozen=True)
class Wishes:
    """What the options of :func:`run_options` say.

    Attributes:
        draws: How many draws from the posterior.
        seed: Decides all luck.
        workers: How many processes; ``None`` for one each processor.
        json_file: Where the figures go as JSON; ``-`` is standard output.
        replications: How often each draw's week is simulated.
        visits: A fixed number of visits a day instead of the pool's demand.
        out: Where the results go as netCDF.
    """

    draws: int
    seed: int
    workers: int | None
    json_file: str | None
    replications: int = defaults.DEFAULT_REPLICATIONS
    visits: int | None = None
    out: Path | None = None


seed_option = click.option(
    "--seed",
    type=click.IntRange(0, GREATEST_SEED),
    default=defaults.DEFAULT_SEED,
    show_default=True,
    help=N_("Decides all luck: the same seed gives the same results."),
)
json_option = click.option(
    "--json",
    "json_file",
    metavar=N_("FILE"),
    help=N_("Write the figures as JSON; - is standard output."),
)
_COMMON: Final = (
    click.option(
        "--draws",
        type=click.IntRange(1, 4000),
        default=defaults.DEFAULT_DRAWS,
        show_default=True,
        help=N_("How many draws from the posterior, a simulated week each."),
    ),
    seed_option,
    click.option(
        "--workers",
        type=click.IntRange(1, 256),
        help=N_("How many processes work at once; the results do not depend on it."),
    ),
    json_option,
)
_SIMULATING: Final = (
    click.option(
        "--replications",
        type=click.IntRange(1, 1000),
        default=defaults.DEFAULT_REPLICATIONS,
        show_default=True,
        help=N_("How often each draw's week is simulated with other luck."),
    ),
    click.option(
        "--visits",
        type=click.IntRange(0, 1_000_000),
        help=N_("As many visits on every usual open day, instead of what the pool tells."),
    ),
    click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar=N_("FILE.nc"),
        help=N_("Write the results as netCDF."),
    ),
)


def common_options[F: Callable[..., Any]](command: F) -> F:
    """Add the options that every command of this kind has."""
    for option in reversed(_COMMON):
        command = option(command)
    return command


def run_options[F: Callable[..., Any]](command: F) -> F:
    """Add the options of a command that simulates what it is given."""
    for option in reversed(_SIMULATING):
        command = option(command)
    return common_options(command)


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


def check_json(target: str | None) -> None:
    """See that JSON can be written where it is asked for."""
    if target is not None and target != "-":
        check_output(Path(target))


def simulated(
    scenarios: "Sequence[Scenario]", wishes: Wishes, engine: "Engine" = "compiled"
) -> "xr.Dataset":
    """Simulate scenarios as wished, and write the results where they are asked for."""
    from scenarios import ensemble
    from scenarios.pairing import refuse_unpaired
    from scenarios.results import write_results

    refuse_unpaired(scenarios)
    _tell_own_code(scenarios, engine)
    check_json(wishes.json_file)
    if wishes.out is not None:
        check_output(wishes.out)
    with Progress() as progress:
        known, identity = demand(wishes.visits, progress)
        found = ensemble.run(
            scenarios,
            known,
            fit_identity=identity,
            draws=wishes.draws,
            replications=wishes.replications,
            seed=wishes.seed,
            engine=engine,
            workers=wishes.workers,
            progress=progress,
        )
    if wishes.out is not None:
        write_results(found, wishes.out)
    return found


def _tell_own_code(scenarios: "Sequence[Scenario]", engine: "Engine") -> None:
    """Say which files of the user's own are run, and why the other engine is used if it is."""
    from simulation.settings.own_rules import file_of

    named = {file_of(each) for scenario in scenarios for each in scenario.own_code}
    if not named:
        return
    for file in sorted(named):
        print(_("Runs {file}").format(file=file), file=sys.stderr)
    from simulation.named_rules import rules_of
    from simulation.simulate import in_the_other_engine

    told = {in_the_other_engine(rules_of(each)) for each in scenarios} - {""}
    if engine != "reference" and told:
        print(*sorted(told), sep="\n", file=sys.stderr)


def demand(visits: int | None, progress: Progress) -> "tuple[Fit | FixedVisits, str]":
    """Return the demand to simulate with, a fixed number or what the pool tells; and its identity.

    The demand that was learned from the pool as it is now is used again. If there is none it is
    learned first, from the bundled example pool where the user's own is empty.
    """
    from calibration.pool.examples import load_example_pool
    from calibration.pool.store import Pool
    from scenarios.fits import NONE
    from scenarios.visits import FixedVisits

    if visits is not None:
        return FixedVisits(visits), NONE
    pool = Pool()
    if not pool.venues().empty:
        return _of(pool, progress)
    progress.clear()
    print(_(EXAMPLE), file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="jauge-") as scratch:
        example = Pool(Path(scratch) / "pool.sqlite")
        load_example_pool(example)
        return _of(example, progress)


def _of(pool: "Pool", progress: Progress) -> "tuple[Fit, str]":
    from scenarios import fits
    from scenarios.doing import LEARNING

    known = fits.latest_fit(pool)
    if known is not None and not known.is_stale:
        learned = known.load()
    else:
        progress(LEARNING, 0.0)
        learned = fits.calibrate(pool, progress=lambda fraction: progress(LEARNING, fraction))
    if not learned.diagnostics.ok:
        progress.clear()
        for sentence in learned.diagnostics.sentences():
            print(sentence, file=sys.stderr)
    return learned, fits.identity_of(pool.digest())
