"""What visits are made of, month by month: the level, and what lifts or lowers them."""

from typing import Any

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def level_and_visits(table: pd.DataFrame, counted: pd.DataFrame) -> Any:
    """Draw what days like any other would bring, what the model expects, and what was counted.

    Args:
        table: In the order of time: ``month``, ``level`` and ``expected``.
        counted: ``month`` and ``visits``.
    """
    words = [_("level: days like any other"), _("with all that moves visits"), _("counted")]
    shades = alt.Scale(domain=words, range=["#C9D6DF", theme.SECOND, theme.INK])
    months = table["month"].tolist()
    rows = [
        {"month": month, "what": what, "visits": float(value)}
        for what, values in zip(words[:2], (table["level"], table["expected"]), strict=True)
        for month, value in zip(months, values, strict=True)
    ]
    told = alt.Chart(theme.records(pd.DataFrame(rows))).encode(
        x=alt.X("month:T", axis=theme.calendar_axis()),
        y=alt.Y("visits:Q", title=_("visits a month"), axis=alt.Axis(format=",d", tickCount=5)),
        color=alt.Color("what:N", scale=shades, legend=theme.legend(words, symbolType="square")),
        tooltip=[
            alt.Tooltip("month:T", title=_("Month"), format="%B %Y"),
            alt.Tooltip("what:N", title=_("What")),
            alt.Tooltip("visits:Q", title=_("visits"), format=",.0f"),
        ],
    )
    level = told.transform_filter(alt.datum.what == words[0]).mark_area(opacity=0.8)
    expected = told.transform_filter(alt.datum.what == words[1]).mark_line(strokeWidth=2)
    points = (
        alt.Chart(theme.records(counted.assign(what=words[2])))
        .mark_point(filled=True, size=45, opacity=1)
        .encode(
            x="month:T",
            y="visits:Q",
            color=alt.Color("what:N", scale=shades),
            tooltip=[
                alt.Tooltip("month:T", title=_("Month"), format="%B %Y"),
                alt.Tooltip("visits:Q", title=_("counted"), format=",d"),
            ],
        )
    )
    return theme.finished(alt.layer(level, expected, points), height=250)


def lifts(table: pd.DataFrame) -> Any:
    """Draw what lifts each month above its level, and what lowers it, as bars on one another.

    Args:
        table: ``month``, ``name`` (of the group) and ``visits``, the groups in the order to show.
    """
    names = list(dict.fromkeys(table["name"]))
    bars = (
        alt.Chart(theme.records(table.assign(rank=[names.index(n) for n in table["name"]])))
        .mark_bar()
        .encode(
            x=alt.X("yearmonth(month):T", axis=theme.calendar_axis()),
            y=alt.Y(
                "visits:Q",
                title=_("visits more or fewer than the level"),
                axis=alt.Axis(
                    format="+,d", tickCount=5, labelExpr="datum.value == 0 ? '0' : datum.label"
                ),
            ),
            color=alt.Color(
                "name:N",
                sort=names,
                scale=alt.Scale(domain=names, range=theme.SERIES[: len(names)]),
                legend=theme.legend(names, symbolType="square"),
            ),
            order="rank:O",
            tooltip=[
                alt.Tooltip("month:T", title=_("Month"), format="%B %Y"),
                alt.Tooltip("name:N", title=_("What")),
                alt.Tooltip("visits:Q", title=_("visits"), format="+,.0f"),
            ],
        )
    )
    nothing = theme.line_at(0, "y", color=theme.INK, strokeWidth=1)
    return theme.finished(alt.layer(bars, nothing), height=270)
