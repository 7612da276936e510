"""What is said wherever figures rest on a learned demand that did not pass its checks."""

from typing import Any

import streamlit as st

from pages.parts import learned, shell
from scenarios.fits import KnownFit
from venues.common.i18n import gettext as _


def warned(known: KnownFit) -> None:
    """Warn, if the learned demand did not pass its checks, and say what to do; else say nothing.

    Every part of a page that shows what was learned calls this before it shows it.
    """
    fit = learned.of(known)
    if not fit.diagnostics.ok:
        of_fit(fit)


def of_fit(fit: Any) -> None:
    """Warn that what follows rests on draws that cannot be relied on."""
    _first, *failures = fit.diagnostics.sentences()
    *what_failed, what_to_do = failures
    st.warning(
        "\n\n".join(
            [
                "**"
                + _("Do not rely on these figures: what was learned did not pass its checks.")
                + "**",
                shell.escaped(" ".join(what_failed)),
                shell.escaped(what_to_do),
            ]
        ),
        icon=":material/warning:",
    )
