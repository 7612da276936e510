"""Two plans compared: how likely the second is better, and by how much, over the same days."""

from typing import Any

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def chances(table: pd.DataFrame) -> Any:
    """Draw, for each outcome, how likely plan B is better, as a bar with its figure.

    Args:
        table: In the order to show: ``label`` (the outcome), ``chance`` (0 to 1) and ``words``
            (the chance as the reader writes it).
    """
    table = table.assign(label=[theme.wrapped(label) for label in table["label"]])
    base = alt.Chart(theme.records(table)).encode(
        y=alt.Y("label:N", sort=list(table["label"]), title=None, axis=theme.names_axis()),
        tooltip=[
            alt.Tooltip("label:N", title=_("Outcome")),
            alt.Tooltip("words:N", title=_("B is better")),
        ],
    )
    whole = base.transform_calculate(all="1").mark_bar(color="#E9E5DA", height=14, cornerRadius=7)
    bars = base.mark_bar(height=14, cornerRadius=7).encode(
        x=alt.X(
            "chance:Q",
            title=_("probability that B is better"),
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format=".2~f", values=[0, 0.25, 0.5, 0.75, 1]),
        ),
        color=alt.condition("datum.chance >= 0.5", alt.value(theme.SECOND), alt.value(theme.FIRST)),
    )
    half = theme.line_at(0.5, "x", color=theme.INK, strokeDash=[2, 3])
    figures = base.mark_text(align="left", dx=6, fontSize=12, fontWeight=600).encode(
        x="chance:Q", text="words:N"
    )
    return theme.finished(
        alt.layer(whole.encode(x=alt.X("all:Q")), bars, half, figures),
        height=max(120, 34 * len(table) + 50),
    )


def difference(draws: pd.DataFrame, interval: pd.DataFrame, unit: str, better: str) -> Any:
    """Draw one outcome's difference, B minus A: its interval, and below it every paired run.

    Args:
        draws: ``difference``, one row a paired run.
        interval: One row: ``median``, ``low80``, ``high80``, ``low95``, ``high95``, and ``words``
            (the middle as the reader writes it).
        unit: The unit, for the axis.
        better: Which direction is the better one: ``more``, ``less`` or ``neither``.
    """
    values = [*draws["difference"], *interval[["low95", "high95"]].to_numpy().ravel()]
    scale = alt.Scale(domain=theme.ends(values, at_least=1e-9), nice=True)
    title = _("B minus A, {unit}").format(unit=unit) if unit else _("B minus A")
    x = alt.X("difference:Q", title=title, scale=scale, axis=alt.Axis(grid=False, tickCount=5))
    good = {"more": "datum.difference > 0", "less": "datum.difference < 0"}.get(better)
    colour = (
        alt.value(theme.MUTED)
        if good is None
        else alt.condition(good, alt.value(theme.SECOND), alt.value(theme.FIRST))
    )
    strip = (
        alt.Chart(theme.records(draws.assign(low=0.15)))
        .mark_tick(thickness=1.5, height=14, opacity=0.55)
        .encode(
            x=x,
            y=_row("low"),
            color=colour,
            tooltip=[alt.Tooltip("difference:Q", title=title, format="+,.1f")],
        )
    )
    base = alt.Chart(theme.records(interval.assign(high=0.62))).encode(y=_row("high"))
    wide = base.mark_rule(strokeWidth=2, color=theme.MUTED).encode(
        x=alt.X("low95:Q", scale=scale), x2="high95:Q"
    )
    narrow = base.mark_rule(strokeWidth=7, color=theme.INK, strokeCap="round").encode(
        x="low80:Q", x2="high80:Q"
    )
    dot = base.mark_point(
        filled=True, size=110, fill="#FFFFFF", stroke=theme.INK, strokeWidth=2.5, opacity=1
    ).encode(x="median:Q")
    figure = base.mark_text(dy=-16, fontSize=12, fontWeight=600).encode(
        x="median:Q", text="words:N"
    )
    nothing = theme.line_at(0, "x", color=theme.RULE, strokeWidth=1.5)
    return theme.finished(alt.layer(nothing, strip, wide, narrow, dot, figure), height=150)


def _row(field: str) -> alt.Y:
    """Return a place between the bottom (0) and the top (1) of a chart that has no rows."""
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
