"""How many people are inside through the day, and in queues, with the spread over days."""

from typing import Any

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def through_the_day(bands: pd.DataFrame, title: str) -> Any:
    """Draw one curve a scenario through the day, each with the band that holds 8 of 10 days.

    Args:
        bands: ``minute`` (after midnight), ``scenario`` (its name), ``median``, ``low80``,
            ``high80``.
        title: What is counted, for the axis.
    """
    scenarios = list(dict.fromkeys(bands["scenario"]))
    colours = alt.Scale(domain=scenarios, range=theme.SERIES[: len(scenarios)])
    dashes = alt.Scale(domain=scenarios, range=[[1, 0], [7, 4]][: len(scenarios)])
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
            alt.Tooltip("scenario:N", title=_("Scenario")),
            alt.Tooltip("clock:N", title=_("Time")),
            *theme.interval_told(",.0f"),
        ],
    )
    base = base.transform_calculate(
        clock="floor(datum.minute / 60) + ':' + format(datum.minute % 60, '02')"
    )
    legend = alt.Legend(title=None, symbolType="stroke", symbolOpacity=1)
    area = base.mark_area(opacity=0.18, interpolate="monotone").encode(
        y=alt.Y("low80:Q", title=title, axis=alt.Axis(format=",d")),
        y2="high80:Q",
        color=alt.Color("scenario:N", scale=colours, legend=legend),
    )
    line = base.mark_line(strokeWidth=2.5, interpolate="monotone").encode(
        y="median:Q",
        color=alt.Color("scenario:N", scale=colours, legend=legend),
        strokeDash=alt.StrokeDash("scenario:N", scale=dashes, legend=legend),
    )
    return theme.finished(alt.layer(area, line), height=300)


def waits(table: pd.DataFrame) -> Any:
    """Draw mean waits as dots with the band that holds 8 of 10 days, by queue and scenario.

    Args:
        table: ``queue`` (its name), ``scenario``, ``median``, ``low80`` and ``high80`` in minutes.
    """
    scenarios = list(dict.fromkeys(table["scenario"]))
    colours = alt.Scale(domain=scenarios, range=theme.SERIES[: len(scenarios)])
    table = table.assign(queue=[theme.wrapped(queue) for queue in table["queue"]])
    base = alt.Chart(theme.records(table)).encode(
        y=alt.Y("queue:N", title=None, sort=list(dict.fromkeys(table["queue"])),
                axis=theme.names_axis()),
        yOffset=alt.YOffset("scenario:N", sort=scenarios),
        color=alt.Color("scenario:N", scale=colours, legend=alt.Legend(title=None)),
        tooltip=[
            alt.Tooltip("queue:N", title=_("Queue")),
            alt.Tooltip("scenario:N", title=_("Scenario")),
            *theme.interval_told(",.1f"),
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
        shape=alt.Shape(
            "scenario:N", scale=alt.Scale(domain=scenarios), legend=alt.Legend(title=None)
        ),
    )
    figures = base.mark_text(align="left", dx=9, fontSize=12).encode(
        x="high80:Q", text=alt.Text("median:Q", format=",.1f")
    )
    rows = table["queue"].nunique() * max(1, len(scenarios))
    return theme.finished(alt.layer(bars, dots, figures), height=max(110, 26 * rows + 60))
