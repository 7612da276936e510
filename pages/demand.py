"""Demand: learning it from the pool, how well that went, and what it expects."""

import streamlit as st

from pages.parts import data, demand_view, learned, results, running, shell
from scenarios import jobs
from scenarios.fits import KnownFit
from venues.common.i18n import gettext as _

VENUE = "demand_venue"


def page() -> None:
    """Draw the page."""
    shell.heading(
        _("Demand"),
        _(
            "How many visitors come, and what moves them: learned from all venues of the pool"
            " together, and always with how unsure it is."
        ),
    )
    if data.venues().empty:
        with shell.invitation(
            _("There is nothing to learn from yet"),
            _("Fill the pool first: load the bundled example, or bring in your own attendance."),
        ):
            st.page_link("pages/pool.py", label=_("Open the pool"), icon=":material/database:")
        return
    known = data.known_fit()
    _learning(known)
    if known is not None:
        with shell.problems_shown():
            _learned(known)


def _learning(known: KnownFit | None) -> None:
    latest = running.newest("calibrate")
    if latest is not None and not latest.state.is_over:
        running.progress(latest, "calibrate")
        return
    if known is None:
        with shell.invitation(
            _("Not learned yet"),
            _(
                "The model learns each venue’s level, seasons, weekdays, holidays and exhibitions"
                " from all of them together. It takes a minute or two; you may go on looking."
            ),
        ):
            _learn_button(_("Learn the demand"), primary=True)
            if latest is not None:
                running.outcome(latest)
        return
    if known.is_stale:
        st.warning(
            _("The pool has changed since: what you see was learned from an earlier state."),
            icon=":material/update:",
        )
        _learn_button(_("Learn it anew"), primary=True)
    if latest is not None:
        running.outcome(latest)


def _learn_button(label: str, *, primary: bool) -> None:
    if st.button(
        label,
        type="primary" if primary else "secondary",
        icon=":material/school:",
        key="calibrate",
    ):
        with shell.problems_shown():
            jobs.submit("calibrate")
            st.rerun()


def _learned(known: KnownFit) -> None:
    fit = learned.of(known)
    names = list(fit.venues)
    if st.session_state.get(VENUE) not in names:
        st.session_state[VENUE] = "Bristol Museum" if "Bristol Museum" in names else names[0]
    demand_view.trust(fit, results.moment_words(known.made))
    venue = st.selectbox(_("Venue"), names, key=VENUE)
    demand_view.coming(known, venue)
    demand_view.what_moves(known, venue)
    demand_view.check(known, venue)


page()
