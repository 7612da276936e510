"""A scenario's week (opening hours, rosters, sessions) and its exhibitions as bars in time."""

import datetime as dt
from typing import Any

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def week(hours: pd.DataFrame, sessions: pd.DataFrame, days: list[str]) -> Any:
    """Draw when the venue is open on each weekday, and the workshops in it.

    Args:
        hours: One row an open spell: ``day`` (its name), ``opens`` and ``closes`` (minutes after
            midnight), ``words`` (the spell in words).
        sessions: One row a workshop and weekday: ``day``, ``starts``, ``ends``, ``title`` and
            ``words``.
        days: The names of the seven days in their order.
    """
    y = alt.Y(
        "day:N",
        sort=days,
        scale=alt.Scale(domain=days),
        title=None,
        axis=alt.Axis(labelColor=theme.INK),
    )
    base = alt.Chart(theme.records(hours)).encode(
        y=y,
        tooltip=[alt.Tooltip("day:N", title=_("Day")), alt.Tooltip("words:N", title=_("Open"))],
    )
    layers = [
        base.mark_bar(height=30, cornerRadius=5, color="#CFE3DC").encode(
            x=_clock("opens", hours), x2="closes:Q"
        ),
        base.mark_text(align="left", dx=8, dy=-6, fontSize=12).encode(x="opens:Q", text="words:N"),
    ]
    if len(sessions):
        layers.append(
            alt.Chart(theme.records(sessions))
            .mark_bar(height=10, cornerRadius=3, color="#7F5AA2", yOffset=8, opacity=0.8)
            .encode(
                y=y,
                x="starts:Q",
                x2="ends:Q",
                tooltip=[
                    alt.Tooltip("title:N", title=_("Workshop")),
                    alt.Tooltip("words:N", title=_("When")),
                ],
            )
        )
    return theme.finished(alt.layer(*layers), height=310)


def rosters(shifts: pd.DataFrame) -> Any:
    """Draw each desk's shifts, the number of clerks written in the bar.

    Args:
        shifts: ``desk``, ``starts`` and ``ends`` (minutes after midnight), ``servers``, ``words``.
    """
    base = alt.Chart(theme.records(shifts)).encode(
        y=alt.Y("desk:N", title=None, sort=None, axis=alt.Axis(labelColor=theme.INK)),
        tooltip=[alt.Tooltip("desk:N", title=_("Desk")), alt.Tooltip("words:N", title=_("Shift"))],
    )
    bars = base.mark_bar(height=22, cornerRadius=3, stroke=theme.PAPER, strokeWidth=2).encode(
        x=_clock("starts", shifts),
        x2="ends:Q",
        color=alt.Color(
            "servers:Q",
            legend=None,
            scale=alt.Scale(domain=[0, max(4, int(shifts["servers"].max()))], range="ramp"),
        ),
    )
    words = base.mark_text(align="left", dx=8, fontSize=12, fontWeight=600).encode(
        x="starts:Q",
        text="servers:Q",
        color=alt.condition(
            f"datum.servers > {0.55 * max(4, int(shifts['servers'].max()))}",
            alt.value("#FFFFFF"),
            alt.value(theme.INK),
        ),
    )
    return theme.finished(
        alt.layer(bars, words), height=max(90, 34 * shifts["desk"].nunique() + 36)
    )


def seasons(spans: pd.DataFrame, window: tuple[dt.date, dt.date]) -> Any:
    """Draw exhibitions as bars over the calendar, and the days that a scenario is about.

    Args:
        spans: ``title``, ``start``, ``end``, and in words ``where`` (rooms) and ``price``.
        window: The first and the last of these days.
    """
    days = pd.DataFrame(
        [{"start": window[0], "end": window[1], "words": _("the days of this scenario")}]
    )
    about = alt.Chart(theme.records(days)).encode(
        x=alt.X("start:T", axis=theme.calendar_axis(grid=True, tickCount=6)), x2="end:T"
    )
    frame = about.mark_rect(color="#EFEBE0")
    note = about.mark_text(align="left", dx=4, dy=8, fontSize=11, color=theme.MUTED).encode(
        y=alt.value(0), text="words:N"
    )
    base = alt.Chart(theme.records(spans)).encode(
        y=alt.Y("title:N", title=None, sort=None, axis=None),
        tooltip=[
            alt.Tooltip("title:N", title=_("Exhibition")),
            alt.Tooltip("start:T", title=_("From"), format="%-d %B %Y"),
            alt.Tooltip("end:T", title=_("To"), format="%-d %B %Y"),
            alt.Tooltip("where:N", title=_("Where")),
            alt.Tooltip("price:N", title=_("Ticket price")),
        ],
    )
    bars = base.mark_bar(height=26, cornerRadius=5, color="#B3CFE4").encode(x="start:T", x2="end:T")
    words = base.mark_text(align="left", dx=8, fontSize=12).encode(x="start:T", text="title:N")
    return theme.finished(
        alt.layer(frame, bars, words, note), height=max(110, 40 * len(spans) + 66)
    )


def _clock(field: str, table: pd.DataFrame) -> alt.X:
    columns = [c for c in ("opens", "closes", "starts", "ends") if c in table]
    first = min((int(table[c].min()) for c in columns), default=8 * 60)
    last = max((int(table[c].max()) for c in columns), default=20 * 60)
    domain = [first // 60 * 60, -(-last // 60) * 60]
    axis = theme.time_of_day_axis(*domain, grid=True)
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=domain, nice=False))
