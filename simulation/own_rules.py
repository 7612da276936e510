"""Rules of one's own in the place of ours, in both engines.

A rule is a plain function of records and numbers. It is compiled here and called through a pointer,
so that neither engine has to be compiled anew. One that cannot be compiled is called in Python, by
the reference engine alone. Its arguments are rows of the day's tables, whose fields
:mod:`simulation.tables` describes; docs/write-a-visitor-rule.md has an example.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final

import numpy as np
from numba import cfunc, njit
from numpy.typing import NDArray

from simulation.world import OWN_RULES, Tables, world_at
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

type Function = Callable[..., Any]


# Each hands a user's function the rows that compiled code names by number.


def _stay(rule: Function, world_of: Function) -> Function:
    def called(address: int, party: int, zone: int, now: float, luck: float) -> Any:
        world = world_of(address)
        return rule(world.parties[party], world.zones[zone], now, luck)

    return called


def _go_on(rule: Function, world_of: Function) -> Function:
    def called(address: int, party: int, count: int, luck: float) -> Any:
        world = world_of(address)
        return rule(world.parties[party], world.options, count, luck)

    return called


def _utility(rule: Function, world_of: Function) -> Function:
    def called(address: int, party: int) -> Any:
        world = world_of(address)
        return rule(world.parties[party], world.options[0])

    return called


def _sees(rule: Function, world_of: Function) -> Function:
    def called(address: int, party: int, sign: int, luck: float) -> Any:
        world = world_of(address)
        return rule(world.parties[party], world.signs[sign], luck)

    return called


def _discipline(rule: Function, world_of: Function) -> Function:
    def called(address: int, count: int, now: float) -> Any:
        return rule(world_of(address).waiting, count, now)

    return called


_CALLED: Final = MappingProxyType(
    {
        "stay": _stay,
        "wander": _go_on,
        "choose": _go_on,
        "utility": _utility,
        "sees": _sees,
        "discipline": _discipline,
    }
)

ONE_OF: Final = ("wander", "choose", "utility")
"""Rules of which a day has at most one: each of them says where visitors go."""


@dataclass(frozen=True, eq=False)
class OwnRule:
    """One rule of one's own.

    Attributes:
        name: Which of ours it replaces.
        function: What was written.
        compiled: The same, as compiled code calls it; None if it cannot be compiled.
        problem: Why it cannot.
    """

    name: str
    function: Function
    compiled: Any
    problem: Problem | None


@dataclass(frozen=True, eq=False)
class OwnRules:
    """The rules that replace ours, made by :func:`own_rules`."""

    rules: tuple[OwnRule, ...] = ()

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Why some of them cannot be compiled: the reference engine then calls them in Python."""
        return tuple(each.problem for each in self.rules if each.problem)

    def bound(self, state: Tables) -> "Bound":
        """Return the rules as they are called on one day."""
        return Bound(self, state)


class _Row:
    """A row as compiled code has it: fields are attributes, whatever NumPy's own are called."""

    def __init__(self, record: np.void) -> None:
        object.__setattr__(self, "_record", record)

    def __getattr__(self, name: str) -> Any:
        if name not in (self._record.dtype.names or ()):
            raise AttributeError(_("there is no field “{name}”").format(name=name))
        return self._record[name].item()

    def __setattr__(self, name: str, value: Any) -> None:
        self._record[name] = value


class _Rows:
    """A table, row by row."""

    def __init__(self, table: NDArray[np.void]) -> None:
        self._table = table

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, place: int) -> _Row:
        return _Row(self._table[place])


class Bound:
    """Own rules on one day.

    Attributes:
        addresses: Where each stands, for :func:`simulation.world.world_of`.
    """

    def __init__(self, own: OwnRules, state: Tables) -> None:
        self._rows = SimpleNamespace(
            **{
                name: _Rows(getattr(state, name))
                for name in ("parties", "zones", "options", "signs", "waiting")
            }
        )
        self._failure: InputError | None = None
        self._kept = {rule.name: rule.compiled or self._in_python(rule) for rule in own.rules}
        self.addresses = {name: _address(each) for name, each in self._kept.items()}

    def check(self) -> None:
        """Refuse to go on if a rule in Python has failed.

        Raises:
            InputError: It has; it says which, where it stands, and why.
        """
        if self._failure is not None:
            raise self._failure

    def _in_python(self, rule: OwnRule) -> Any:
        """Return a rule as a function that compiled code calls like a compiled one."""
        signature = OWN_RULES[rule.name][1]
        convert = float if str(signature.return_type) == "float64" else int
        nothing = 0.0 if convert is float else -1
        called = _CALLED[rule.name](rule.function, lambda _address: self._rows)

        def guarded(*arguments: Any) -> Any:
            # An exception cannot pass through compiled code: it waits until the engine looks.
            if self._failure is not None:
                return nothing
            try:
                return convert(called(*arguments))
            except Exception as error:  # noqa: BLE001  (a user's function may raise anything)
                self._failure = InputError(
                    _problem(
                        _("the rule “{rule}” fails: {reason}"), rule.name, rule.function, error
                    )
                )
                self._failure.__cause__ = error
                return nothing

        kinds = [
            ctypes.c_double if str(each) == "float64" else ctypes.c_int64
            for each in (signature.return_type, *signature.args)
        ]
        return ctypes.CFUNCTYPE(*kinds)(guarded)


def _address(function: Any) -> int:
    """Return where a function stands that Numba or ctypes has made."""
    address = getattr(function, "address", None)
    return int(address or ctypes.cast(function, ctypes.c_void_p).value or 0)


def own_rules(**functions: Function) -> OwnRules:
    """Compile rules of one's own.

    Args:
        functions: The functions by name. A visitor is a :data:`~simulation.tables.PARTY` row, luck
            a number between 0 and 1, each equally likely.

            - ``stay(visitor, zone, now, luck)`` returns how many seconds a visitor stays in a zone.
            - ``utility(visitor, option)`` returns what seeing a zone is worth; our luck is added.
            - ``choose(visitor, options, count, luck)`` returns which of the first ``count`` zones
              that it has not seen a visitor goes to, or −1 to go home.
            - ``wander(visitor, options, count, luck)`` does the same among neighbouring zones,
              whether seen or not.
            - ``sees(visitor, sign, luck)`` returns whether a visitor who comes by sees a sign.
            - ``discipline(waiting, count, now)`` returns which of the first ``count`` parties in a
              line is called next; they stand in order of coming.

    Raises:
        InputError: There is no such rule, or two say where visitors go.
    """
    for name, function in functions.items():
        if name not in OWN_RULES:
            allowed = ", ".join(OWN_RULES)
            raise InputError(Problem(_("there is no such rule"), value=name, allowed=allowed))
        if not callable(function) or not hasattr(function, "__code__"):
            raise InputError(Problem(_("a rule must be a plain function"), value=name))
    both = [name for name in ONE_OF if name in functions]
    if len(both) > 1:
        what = _("only one rule can say where visitors go")
        raise InputError(Problem(what, value=", ".join(both)))
    return OwnRules(tuple(_compiled(name, each) for name, each in functions.items()))


def _problem(what: str, name: str, function: Function, error: Exception) -> Problem:
    """Return the sentence on a rule that cannot be compiled or that fails."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith("Failed in")]
    reason = f"{type(error).__name__}: {(told or lines or [''])[0]}"
    return Problem(
        what.format(rule=name, reason=reason),
        file=function.__code__.co_filename,
        row=function.__code__.co_firstlineno,
        value=function.__name__,
    )


def _compiled(name: str, function: Function) -> OwnRule:
    signature = OWN_RULES[name][1]
    try:
        rule = njit(error_model="numpy")(function)
        address = cfunc(signature)(_CALLED[name](rule, world_at))
    except Exception as error:  # noqa: BLE001  (Numba raises what it likes, even a plain KeyError)
        what = _("the rule “{rule}” cannot be compiled: {reason}")
        return OwnRule(name, function, None, _problem(what, name, function, error))
    return OwnRule(name, function, address, None)
