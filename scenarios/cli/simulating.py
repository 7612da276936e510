"""``jauge simulate``: one scenario, with the demand of the pool or a fixed number of visits."""

from typing import TYPE_CHECKING, Any

import click

from scenarios.cli import asking
from venues.common.i18n import N_

if TYPE_CHECKING:
    from simulation.simulate import Engine


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
    type=click.Choice(["compiled", "reference"]),
    default="compiled",
    show_default=True,
    help=N_("Which engine simulates the days."),
)
@asking.run_options
def command(*, scenario: str, engine: "Engine", **options: Any) -> None:
    """Simulate one scenario and print its outcomes."""
    wishes = asking.Wishes(**options)
    asked = asking.named_scenario(scenario)
    found = asking.simulated([asked], wishes, engine)
    from scenarios.cli import tables
    from scenarios.outcomes import summaries

    outcomes = summaries(found, asked.id)
    if wishes.json_file is not None:
        data = {
            "scenario": {"id": asked.id, "name": dict(asked.name), "hash": asked.hash},
            "draws": wishes.draws,
            "replications": wishes.replications,
            "seed": wishes.seed,
            "outcomes": [each.as_data() for each in outcomes],
        }
        asking.write_json(data, wishes.json_file)
    if wishes.json_file != "-":
        print(asked.label(), tables.summary_text(outcomes), sep="\n\n")
