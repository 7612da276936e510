"""What a reader sees of a page: every text that Streamlit was asked to show."""

import json
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

SAID = frozenset(
    {"label", "body", "help", "placeholder", "options", "alt", "caption", "text", "content"}
)
"""The fields of Streamlit's messages that a reader sees; others are keys, icons and settings."""

DRAWN = frozenset({"title"})
"""The fields of a Vega-Lite specification that a reader sees, besides the data."""


def texts(app: AppTest) -> set[str]:
    """Return all texts of a page, its sidebar and its charts, without the cells of tables."""
    found: set[str] = set()
    for root in (app.main, app.sidebar):
        found.update(_of_block(root))
    return {text for text in found if text.strip()}


def _of_block(node: Any) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    if isinstance(proto, Message):
        yield from _of_message(proto)
    for child in getattr(node, "children", {}).values():
        yield from _of_block(child)


def _of_message(message: Message) -> Iterator[str]:
    name = message.DESCRIPTOR.name
    if name in {"Html", "LogoProto"}:
        return
    if name in {"VegaLiteChart", "ArrowVegaLiteChart"}:
        yield from _of_chart(json.loads(message.spec))  # type: ignore[attr-defined]  # a chart's
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            many = value if field.is_repeated else [value]
            for each in many:
                if isinstance(each, Message):
                    yield from _of_message(each)
        elif field.type == field.TYPE_STRING and field.name in SAID:
            yield from value if field.is_repeated else [value]


def _of_chart(spec: Any) -> Iterator[str]:
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key in DRAWN and isinstance(value, str):
                yield value
            elif key not in {"datasets", "data", "config"}:
                yield from _of_chart(value)
    elif isinstance(spec, list):
        for each in spec:
            yield from _of_chart(each)
