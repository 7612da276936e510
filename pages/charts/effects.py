"""What moves attendance: each effect as a dot with its interval, in percent of visits."""

from typing import Any

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def effects(table: pd.DataFrame) -> Any:
    """Draw effects as dots with intervals around 'no effect'.

    Args:
        table: One row an effect, in the order to show: ``label``, ``median``, ``low80``,
            ``high80``, ``low95``, ``high95`` as shares (0.2 is 20 % more visits) and ``text``
            (the effect as words for its end of the row).
    """
    reach = max(0.1, float(table[["low95", "high95"]].abs().to_numpy().max()))
    base = alt.Chart(theme.records(table)).encode(
        y=alt.Y(
            "label:N",
            sort=list(table["label"]),
            title=None,
            axis=alt.Axis(labelColor=theme.INK, grid=True, labelLimit=230),
        ),
        tooltip=[
            alt.Tooltip("label:N", title=_("Effect")),
            alt.Tooltip("median:Q", title=_("middle"), format="+.0%"),
            alt.Tooltip("low80:Q", title=_("80 %: from"), format="+.0%"),
            alt.Tooltip("high80:Q", title=_("80 %: to"), format="+.0%"),
        ],
    )
    x = alt.X(
        "low95:Q",
        title=_("visits, compared with an ordinary day"),
        axis=alt.Axis(
            format="+.0%",
            labelExpr="datum.value == 0 ? format(0, '.0%') : datum.label",
            grid=True,
            tickCount=6,
        ),
        scale=alt.Scale(domain=[-min(1.0, reach), reach * 1.25]),
    )
    wide = base.mark_rule(strokeWidth=2, color="#9CB6C9").encode(x=x, x2="high95:Q")
    narrow = base.mark_rule(strokeWidth=6, color=theme.FIRST, strokeCap="round").encode(
        x="low80:Q", x2="high80:Q"
    )
    dots = base.mark_point(
        filled=True, size=90, fill="#FFFFFF", stroke=theme.FIRST, strokeWidth=2.5, opacity=1
    ).encode(x="median:Q")
    words = base.mark_text(align="left", dx=8, fontSize=12, color=theme.MUTED).encode(
        x="high95:Q", text="text:N"
    )
    nothing = (
        alt.Chart(theme.inline([{"at": 0}]))
        .mark_rule(color=theme.INK, strokeWidth=1)
        .encode(x="at:Q")
    )
    return theme.finished(
        alt.layer(nothing, wide, narrow, dots, words), height=max(120, 34 * len(table) + 50)
    )
