"""The scenarios at hand: found, kept, copied, removed, and never a bundled one changed."""

from pathlib import Path

import pytest

from scenarios.library import (
    bundled,
    bundled_file,
    delete,
    duplicate,
    entries,
    open_scenario,
    save,
)
from scenarios.scenario import Demand
from scenarios.yaml_files import read_scenario
from tests.scenarios.small import small
from venues.common.i18n import use_language
from venues.common.problems import InputError


def test_bundled_scenarios_name_themselves_in_both_languages() -> None:
    for scenario in bundled().values():
        assert set(scenario.name) == {"en", "fr"}
        assert scenario.description_text()
    late = bundled()["late-thursdays"]
    assert late.label() == "Late Thursdays with timed entry"
    use_language("fr")
    assert late.label() == "Nocturnes du jeudi avec réservation"


def test_the_two_differ_in_what_they_say_and_nothing_else() -> None:
    today, late = (each.model_dump() for each in bundled().values())
    differing = {field for field in today if today[field] != late[field]}
    assert differing == {
        "id", "name", "description", "opening_hours", "desks", "timed_entry", "workshops",
    }  # fmt: skip


def test_a_copy_is_kept_changed_and_removed(home: Path) -> None:
    copied = duplicate(bundled()["as-today"])
    assert copied.id == "as-today-1"
    assert [entry.id for entry in entries()] == ["as-today", "late-thursdays", "as-today-1"]
    changed = copied.model_copy(update={"closed": ()})
    save(changed)
    assert open_scenario("as-today-1") == changed
    assert duplicate(copied, "Summer").label() == "Summer"
    delete("as-today-1")
    delete("as-today-1")
    assert [entry.id for entry in entries()] == ["as-today", "late-thursdays", "as-today-2"]


def test_bundled_ones_are_never_written_over() -> None:
    before = bundled_file("as-today").read_bytes()
    with pytest.raises(InputError, match="never changed"):
        save(small("as-today"))
    with pytest.raises(InputError, match="never changed"):
        delete("as-today")
    assert bundled_file("as-today").read_bytes() == before


def test_one_that_contradicts_itself_is_not_kept(home: Path) -> None:
    wrong = small("as-today", id="mine", watched_zones=("attic",))
    with pytest.raises(InputError, match="attic"):
        save(wrong)
    assert not list(home.glob("scenarios/*"))


def test_a_broken_file_is_listed_with_its_problem(home: Path) -> None:
    (home / "scenarios").mkdir()
    (home / "scenarios" / "broken.yaml").write_text("format: 7", encoding="utf-8")
    broken = entries()[-1]
    assert broken.scenario is None
    assert "format" in str(broken.problem)
    with pytest.raises(InputError, match="no such scenario"):
        open_scenario("lost")


def test_two_files_of_one_short_name_are_told_apart(home: Path) -> None:
    save(small("as-today", id="mine"))
    folder = home / "scenarios"
    content = (folder / "mine.yaml").read_text(encoding="utf-8")
    (folder / "a copy.yaml").write_text(content, encoding="utf-8")
    bundled_copy = content.replace("id: mine", "id: as-today")
    (folder / "as-today.yaml").write_text(bundled_copy, encoding="utf-8")
    (folder / "late-thursdays.yaml").write_text("format: 7", encoding="utf-8")

    found = entries()
    assert [entry.id for entry in found] == [
        "as-today", "late-thursdays", "a copy.yaml", "as-today.yaml", "late-thursdays.yaml", "mine",
    ]  # fmt: skip
    by_id = {entry.id: entry for entry in found}
    assert by_id["mine"].scenario == open_scenario("mine")
    assert str(by_id["a copy.yaml"].problem) == (
        "a copy.yaml, column id: this short name is taken by mine.yaml; found “mine”."
    )
    assert "taken by as_today.yaml" in str(by_id["as-today.yaml"].problem)
    assert "format" in str(by_id["late-thursdays.yaml"].problem)
    delete("mine")
    assert open_scenario("mine") == read_scenario(folder / "a copy.yaml")


def test_values_may_not_be_changed_in_place() -> None:
    scenario = bundled()["as-today"]
    with pytest.raises(ValueError, match="frozen"):
        scenario.demand = Demand.model_validate(scenario.demand.model_dump())  # type: ignore[misc]  # the point
