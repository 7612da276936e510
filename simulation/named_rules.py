"""Rules and observers that a scenario names, loaded from their files.

A name such as ``my_rules.py:linger`` is a file and a function or class in it
(:mod:`simulation.settings.own_rules`). To load a file is to run it.
"""

import hashlib
import sys
import types
from functools import cache
from pathlib import Path
from typing import Any

from simulation.observers import Observer
from simulation.outcomes import VARIABLES, Variable
from simulation.own_rules import OwnRules, own_rules
from simulation.settings import Arrangement
from simulation.settings.own_rules import Reference, file_of
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem


def rules_of(day: Arrangement) -> OwnRules:
    """Return the rules of its own that a day names, compiled.

    Raises:
        InputError: One of them cannot be used.
    """
    named = day.rules.named
    if not named:
        return OwnRules()
    return _compiled(tuple((name, each, _text(each)) for name, each in named.items()))


def observers_of(day: Arrangement) -> list[Observer]:
    """Return fresh observers of the kinds that a day names.

    Raises:
        InputError: One of them cannot be used.
    """
    return [each() for each in _observer_classes(day)]


def variables_of(day: Arrangement) -> dict[str, Variable]:
    """Return what the observers of a day find that others do not, by name.

    Raises:
        InputError: One of the observers cannot be used.
    """
    return {each.name: each for kind in _observer_classes(day) for each in kind.declares}


def _observer_classes(day: Arrangement) -> list[type[Observer]]:
    classes = []
    for reference in day.observers:
        found = _named(reference)
        if not isinstance(found, type) or not issubclass(found, Observer):
            raise _problem(reference, _("this is no class of observers"))
        taken = next((each.name for each in found.declares if each.name in VARIABLES), None)
        if taken is not None:
            raise _problem(reference, _("“{name}” is found already").format(name=taken))
        classes.append(found)
    return classes


@cache
def _compiled(named: tuple[tuple[str, str, bytes], ...]) -> OwnRules:
    return own_rules(**{name: _named(reference) for name, reference, _content in named})


def _text(reference: Reference) -> bytes:
    try:
        return file_of(reference).read_bytes()
    except OSError:
        raise _problem(reference, _("there is no such file")) from None


def _named(reference: Reference) -> Any:
    name = reference.rpartition(":")[2]
    module = _loaded(file_of(reference), _text(reference))
    if not hasattr(module, name):
        raise _problem(reference, _("there is no such function or class in the file"))
    return getattr(module, name)


@cache
def _loaded(path: Path, content: bytes) -> types.ModuleType:
    """Return a file as a module, run anew when its text has changed."""
    module = types.ModuleType(f"own_rules_{hashlib.sha256(content).hexdigest()[:16]}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        exec(compile(content, str(path), "exec"), vars(module))  # noqa: S102  (the user's own file)
    except Exception as error:  # a user's file may raise anything
        row = getattr(error, "lineno", None)
        what = _("the file cannot be run: {reason}").format(
            reason=f"{type(error).__name__}: {error}"
        )
        raise InputError(Problem(what, file=str(path), row=row)) from error
    return module


def _problem(reference: Reference, what: str) -> InputError:
    name = reference.rpartition(":")[2]
    return InputError(Problem(what, file=str(file_of(reference)), value=name))
