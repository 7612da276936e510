"""``jauge compare``: the paired verdict on two or more scenarios."""

from pathlib import Path

import click

from scenarios.cli import asking
from scenarios.cli.progress import Progress
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

_FEWEST = 2


@click.command(
    help=N_(
        "Simulate the scenarios over the same draws and the same visitors' luck, and compare each"
        " with the first. A scenario is a YAML file, or the short name of one at hand such as"
        " as-today."
    )
)
@click.argument("scenarios", nargs=-1, metavar=N_("SCENARIO SCENARIO…"))
@asking.draws_option
@asking.replications_option
@asking.seed_option
@asking.workers_option
@click.option(
    "--visits",
    type=click.IntRange(0, 1_000_000),
    metavar=N_("N"),
    help=N_("As many visits on every usual open day, instead of what the pool tells."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar=N_("FILE.nc"),
    help=N_("Write the results as netCDF."),
)
@asking.json_option
def command(
    *,
    scenarios: tuple[str, ...],
    draws: int,
    replications: int,
    seed: int,
    workers: int | None,
    visits: int | None,
    out: Path | None,
    json_file: str | None,
) -> None:
    """Compare scenarios and print the verdicts."""
    if len(scenarios) < _FEWEST:
        what = _("a comparison needs at least two scenarios")
        raise InputError(Problem(what, value=" ".join(scenarios) or None))
    from scenarios import ensemble
    from scenarios.cli import tables
    from scenarios.comparison import compare
    from scenarios.work import write_results

    asked = [asking.named_scenario(each) for each in scenarios]
    ensemble.refuse_unpaired(asked)
    asking.check_outputs(out, json_file)
    with Progress() as progress:
        found = ensemble.run(
            asked,
            asking.demand(visits, progress),
            draws=draws,
            replications=replications,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    if out is not None:
        write_results(found, out)
    verdicts = [compare(found, asked[0].id, other.id) for other in asked[1:]]
    if json_file is not None:
        asking.write_json({"verdicts": [each.as_data() for each in verdicts]}, json_file)
    if json_file != "-":
        print("\n\n\n".join(tables.verdict_text(each) for each in verdicts))
