"""Click commands in the reader's language: help texts, click's own words, and complaints.

A command is declared with plain click, its texts marked with ``N_``. :func:`translated` makes the
command that is shown out of it, when it is needed, so that nothing is translated at import time.
"""

import copy
import math
from typing import Any

import click
from click.formatting import HelpFormatter

from venues.common.i18n import N_, ngettext, number
from venues.common.i18n import gettext as _
from venues.common.problems import Problem

_METAVARS = {
    "integer": N_("N"),
    "integer range": N_("N"),
    "float": N_("NUMBER"),
    "float range": N_("NUMBER"),
    "text": N_("TEXT"),
    "file": N_("FILE"),
    "filename": N_("FILE"),
    "directory": N_("FOLDER"),
    "path": N_("PATH"),
    "datetime": N_("DATE"),
}


class Refused(click.BadParameter):
    """A value on the command line that cannot be used, with the sentence that says why."""

    def format_message(self) -> str:
        """Return the sentence as it is."""
        return self.message


def _bounds(kind: Any) -> str | None:
    """Return what a number must be."""
    whole = isinstance(kind, click.types.IntParamType | click.IntRange)
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    if low is not None and high is not None:
        text = _("a whole number from {low} to {high}") if whole else _("from {low} to {high}")
        return text.format(low=number(low), high=number(high))
    if low is not None and math.isfinite(low):
        text = _("a whole number, {low} or more") if whole else _("a number, {low} or more")
        return text.format(low=number(low))
    return _("a whole number") if whole else _("a number")


def _complaint(kind: Any, value: Any) -> Problem:
    """Return what is wrong with a value that a click type has refused."""
    found = str(value)
    match kind:
        case click.Choice():
            allowed = ", ".join(str(choice) for choice in kind.choices)
            return Problem(_("there is no such choice"), value=found, allowed=allowed)
        case click.DateTime():
            allowed = _("a date such as {example}").format(example="2018-07-01")
            return Problem(_("not a date"), value=found, allowed=allowed)
        case click.types.IntParamType() | click.types.FloatParamType():
            return Problem(_("not a number that can be used"), value=found, allowed=_bounds(kind))
        case click.Path() | click.File():
            return Problem(
                _("there is no such file or folder, or it may not be used"),
                value=found,
                allowed=_("the path of one that exists and may be read"),
            )
        case _:
            return Problem(_("cannot be used"), value=found)


class _Checked(click.ParamType[Any]):
    """A click type whose complaints are ours."""

    def __init__(self, inner: click.ParamType[Any]) -> None:
        self.inner = inner
        self.name = inner.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value as the inner type makes it."""
        try:
            return self.inner.convert(value, param, ctx)
        except click.BadParameter:
            problem = _complaint(self.inner, value)
            label = param.get_error_hint(ctx).strip("'") if param and ctx else None
            said = Problem(problem.what, file=label, value=problem.value, allowed=problem.allowed)
            raise Refused(str(said), ctx, param) from None

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """Return what stands for the value in the help."""
        text = _METAVARS.get(self.inner.name)
        return _(text) if text else self.inner.get_metavar(param, ctx)


class _Option(click.Option):
    """An option whose help says its default in the reader's language."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's two columns in the help."""
        if self.hidden:
            return None
        extra = self.get_help_extra(ctx)
        notes = []
        if "default" in extra:
            notes.append(_("default: {default}").format(default=extra["default"]))
        if self.required:
            notes.append(_("required"))
        text = self.help or ""
        return self.get_help_spec(ctx), f"{text}  [{'; '.join(notes)}]" if notes else text


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    """Return a copy of a parameter in the reader's language."""
    shown = copy.copy(parameter)
    if isinstance(shown, click.Option):
        shown.__class__ = _Option
    if isinstance(shown, click.Option | click.Argument) and shown.help:
        shown.help = _(shown.help)
    if shown.metavar:
        shown.metavar = _(shown.metavar)
    is_flag = isinstance(shown, click.Option) and (shown.is_flag or shown.count)
    if not is_flag and not isinstance(shown.type, click.Tuple):
        shown.type = _Checked(shown.type)
    return shown


class _Words:
    """What commands and groups share: click's own words, translated."""

    help_option: click.Option | None = None

    def format_usage(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]  # a mix-in's host has it
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage:") + " ")

    def format_arguments(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """Write the arguments that have a help text."""
        parameters = self.get_params(ctx)  # type: ignore[attr-defined]  # a mix-in's host has it
        arguments = [p for p in parameters if isinstance(p, click.Argument) and p.help]
        if arguments:
            with formatter.section(_("Arguments")):
                formatter.write_dl([(a.make_metavar(ctx), a.help or "") for a in arguments])

    def format_options(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """Write the options, and a group's commands."""
        parameters = self.get_params(ctx)  # type: ignore[attr-defined]  # a mix-in's host has it
        options = [p for p in parameters if isinstance(p, click.Option)]
        records = [record for p in options if (record := p.get_help_record(ctx)) is not None]
        with formatter.section(_("Options")):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            rows = [
                (name, command.get_short_help_str(limit=200))
                for name in self.list_commands(ctx)
                if (command := self.get_command(ctx, name)) is not None
            ]
            with formatter.section(_("Commands")):
                formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, explained in the reader's language."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # a mix-in's host has it
        if option is not None:
            option.help = _("Show this text and exit.")
        return option  # type: ignore[no-any-return]  # as above

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; words too many get our own sentence."""
        ctx.allow_extra_args = True
        rest: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]  # as above
        if rest and not isinstance(self, click.Group):
            text = ngettext("this word is one too many", "these words are too many", len(rest))
            raise Refused(str(Problem(text, value=" ".join(rest))), ctx)
        return rest


class TranslatedCommand(_Words, click.Command):
    """A command as the reader sees it."""


class TranslatedGroup(_Words, click.Group):
    """A group of commands as the reader sees it."""


def translated(command: click.Command, name: str) -> click.Command:
    """Return a command as it is shown in the language in use now.

    Args:
        command: The command as it was declared.
        name: What it is called on the command line.
    """
    return TranslatedCommand(
        name,
        context_settings={**command.context_settings, "max_content_width": 100},
        options_metavar=_("[OPTIONS]"),
        callback=command.callback,
        params=[_translated_parameter(each) for each in command.params],
        help=_(command.help) if command.help else None,
        epilog=_(command.epilog) if command.epilog else None,
        short_help=_(command.short_help) if command.short_help else None,
        no_args_is_help=False,
    )


def complaint(error: click.ClickException) -> str:  # noqa: PLR0911 (one for each kind)
    """Return one sentence about a command line that cannot be used."""
    match error:
        case Refused():
            return error.format_message()
        case click.MissingParameter():
            hint = error.param.get_error_hint(error.ctx) if error.param and error.ctx else ""
            return str(Problem(_("something is missing"), allowed=hint.replace("'", "")))
        case click.exceptions.NoSuchCommand():
            return _unknown(_("there is no such command"), error.command_name, error.possibilities)
        case click.NoSuchOption():
            return _unknown(_("there is no such option"), error.option_name, error.possibilities)
        case click.BadOptionUsage():
            what = _("the option stands with a value it does not take, or without one it needs")
            return str(Problem(what, value=error.option_name))
        case click.BadArgumentUsage() | click.BadParameter():
            return str(Problem(_("the command line cannot be used so"), value=error.message))
        case _:
            return error.format_message()


def _unknown(what: str, name: str, nearest: list[str] | None) -> str:
    if nearest:
        what = _("{what}, perhaps {nearest} is meant").format(what=what, nearest=", ".join(nearest))
    return str(Problem(what, value=name))
