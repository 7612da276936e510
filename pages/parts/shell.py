"""What every page is made of: the reader's language, headings, charts with their words, problems.

Streamlit runs a fragment or a callback without running ``app.py`` first, in a thread of its own,
so whatever shows text there must set the language again: :func:`fragment` and :func:`in_language`
do that in one place.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from venues.common.i18n import LANGUAGES, best_language, language, number, use_language
from venues.common.i18n import gettext as _
from venues.common.problems import InputError

FOLDER = Path(__file__).parents[1]
LANGUAGE_KEY = "language"
LANGUAGE_IN_ADDRESS = "lang"

STYLE = """
<style>
.stMainBlockContainer { max-width: 76rem; }
.st-key-lead p { font-size: 1.125rem; line-height: 1.6; max-width: 46rem; color: #3C4752; }
.st-key-verdict { border-left: 5px solid #0F5C6E; background: #FFFFFF; padding: 1.25rem 1.5rem;
  border-radius: 0.5rem; box-shadow: 0 1px 2px rgb(29 39 51 / 8%); }
.st-key-verdict > :first-child p { font-family: "Source Serif", serif; font-size: 1.5rem;
  line-height: 1.4; }
.st-key-invitation { background: #FFFFFF; padding: 2rem 2rem 1.75rem; border-radius: 0.5rem;
  box-shadow: 0 1px 2px rgb(29 39 51 / 8%); }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {
  color: #4C5661; opacity: 1; }
[data-testid="stMarkdownContainer"] p, [data-testid="stMarkdownContainer"] li {
  max-width: 52rem; }
[data-testid="stSidebarNavLink"]:focus-visible, [data-testid="stElementToolbar"] :focus-visible {
  outline: 2px solid #0F5C6E; outline-offset: 1px; }
@media (max-width: 640px) {
  .st-key-verdict > :first-child p { font-size: 1.2rem; }
  .st-key-invitation { padding: 1.25rem; }
}
</style>
"""


_framed: ContextVar[bool] = ContextVar("framed", default=False)


def navigation() -> StreamlitPage:
    """Declare the app's pages; return the one that the reader is on."""
    _framed.set(True)
    pages = [
        ("overview", _("Overview"), ":material/dashboard:"),
        ("pool", _("Pool"), ":material/database:"),
        ("demand", _("Demand"), ":material/trending_up:"),
        ("venue", _("Venue"), ":material/map:"),
        ("scenarios", _("Scenarios"), ":material/tune:"),
        ("compare", _("Compare"), ":material/balance:"),
    ]
    return st.navigation(
        [
            st.Page(FOLDER / f"{name}.py", title=title, icon=icon, default=name == "overview")
            for name, title, icon in pages
        ]
    )


def within_the_app() -> None:
    """Begin a page: see to it that ``app.py`` has run before.

    Streamlit takes any folder called ``pages`` for pages of its older kind until the app has
    declared its own. If a page's own address is the first one asked for after the server started,
    its script is therefore run alone: then declare the pages and start over.
    """
    if not _framed.get():
        navigation()
        st.rerun()


def apply_language() -> str:
    """Use the reader's language: the one switched to, else the address's, else the browser's.

    Returns:
        Its code.
    """
    wishes = [
        st.session_state.get(LANGUAGE_KEY),
        st.query_params.get(LANGUAGE_IN_ADDRESS),
        st.context.locale,
    ]
    code = best_language(wish for wish in wishes if wish)
    use_language(code)
    return code


def language_switch() -> None:
    """Show the switch, and keep the choice in the address so that a reload finds it again."""
    if LANGUAGE_KEY not in st.session_state:
        st.session_state[LANGUAGE_KEY] = language()
    code = st.segmented_control(
        _("Language"),
        options=list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=LANGUAGE_KEY,
        required=True,
        width="stretch",
    )
    if code != best_language([st.context.locale]):
        st.query_params[LANGUAGE_IN_ADDRESS] = str(code)
    elif LANGUAGE_IN_ADDRESS in st.query_params:
        del st.query_params[LANGUAGE_IN_ADDRESS]
    # Screen readers choose their voice by the document's language.
    st.html(
        f"<script>document.documentElement.lang = '{code}'</script>",
        unsafe_allow_javascript=True,
    )


def in_language[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Wrap a callback so that it speaks the reader's language."""

    @wraps(function)
    def speaking(*args: P.args, **kwargs: P.kwargs) -> R:
        apply_language()
        return function(*args, **kwargs)

    return speaking


def fragment[**P, R](function: Callable[P, R], *, run_every: float | None = None) -> Callable[P, R]:
    """Return the function as a Streamlit fragment that speaks the reader's language.

    Args:
        function: What draws the fragment.
        run_every: Seconds after which it is drawn again by itself.
    """
    return st.fragment(in_language(function), run_every=run_every)


def heading(title: str, lead: str) -> None:
    """Open a page: its title and one or two sentences that say what it is for."""
    within_the_app()
    st.title(title, anchor=False)
    with st.container(key="lead"):
        st.markdown(lead)


def section(title: str, lead: str | None = None) -> None:
    """Open a part of a page."""
    st.header(title, anchor=False)
    if lead:
        st.caption(lead)


def unfolded(words: str, icon: str, key: str, draw: Callable[[], None]) -> None:
    """Offer a part of a page that takes a moment, and draw it once its reader opens it.

    Args:
        words: What it shows.
        icon: Its icon's name.
        key: A name for it, unique on the page.
        draw: What draws it.
    """
    panel = st.expander(words, icon=icon, on_change="rerun", key=key)
    if panel.open:
        with panel:
            draw()


@contextmanager
def invitation(title: str, words: str) -> Iterator[None]:
    """Show an empty state: what would stand here, and (in the block) the way to get it."""
    with st.container(key="invitation"):
        st.header(title, anchor=False)
        st.markdown(words)
        yield


@contextmanager
def problems_shown() -> Iterator[None]:
    """Show what is wrong with an input as sentences, and go on with the rest of the page."""
    try:
        yield
    except InputError as error:
        for problem in error.problems[:SHOWN_PROBLEMS]:
            st.error(escaped(str(problem)), icon=":material/error:")
        more = len(error.problems) - SHOWN_PROBLEMS
        if more > 0:
            st.caption(_("And {count} more of the same kind.").format(count=number(more)))


SHOWN_PROBLEMS = 8


def settle() -> None:
    """Spare what is loaded once from being looked through after every run.

    Streamlit collects garbage after each run of a page or a fragment. With the model's libraries in
    memory that takes a quarter of a second each time, and a progress bar is drawn every second.
    """
    _spare(len(sys.modules))


@st.cache_resource(show_spinner=False, max_entries=8)
def _spare(modules: int) -> None:
    del modules  # Anew when more has been loaded.
    gc.collect()
    gc.freeze()


def escaped(text: str) -> str:
    """Return the text so that Markdown shows it as it stands: a name may hold anything."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]<>()#+-.!|~$:" else c for c in text)
