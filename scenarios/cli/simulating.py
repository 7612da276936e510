"""``jauge simulate``: one scenario, with the demand of the pool or a fixed number of visits."""

from pathlib import Path

import click

from scenarios.cli import asking
from scenarios.cli.progress import Progress
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem


def _refuse_compiled(engine: str) -> None:
    if engine != "reference":
        what = _("this engine does not exist yet")
        raise InputError(Problem(what, file="--engine", value=engine, allowed="reference"))


@click.command(
    help=N_(
        "Simulate SCENARIO week by week and print its outcomes. SCENARIO is a YAML file, or the"
        " short name of a scenario at hand such as as-today. The demand is learned from the pool"
        " first if that has not been done; with --visits none is needed."
    )
)
@click.argument("scenario", metavar=N_("SCENARIO"))
@click.option(
    "--engine",
    type=click.Choice(["reference", "compiled"]),
    default="reference",
    show_default=True,
    help=N_("Which engine simulates the days."),
)
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
    scenario: str,
    engine: str,
    draws: int,
    replications: int,
    seed: int,
    workers: int | None,
    visits: int | None,
    out: Path | None,
    json_file: str | None,
) -> None:
    """Simulate one scenario and print its outcomes."""
    _refuse_compiled(engine)
    from scenarios import ensemble
    from scenarios.cli import tables
    from scenarios.outcomes import summaries
    from scenarios.work import write_results

    asked = asking.named_scenario(scenario)
    asking.check_outputs(out, json_file)
    with Progress() as progress:
        found = ensemble.run(
            [asked],
            asking.demand(visits, progress),
            draws=draws,
            replications=replications,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    if out is not None:
        write_results(found, out)
    outcomes = summaries(found, asked.id)
    if json_file is not None:
        data = {
            "scenario": {"id": asked.id, "name": dict(asked.name), "hash": asked.hash},
            "draws": draws,
            "replications": replications,
            "seed": seed,
            "outcomes": [each.as_data() for each in outcomes],
        }
        asking.write_json(data, json_file)
    if json_file != "-":
        print(asked.label(), tables.summary_text(outcomes), sep="\n\n")
