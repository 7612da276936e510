"""The plan with figures by room, one level beside the other."""

from collections.abc import Mapping
from typing import Literal

import pandas as pd
import streamlit as st

from pages.charts import plan as drawing
from pages.parts import pictures, shell
from pages.parts.wording import captioned
from venues.common.i18n import gettext as _
from venues.common.i18n import number
from venues.graph import WalkingGraph
from venues.plan import Plan


def room_map(
    plan: Plan,
    values: Mapping[str, float],
    title: str,
    says: str,
    *,
    kind: Literal["amount", "difference"] = "amount",
    full: float | None = None,
    decimals: int = 0,
    graph: WalkingGraph | None = None,
    key: str,
) -> None:
    """Draw each level with its rooms' figures.

    Args:
        plan: The plan.
        values: Zone id to figure.
        title: What the figures are.
        says: What the picture shows, in a sentence.
        kind: Whether the figures are amounts or differences around nought.
        full: What the strongest colour stands for; left out, the largest figure.
        decimals: How many to write.
        graph: The walking graph, to draw the ways over the rooms.
        key: A name for the place on the page.
    """
    reach = full or max((abs(value) for value in values.values()), default=1.0) or 1.0
    amounts = drawing.Amounts(values, title, reach, kind, decimals)
    levels = plan.levels_upward()
    places = st.columns(min(2, len(levels)))
    for count, level in enumerate(levels):
        with places[count % len(places)]:
            st.markdown(f"**{shell.escaped(level.label())}**")
            pictures.picture(
                pictures.drawn(drawing.level_picture, plan, level.id, amounts=amounts, graph=graph),
                captioned(level.label(), says),
                key=f"{key}_{level.id}",
            )
    st.caption(shell.escaped(says))
    with st.expander(_("Show the figures"), icon=":material/table_rows:"):
        st.dataframe(
            pd.DataFrame(
                {
                    _("Room"): [zone.label() for zone in plan.zones],
                    _("Level"): [plan.level(zone.level).label() for zone in plan.zones],
                    title: [amounts.text(zone.id) for zone in plan.zones],
                }
            ),
            hide_index=True,
            alt=says,
        )


def busiest_words(plan: Plan, values: Mapping[str, float], decimals: int = 0) -> str:
    """Return the room with the largest figure, in words."""
    if not values:
        return ""
    top = max(values, key=lambda zone: values[zone])
    return _("most in {room}: {figure}").format(
        room=plan.zone(top).label(), figure=number(values[top], decimals)
    )
