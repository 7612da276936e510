"""Overview: what is here, what the last comparison said, and what to do next."""

import streamlit as st

from pages.parts import data, doubt, results, running, shell
from pages.parts.next_step import next_step
from scenarios import library, work
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number


def page() -> None:
    """Draw the page."""
    shell.heading(
        _("Try a season before you commit to it"),
        _(
            "Jauge learns from the shared attendance of several venues how many visitors will"
            " come, sends them through your floor plan, and says which of two plans is better, by"
            " how much, and how sure that is."
        ),
    )
    _verdict()
    next_step()
    _what_is_here()


def _verdict() -> None:
    done = results.finished("compare")
    if not done:
        latest = running.newest("compare")
        if latest is not None and work.is_outdated(latest):
            running.outcome(latest)
        return
    pair = [str(each["id"]) for each in done[0].parameters["scenarios"]]
    with shell.problems_shown():
        found = results.verdict(done[0], *pair)
        doubt.of_results(found.demand_ok)
        with st.container(key="verdict"):
            st.markdown(shell.escaped(found.sentence()))
            st.caption(results.made_words(done[0]))
            st.page_link("pages/compare.py", label=_("See why"), icon=":material/arrow_forward:")
            running.outcome(done[0])


def _what_is_here() -> None:
    shell.section(_("What is here"))
    pool, demand, scenarios = st.columns(3)
    with pool.container(border=True, height="stretch"):
        _pool()
    with demand.container(border=True, height="stretch"):
        _demand()
    with scenarios.container(border=True, height="stretch"):
        _scenarios()


def _pool() -> None:
    st.subheader(_("Pool"), anchor=False)
    venues = data.venues()
    if venues.empty:
        st.markdown(_("Empty so far."))
    else:
        known = venues.dropna(subset=["first"])
        st.metric(_("Venues"), number(len(venues)))
        rows = int(known["rows"].sum())
        st.markdown(
            ngettext(
                "{rows} count from {first} to {last}.",
                "{rows} counts from {first} to {last}.",
                rows,
            ).format(
                rows=number(rows),
                first=date_words(known["first"].min(), "LLLL yyyy"),
                last=date_words(known["last"].max(), "LLLL yyyy"),
            )
        )
    st.page_link("pages/pool.py", label=_("Open the pool"), icon=":material/database:")


def _demand() -> None:
    st.subheader(_("Demand"), anchor=False)
    known = data.known_fit()
    if known is None:
        st.markdown(_("Not learned yet."))
    else:
        st.metric(
            _("Learned from the pool"), _("an earlier state") if known.is_stale else _("as it is")
        )
        st.markdown(_("On {day}.").format(day=results.moment_words(known.made)))
        doubt.in_short(known)
    doubt.of_failed_learning(known)
    st.page_link("pages/demand.py", label=_("Open the demand"), icon=":material/trending_up:")


def _scenarios() -> None:
    st.subheader(_("Scenarios"), anchor=False)
    entries = library.entries()
    own = sum(not entry.is_bundled for entry in entries)
    st.metric(_("Ready to run"), number(len(entries)))
    if own:
        text = ngettext("{count} of them is your own.", "{count} of them are your own.", own)
        st.markdown(text.format(count=number(own)))
    st.page_link("pages/scenarios.py", label=_("Open the scenarios"), icon=":material/tune:")


page()
