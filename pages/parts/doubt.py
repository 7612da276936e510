"""What is said wherever figures rest on a learned demand that did not pass its checks."""

import streamlit as st

from pages.parts import learned, shell
from scenarios.fits import KnownFit
from venues.common.i18n import gettext as _


def warned(known: KnownFit) -> None:
    """Warn, if the learned demand did not pass its checks, and say what to do; else say nothing.

    Every part of a page that shows what was learned calls this before it shows it; what failed is
    said once, at the top of the Demand page.
    """
    diagnostics = learned.of(known).diagnostics
    if diagnostics.ok:
        return
    failed = _("Do not rely on these figures: what was learned did not pass its checks.")
    what_to_do = shell.escaped(diagnostics.sentences()[-1])
    st.warning(f"**{failed}** {what_to_do}", icon=":material/warning:")


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
