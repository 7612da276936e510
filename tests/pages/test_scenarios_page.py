"""Scenarios through the page: copied, edited within bounds, exchanged as files, deleted."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.wording import differences, price_words
from scenarios import library
from scenarios.yaml_files import as_yaml
from tests.pages.conftest import Opened


@pytest.fixture
def copied(opened: Opened) -> AppTest:
    app = opened("scenarios")
    app.button("copy").click().run()
    assert not app.exception
    return app


def own() -> list[str]:
    return [entry.id for entry in library.entries() if not entry.is_bundled]


def key(app: AppTest, kind: str, ending: str) -> str:
    """Return the key of the one field of the form that ends so."""
    (found,) = [w.key for w in getattr(app, kind) if w.key and w.key.endswith(ending)]
    return found


def test_a_copy_is_made_and_says_that_nothing_differs_yet(copied: AppTest) -> None:
    assert own() == ["as-today-1"]
    assert "- the same in everything" in [markdown.value for markdown in copied.markdown]


def test_what_is_edited_is_saved_and_told_in_words(copied: AppTest) -> None:
    copied.number_input(key(copied, "number_input", ".visitors.staying.budget_min")).set_value(60)
    copied.button(key(copied, "button", "_save")).click().run()
    assert not copied.error
    assert library.open_scenario("as-today-1").visitors.staying.budget_min == 60
    words = " ".join(markdown.value for markdown in copied.markdown)
    assert "60 instead of" in words


def test_a_contradiction_is_refused_in_one_sentence(copied: AppTest) -> None:
    before = library.open_scenario("as-today-1")
    # Half past four is within the opening hours, its end an hour later is not.
    times = [t for t in copied.time_input if t.key and ".workshops.0.starts" in t.key]
    times[0].set_value(dt.time(16, 30)).run()
    copied.button(key(copied, "button", "_save")).click().run()
    (problem,) = copied.error
    assert "opening hours" in problem.value
    assert library.open_scenario("as-today-1") == before


def test_an_untouched_form_saves_what_it_was_given(copied: AppTest) -> None:
    before = library.open_scenario("as-today-1")
    copied.button(key(copied, "button", "_save")).click().run()
    assert not copied.error
    assert library.open_scenario("as-today-1") == before


def test_a_title_written_anew_stands_for_every_language(copied: AppTest) -> None:
    copied.text_input(key(copied, "text_input", ".workshops.2.title")).set_value("Sketching")
    copied.button(key(copied, "button", "_save")).click().run()
    assert not copied.error
    *_others, changed = library.open_scenario("as-today-1").workshops
    assert changed.title == {"en": "Sketching", "fr": "Sketching"}


def test_the_form_knows_the_bounds_and_units_of_each_parameter(copied: AppTest) -> None:
    field = copied.number_input(key(copied, "number_input", ".visitors.staying.budget_min"))
    assert "(min)" in field.label
    assert field.min is not None
    assert field.max is not None


def test_a_workshop_can_be_added_and_removed(copied: AppTest) -> None:
    before = len(library.open_scenario("as-today-1").workshops)
    copied.button(key(copied, "button", ".workshops+")).click().run()
    copied.button(key(copied, "button", "_save")).click().run()
    assert [problem.value for problem in copied.error] == []
    assert len(library.open_scenario("as-today-1").workshops) == before + 1
    copied.button(key(copied, "button", ".workshops.0-")).click().run()
    copied.button(key(copied, "button", "_save")).click().run()
    assert len(library.open_scenario("as-today-1").workshops) == before


def test_timed_entry_can_be_switched_on(copied: AppTest) -> None:
    copied.toggle(key(copied, "toggle", ".timed_entry?")).set_value(True).run()
    copied.button(key(copied, "button", "_save")).click().run()
    assert not copied.error
    assert library.open_scenario("as-today-1").timed_entry is not None


def test_one_of_ones_own_can_be_deleted(copied: AppTest) -> None:
    copied.button("delete").click().run()
    assert own() == []
    assert not copied.exception


def test_a_scenario_comes_in_from_a_file(opened: Opened) -> None:
    scenario = library.open_scenario("as-today").model_copy(update={"id": "nocturne"})
    app = opened("scenarios")
    app.file_uploader("yaml_in").upload("nocturne.yaml", as_yaml(scenario).encode()).run()
    app.button("yaml_add").click().run()
    assert own() == ["nocturne"]


def test_a_file_with_an_unknown_field_gets_its_sentence(opened: Opened, home: Path) -> None:
    wrong = as_yaml(library.open_scenario("as-today")) + "openning_hours: {}\n"
    app = opened("scenarios")
    app.file_uploader("yaml_in").upload("wrong.yaml", wrong.encode()).run()
    app.button("yaml_add").click().run()
    (problem,) = app.error
    sentence = problem.value.replace("\\", "")
    assert "wrong.yaml" in sentence
    assert "opening_hours" in sentence, "it says what was probably meant"
    assert own() == []


def test_the_simulated_scenario_shows_its_day(opened: Opened, with_results: Path) -> None:
    app = opened("scenarios")
    assert [metric.label for metric in app.metric]
    assert any("most people are inside at" in caption.value for caption in app.caption)


def test_another_price_is_told_with_the_exhibition_it_is_of() -> None:
    today = library.open_scenario("as-today")
    (shown,) = today.exhibitions
    dearer = today.model_copy(
        update={"exhibitions": (shown.model_copy(update={"price": 12.5, "theme": "craft"}),)}
    )
    theme, price = differences(today, dearer)
    assert theme.endswith("in the venue’s tables: craft instead of none")
    assert price == f"“{shown.title}”: Ticket price, 0 if free: 12.50 instead of none"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"price": 12.5, "currency": "EUR"}, "€12.50"),
        ({"price": 12.5}, "12.50"),
        ({"price": 0.0}, "free"),
        ({}, "as in the venue’s tables"),
    ],
)
def test_what_an_exhibition_costs_is_shown(said: dict[str, Any], words: str) -> None:
    (shown,) = library.open_scenario("as-today").exhibitions
    assert price_words(shown.model_copy(update=said)) == words


def test_what_differs_is_told_in_the_same_order_in_every_process() -> None:
    today = library.open_scenario("as-today")
    shown = today.exhibitions[0]
    titles = ["Wood", "Clay", "Glass", "Silk", "Iron", "Bone"]
    more = tuple(shown.model_copy(update={"title": title}) for title in titles)
    richer = today.model_copy(update={"exhibitions": more})
    told = differences(today, richer)
    assert told[: len(titles)] == [f"shows “{title}” as well" for title in sorted(titles)]
    back = differences(richer, today)
    assert back[1:] == [f"does not show “{title}”" for title in sorted(titles)]
