"""What the declaration of a parameter says of its form: label, type, bounds, default.

Used by :mod:`pages.parts.forms`, which draws it.
"""

import datetime as dt
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from venues.common.i18n import gettext as _
from venues.common.i18n import language


def label(info: FieldInfo) -> str:
    """Return what the reader calls a field, with its unit."""
    extra = info.json_schema_extra
    unit = str(extra.get("unit") or "") if isinstance(extra, dict) else ""
    words = _(info.title) if info.title else ""
    return f"{words} ({_(unit)})" if unit else words


def source(info: FieldInfo) -> str | None:
    """Return where a default comes from, if it can be said in the reader's language."""
    source = info.description
    if not source:
        return None
    said = _(source)
    return said if language() == "en" or said != source else None


def kind_of(annotation: Any) -> tuple[Any, bool]:
    """Return a field's type without ``Annotated`` and ``None``, and whether it may be left out."""
    if get_origin(annotation) is Annotated:
        return kind_of(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [a for a in get_args(annotation) if a is not type(None)]
        return kind_of(kinds[0])[0], len(kinds) < len(get_args(annotation))
    return annotation, False


def item_of(kind: Any) -> type[BaseModel] | None:
    """Return the settings that a field holds a list of; ``None`` if it holds none."""
    if get_origin(kind) is not tuple:
        return None
    item = get_args(kind)[0]
    return item if isinstance(item, type) and issubclass(item, BaseModel) else None


def is_literals(kind: Any) -> bool:
    """Return whether a field holds several words of a few."""
    return get_origin(kind) is tuple and get_origin(get_args(kind)[0]) is Literal


def is_simple(model: type[BaseModel], name: str) -> bool:
    """Return whether a field holds no other settings."""
    kind, _optional = kind_of(model.model_fields[name].annotation)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return False
    return item_of(kind) is None


def is_roster(model: type[BaseModel]) -> bool:
    """Return whether settings hold nothing but times and whole numbers, as a row of a table."""
    kinds = {kind_of(info.annotation)[0] for info in model.model_fields.values()}
    return kinds <= {dt.time, int}


def defaults(model: type[BaseModel]) -> dict[str, Any]:
    """Return the defaults of a model's fields as plain data; required fields are left out."""
    given = {
        name: info.get_default(call_default_factory=True)
        for name, info in model.model_fields.items()
        if not info.is_required()
    }
    return model.model_construct(**given).model_dump(mode="json", include=set(given))


def bound(info: FieldInfo, which: str) -> float | None:
    """Return the smallest (``ge``) or greatest (``le``) value that a field may have."""
    for rule in info.metadata:
        if which == "ge" and isinstance(rule, annotated_types.Ge):
            return float(rule.ge)  # type: ignore[arg-type]  # our bounds are numbers
        if which == "le" and isinstance(rule, annotated_types.Le):
            return float(rule.le)  # type: ignore[arg-type]  # our bounds are numbers
    return None


def from_json(info: FieldInfo, value: Any) -> Any:
    """Return a field's plain data as the value that widgets show: times and days."""
    kind, _optional = kind_of(info.annotation)
    if kind is dt.time and isinstance(value, str):
        return dt.time.fromisoformat(value)
    if kind is dt.date and isinstance(value, str):
        return dt.date.fromisoformat(value)
    return value


def to_json(value: Any) -> Any:
    """Return what a widget gave as plain data."""
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
