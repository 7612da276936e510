"""Forms drawn from parameter declarations: a field's label, unit and bounds are declared once.

:func:`edited` draws a form for any :class:`~venues.common.parameters.Settings` value and returns
what the reader made of it as plain data, to be validated as a file would be. Lists of settings get
one part each, with buttons to add and to remove; a roster, a list of plain rows, gets a table.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args, get_origin

import pandas as pd
import streamlit as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pages.parts import declared
from pages.parts.shell import escaped
from venues.common.i18n import gettext as _
from venues.common.texts import in_every_language, in_readers_language

COLUMNS: Final = 4


@dataclass(frozen=True)
class Choices:
    """What a form needs to know that declarations do not say.

    Attributes:
        labels: What the reader calls a value of a field that offers a choice (English, marked).
        options: By field name: the values that may be chosen, each with its name for the reader.
        hidden: Names of fields that are not for the reader to set.
        blank: By model: plain data for a new one of a list.
    """

    labels: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    blank: Mapping[type[BaseModel], Callable[[], dict[str, Any]]] = field(default_factory=dict)


def edited(
    model: type[BaseModel], value: Mapping[str, Any], key: str, choices: Choices
) -> dict[str, Any]:
    """Draw a form for a model's fields and return what stands in it.

    Args:
        model: The class of settings.
        value: Its present content as plain data (``model_dump(mode="json")``).
        key: The form's place, unique on the page.
        choices: Names of choices.
    """
    result = dict(value)
    simple = [
        n for n in model.model_fields if n not in choices.hidden and declared.is_simple(model, n)
    ]
    for start in range(0, len(simple), COLUMNS):
        for place, name in zip(st.columns(COLUMNS), simple[start : start + COLUMNS], strict=False):
            with place:
                info = model.model_fields[name]
                result[name] = _simple(name, info, value.get(name), f"{key}.{name}", choices)
    for name, info in model.model_fields.items():
        if name not in choices.hidden and name not in simple:
            result[name] = edited_field(name, info, value.get(name), f"{key}.{name}", choices)
    return result


def edited_field(name: str, info: FieldInfo, value: Any, key: str, choices: Choices) -> Any:
    """Draw the form of one field that holds other settings, alone, optional or as a list."""
    inner, optional = declared.kind_of(info.annotation)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        if optional and not st.toggle(declared.label(info), value=value is not None, key=f"{key}?"):
            return None
        if not optional:
            st.markdown(f"**{declared.label(info)}**")
        return edited(inner, value or _blank(inner, choices), key, choices)
    item = declared.item_of(inner)
    if (
        item is not None
        and all(declared.is_simple(item, n) for n in item.model_fields)
        and declared.is_roster(item)
    ):
        return _table(item, info, value or [], key)
    if item is not None:
        return _several(item, info, value or [], key, choices)
    return _simple(name, info, value, key, choices)


def _several(
    item: type[BaseModel], info: FieldInfo, value: list[Any], key: str, choices: Choices
) -> list[Any]:
    rows = st.session_state.setdefault(f"{key}#", [(n, row) for n, row in enumerate(value)])
    result = []
    for number, row in list(rows):
        with st.expander(_item_title(row, number, choices), expanded=len(rows) <= 1):
            result.append(edited(item, row, f"{key}.{number}", choices))
            if st.button(_("Remove"), key=f"{key}.{number}-", icon=":material/delete:"):
                rows.remove((number, row))
                st.rerun()
    if st.button(_("Add"), key=f"{key}+", icon=":material/add:", help=declared.label(info)):
        rows.append((max((n for n, _row in rows), default=-1) + 1, _blank(item, choices)))
        st.rerun()
    return result


def _item_title(row: Mapping[str, Any], number: int, choices: Choices) -> str:
    """Return what the reader calls one of a list: its title, what it is, or where it points."""
    rooms = choices.options.get("zone", {})
    words = (
        in_readers_language(in_every_language(row.get("title") or {}))
        or _(choices.labels.get(str(row.get("kind")), ""))
        or rooms.get(str(row.get("towards")), "")
        or str(number + 1)
    )
    return escaped(words)


def _table(item: type[BaseModel], info: FieldInfo, value: list[Any], key: str) -> list[Any]:
    st.markdown(f"**{declared.label(info)}**")
    frame = pd.DataFrame(
        [
            {n: declared.from_json(item.model_fields[n], row[n]) for n in item.model_fields}
            for row in value
        ],
        columns=list(item.model_fields),
    )
    columns = {
        n: st.column_config.TimeColumn(declared.label(f), format="HH:mm", required=True)
        if declared.kind_of(f.annotation)[0] is dt.time
        else st.column_config.NumberColumn(
            declared.label(f),
            min_value=declared.bound(f, "ge"),
            max_value=declared.bound(f, "le"),
            step=1,
            required=True,
        )
        for n, f in item.model_fields.items()
    }
    table = st.data_editor(
        frame,
        num_rows="dynamic",
        hide_index=True,
        column_config=columns,
        key=key,
        alt=declared.label(info),
    )
    return [
        {n: declared.to_json(row[n]) for n in item.model_fields}
        for row in table.to_dict("records")
        if not any(pd.isna(row[n]) for n in item.model_fields)
    ]


def _simple(name: str, info: FieldInfo, value: Any, key: str, choices: Choices) -> Any:
    kind, optional = declared.kind_of(info.annotation)
    words, hint = declared.label(info), declared.source(info)
    if name in choices.options:
        return _chosen(name, info, value, key, choices)
    if get_origin(kind) is Literal or declared.is_literals(kind):
        return _worded(info, value, key, choices)
    if kind in (dt.time, dt.date):
        return _dated(kind, info, value, key)
    if kind in (int, float):
        return _number(kind, info, value, key, hint, optional=optional)
    if kind is bool:
        result: Any = st.checkbox(words, value=bool(value), key=key, help=hint)
    elif get_origin(kind) is tuple:
        result = _words_list(words, value, key, hint, declared.kind_of(get_args(kind)[0])[0])
    elif get_origin(kind) is dict:
        result = _texts(words, value, key, hint)
    else:
        text = st.text_input(words, value=value or "", key=key, help=hint)
        result = (text or None) if optional else text
    return result


def _texts(words: str, value: Any, key: str, hint: str | None) -> Any:
    """Edit a text in the reader's language; what is written anew stands for every language."""
    texts = in_every_language(value or {})
    text = st.text_input(words, value=in_readers_language(texts), key=key, help=hint)
    # Any of them, because the reader may have switched the language while editing.
    return value if text in texts.values() else text


def _worded(info: FieldInfo, value: Any, key: str, choices: Choices) -> Any:
    """Offer the words of a ``Literal``: one of them, or (for a tuple of them) several."""
    kind, _optional = declared.kind_of(info.annotation)

    def named(word: str) -> str:
        return _(choices.labels.get(word, word))

    if declared.is_literals(kind):
        words = list(get_args(get_args(kind)[0]))
        return st.pills(
            declared.label(info), words, selection_mode="multi", default=value or [],
            format_func=named, key=key, help=declared.source(info),
        )  # fmt: skip
    options = list(get_args(kind))
    return st.selectbox(
        declared.label(info), options, index=options.index(value) if value in options else 0,
        format_func=named, key=key, help=declared.source(info),
    )  # fmt: skip


def _dated(kind: type, info: FieldInfo, value: Any, key: str) -> Any:
    given, words, hint = (
        declared.from_json(info, value),
        declared.label(info),
        declared.source(info),
    )
    if kind is dt.time:
        return declared.to_json(st.time_input(words, value=given, key=key, help=hint))
    return declared.to_json(
        st.date_input(words, value=given, key=key, help=hint, format="DD/MM/YYYY")
    )


def _chosen(name: str, info: FieldInfo, value: Any, key: str, choices: Choices) -> Any:
    named = choices.options[name]
    options = list(named)
    kind, _optional = declared.kind_of(info.annotation)
    if get_origin(kind) is tuple:
        return st.multiselect(
            declared.label(info), options, default=[v for v in value or [] if v in named],
            format_func=named.__getitem__, key=key, placeholder=_("Choose"),
            help=declared.source(info),
        )  # fmt: skip
    return st.selectbox(
        declared.label(info), options, index=options.index(value) if value in named else 0,
        format_func=named.__getitem__, key=key, help=declared.source(info),
    )  # fmt: skip


def _number(
    kind: type, info: FieldInfo, value: Any, key: str, hint: str | None, *, optional: bool
) -> Any:
    """Edit a number; one that may be left out stays empty until it is written."""
    least, most = declared.bound(info, "ge"), declared.bound(info, "le")
    given = None if optional and value is None else kind(value or 0)
    if kind is int:
        return st.number_input(
            declared.label(info), value=given, step=1, key=key, help=hint,
            min_value=None if least is None else int(least),
            max_value=None if most is None else int(most),
        )  # fmt: skip
    fine = most is not None and most <= 2
    return st.number_input(
        declared.label(info), value=given, step=0.01 if fine else 1.0, key=key, help=hint,
        format="%.2f" if fine else "%g",
        min_value=None if least is None else float(least),
        max_value=None if most is None else float(most),
    )  # fmt: skip


def _words_list(words: str, value: Any, key: str, hint: str | None, item: Any) -> list[Any]:
    """Edit a list of words or of numbers as one line, its parts set apart by semicolons."""
    parts = [str(part) for part in value or []]
    text = st.text_input(
        words, value="; ".join(parts), key=key, help=hint or _("Set apart by semicolons")
    )
    found = [part.strip() for part in text.split(";") if part.strip()]
    return [_as_number(part, item) for part in found] if item in (int, float) else found


def _as_number(part: str, kind: type) -> float | str:
    """Return the number; what is none stays text, to be refused with what is allowed."""
    try:
        return kind(part.replace(",", "."))  # type: ignore[no-any-return]  # int or float
    except ValueError:
        return part


def _blank(model: type[BaseModel], choices: Choices) -> dict[str, Any]:
    return choices.blank[model]() if model in choices.blank else declared.defaults(model)
