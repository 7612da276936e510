"""Background jobs as the reader sees them: start, progress, cancel, and what came of it."""

from functools import partial
from typing import Final

import streamlit as st

from pages.parts import data, shell
from scenarios import jobs, work
from scenarios.job import Job, State
from venues.common.i18n import gettext as _
from venues.common.i18n import percent

POLL_S: Final = 1.0


def kind_words(kind: str) -> str:
    """Return what a kind of job does, as the reader calls it."""
    words = {
        "calibrate": _("Calibration"),
        "simulate": _("Simulation"),
        "compare": _("Comparison"),
        "backtest": _("The look back"),
        "worth": _("The test without partners"),
    }
    return words[kind]


def job_notice() -> None:
    """Say in the sidebar which long job runs, on whatever page the reader is."""
    running = [job for job in jobs.jobs() if not job.state.is_over]
    if running:
        _notice_of(tuple(job.id for job in running))


def _draw_notice(job_ids: tuple[str, ...]) -> None:
    found = [job for job in map(jobs.job, job_ids) if job is not None and not job.state.is_over]
    if len(found) < len(job_ids):
        st.rerun()
    for job in found:
        st.progress(job.fraction, text=f"{kind_words(job.kind)} · {percent(job.fraction)}")


_notice_of = shell.fragment(_draw_notice, run_every=2 * POLL_S)


def progress(job: Job, key: str) -> None:
    """Show a job that is under way, with a button that stops it; draw the page anew when it ends.

    Args:
        job: The job.
        key: A name for the place on the page.
    """
    _watched(job.id, key)


def _draw_progress(job_id: str, key: str) -> None:
    job = jobs.job(job_id)
    if job is None or job.state.is_over:
        st.rerun()
    with st.container(border=True, key=f"job_{key}"):
        st.progress(job.fraction, text=f"{job.stage} · {percent(job.fraction)}")
        stop, hint = st.columns([1, 3], vertical_alignment="center")
        if stop.button(_("Cancel"), key=f"cancel_{key}", icon=":material/stop_circle:"):
            jobs.cancel(job_id)
            st.rerun()
        hint.caption(_("You may leave this page or close the window; the work goes on."))


_watched = shell.fragment(_draw_progress, run_every=POLL_S)


def outcome(job: Job) -> None:
    """Say how a job ended if nothing of it can be shown; say nothing if it can."""
    if job.state is State.DONE and work.is_outdated(job):
        st.info(
            _("{work} was done by another version of Jauge. Start it again.").format(
                work=kind_words(job.kind)
            ),
            icon=":material/update:",
        )
    elif (
        job.state is State.DONE
        and job.kind != "calibrate"
        and work.is_stale(job, pool_digest=data.pool_digest())
    ):
        st.warning(
            _(
                "Since these results were made the pool has changed or the demand was learned"
                " again. Start it again to see what that changes."
            ),
            icon=":material/history:",
        )
    elif job.state is State.CANCELLED:
        st.info(
            _("{work} was cancelled; nothing was changed.").format(work=kind_words(job.kind)),
            icon=":material/cancel:",
        )
    elif job.state is State.INTERRUPTED:
        st.warning(
            _("{work} was interrupted before it ended. Start it again.").format(
                work=kind_words(job.kind)
            ),
            icon=":material/power_off:",
        )
    elif job.state is State.FAILED and not job.problems:
        failed = _("{work} failed. Start it again.").format(work=kind_words(job.kind))
        st.error(f"{failed} {shell.escaped(job.sentence())}", icon=":material/error:")
    elif job.state is State.FAILED:
        for problem in job.problems:
            st.error(shell.escaped(str(problem)), icon=":material/error:")


def removal(job: Job, key: str) -> None:
    """Offer to remove what a finished job left.

    Args:
        job: The job.
        key: A name for the place on the page.
    """
    with st.popover(_("Remove these results"), icon=":material/delete:"):
        st.markdown(_("What another comparison or simulation shares with them is kept."))
        st.button(_("Remove"), key=f"remove_{key}", on_click=partial(jobs.forget, job.id))


def newest(kind: str) -> Job | None:
    """Return the newest job of a kind."""
    found = jobs.jobs(kind)
    return found[0] if found else None
