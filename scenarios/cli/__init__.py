"""The command line ``jauge``: which commands there are, in which language, and how they end.

Each command is a module that is imported when it is called and not before, so that ``jauge --help``
answers at once. A command ends with 0, with 2 and a sentence on each bad input, or with 130 when it
is interrupted; none shows a traceback for what a user did.
"""

import errno
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from types import FrameType
from typing import Final, NoReturn

import click

from scenarios.cli.translated import TranslatedGroup, complaint, translated
from venues.common.i18n import N_, best_language, ngettext, number, use_language
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
TERMINATED: Final = 143
BROKEN_PIPE: Final = 141
_MOST_PROBLEMS: Final = 20

COMMANDS: Final = {
    "demo": ("scenarios.cli.demo", N_("The whole way on bundled data: learn, simulate, compare.")),
    "import": ("scenarios.cli.importing", N_("Check a table and add it to the pool.")),
    "forecast": ("scenarios.cli.forecasting", N_("Forecast the visits of a coming time.")),
    "backtest": (
        "scenarios.cli.backtesting",
        N_("Say how earlier forecasts would have fared."),
    ),
    "simulate": ("scenarios.cli.simulating", N_("Simulate one scenario.")),
    "compare": ("scenarios.cli.comparing", N_("Say which scenario is better, and how sure it is.")),
    "verify": ("scenarios.cli.verifying", N_("Run the published tests of walking and queues.")),
    "bench": ("scenarios.cli.benching", N_("Say how fast the simulated day is beside its peers.")),
}
"""Each command: the module that holds it as ``command``, and what it does in a line."""

_HELP = N_(
    "Jauge lets a cultural venue try out an exhibition season, opening hours, a roster or a"
    " workshop programme before committing to it."
)

_FILE_TROUBLE: Final = {
    errno.EACCES: N_("you may not read or write it"),
    errno.EPERM: N_("you may not read or write it"),
    errno.EROFS: N_("it is in a place that cannot be written to"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("a file stands where a folder is needed"),
    errno.EEXIST: N_("a file stands where a folder is needed"),
    errno.EISDIR: N_("it is a folder, not a file"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ENAMETOOLONG: N_("its name is too long"),
}


class _Commands(TranslatedGroup):
    """The commands, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a newcomer needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return what a list of commands needs to know about one, without importing it."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return click.Command(cmd_name, short_help=_(COMMANDS[cmd_name][1]))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command to call."""
        name = args[0]
        if name in COMMANDS:
            return name, translated(import_module(COMMANDS[name][0]).command, name), args[1:]
        raise click.exceptions.NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx)


def _choose_language() -> None:
    named = (os.environ.get(key) for key in ("JAUGE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    use_language(best_language([next(filter(None, named), None)]))


def _terminate(signum: int, frame: FrameType | None) -> NoReturn:
    """End as an exception does, so that unfinished files are removed on the way out."""
    del frame
    signal.signal(signum, signal.SIG_IGN)  # A second one must not cut the clearing up short.
    raise SystemExit(TERMINATED)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _listed(problems: Sequence[Problem]) -> str:
    """Return each problem as a line, and how many more there are than anybody reads."""
    lines = [str(problem) for problem in problems[:_MOST_PROBLEMS]]
    more = len(problems) - len(lines)
    if more:
        text = ngettext("… and {count} more.", "… and {count} more.", more)
        lines.append(text.format(count=number(more)))
    return "\n".join(lines)


def _file_trouble(error: OSError) -> str | None:
    """Return one sentence about a file that cannot be used, or ``None`` if it is not about one."""
    what = _FILE_TROUBLE.get(error.errno or 0)
    if what is None or error.filename is None:
        return None
    return str(Problem(_(what), file=str(error.filename)))


def _run(arguments: Sequence[str] | None) -> int:  # noqa: PLR0911 (one for each way to end)
    group = _Commands(
        "jauge",
        help=_(_HELP),
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGUMENTS]…"),
        context_settings={"max_content_width": 100},
    )
    try:
        code = group.main(
            list(sys.argv[1:] if arguments is None else arguments),
            prog_name="jauge",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except InputError as error:
        _say(_listed(error.problems))
        return BAD_INPUT
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message())
        return 0
    except click.ClickException as error:
        _say(complaint(error))
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        _say(_("Stopped; nothing is left half done."))
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; writing what is left of it at exit would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        sentence = _file_trouble(error)
        if sentence is None:
            raise
        _say(sentence)
        return BAD_INPUT
    return code if isinstance(code, int) else 0


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit.

    Args:
        arguments: What stands after ``jauge``; left out, what the process was started with.
    """
    if arguments is None and not sys.warnoptions:
        warnings.simplefilter("ignore")  # What libraries tell developers is nothing for users.
    _choose_language()
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(_run(arguments))
