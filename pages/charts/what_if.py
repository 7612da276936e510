"""A coming year as planned and as changed: visits of each month, and by how many they differ."""

from typing import Any, Final

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _

_HEIGHT: Final = 260


def both(table: pd.DataFrame) -> Any:
    """Draw each month's visits as planned and as changed, side by side.

    Args:
        table: In the order of time: ``label`` (the month), ``plan`` (what the reader calls the
            plan, the one that is compared with first), ``median``, ``low80`` and ``high80``.
    """
    plans = list(dict.fromkeys(table["plan"]))
    shade = alt.Scale(domain=plans, range=[theme.FIRST, theme.SECOND])
    base = alt.Chart(theme.records(table)).encode(
        x=theme.months(table["label"]),
        xOffset=alt.XOffset("plan:N", sort=plans),
        color=alt.Color("plan:N", scale=shade, legend=theme.legend(plans)),
        tooltip=[
            alt.Tooltip("label:N", title=_("Month")),
            alt.Tooltip("plan:N", title=_("Plan")),
            *theme.interval_told(",.0f"),
        ],
    )
    bars = base.mark_rule(strokeWidth=6, strokeCap="round", opacity=0.45).encode(
        y=alt.Y("low80:Q", title=_("visits"), axis=alt.Axis(format=",d", tickCount=5)),
        y2="high80:Q",
    )
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        y="median:Q",
        shape=alt.Shape("plan:N", scale=alt.Scale(domain=plans), legend=theme.legend(plans)),
    )
    return theme.finished(alt.layer(bars, dots), height=_HEIGHT)


def differences(table: pd.DataFrame) -> Any:
    """Draw by how many visits each month differs, with the interval of 8 in 10 draws.

    Args:
        table: In the order of time: ``label`` (the month), ``median``, ``low80``, ``high80``.
    """
    base = alt.Chart(theme.records(table)).encode(
        x=theme.months(table["label"]),
        tooltip=[
            alt.Tooltip("label:N", title=_("Month")),
            *theme.interval_told("+,.0f"),
        ],
    )
    y = alt.Y(
        "median:Q",
        title=_("visits more or fewer"),
        axis=alt.Axis(format="+,d", tickCount=5, labelExpr="datum.value == 0 ? '0' : datum.label"),
    )
    bars = base.mark_bar(size=18, opacity=0.75).encode(
        y=y,
        color=alt.condition("datum.median >= 0", alt.value(theme.SECOND), alt.value(theme.FIRST)),
    )
    intervals = base.mark_rule(strokeWidth=2, color=theme.INK).encode(y="low80:Q", y2="high80:Q")
    nothing = theme.line_at(0, "y", color=theme.INK, strokeWidth=1)
    return theme.finished(alt.layer(bars, intervals, nothing), height=_HEIGHT - 40)
