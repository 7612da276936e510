"""Rules of one's own in the place of ours, in both engines.

A rule is a plain function of records and numbers; it is compiled here and called through a pointer,
so that neither engine has to be compiled anew. Its arguments are rows of the day's tables, whose
fields :mod:`simulation.tables` describes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from numba import cfunc

from simulation.world import STAY_RULE, WANDER_RULE
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

_SIGNATURES: Final = {"stay": STAY_RULE, "wander": WANDER_RULE}


@dataclass(frozen=True)
class OwnRules:
    """The rules that replace ours; None leaves ours in place.

    Attributes:
        stay: ``stay(visitor, zone, now, luck)`` returns how many seconds a visitor stays in a zone,
            each time it comes there; luck is uniform between 0 and 1.
        wander: ``wander(visitor, options, count, luck)`` returns which of the first ``count``
            neighbouring zones a visitor goes to next, or −1 to go home.
    """

    stay: Any = None
    wander: Any = None


def own_rules(**functions: Callable[..., Any]) -> OwnRules:
    """Compile rules of one's own.

    Args:
        functions: The functions, by the names of :class:`OwnRules`.

    Raises:
        InputError: A function cannot be compiled; it says which, where it stands, and why.
    """
    return OwnRules(**{name: _compiled(name, each) for name, each in functions.items()})


def _compiled(name: str, function: Callable[..., Any]) -> Any:
    code = function.__code__
    try:
        compiled = cfunc(_SIGNATURES[name])(function)
    except Exception as error:  # Numba raises what it likes, a plain KeyError for an unknown field
        reason = str(error).strip().splitlines()
        raise InputError(
            Problem(
                _("the rule “{rule}” cannot be compiled: {reason}").format(
                    rule=name, reason=reason[0] if reason else type(error).__name__
                ),
                file=code.co_filename,
                row=code.co_firstlineno,
                value=function.__name__,
            )
        ) from error
    return compiled
