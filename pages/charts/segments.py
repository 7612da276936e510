"""Who comes: the mix of each coming month, and each segment's share with its uncertainty."""

from typing import Any

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def _colours(labels: list[str]) -> alt.Scale:
    return alt.Scale(domain=labels, range=[theme.SERIES[i % len(theme.SERIES)]
                                           for i in range(len(labels))])  # fmt: skip


def mix(months: pd.DataFrame, labels: list[str]) -> Any:
    """Draw each month's visits as a bar divided into segments, all bars of one height.

    Args:
        months: ``date`` (first of the month), ``label``, ``share`` (they add up to one a month),
            ``low80`` and ``high80``.
        labels: The segments in the order to show, the largest first.
    """
    place = {label: number for number, label in enumerate(labels)}
    table = months.assign(place=[place[label] for label in months["label"]])
    chart = (
        alt.Chart(theme.records(table))
        .mark_bar(stroke=theme.PAPER, strokeWidth=1)
        .encode(
            x=alt.X(
                "yearmonth(date):O",
                title=None,
                axis=alt.Axis(format="%b %Y", formatType="time", labelAngle=0),
            ),
            y=alt.Y(
                "share:Q",
                title=_("share of visits"),
                stack="normalize",
                axis=alt.Axis(format=".0%"),
            ),
            color=alt.Color(
                "label:N",
                scale=_colours(labels),
                legend=theme.legend(labels, symbolType="square"),
            ),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("date:T", title=_("Month"), format="%B %Y"),
                alt.Tooltip("label:N", title=_("Segment")),
                *theme.interval_told(".0%", middle="share"),
            ],
        )
    )
    return theme.finished(chart, height=320)


def ranges(whole: pd.DataFrame) -> Any:
    """Draw each segment's share of a year as a dot with its interval, beside the year before.

    Args:
        whole: One row a segment in the order to show: ``label``, ``share``, ``low80``, ``high80``
            and ``before``.
    """
    table = whole.assign(label=[theme.wrapped(label) for label in whole["label"]])
    labels = list(table["label"])
    coming, before = _("coming twelve months"), _("latest twelve months counted")
    names = [coming, before]
    base = alt.Chart(theme.records(table)).encode(
        y=alt.Y("label:N", sort=labels, title=None, axis=theme.names_axis(grid=True)),
        tooltip=[
            alt.Tooltip("label:N", title=_("Segment")),
            *theme.interval_told(".1%", middle="share"),
            alt.Tooltip("before:Q", title=before, format=".1%"),
        ],
    )
    axis = alt.Axis(format=".0%", grid=True, tickCount=6)
    colour = alt.Scale(domain=names, range=[theme.FIRST, theme.MUTED])
    shape = alt.Scale(domain=names, range=["circle", "diamond"])
    bars = base.mark_rule(strokeWidth=6, strokeCap="round", opacity=0.45, color=theme.FIRST).encode(
        x=alt.X("low80:Q", title=_("share of visits"), axis=axis), x2="high80:Q"
    )
    layers = [bars]
    for field, name in (("share", coming), ("before", before)):
        rows = table.assign(named=name)
        layers.append(
            base.properties(data=theme.records(rows))
            .mark_point(filled=field == "share", size=90, opacity=1)
            .encode(
                x=f"{field}:Q",
                color=alt.Color("named:N", scale=colour, legend=theme.legend(names)),
                shape=alt.Shape("named:N", scale=shape, legend=theme.legend(names)),
            )
        )
    return theme.finished(
        alt.layer(*layers), height=max(120, 34 * len(table) + 70), beside_names=True
    )
