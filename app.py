"""Jauge in the browser: navigation, look and language. Run it with ``make run``.

The pages themselves are the scripts under ``pages``; this file runs before each of them.
"""

import logging
from pathlib import Path

import streamlit as st

from pages.parts import shell
from pages.parts.running import job_notice
from venues.common.i18n import gettext as _

ASSETS = Path(__file__).parent / "pages" / "assets"

st.set_page_config(page_icon=str(ASSETS / "mark.svg"), layout="wide")
shell.apply_language()
st.html(shell.STYLE)
st.logo(ASSETS / "logo.svg", icon_image=ASSETS / "mark.svg", size="large")

page = shell.navigation()
st.set_page_config(page_title=f"{page.title} · Jauge")
with st.sidebar:
    shell.language_switch()
    job_notice()
try:
    page.run()
    shell.settle()
except Exception:
    logging.getLogger("jauge").exception("The page could not be drawn")
    st.error(
        _("This page could not be drawn. The log of the app tells why; other pages still work."),
        icon=":material/error:",
    )
