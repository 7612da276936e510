"""``jauge verify``: the published tests of walking and queues, in both engines."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from scenarios.cli import asking
from venues.common.i18n import N_, ngettext, number
from venues.common.i18n import gettext as _

if TYPE_CHECKING:
    from simulation.simulate import Engine
    from simulation.verification import Case, Measured

QUICK: Final = 0.1
FAILED: Final = 1


@click.command(
    help=N_(
        "Run every published test that applies and print its source, what must come out and what"
        " came out. Queues are so long that chance moves their means by less than one in a hundred,"
        " which takes several minutes in the reference engine."
    )
)
@click.option(
    "--engine",
    type=click.Choice(["both", "compiled", "reference"]),
    default="both",
    show_default=True,
    help=N_("Which engine is tested."),
)
@click.option(
    "--only", type=click.Choice(["walking", "queues"]), help=N_("Only the tests about this.")
)
@click.option(
    "--quick", is_flag=True, help=N_("A tenth of the length, with more chance in the means.")
)
@click.option(
    "--json", "json_file", metavar=N_("FILE"),
    help=N_("Write the same report for machines to this file (- for standard output)."),
)  # fmt: skip
def command(*, engine: str, only: str | None, quick: bool, json_file: str | None) -> None:
    """Run the tests and print what came out; end with 1 if one does not hold."""
    asking.check_json(json_file)
    # The engines load slowly, and `jauge --help` should not wait for them.
    from simulation.verification import ABSENT

    found = []
    for case, told in _measured(engine, only, QUICK if quick else 1.0):
        found.append(told)
        if json_file != "-":
            click.echo(_sentence(case, told))
    failed = sum(not told["holds"] for told in found)
    if json_file != "-":
        click.echo("")
        for absent in ABSENT:
            kind = _("not simulated yet") if absent.applies else _("does not apply")
            click.echo(f"{absent.tests}: {kind}; {_(absent.why)}.")
        click.echo("")
        click.echo(_verdict(len(found), failed))
    if json_file is not None:
        absents = [{"tests": a.tests, "why": a.why, "applies": a.applies} for a in ABSENT]
        asking.write_json({"tests": found, "not_run": absents}, json_file)
    if failed:
        click.get_current_context().exit(FAILED)


def _measured(
    engine: str, only: str | None, share: float
) -> "Iterator[tuple[Case, dict[str, Any]]]":
    """Run the tests and give each with what came out, as plain data."""
    from simulation.verification import CASES

    engines: tuple[Engine, ...] = ("compiled", "reference")
    for about, cases in CASES.items():
        if only not in (None, about):
            continue
        for case in cases:
            for each in engines if engine == "both" else (engine,):
                began = time.monotonic()
                measured: Measured = case.measure(each, share)  # type: ignore[arg-type]  # one of them
                yield case, {
                    "test": case.test, "about": about, "source": case.source, "engine": each,
                    "low": case.low, "high": case.high, "unit": case.unit,
                    "value": measured.value, "standard_error": measured.error,
                    "holds": case.holds(measured), "seconds": round(time.monotonic() - began, 2),
                }  # fmt: skip


def _sentence(case: "Case", told: dict[str, Any]) -> str:
    unit = f" {_(case.unit)}" if case.unit else ""
    low, high, value, error = (
        number(each, case.decimals)
        for each in (case.low, case.high, told["value"], told["standard_error"])
    )
    wanted = low if case.is_exact else _("{low} to {high}").format(low=low, high=high)
    got = f"{value} ± {error}" if told["standard_error"] else value
    return _(
        "{mark} {test} ({engine}): {what}: {value}{unit}, expected {wanted}{unit} [{source}]"
    ).format(
        mark="✓" if told["holds"] else "✗",
        test=case.test,
        engine=told["engine"],
        what=_(case.what),
        value=got,
        wanted=wanted,
        unit=unit,
        source=case.source,
    )


def _verdict(tests: int, failed: int) -> str:
    if failed:
        words = ngettext(
            "{failed} of {count} tests does not hold.",
            "{failed} of {count} tests do not hold.",
            failed,
        )
        return words.format(failed=number(failed), count=number(tests))
    return ngettext("The test holds.", "All {count} tests hold.", tests).format(count=number(tests))
