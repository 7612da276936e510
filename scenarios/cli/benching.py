"""``jauge bench``: how fast the simulated day is, beside its peers."""

from typing import TYPE_CHECKING, Any, Final

import click

from scenarios.cli import asking
from venues.common.i18n import N_, number
from venues.common.i18n import gettext as _

if TYPE_CHECKING:
    from scenarios.benchmarks.measuring import Benchmark, Measured

MISSED: Final = 1


@click.command(
    help=N_(
        "Measure how fast the simulated day is beside plain SimPy, C and the reference engine, in"
        " one run and pair by pair, and print each ratio beside what is promised. It takes some"
        " minutes and wants the machine to itself."
    )
)
@click.option("--only", metavar=N_("TEXT"), help=N_("Only benchmarks whose name holds this."))
@click.option(
    "--json", "json_file", metavar=N_("FILE"),
    help=N_("Write the same report for machines to this file (- for standard output)."),
)  # fmt: skip
def command(*, only: str | None, json_file: str | None) -> None:
    """Measure and print; end with 1 if a promise is not kept."""
    asking.check_json(json_file)
    # The engines load slowly, and `jauge --help` should not wait for them.
    from scenarios.benchmarks import promises

    found: list[dict[str, Any]] = []
    for each in promises.PROMISES:
        if only is not None and only not in each.name:
            continue
        measured: Measured | None = None
        try:
            measured = each.measure()
        except LookupError:
            sentence = _("{name}: its peer is not on this machine").format(name=each.name)
        else:
            sentence = _sentence(each, measured)
        found.append(_told(each, measured))
        if json_file != "-":
            click.echo(sentence)
    if json_file is not None:
        asking.write_json({"benchmarks": found}, json_file)
    if any(told["holds"] is False for told in found):
        click.get_current_context().exit(MISSED)


def _told(benchmark: "Benchmark", measured: "Measured | None") -> dict[str, Any]:
    about = {"name": benchmark.name, "wanted": benchmark.wanted, "is_least": benchmark.is_least}
    if measured is None:
        return {**about, "value": None, "low": None, "high": None, "holds": None}
    return {
        **about,
        "value": measured.value,
        "low": measured.low,
        "high": measured.high,
        "holds": benchmark.holds(measured),
    }


def _sentence(benchmark: "Benchmark", measured: "Measured") -> str:
    mark = "✓" if benchmark.holds(measured) else "✗"
    text = _(benchmark.what).format(
        value=number(measured.value, 2), wanted=number(benchmark.wanted, 1)
    )
    if measured.low == measured.high:
        return f"{mark} {text}"
    return _("{mark} {text} (from {low} to {high})").format(
        mark=mark, text=text, low=number(measured.low, 2), high=number(measured.high, 2)
    )
