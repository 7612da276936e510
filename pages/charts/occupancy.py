"""How many people are inside through the day, and in queues, with the spread over days."""

from typing import Any

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def through_the_day(bands: pd.DataFrame, title: str) -> Any:
    """Draw one curve a plan through the day, each with the band that holds 8 of 10 days.

    Args:
        bands: ``minute`` (after midnight), ``plan`` (its name), ``median``, ``low80``, ``high80``.
        title: What is counted, for the axis.
    """
    plans = list(dict.fromkeys(bands["plan"]))
    colours = alt.Scale(domain=plans, range=theme.SERIES[: len(plans)])
    dashes = alt.Scale(domain=plans, range=[[1, 0], [7, 4]][: len(plans)])
    busy = bands.loc[bands["high80"] > 0, "minute"]
    first = max(0, int(busy.min()) - 15) if len(busy) else 8 * 60
    last = min(24 * 60, int(busy.max()) + 15) if len(busy) else 20 * 60
    x = alt.X(
        "minute:Q",
        axis=theme.time_of_day_axis(first, last),
        scale=alt.Scale(domain=[first, last], nice=False),
    )
    shown = bands[bands["minute"].between(first, last)]
    base = alt.Chart(theme.records(shown)).encode(
        x=x,
        tooltip=[
            alt.Tooltip("plan:N", title=_("Plan")),
            alt.Tooltip("clock:N", title=_("Time")),
            alt.Tooltip("median:Q", title=_("middle"), format=",.0f"),
            alt.Tooltip("low80:Q", title=_("8 of 10: from"), format=",.0f"),
            alt.Tooltip("high80:Q", title=_("8 of 10: to"), format=",.0f"),
        ],
    )
    base = base.transform_calculate(
        clock="floor(datum.minute / 60) + ':' + format(datum.minute % 60, '02')"
    )
    legend = alt.Legend(title=None, symbolType="stroke", symbolOpacity=1)
    area = base.mark_area(opacity=0.18, interpolate="monotone").encode(
        y=alt.Y("low80:Q", title=title, axis=alt.Axis(format=",d")),
        y2="high80:Q",
        color=alt.Color("plan:N", scale=colours, legend=legend),
    )
    line = base.mark_line(strokeWidth=2.5, interpolate="monotone").encode(
        y="median:Q",
        color=alt.Color("plan:N", scale=colours, legend=legend),
        strokeDash=alt.StrokeDash("plan:N", scale=dashes, legend=legend),
    )
    return theme.finished(alt.layer(area, line), height=300)


def waits(table: pd.DataFrame) -> Any:
    """Draw mean waits as dots with the band that holds 8 of 10 days, by queue and plan.

    Args:
        table: ``queue`` (its name), ``plan``, ``median``, ``low80`` and ``high80`` in minutes.
    """
    plans = list(dict.fromkeys(table["plan"]))
    colours = alt.Scale(domain=plans, range=theme.SERIES[: len(plans)])
    base = alt.Chart(theme.records(table)).encode(
        y=alt.Y("queue:N", title=None, sort=list(dict.fromkeys(table["queue"])),
                axis=alt.Axis(labelColor=theme.INK)),
        yOffset=alt.YOffset("plan:N", sort=plans),
        color=alt.Color("plan:N", scale=colours, legend=alt.Legend(title=None)),
        tooltip=[
            alt.Tooltip("queue:N", title=_("Queue")),
            alt.Tooltip("plan:N", title=_("Plan")),
            alt.Tooltip("median:Q", title=_("middle"), format=",.1f"),
            alt.Tooltip("low80:Q", title=_("8 of 10: from"), format=",.1f"),
            alt.Tooltip("high80:Q", title=_("8 of 10: to"), format=",.1f"),
        ],
    )  # fmt: skip
    bars = base.mark_rule(strokeWidth=5, opacity=0.35, strokeCap="round").encode(
        x=alt.X("low80:Q", title=_("mean wait on a day, minutes"),
                axis=alt.Axis(grid=True, tickCount=6, format="~f"),
                scale=alt.Scale(domainMin=0)),
        x2="high80:Q",
    )  # fmt: skip
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(
        x="median:Q",
        shape=alt.Shape("plan:N", scale=alt.Scale(domain=plans), legend=alt.Legend(title=None)),
    )
    figures = base.mark_text(align="left", dx=9, fontSize=12).encode(
        x="high80:Q", text=alt.Text("median:Q", format=",.1f")
    )
    rows = table["queue"].nunique() * max(1, len(plans))
    return theme.finished(alt.layer(bars, dots, figures), height=max(110, 26 * rows + 60))
