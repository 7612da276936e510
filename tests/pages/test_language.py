"""Every text of every page is in the reader's language, in the first run and in fragments too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from babel.dates import get_day_names

from calibration.pool.store import Pool
from calibration.pool.tables import TABLES
from scenarios import library
from tests.pages.conftest import PAGES, Opened
from tests.pages.seen import texts
from venues.bundled import TWO_LEVEL_MUSEUM, open_plan
from venues.common import i18n

OPEN, CLOSE = "⟦", "⟧"
NAMES = {
    "Jauge", "English", "Français", "CSV", "JSON", "YAML", "netCDF", "Parquet", "Excel",
    "YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "DD/MM/YY", "FR",
    "Europe/Paris", "bristol-counters", "m²", "min", "s", "h",
}  # fmt: skip
"""What is the same in every language: names, formats, units."""


class Marking:
    """Translations that mark what goes through them, so that what does not is seen."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return f"{OPEN}{singular if number == 1 else plural}{CLOSE}"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Mark every text that is translated."""
    st.cache_data.clear()
    monkeypatch.setattr(i18n, "catalogue", lambda _code: Marking())
    yield
    st.cache_data.clear()


def data_names() -> set[str]:
    """Return the words that are data: what venues, rooms, scenarios and files are called."""
    plan = open_plan(TWO_LEVEL_MUSEUM)
    named = [plan.name, plan.note, *(each.name for each in (*plan.zones, *plan.levels))]
    names = {*NAMES, *TABLES}
    for scenario in library.bundled().values():
        named += [scenario.name, scenario.description or {}]
        named += [workshop.title for workshop in scenario.workshops]
        names.add(scenario.demand.venue)
        names |= {shown.title for shown in scenario.exhibitions}
    for texts_by_language in named:
        names |= set(texts_by_language.values())
    names |= set(Pool().venues()["venue"])
    # Babel's own words for the days of the week.
    names |= set(get_day_names("abbreviated", locale="fr").values())
    return names


def unmarked(text: str, names: set[str]) -> str:
    """Return the letters of a text that have neither been translated nor are data."""
    plain = re.sub(r":[a-z-]+\[|:material/\w+:|&nbsp;", "", text.replace("\\", ""))
    while (
        OPEN in plain and (inner := re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", plain)) != plain
    ):
        plain = inner
    for name in sorted(names, key=len, reverse=True):
        plain = plain.replace(name, "")
    return "".join(c for c in plain if c.isalpha())


@pytest.mark.parametrize("page", PAGES)
def test_no_text_of_an_empty_app_is_hard_coded(page: str, opened: Opened, marked: None) -> None:
    names = data_names() | terms()
    assert [text for text in texts(opened(page, "fr")) if unmarked(text, names)] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_text_beside_results_is_hard_coded(
    page: str, opened: Opened, with_results: Path, marked: None
) -> None:
    names = data_names() | terms()
    assert [text for text in texts(opened(page, "fr")) if unmarked(text, names)] == []


def terms() -> set[str]:
    """Return the owners' terms, which are quoted in their own words."""
    from calibration.pool.examples import DATA

    text = (DATA / "LICENCES.md").read_text("utf-8")
    return {text[text.index("| file") :].replace("\\", ""), text[text.index("| file") :].strip()}


def english_only() -> set[str]:
    """Return the texts that French spells otherwise."""
    french = i18n.catalogue("fr")
    found = set()
    path = i18n.LOCALE_DIR / "en" / "LC_MESSAGES" / "jauge.po"
    for line in re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.M):
        if "{" not in line and french.gettext(line) != line and len(line) > 3:
            found.add(line)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_no_english_is_left_in_french(page: str, opened: Opened, with_results: Path) -> None:
    st.cache_data.clear()
    assert texts(opened(page, "fr")) & english_only() == set()


def test_the_switch_changes_the_language_and_the_address(opened: Opened) -> None:
    app = opened("overview")
    (switch,) = app.sidebar.button_group
    switch.set_value("fr").run()
    assert app.title[0].value == i18n.catalogue("fr").gettext(
        "Try a season before you commit to it"
    )
    assert app.query_params["lang"] == "fr"
    app.switch_page("pages/demand.py").run()
    assert app.query_params["lang"] == "fr", "the address keeps it from page to page"
    app.switch_page("pages/overview.py").run()
    (switch,) = app.sidebar.button_group
    switch.set_value("en").run()
    assert app.title[0].value == "Try a season before you commit to it"
    assert "lang" not in app.query_params, "English is what this browser asks for anyway"


def test_an_unknown_language_in_the_address_is_english(opened: Opened) -> None:
    assert opened("pool", "tlh").title[0].value == "Pool"
