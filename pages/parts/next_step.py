"""What to do next: one step at a time, from an empty pool to a verdict."""

from enum import Enum, auto

import streamlit as st

from calibration.pool.examples import load_example_pool
from calibration.pool.store import Pool
from pages.parts import data, results, running, shell
from scenarios import jobs, library
from venues.common.i18n import gettext as _


class Step(Enum):
    """The steps on the way to a verdict."""

    FILL_POOL = auto()
    LEARN = auto()
    COMPARE = auto()
    DONE = auto()


def current_step() -> Step:
    """Return the first step that has not been done."""
    if data.venues().empty:
        return Step.FILL_POOL
    known = data.known_fit()
    if known is None or known.is_stale:
        return Step.LEARN
    return Step.DONE if results.finished("compare") else Step.COMPARE


def next_step() -> None:
    """Show the next step with the one button that does it."""
    under_way = [job for job in jobs.jobs() if not job.state.is_over]
    step = current_step()
    if step is Step.DONE and not under_way:
        return
    title, words = _texts(step)
    with shell.invitation(title, words):
        _trail(step)
        if under_way:
            running.progress(under_way[-1], "next")
        else:
            _button(step)


def _texts(step: Step) -> tuple[str, str]:
    return {
        Step.FILL_POOL: (
            _("First, some history"),
            _(
                "Load the bundled example to look around: museums in Bristol, British national"
                " museums and the Helsinki zoo, all published figures. Or bring in your own."
            ),
        ),
        Step.LEARN: (
            _("Next, learn from it"),
            _(
                "The model learns each venue’s level, seasons, weekdays, holidays and exhibitions"
                " from all of them together. It takes a minute or two; you may go on looking."
            ),
        ),
        Step.COMPARE: (
            _("Now compare two plans"),
            _(
                "Two scenarios come with Jauge: the museum as it runs today, and the same with late"
                " Thursdays and booked entry. Which is better?"
            ),
        ),
        Step.DONE: (
            _("Work is under way"),
            _("The results appear here as soon as they are there."),
        ),
    }[step]


def _trail(step: Step) -> None:
    """Show how far the reader is on the way."""
    names = {
        Step.FILL_POOL: _("Fill the pool"),
        Step.LEARN: _("Learn the demand"),
        Step.COMPARE: _("Compare two plans"),
    }
    known = data.known_fit()
    doubtful = known is not None and not known.diagnostics.ok
    marks = []
    for each, name in names.items():
        if each is Step.LEARN and each is not step and doubtful:
            marks.append(f":orange[:material/warning:] {name}")
        elif each.value < step.value:
            marks.append(f":green[:material/check_circle:] {name}")
        elif each is step:
            marks.append(f":material/radio_button_checked: **{name}**")
        else:
            marks.append(f":gray[:material/radio_button_unchecked: {name}]")
    st.markdown(" &nbsp;→&nbsp; ".join(marks))


def _button(step: Step) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if step is Step.FILL_POOL:
            if st.button(_("Load the example"), type="primary", key="load_example",
                         icon=":material/download:"):  # fmt: skip
                with st.spinner(_("Loading the example …")):
                    load_example_pool(Pool())
                st.rerun()
            st.page_link(
                "pages/pool.py", label=_("Bring in your own"), icon=":material/upload_file:"
            )
        elif step is Step.LEARN and st.button(
            _("Learn the demand"), type="primary", key="calibrate", icon=":material/school:"
        ):
            with shell.problems_shown():
                jobs.submit("calibrate")
                st.rerun()
        elif step is Step.COMPARE and st.button(
            _("Compare the two"), type="primary", key="compare", icon=":material/balance:"
        ):
            with shell.problems_shown():
                pair = [
                    library.open_scenario(each)
                    for each in (library.AS_TODAY, library.LATE_THURSDAYS)
                ]
                jobs.submit("compare", scenarios=pair)
                st.rerun()
