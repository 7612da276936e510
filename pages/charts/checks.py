"""Whether the model makes histories like the one it learned from."""

from typing import Any

import altair as alt
import pandas as pd

from pages.charts import theme
from venues.common.i18n import gettext as _


def places(tenths: pd.DataFrame) -> Any:
    """Draw how often counts fell into each tenth of what was predicted; even bars are right.

    Args:
        tenths: ``tenth`` (1 to 10), ``share`` and ``expected``.
    """
    base = alt.Chart(theme.records(tenths)).encode(
        x=alt.X(
            "tenth:O",
            title=theme.titled(
                _("tenth of the prediction in which the count fell, lowest to highest")
            ),
            axis=alt.Axis(labelAngle=0),
        ),
        tooltip=[
            alt.Tooltip("tenth:O", title=_("Tenth")),
            alt.Tooltip("share:Q", title=_("counts in it"), format=".0%"),
            alt.Tooltip("expected:Q", title=_("expected"), format=".0%"),
        ],
    )
    bars = base.mark_bar(color="#B3CFE4", cornerRadiusTopLeft=3, cornerRadiusTopRight=3).encode(
        y=alt.Y("share:Q", title=_("share of the counts"), axis=alt.Axis(format=".0%", tickCount=5))
    )
    figures = base.mark_text(dy=-7, fontSize=12).encode(
        y="share:Q", text=alt.Text("share:Q", format=".0%")
    )
    expected = base.mark_tick(color=theme.SECOND, thickness=2, bandSize=40).encode(y="expected:Q")
    return theme.finished(alt.layer(bars, expected, figures), height=240)
