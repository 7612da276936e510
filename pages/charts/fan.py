"""Coming visits as a fan, with the history behind it."""

import json
from typing import Any, Literal

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def fan(history: pd.DataFrame, coming: pd.DataFrame, *, monthly: bool) -> Any:
    """Draw what was counted and, after it, the bands in which coming visits will fall.

    Args:
        history: ``date`` and ``visits``.
        coming: ``date``, ``median``, ``low80``, ``high80``, ``low95`` and ``high95``.
        monthly: Whether a row is a month rather than a day.
    """
    counted, most, nearly_all = _("counted"), _band_words(8, monthly), _band_words(19, monthly)
    middle = _("as likely more as fewer")
    colours = alt.Scale(
        domain=[counted, middle, most, nearly_all],
        range=[theme.MUTED, theme.SECOND, "#E0A87A", "#F3DCC6"],
    )
    date_format = "%B %Y" if monthly else "%a %-d %B %Y"
    x = alt.X("date:T", axis=theme.calendar_axis())
    base = alt.Chart(theme.records(coming)).encode(
        x=x,
        tooltip=[
            alt.Tooltip("date:T", title=_("Date"), format=date_format),
            *theme.interval_told(",d"),
        ],
    )
    shape: Literal["linear", "step"] = "linear" if monthly else "step"
    layers = [
        _called(base, words)
        .mark_area(interpolate=shape)
        .encode(
            y=alt.Y(f"low{level}:Q", title=_("visits"), axis=alt.Axis(format=",d")),
            y2=f"high{level}:Q",
            color=_named("band", colours),
        )
        for level, words in ((95, nearly_all), (80, most))
    ]
    layers.append(
        _called(alt.Chart(theme.records(history)), counted)
        .mark_line(strokeWidth=1.4, interpolate=shape)
        .encode(
            x=x,
            y="visits:Q",
            color=_named("band", colours),
            tooltip=[
                alt.Tooltip("date:T", title=_("Date"), format=date_format),
                alt.Tooltip("visits:Q", title=_("counted"), format=",d"),
            ],
        )
    )
    layers.append(
        _called(base, middle)
        .mark_line(strokeWidth=1.6, interpolate=shape)
        .encode(y="median:Q", color=_named("band", colours))
    )
    return theme.finished(alt.layer(*layers), height=340)


def _called(chart: alt.Chart, words: str) -> alt.Chart:
    """Give every mark of a layer the name by which the legend calls it."""
    return chart.transform_calculate(band=json.dumps(words))


def _named(field: str, colours: alt.Scale) -> alt.Color:
    legend = theme.legend(colours.domain, symbolType="square")
    return alt.Color(f"{field}:N", scale=colours, legend=legend)


def _band_words(inside: int, monthly: bool) -> str:
    if monthly:
        return (
            _("8 of 10 months fall in here") if inside == 8 else _("19 of 20 months fall in here")
        )
    return _("8 of 10 days fall in here") if inside == 8 else _("19 of 20 days fall in here")
