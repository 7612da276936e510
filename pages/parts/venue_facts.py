"""What is told of a venue itself, asked beside a file or changed afterwards."""

from typing import Any

import pandas as pd
import streamlit as st

from calibration.pool.describing import describe
from calibration.pool.store import FACTS, Pool
from pages.parts import shell
from venues.common.i18n import gettext as _


def ask(places: Any, key: str, told: dict[str, str] | None = None) -> dict[str, str]:
    """Show a field for each of :data:`FACTS`, and return what stands there.

    Args:
        places: Three places, such as columns.
        key: What the fields' keys begin with.
        told: What is known already.
    """
    known = told or dict.fromkeys(FACTS, "")
    return {
        "country": places[0].text_input(
            _("Country, as two letters"), known["country"], max_chars=2, placeholder="FR",
            key=f"{key}country", help=_("It tells which public holidays apply."),
        ),
        "region": places[1].text_input(
            _("School region"), known["region"], key=f"{key}region",
            help=_("As the table of school holidays calls it."),
        ),
        "venue_type": places[2].text_input(
            _("Type of venue"), known["venue_type"], placeholder=_("castle"),
            key=f"{key}venue_type",
            help=_("Such as museum, castle or zoo: venues of one type learn more from each other."),
        ),
    }  # fmt: skip


def panel(venue: "pd.Series[Any]") -> None:
    """Draw the form that changes what the pool says of a venue.

    Args:
        venue: Its row of :meth:`calibration.pool.store.Pool.venues`.
    """
    name = str(venue["venue"])
    told = {fact: "" if pd.isna(venue[fact]) else str(venue[fact]) for fact in FACTS}
    with (
        st.expander(_("About {venue}").format(venue=shell.escaped(name)), icon=":material/edit:"),
        st.form(f"facts of {name}", border=False),
    ):
        found = ask(st.columns(3), f"{name} ", told)
        if st.form_submit_button(_("Keep")) and found != told:
            with shell.problems_shown():
                describe(Pool(), name, **found)
                st.toast(_("Kept. Forecasts take it into account once demand is learned anew."))
                st.rerun()
