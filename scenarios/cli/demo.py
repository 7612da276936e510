"""``jauge demo``: the main job on bundled data, headless and without touching the user's own."""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenarios.cli import asking
from scenarios.cli.progress import Progress
from venues.common.files import whole_file
from venues.common.i18n import N_
from venues.common.i18n import gettext as _

if TYPE_CHECKING:
    import xarray as xr

    from calibration.demand.fit import Fit
    from scenarios.comparison import Verdict

READING = N_("Reading the bundled history of {count} venues")


def _learn(progress: Progress, seed: int) -> "Fit":
    """Learn the demand from the bundled tables, in a pool that is thrown away."""
    from calibration.demand.history import History
    from calibration.pool.examples import load_example_pool
    from calibration.pool.store import Pool
    from scenarios import fits
    from scenarios.doing import LEARNING

    with tempfile.TemporaryDirectory(prefix="jauge-") as scratch:
        pool = Pool(Path(scratch) / "pool.sqlite")
        load_example_pool(pool)
        progress(READING, 1.0, count=len(pool.venues()))
        history = History.from_pool(pool)
    progress(LEARNING, 0.0)
    return fits.learn(history, seed=seed, progress=lambda fraction: progress(LEARNING, fraction))


def _write(folder: Path, learned: "Fit", found: "xr.Dataset", verdict: "Verdict") -> None:
    from scenarios.library import AS_TODAY, LATE_THURSDAYS, bundled_file
    from scenarios.results import write_results

    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / "posterior.nc") as partial:
        learned.save(partial)
    write_results(found, folder / "ensemble.nc")
    with whole_file(folder / "verdict.json") as partial:
        text = json.dumps(verdict.as_data(), ensure_ascii=False, indent=2) + "\n"
        partial.write_text(text, encoding="utf-8")
    for scenario in (AS_TODAY, LATE_THURSDAYS):
        source = bundled_file(scenario)
        with whole_file(folder / source.name) as partial:
            shutil.copyfile(source, partial)


@click.command(
    help=N_(
        "Learn the demand of real museums, simulate two plans for a made-up museum and say which is"
        " better: the main job from end to end on bundled data. Nothing of your own is read or"
        " changed."
    )
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar=N_("FOLDER"),
    help=N_("Write the posterior, the results, the verdict and the scenarios there."),
)
@asking.common_options
def command(*, out: Path | None, **options: Any) -> None:
    """Go the whole way on bundled data and print the verdict."""
    wishes = asking.Wishes(**options)
    if out is not None:
        asking.check_output(out, is_folder=True)
    asking.check_json(wishes.json_file)
    from scenarios import ensemble
    from scenarios.cli import tables
    from scenarios.comparison import compare
    from scenarios.library import AS_TODAY, LATE_THURSDAYS, bundled

    scenarios = [bundled()[AS_TODAY], bundled()[LATE_THURSDAYS]]
    with Progress() as progress:
        learned = _learn(progress, wishes.seed)
        progress.clear()
        for sentence in learned.diagnostics.sentences():
            print(sentence, file=sys.stderr)
        found = ensemble.run(
            scenarios,
            learned,
            draws=wishes.draws,
            seed=wishes.seed,
            workers=wishes.workers,
            progress=progress,
        )
    verdict = compare(found, AS_TODAY, LATE_THURSDAYS)
    if out is not None:
        _write(out, learned, found, verdict)
    if wishes.json_file is not None:
        asking.write_json(verdict.as_data(), wishes.json_file)
    if wishes.json_file != "-":
        print(tables.verdict_text(verdict))
        if out is not None:
            print("\n" + _("The files are in {folder}.").format(folder=out))
