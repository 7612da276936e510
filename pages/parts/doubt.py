"""What is said wherever figures rest on a learned demand that did not pass its checks.

And what is said if the demand was to be learned again, but was not.
"""

import streamlit as st

from pages.parts import running, shell
from scenarios.fits import KnownFit
from scenarios.job import Job, State
from venues.common.i18n import gettext as _


def warned(known: KnownFit) -> None:
    """Warn, if the learned demand did not pass its checks, and say what to do; else say nothing.

    Every part of a page that shows what was learned calls this before it shows it; what failed is
    said once, at the top of the Demand page.
    """
    diagnostics = known.diagnostics
    if diagnostics.ok:
        return
    failed = _("Do not rely on these figures: what was learned did not pass its checks.")
    what_to_do = shell.escaped(diagnostics.sentences()[-1])
    st.warning(f"**{failed}** {what_to_do}", icon=":material/warning:")


def in_short(known: KnownFit) -> None:
    """Warn where no figures stand yet, if the learned demand did not pass its checks."""
    if known.diagnostics.ok:
        return
    st.warning(
        _(
            "What was learned did not pass its checks: do not rely on it. The Demand page says"
            " what failed; learn it again there."
        ),
        icon=":material/warning:",
    )


def failed_learning(known: KnownFit | None) -> Job | None:
    """Return the newest calibration if it came to nothing and none was learned since.

    Args:
        known: The learned demand that is kept, if there is one.
    """
    latest = running.newest("calibrate")
    if latest is None or latest.state not in (State.FAILED, State.INTERRUPTED):
        return None
    is_older = known is not None and known.made > (latest.ended or latest.submitted)
    return None if is_older else latest


def of_failed_learning(known: KnownFit | None) -> None:
    """Say that the last calibration came to nothing, if so, and what is shown instead."""
    failed = failed_learning(known)
    if failed is None:
        return
    running.outcome(failed)
    if known is not None:
        st.caption(_("What is shown was learned before that."))


def of_results(is_ok: bool) -> None:
    """Warn, if results were made with a demand that did not pass its checks, and say what to do.

    Args:
        is_ok: Whether it did.
    """
    if is_ok:
        return
    st.warning(
        _(
            "Do not rely on these figures: the demand that they were made with did not pass its"
            " checks. Learn it again on the Demand page, then start this again."
        ),
        icon=":material/warning:",
    )
