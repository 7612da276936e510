"""Inputs that are still there when the reader comes back from another page.

Streamlit forgets what was entered in a widget as soon as a run does not draw it, as when another
page is open. Draw a widget by :func:`remembered` to keep its value for the rest of the session.
"""

from collections.abc import Callable, Collection
from typing import Any, Final

import streamlit as st

_KEPT: Final = "remembered"


def remembered(
    draw: Callable[..., Any],
    *words: Any,
    key: str,
    usual: Any,
    among: Collection[Any] | None = None,
    **options: Any,
) -> Any:
    """Draw a widget with what was entered in it before, and return what stands in it.

    The value is handed over by the session's state, so the widget must not be given one: Streamlit
    would warn of two.

    Args:
        draw: The widget, as ``st.slider``.
        words: What it is given without names: its label first.
        key: Its place, unique in the session.
        usual: What stands in it at first.
        among: What may stand in it; anything, if left out.
        options: What else it is given.
    """
    kept = st.session_state.setdefault(_KEPT, {})
    if key not in st.session_state:
        st.session_state[key] = kept.get(key, usual)
    if among is not None and st.session_state[key] not in among:
        st.session_state[key] = usual
    kept[key] = draw(*words, key=key, **options)
    return kept[key]
