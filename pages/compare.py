"""Compare: two scenarios over the same draws and the same visitors' luck; which is better?"""

import streamlit as st

from pages.parts import comparison_view, results, running, shell
from pages.parts.simulation_panel import how
from scenarios import jobs, library
from scenarios.job import Job
from scenarios.scenario import Scenario
from venues.common.i18n import gettext as _

FIRST, SECOND = "compare_a", "compare_b"


def page() -> None:
    """Draw the page."""
    shell.heading(
        _("Compare"),
        _(
            "Two scenarios side by side, over the same days, the same demand and the same"
            " visitors’ luck: which is better, by how much, and how sure is that?"
        ),
    )
    usable = {e.id: e.scenario for e in library.entries() if e.scenario is not None}
    _preselect(usable)
    left, right = st.columns(2)
    names = {scenario_id: scenario.label() for scenario_id, scenario in usable.items()}
    a = left.selectbox(_("Plan A"), list(usable), format_func=names.__getitem__, key=FIRST)
    b = right.selectbox(_("Plan B"), list(usable), format_func=names.__getitem__, key=SECOND)
    if a == b:
        st.info(_("Choose two different scenarios."), icon=":material/info:")
        return
    _comparison([usable[a], usable[b]])


def _preselect(usable: dict[str, Scenario]) -> None:
    """Choose the pair compared last, else the bundled pair."""
    last = next(iter(jobs.jobs("compare")), None)
    pair = [each["id"] for each in last.parameters["scenarios"]] if last else []
    if len(pair) != 2 or not set(pair) <= set(usable):
        pair = [library.AS_TODAY, library.LATE_THURSDAYS]
    for key, choice in zip((FIRST, SECOND), pair, strict=True):
        if st.session_state.get(key) not in usable:
            st.session_state[key] = choice


def _comparison(pair: list[Scenario]) -> None:
    known = results.about("compare", pair)
    latest = known[0] if known else None
    done = next(filter(results.has_results, known), None)
    if latest is not None and not latest.state.is_over:
        running.progress(latest, "compare")
    else:
        _start(pair, again=done is not None)
        if latest is not None:
            running.outcome(latest)
    if done is None:
        _nothing_yet(pair)
        return
    with shell.problems_shown():
        comparison_view.everything(done, *(scenario.id for scenario in pair))
    st.caption(results.made_words(done))
    running.removal(done, "compare")


def _start(pair: list[Scenario], *, again: bool) -> None:
    wishes = how("compare")
    if st.button(
        _("Compare again") if again else _("Compare the two"),
        type="secondary" if again else "primary",
        icon=":material/balance:",
        key="compare",
    ):
        with shell.problems_shown():
            jobs.submit("compare", scenarios=pair, **wishes)
            st.rerun()


def _nothing_yet(pair: list[Scenario]) -> None:
    older = _older(pair)
    with shell.invitation(
        _("Not compared yet"),
        _(
            "The comparison runs both scenarios over the same draws and says how likely B is"
            " better on visits, waits and crowding. If the demand has not been learned from the"
            " pool yet, that is done first."
        ),
    ):
        if older is not None:
            st.caption(
                _("One of the two has changed since they were compared on {day}.").format(
                    day=results.moment_words(older.submitted)
                )
            )


def _older(pair: list[Scenario]) -> Job | None:
    """Return the newest comparison of scenarios with these short names as they once were."""
    wanted = [scenario.id for scenario in pair]
    for job in results.finished("compare"):
        if [each["id"] for each in job.parameters["scenarios"]] == wanted:
            return job
    return None


page()
