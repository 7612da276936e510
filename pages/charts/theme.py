"""One look for all charts: palette, type, and the reader's way of writing numbers and dates.

Every chart function ends with :func:`finished`. The palette keeps apart for the common kinds of
colour blindness (blue and orange for a pair, one hue from light to dark for an amount) and no chart
relies on colour alone: what a colour says stands in a label, a figure or a shape too.
"""

import math
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final, Literal

import altair as alt
import pandas as pd
from babel import Locale

from venues.common.i18n import gettext as _
from venues.common.i18n import language, locale

INK: Final = "#1D2733"
MUTED: Final = "#5C6670"
RULE: Final = "#DAD5C8"
PAPER: Final = "#FBFAF6"
FIRST: Final = "#1F5F99"  # plan A, and what was observed
SECOND: Final = "#C05A10"  # plan B
SERIES: Final = [FIRST, SECOND, "#2A8C82", "#7F5AA2", "#A88413", "#70777F", "#A8322A", "#5B8DB8"]
AMOUNT: Final = [
    "#F6F2E6", "#DDE9DF", "#B5D6CC", "#82BDB8", "#4C9EA4", "#237D8A", "#0F5C6E", "#0A3E50",
]  # fmt: skip
DIFFERENCE: Final = ["#7A4E12", "#B98A45", "#E2CC9F", "#F6F2E6", "#B5D6CC", "#4C9EA4", "#0F5C6E"]
NAME_LINE: Final = 34
"""The most letters of a name on one line."""
TITLE_LINE: Final = 46
"""The most letters of an axis title on one line."""
_LETTER_WIDTH: Final = 6.6
_SYMBOL_WIDTH: Final = 40
"""Pixels of a letter of a legend, and of a symbol with the space around it."""
FONT: Final = '"Source Sans", "Source Sans 3", sans-serif'


def records(table: pd.DataFrame) -> Any:
    """Return a table as inline data, its dates written so that no time zone can shift them."""
    return inline([_plain(row) for row in table.to_dict("records")])


def inline(values: list[dict[str, Any]]) -> Any:
    """Return rows as inline data."""
    return alt.Data(values=values)  # type: ignore[no-untyped-call]  # Altair does not annotate it


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): _plain_value(value) for key, value in row.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S") if not pd.isna(value) else None
    if isinstance(value, date):
        return value.strftime("%Y-%m-%dT00:00:00")
    if isinstance(value, time):
        return minutes(value)
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def minutes(value: time) -> int:
    """Return a time of day as minutes after midnight, which is how charts place it."""
    return value.hour * 60 + value.minute


def finished(chart: Any, height: int | None = None, *, beside_names: bool = False) -> Any:
    """Give a chart the common look and the reader's language.

    Args:
        chart: Any top-level Altair chart.
        height: Its height in pixels; its width is that of its place on the page.
        beside_names: Whether names stand at its left: then its legend has room above them only if
            it ends where the chart does.
    """
    if height is not None:
        chart = chart.properties(height=height)
    return chart.configure(**_look(beside_names=beside_names))


def _look(*, beside_names: bool) -> dict[str, Any]:
    axis = {
        "domainColor": RULE,
        "gridColor": "#E9E5DA",
        "tickColor": RULE,
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titlePadding": 10,
        "labelPadding": 6,
        "labelLimit": 220,
    }
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "padding": {"left": 2, "right": 12, "top": 6, "bottom": 2},
        "axis": axis,
        "axisX": {"grid": False, "labelFlush": True, "labelOverlap": True, "labelSeparation": 4},
        "axisY": {"domain": False, "ticks": False},
        "legend": {
            "orient": "top",
            "titleColor": MUTED,
            "titleFontWeight": "normal",
            "titleFontSize": 13,
            "labelColor": INK,
            "labelFontSize": 13,
            "labelLimit": 420,
            "symbolStrokeWidth": 3,
            "columnPadding": 18,
            "offset": 4,
            **({"layout": alt.ExprRef("{top: {anchor: 'end'}}")} if beside_names else {}),
        },
        "header": {"labelColor": INK, "labelFontSize": 13, "title": None},
        "text": {"color": INK, "fontSize": 13},
        "range": {"category": SERIES, "ramp": AMOUNT, "heatmap": AMOUNT, "diverging": DIFFERENCE},
        "locale": {"number": _number_locale(), "time": _time_locale()},
    }


def _number_locale() -> dict[str, Any]:
    symbols = Locale.parse(locale()).number_symbols["latn"]
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", "\u00a0€"] if language() == "fr" else ["£", ""],
        "percent": "\u00a0%" if language() == "fr" else "%",
        "minus": "−",
    }


def _time_locale() -> dict[str, Any]:
    here = Locale.parse(locale())
    sunday_first = (6, 0, 1, 2, 3, 4, 5)
    return {
        "dateTime": "%A %-d %B %Y, %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": [here.days["format"]["wide"][d] for d in sunday_first],
        "shortDays": [here.days["format"]["abbreviated"][d] for d in sunday_first],
        "months": [here.months["format"]["wide"][m] for m in range(1, 13)],
        "shortMonths": [here.months["format"]["abbreviated"][m] for m in range(1, 13)],
    }


def time_of_day_axis(first: int, last: int, *, grid: bool = False) -> alt.Axis:
    """Return an axis for minutes after midnight that reads as a clock: 9:00, 10:00, 11:00.

    Args:
        first: Where the axis begins.
        last: Where it ends.
        grid: Whether to draw a line at each label.
    """
    every = 60 if last - first <= 14 * 60 else 120
    return alt.Axis(
        title=None,
        labelExpr="floor(datum.value / 60) + ':' + format(datum.value % 60, '02')",
        values=list(range(-(-first // every) * every, last + 1, every)),
        grid=grid,
    )


def legend(names: Iterable[str], **options: Any) -> alt.Legend:
    """Return a legend in as many columns as the chart's width has room for.

    Args:
        names: What stands in it.
        options: More for the legend.
    """
    lengths = [len(name) for name in names]
    column = _SYMBOL_WIDTH + _LETTER_WIDTH * max(lengths, default=1)
    fitting = alt.ExprRef(f"clamp(floor(width / {column:.0f}), 1, {max(len(lengths), 1)})")
    return alt.Legend(title=None, columns=fitting, **options)


def titled(words: str) -> list[str]:
    """Return an axis title on lines that fit on a narrow screen."""
    return textwrap.wrap(words, TITLE_LINE)


def wrapped(words: str) -> str:
    """Return a long name on two lines, for :func:`names_axis`."""
    return "\n".join(textwrap.wrap(words, NAME_LINE, max_lines=2, placeholder=" …"))


def names_axis(**options: Any) -> alt.Axis:
    """Return an axis for names, which may be on two lines."""
    # Vega puts the first line, not both, in the middle of a name's row.
    two_lines = {"test": "indexof(datum.value, '\\n') > 0", "value": "bottom"}
    return alt.Axis(
        labelColor=INK,
        labelExpr="split(datum.label, '\\n')",
        labelBaseline={"condition": two_lines, "value": "middle"},
        labelLineHeight=15,
        labelLimit=260,
        **options,
    )


def calendar_axis(**options: Any) -> alt.Axis:
    """Return an axis for dates: days and months as they are spoken, years where they begin."""
    spoken = {"year": "%Y", "quarter": "%b %Y", "month": "%b %Y", "week": "%-d %b",
              "date": "%-d %b", "day": "%-d %b"}  # fmt: skip
    return alt.Axis(title=None, format=spoken, formatType="time", **options)


def months(labels: Iterable[str]) -> alt.X:
    """Return an axis of months, each with the year below where one begins.

    Args:
        labels: The column ``label`` of the chart's table, in the order of time.
    """
    return alt.X(
        "label:N",
        sort=list(dict.fromkeys(labels)),
        title=None,
        axis=alt.Axis(labelAngle=0, labelExpr="split(datum.label, ' ')", labelLineHeight=15),
        scale=alt.Scale(paddingInner=0.25),
    )


def interval_told(form: str, *, middle: str = "median", called: str = "") -> list[alt.Tooltip]:
    """Return what the pointer tells of a middle and the interval that holds 8 of 10.

    Args:
        form: How their figures are written.
        middle: The column of the middle.
        called: What the middle is called, if it is called otherwise.
    """
    return [
        alt.Tooltip(f"{middle}:Q", title=called or _("middle"), format=form),
        alt.Tooltip("low80:Q", title=_("8 of 10: from"), format=form),
        alt.Tooltip("high80:Q", title=_("8 of 10: to"), format=form),
    ]


def line_at(value: float, channel: Literal["x", "y"], **look: Any) -> alt.Chart:
    """Return a line across a chart where an axis has a value.

    Args:
        value: The value.
        channel: The axis.
        look: How the line is drawn.
    """
    line: alt.Chart = alt.Chart(inline([{"at": value}])).mark_rule(**look)
    return line.encode(**{channel: "at:Q"})


def ends(values: Iterable[float], *, at_least: float = 1.0) -> list[float]:
    """Return a symmetric domain around nought that holds all values."""
    reach = max((abs(v) for v in values), default=0.0)
    return [-max(reach, at_least), max(reach, at_least)]
