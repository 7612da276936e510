"""Earlier forecasts beside what came: bands over time, and with and without partners."""

from typing import Any, Final, Literal

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _

_WIDE: Final = "#F3DCC6"
_NARROW: Final = "#E0A87A"


def met(table: pd.DataFrame, *, by_day: bool) -> Any:
    """Draw what one forecast said as bands, and every count as a mark: inside the band or not.

    Args:
        table: In the order of time: ``date``, ``median``, ``low80``, ``high80``, ``low95``,
            ``high95``, ``visits``, and ``where`` (in words: whether the count lay in the band of 8
            in 10).
        by_day: Whether a row is a day.
    """
    date_format = "%a %-d %B %Y" if by_day else "%B %Y"
    shape: Literal["linear", "step"] = "step" if by_day else "linear"
    places = [_("within 8 of 10"), _("outside")]
    base = alt.Chart(theme.records(table)).encode(
        x=alt.X("date:T", axis=theme.calendar_axis()),
        tooltip=[
            alt.Tooltip("date:T", title=_("Date"), format=date_format),
            alt.Tooltip("visits:Q", title=_("counted"), format=",d"),
            *theme.interval_told(",.0f", called=_("forecast")),
        ],
    )
    bands = [
        base.mark_area(interpolate=shape, color=colour).encode(
            y=alt.Y(f"low{level}:Q", title=_("visits"), axis=alt.Axis(format=",d")),
            y2=f"high{level}:Q",
        )
        for level, colour in ((95, _WIDE), (80, _NARROW))
    ]
    middle = base.mark_line(interpolate=shape, color=theme.SECOND, strokeWidth=1.2).encode(
        y="median:Q"
    )
    counts = base.mark_point(filled=True, size=22 if by_day else 70, opacity=1).encode(
        y="visits:Q",
        color=alt.Color(
            "where:N",
            scale=alt.Scale(domain=places, range=[theme.INK, theme.SERIES[6]]),
            legend=alt.Legend(title=_("counted:")),
        ),
        shape=alt.Shape(
            "where:N",
            scale=alt.Scale(domain=places, range=["circle", "triangle-up"]),
            legend=alt.Legend(title=_("counted:")),
        ),
    )
    return theme.finished(alt.layer(*bands, middle, counts), height=300)


def with_and_without(table: pd.DataFrame) -> Any:
    """Draw two forecasts of the same periods side by side, with what came as a bar across both.

    Args:
        table: In the order of time: ``label`` (the period), ``who`` (what the reader calls the
            forecast), ``median``, ``low80``, ``high80`` and ``visits``.
    """
    who = list(dict.fromkeys(table["who"]))
    counted = _("what came")
    x = theme.months(table["label"])
    base = alt.Chart(theme.records(table))
    shades = alt.Scale(domain=[*who, counted], range=[theme.SECOND, theme.SERIES[5], theme.INK])
    forms = alt.Scale(domain=[*who, counted], range=["circle", "square", "stroke"])
    legend = theme.legend([*who, counted])
    beside = base.encode(
        x=x,
        xOffset=alt.XOffset("who:N", sort=who),
        color=alt.Color("who:N", scale=shades, legend=legend),
        tooltip=[
            alt.Tooltip("label:N", title=_("Month")),
            alt.Tooltip("who:N", title=_("forecast")),
            *theme.interval_told(",.0f"),
            alt.Tooltip("visits:Q", title=_("counted"), format=",.0f"),
        ],
    )
    bars = beside.mark_rule(strokeWidth=6, strokeCap="round", opacity=0.45).encode(
        y=alt.Y("low80:Q", title=_("visits"), axis=alt.Axis(format=",d", tickCount=5)),
        y2="high80:Q",
    )
    dots = beside.mark_point(filled=True, size=60, opacity=1).encode(
        y="median:Q", shape=alt.Shape("who:N", scale=forms, legend=legend)
    )
    came = (
        alt.Chart(theme.records(table.drop_duplicates("label").assign(who=counted)))
        .mark_tick(thickness=2.5, bandSize=34)
        .encode(x=x, y="visits:Q", color=alt.Color("who:N", scale=shades, legend=legend))
    )
    return theme.finished(alt.layer(bars, dots, came), height=280)
