"""Charts on a page: drawn once for the same figures and language, shown with words and figures.

Altair checks every part of a chart against its schema while it is put together, which takes longer
than drawing it. The tests check every chart whole; here the checks are off, and a chart is kept
until its figures, or the reader's language, change.
"""

from collections.abc import Callable
from typing import Any

import altair.utils.schemapi as altair_checks
import networkx as nx
import pandas as pd
import streamlit as st

from pages.parts import shell
from venues.common.i18n import gettext as _
from venues.common.i18n import language
from venues.plan import Plan

type Spec = dict[str, Any]

altair_checks.disable_debug_mode()


def drawn(chart: Callable[..., Any], *figures: Any, **options: Any) -> Spec:
    """Return what a chart function draws, as a Vega-Lite specification.

    Args:
        chart: A function of :mod:`pages.charts`.
        figures: Its tables.
        options: Its other arguments.
    """
    return _drawn(f"{chart.__module__}.{chart.__name__}", language(), chart, figures, options)


# Plans and their graphs are kept whole by pages.parts.data, so the same one is the same object.
@st.cache_data(show_spinner=False, max_entries=300, hash_funcs={Plan: id, nx.DiGraph: id})
def _drawn(
    name: str, code: str, _chart: Callable[..., Any], figures: Any, options: dict[str, Any]
) -> Spec:
    del name, code
    spec: Spec = _chart(*figures, **options).to_dict(validate=False)
    return spec


def picture(spec: Spec, says: str, *, key: str | None = None, **options: Any) -> Any:
    """Show a chart without words beside it.

    Args:
        spec: What :func:`drawn` returned.
        says: What it shows, in a sentence, for screen readers.
        key: A stable name, needed where a selection is read.
        options: More for ``st.vega_lite_chart``.

    Returns:
        What ``st.vega_lite_chart`` returns: the selection, if one is asked for.
    """
    return st.vega_lite_chart(spec=spec, width="stretch", theme=None, alt=says, key=key, **options)


def chart(
    spec: Spec,
    says: str,
    figures: pd.DataFrame | None = None,
    *,
    key: str | None = None,
    **options: Any,
) -> Any:
    """Show a chart, the sentence that says what it shows, and its figures for who wants them.

    Args:
        spec: What :func:`drawn` returned.
        says: The sentence; it is also what a screen reader reads for the chart.
        figures: The table behind it, its columns already named for the reader.
        key: A stable name, needed where a selection is read.
        options: More for ``st.vega_lite_chart``.

    Returns:
        What ``st.vega_lite_chart`` returns: the selection, if one is asked for.
    """
    selected = picture(spec, says, key=key, **options)
    st.caption(shell.escaped(says))
    if figures is not None:
        with st.expander(_("Show the figures"), icon=":material/table_rows:"):
            # As the reader writes numbers, and still to be sorted by.
            written = st.column_config.NumberColumn(format="localized")
            numbers = figures.select_dtypes("number").columns
            st.dataframe(
                figures, hide_index=True, alt=says, column_config=dict.fromkeys(numbers, written)
            )
    return selected
