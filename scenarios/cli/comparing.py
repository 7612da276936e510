"""``jauge compare``: the paired verdict on two or more scenarios."""

from typing import Any

import click

from scenarios.cli import asking
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
@asking.run_options
def command(*, scenarios: tuple[str, ...], **options: Any) -> None:
    """Compare scenarios and print the verdicts."""
    if len(scenarios) < _FEWEST:
        what = _("a comparison needs at least two scenarios")
        raise InputError(Problem(what, value=" ".join(scenarios) or None))
    wishes = asking.Wishes(**options)
    first, *others = [asking.named_scenario(each) for each in scenarios]
    found = asking.simulated([first, *others], wishes)
    from scenarios.cli import tables
    from scenarios.comparison import compare

    verdicts = [compare(found, first.id, other.id) for other in others]
    if wishes.json_file is not None:
        data = {"verdicts": [each.as_data() for each in verdicts]}
        asking.write_json(data, wishes.json_file)
    if wishes.json_file != "-":
        print("\n\n\n".join(tables.verdict_text(each) for each in verdicts))
