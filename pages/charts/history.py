"""What the pool holds: which venue covers which years, and one venue's attendance."""

from typing import Any, Final

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _

GRAIN_ORDER: Final = ("day", "week", "month", "quarter", "year")


def grain_words(grain: str) -> str:
    """Return what one row of this grain counts, for a legend."""
    words = {
        "day": _("daily counts"),
        "week": _("weekly counts"),
        "month": _("monthly counts"),
        "quarter": _("quarterly counts"),
        "year": _("yearly counts"),
    }
    return words[grain]


def coverage(venues: pd.DataFrame) -> Any:
    """Draw each venue's span of history as a bar, its size written at the end.

    Args:
        venues: One row a venue: ``venue``, ``first``, ``last``, ``grain`` and ``size``
            (what to write beside the bar).
    """
    table = venues.assign(counts=[grain_words(g) for g in venues["grain"]])
    order = [grain_words(g) for g in GRAIN_ORDER if g in set(venues["grain"])]
    y = alt.Y(
        "venue:N",
        title=None,
        sort=alt.EncodingSortField("first", order="ascending"),
        axis=alt.Axis(labelColor=theme.INK, domain=False, ticks=False, labelLimit=280),
    )
    base = alt.Chart(theme.records(table)).encode(y=y)
    bars = base.mark_bar(height=9, cornerRadius=4).encode(
        x=alt.X("first:T", title=None, axis=alt.Axis(grid=True, format="%Y", tickCount="year")),
        x2="last:T",
        color=alt.Color(
            "counts:N",
            scale=alt.Scale(domain=order, range=theme.SERIES[: len(order)]),
            legend=alt.Legend(title=None, symbolType="square"),
        ),
        tooltip=[
            alt.Tooltip("venue:N", title=_("Venue")),
            alt.Tooltip("first:T", title=_("From"), format="%-d %B %Y"),
            alt.Tooltip("last:T", title=_("To"), format="%-d %B %Y"),
            alt.Tooltip("size:N", title=_("Rows")),
        ],
    )
    sizes = base.mark_text(align="left", dx=6, color=theme.MUTED, fontSize=12).encode(
        x="last:T", text="size:N"
    )
    return theme.finished(alt.layer(bars, sizes), height=max(120, 24 * len(venues) + 30))


def attendance(rows: pd.DataFrame, typical: pd.DataFrame | None = None) -> Any:
    """Draw one venue's visits over time.

    Args:
        rows: ``date`` and ``visits``, one row a period.
        typical: The same columns for a smoother line over it (a rolling mean), if there is one.
    """
    x = alt.X("date:T", axis=theme.calendar_axis())
    y = alt.Y("visits:Q", title=_("visits"), axis=alt.Axis(format=",d"))
    points = (
        alt.Chart(theme.records(rows))
        .mark_line(color="#9CB6C9", strokeWidth=1, interpolate="step-after")
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("date:T", title=_("Date"), format="%a %-d %B %Y"),
                alt.Tooltip("visits:Q", title=_("visits"), format=",d"),
            ],
        )
    )
    if typical is None:
        return theme.finished(points.mark_line(color=theme.FIRST, point=False), height=280)
    smooth = (
        alt.Chart(theme.records(typical))
        .mark_line(color=theme.FIRST, strokeWidth=2.5)
        .encode(x=x, y=y)
    )
    return theme.finished(alt.layer(points, smooth), height=280)
