"""Waits in queues as the reader sees them: of one scenario, or of two side by side."""

from collections.abc import Sequence

import streamlit as st
import xarray as xr

from pages.charts import occupancy
from pages.parts import frames, pictures
from venues.common.i18n import gettext as _


def waits(ensemble: xr.Dataset, scenarios: Sequence[str], *, key: str | None = None) -> None:
    """Draw the mean wait in each queue; nothing if nobody had to queue.

    Args:
        ensemble: Results.
        scenarios: The scenarios' short names.
        key: A name for the chart, unique on the page.
    """
    bands = frames.wait_bands(ensemble, scenarios, frames.queue_names(ensemble))
    if bands.empty:
        return
    columns = {"queue": _("Queue")}
    if len(scenarios) > 1:
        columns["scenario"] = _("Scenario")
    st.subheader(_("Waits"), anchor=False)
    pictures.chart(
        pictures.drawn(occupancy.waits, bands),
        _("Mean wait in each queue; in 8 of 10 simulated weeks it lies within the bar."),
        frames.readable(bands.round(1), columns | frames.interval_names()),
        key=key,
    )
