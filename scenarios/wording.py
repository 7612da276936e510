"""What pydantic refuses, in our own sentences: which field, what was found, what is allowed."""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.yaml_text import Document, FieldPath
from venues.common.i18n import N_, number
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

type _Words = tuple[str, str | None]
"""What is wrong and what is allowed, both marked for translation."""

_TIME = N_("a time such as 10:00")
_DATE = N_("a date such as 2018-07-01")

SENTENCES: Mapping[str, _Words] = {
    "missing": (N_("this field is missing"), None),
    "int_type": (N_("not a whole number"), N_("a whole number")),
    "int_parsing": (N_("not a whole number"), N_("a whole number")),
    "int_parsing_size": (N_("too large"), N_("a whole number")),
    "int_from_float": (N_("not a whole number"), N_("a whole number")),
    "float_type": (N_("not a number"), N_("a number")),
    "float_parsing": (N_("not a number"), N_("a number")),
    "finite_number": (N_("not a number"), N_("a finite number")),
    "bool_type": (N_("neither yes nor no"), N_("true or false")),
    "bool_parsing": (N_("neither yes nor no"), N_("true or false")),
    "string_type": (N_("not text"), N_("text")),
    "string_pattern_mismatch": (
        N_("not a name that can be used here"),
        N_("small letters without accents, digits and hyphens, such as late-thursdays"),
    ),
    "time_type": (N_("not a time of day"), _TIME),
    "time_parsing": (N_("not a time of day"), _TIME),
    "date_type": (N_("not a date"), _DATE),
    "date_parsing": (N_("not a date"), _DATE),
    "date_from_datetime_parsing": (N_("not a date"), _DATE),
    "date_from_datetime_inexact": (N_("not a date"), _DATE),
    "list_type": (N_("not a list"), N_("a list")),
    "tuple_type": (N_("not a list"), N_("a list")),
    "set_type": (N_("not a list"), N_("a list")),
    "frozen_set_type": (N_("not a list"), N_("a list")),
    "dict_type": (N_("not a group of fields"), N_("a group of fields")),
    "model_type": (N_("not a group of fields"), N_("a group of fields")),
    "model_attributes_type": (N_("not a group of fields"), N_("a group of fields")),
}
"""Pydantic's error types that need no more than a text; the others are in :data:`_WITH_VALUES`."""

_BOUND_TEXTS: Mapping[str, str] = {
    "ge": N_("{bound} or more"),
    "gt": N_("more than {bound}"),
    "le": N_("{bound} or less"),
    "lt": N_("less than {bound}"),
}
_BOUND_TYPES = {
    "greater_than_equal": "ge",
    "greater_than": "gt",
    "less_than_equal": "le",
    "less_than": "lt",
}
_MANY_DIGITS = 3


def _as_number(value: Any) -> str:
    if isinstance(value, int | float):
        decimals = 0 if float(value).is_integer() else _MANY_DIGITS
        return number(float(value), decimals)
    return str(value)


def _bound(error: ErrorDetails) -> tuple[str, str | None]:
    short = _BOUND_TYPES[error["type"]]
    bound = _as_number(error["ctx"][short])
    return _("out of bounds"), _(_BOUND_TEXTS[short]).format(bound=bound)


def _length(error: ErrorDetails) -> tuple[str, str | None]:
    least = error["ctx"].get("min_length")
    if least is not None:
        return _("too few"), _("{count} or more").format(count=number(least))
    most = error["ctx"].get("max_length", 0)
    return _("too many"), _("{count} or fewer").format(count=number(most))


def _choice(error: ErrorDetails) -> tuple[str, str | None]:
    allowed = str(error["ctx"].get("expected", "")).replace("'", "").replace(" or ", ", ")
    return _("there is no such choice"), allowed


def _own(error: ErrorDetails) -> tuple[str, str | None]:
    """Return the sentence that one of our own validators gave, translated when shown."""
    return _(str(error["ctx"]["error"])), None


_WITH_VALUES: Mapping[str, Callable[[ErrorDetails], tuple[str, str | None]]] = {
    **dict.fromkeys(_BOUND_TYPES, _bound),
    "too_short": _length,
    "too_long": _length,
    "string_too_short": _length,
    "string_too_long": _length,
    "enum": _choice,
    "literal_error": _choice,
    "value_error": _own,
    "assertion_error": _own,
}


def _fields_around(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """Return the names of the fields that the model takes where an unknown one stands."""
    schema = model.model_json_schema()
    here: Any = schema
    for part in path[:-1]:
        here = _resolved(here, schema)
        if isinstance(part, int):
            items = here.get("items") or (here.get("prefixItems") or [{}])[0]
            here = items
        else:
            here = here.get("properties", {}).get(part) or here.get("additionalProperties") or {}
    return list(_resolved(here, schema).get("properties", {}))


def _resolved(node: Any, schema: Any) -> Any:
    """Follow references and choices to the first object or array they lead to."""
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        elif "anyOf" in node or "allOf" in node or "oneOf" in node:
            options = node.get("anyOf") or node.get("allOf") or node.get("oneOf")
            node = next((o for o in options if o.get("type") != "null"), {})
        else:
            return node


def _nearest_field(model: type[BaseModel], path: FieldPath) -> str | None:
    """Return the field that an unknown one was probably meant to be."""
    known = _fields_around(model, path)
    return next(iter(difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)), None)


def _unknown_field(model: type[BaseModel], path: FieldPath) -> tuple[str, str | None]:
    near = _nearest_field(model, path)
    if near is not None:
        return _("there is no such field, perhaps {nearest} is meant").format(nearest=near), None
    return _("there is no such field"), ", ".join(_fields_around(model, path)) or None


def _shown(value: Any) -> str | None:
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return None
    return str(value)


def problem(error: ErrorDetails, document: Document, model: type[BaseModel]) -> Problem:
    """Return one of pydantic's errors as our own problem."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    kind = error["type"]
    found = None if kind == "missing" else _shown(error["input"])
    if kind == "extra_forbidden":
        what, allowed = _unknown_field(model, path)
        found = None
    elif kind in _WITH_VALUES:
        what, allowed = _WITH_VALUES[kind](error)
    else:
        text, may_stand = SENTENCES.get(kind, (N_("cannot be used"), None))
        what, allowed = _(text), _(may_stand) if may_stand else None
    return document.problem(path, what, value=found, allowed=allowed)


def _without_consequences(
    errors: list[ErrorDetails], model: type[BaseModel]
) -> Iterator[ErrorDetails]:
    """Leave out the fields that are missing because their name is misspelt."""
    misspelt = {
        (*error["loc"][:-1], _nearest_field(model, error["loc"]))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    return (e for e in errors if e["type"] != "missing" or e["loc"] not in misspelt)


def input_error(error: ValidationError, document: Document, model: type[BaseModel]) -> InputError:
    """Return all that pydantic refused, the first line first."""
    errors = _without_consequences(error.errors(include_url=False), model)
    found = [problem(each, document, model) for each in errors]
    return InputError(*sorted(found, key=lambda each: each.row or 0))
