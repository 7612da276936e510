"""Demand: learning it from the pool, how well that went, and what it expects."""

from typing import Literal

import streamlit as st

from pages.parts import (
    data,
    demand_view,
    doubt,
    learned,
    moves_view,
    results,
    running,
    segments_view,
    shell,
    trust_view,
    what_if_view,
)
from pages.parts.remembering import remembered
from scenarios import jobs
from scenarios.fits import SEED, KnownFit
from scenarios.job import State
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
            _learn_button(_("Learn the demand"), kind="primary")
            if latest is not None:
                running.outcome(latest)
        return
    if known.is_stale:
        st.warning(
            _("The pool has changed since: what you see was learned from an earlier state."),
            icon=":material/update:",
        )
        _learn_button(_("Learn it anew"), kind="primary")
    failed = doubt.failed_learning(known)
    if failed is not None:
        doubt.of_failed_learning(known)
        if not known.is_stale and known.diagnostics.ok:
            _learn_button(_("Learn it anew"), seed=failed.parameters["seed"])
    elif latest is not None and latest.state is State.CANCELLED:
        running.outcome(latest)


def _is_learning() -> bool:
    latest = running.newest("calibrate")
    return latest is not None and not latest.state.is_over


def _learn_button(
    label: str, *, kind: Literal["primary", "secondary"] = "secondary", seed: int = SEED
) -> None:
    if st.button(label, type=kind, icon=":material/school:", key="calibrate"):
        with shell.problems_shown():
            jobs.submit("calibrate", seed=seed)
            st.rerun()


def _learned(known: KnownFit) -> None:
    fit = learned.of(known)
    demand_view.trust(fit, results.moment_words(known.made))
    names = list(fit.venues)
    if not fit.diagnostics.ok and not known.is_stale and not _is_learning():
        _learn_button(_("Learn it again with other luck"), seed=fit.seed + 1)
    usual = "Bristol Museum" if "Bristol Museum" in names else names[0]
    venue = remembered(st.selectbox, _("Venue"), names, among=names, usual=usual, key=VENUE)
    demand_view.coming(known, venue)
    what_if_view.what_if_panel(known, venue)
    moves_view.what_moves(known, venue)
    segments_view.who_comes(known, venue)
    demand_view.check(known, venue)
    trust_view.looking_back(venue)
    trust_view.worth(venue)
    learned.worked_out(known, venue)


page()
