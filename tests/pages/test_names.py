"""A name may hold anything: pages show it as it stands, and never take it for Markdown."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from calibration.pool.importing import import_table
from calibration.pool.store import Pool
from pages.parts import data
from scenarios import library
from tests.pages.conftest import Opened
from venues.bundled import open_plan
from venues.plan import Plan

NAME = "![x](http://evil.example/p.png) *A* $y$ :red[z]"
READ_AS_MARKDOWN = (
    "markdown", "caption", "info", "warning", "success", "error", "title", "header", "subheader",
    "button", "metric", "expander", "toggle", "tabs",
)  # fmt: skip


def in_markdown(app: AppTest) -> Iterator[str]:
    """Give the texts of a page that Streamlit reads as Markdown."""
    for kind in READ_AS_MARKDOWN:
        for element in app.get(kind):
            for field in ("label", "value"):
                text = getattr(element, field, None)
                if isinstance(text, str):
                    yield text


def shows_the_name_as_it_stands(app: AppTest) -> bool:
    """Say whether the name is on the page; fail if any of it is Markdown there."""
    assert not app.exception
    found = False
    for text in in_markdown(app):
        found |= NAME in text.replace("\\", "")
        unescaped = re.sub(r"\\.", "", text)
        assert not re.search(r"!\[|\]\(|:red\[|\$y|(?<!\*)\*A\*(?!\*)", unescaped), text
    return found


@pytest.fixture
def odd_building(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give every level and room of the bundled building such a name."""

    def opened_oddly(name: str) -> Plan:
        plan = open_plan(name)
        odd: Any = {"en": NAME}
        return replace(
            plan,
            name=odd,
            note=odd,
            levels=tuple(replace(level, name=odd) for level in plan.levels),
            zones=tuple(replace(zone, name=odd) for zone in plan.zones),
            # Without a lift there are rooms to be named that cannot be reached without steps.
            links=tuple(link for link in plan.links if link.kind == "stairs"),
        )

    monkeypatch.setattr(data, "open_plan", opened_oddly)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.mark.usefixtures("odd_building", "with_results")
def test_of_levels_and_rooms(opened: Opened) -> None:
    app = opened("venue")
    (warning,) = app.warning
    assert NAME in warning.value.replace("\\", "")
    assert shows_the_name_as_it_stands(app)
    app.selectbox("room").set_value("gallery-12").run()
    assert shows_the_name_as_it_stands(app)
    app.toggle("people").set_value(True).run()
    assert shows_the_name_as_it_stands(app)
    for page in ("scenarios", "compare"):
        assert shows_the_name_as_it_stands(opened(page)), page


def test_of_a_scenario(opened: Opened) -> None:
    today = library.open_scenario("as-today")
    shown = today.exhibitions[0].model_copy(update={"title": NAME})
    texts = {"en": NAME}
    odd = today.model_copy(
        update={
            "id": "odd",
            "name": texts,
            "description": texts,
            "demand": today.demand.model_copy(update={"venue": NAME}),
            "exhibitions": (shown, *today.exhibitions),
        }
    )
    library.save(odd)
    app = opened("scenarios")
    assert shows_the_name_as_it_stands(app)
    app.button("show_odd").click().run()
    assert shows_the_name_as_it_stands(app)


def test_of_a_venue_of_the_pool(opened: Opened, tmp_path: Path) -> None:
    table = tmp_path / "visits.csv"
    table.write_text(f"venue,date,visits\n{NAME},2018-02-01,12\n", encoding="utf-8")
    import_table(Pool(), "attendance", table)
    assert shows_the_name_as_it_stands(opened("pool"))
