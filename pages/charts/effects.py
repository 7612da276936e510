"""What moves attendance: each effect as a dot with its interval, and the yearly rhythm."""

from typing import Any

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def effects(table: pd.DataFrame) -> Any:
    """Draw effects as dots with intervals around 'no effect'.

    Args:
        table: One row an effect, in the order to show: ``label``, ``median``, ``low80``,
            ``high80`` as shares (0.2 is 20 % more visits), ``text`` (the effect in visits, for the
            end of its row) and ``source`` (what tells it: the venue's own history, or the others').
    """
    table = table.assign(label=[theme.wrapped(label) for label in table["label"]])
    row = 34 if table["label"].str.contains("\n").any() else 27
    sources = list(dict.fromkeys(table["source"]))
    reach = max(0.1, float(table["high80"].max()))
    y = alt.Y(
        "label:N",
        sort=list(table["label"]),
        title=None,
        axis=theme.names_axis(grid=True),
    )
    base = alt.Chart(theme.records(table)).encode(
        y=y,
        color=alt.Color(
            "source:N",
            scale=alt.Scale(domain=sources, range=[theme.FIRST, "#70777F"][: len(sources)]),
            legend=theme.legend(sources),
        ),
        tooltip=[
            alt.Tooltip("label:N", title=_("Effect")),
            *theme.interval_told("+.0%"),
            alt.Tooltip("text:N", title=_("visits on a typical day")),
        ],
    )
    x = alt.X(
        "low80:Q",
        title=_("change in visits, compared with the same day without it"),
        axis=alt.Axis(
            format="+.0%",
            labelExpr="datum.value == 0 ? format(0, '.0%') : datum.label",
            grid=True,
            tickCount=6,
            titleAnchor="end",
        ),
        scale=alt.Scale(domain=[min(-0.1, float(table["low80"].min())), reach * 1.18]),
    )
    bars = base.mark_rule(strokeWidth=6, strokeCap="round", opacity=0.45).encode(x=x, x2="high80:Q")
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(
        x="median:Q",
        shape=alt.Shape("source:N", scale=alt.Scale(domain=sources), legend=theme.legend(sources)),
    )
    words = base.mark_text(align="left", dx=9, fontSize=12).encode(
        x="high80:Q", text="text:N", color=alt.value(theme.MUTED)
    )
    nothing = theme.line_at(0, "x", color=theme.INK, strokeWidth=1)
    return theme.finished(
        alt.layer(nothing, bars, dots, words),
        height=max(140, row * len(table) + 80),
        beside_names=True,
    )


def season(curve: pd.DataFrame) -> Any:
    """Draw the yearly rhythm as a line with the band that holds it in 8 of 10 draws.

    Args:
        curve: ``date`` (of any year), ``median``, ``low80`` and ``high80`` as shares by which
            visits differ from the year's mean.
    """
    base = alt.Chart(theme.records(curve)).encode(
        x=alt.X("date:T", axis=alt.Axis(title=None, format="%B", tickCount="month")),
        tooltip=[
            alt.Tooltip("date:T", title=_("Date"), format="%-d %B"),
            *theme.interval_told("+.0%"),
        ],
    )
    band = base.mark_area(opacity=0.25, color=theme.FIRST).encode(
        y=alt.Y(
            "low80:Q",
            title=_("change in visits"),
            axis=alt.Axis(
                format="+.0%", labelExpr="datum.value == 0 ? format(0, '.0%') : datum.label"
            ),
        ),
        y2="high80:Q",
    )
    line = base.mark_line(color=theme.FIRST, strokeWidth=2.5).encode(y="median:Q")
    return theme.finished(alt.layer(band, line), height=260)
