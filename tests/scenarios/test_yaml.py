"""Scenarios in and out of YAML, and one clear sentence for each way to get it wrong."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.library import AS_TODAY, bundled, bundled_file
from scenarios.yaml_files import as_yaml, from_document, read_scenario, write_scenario
from scenarios.yaml_text import LARGEST_BYTES, parse_document
from venues.common.i18n import use_language
from venues.common.problems import InputError

TODAY = bundled_file("as-today").read_text(encoding="utf-8")

# What stands in the good file, what is put in its place, and what the sentence must say.
WRONG = [
    ("places: 24", "places: many", "workshops.0.places", "not a whole number", "many"),
    ("places: 24", "places: -1", "workshops.0.places", "0 or more", "-1"),
    ("places: 24", "places: 24.5", "workshops.0.places", "not a whole number", "24.5"),
    ("places: 24", 'places: "24"', "workshops.0.places", "not a whole number", "24"),
    ("[gallery-9]", "[galery-9]", "exhibitions.0.zones.0", "gallery-9", "galery-9"),
    ("towards: gallery-9", "towards: roof", "signs.0.towards", "no such zone", "roof"),
    ("zone: workshop-a", "zone: gallery-1", "workshops.0.zone", "workshop-b", "gallery-1"),
    ("opens: 10:00", "opens: 600", "opening_hours.mon.opens", "such as 10:00", "600"),
    ("opens: 10:00", "opens: 25:00", "opening_hours.mon.opens", "such as 10:00", "25:00"),
    ("closes: 17:00", "closes: 09:00", "opening_hours.mon", "close after it opens", ""),
    ("starts: 14:30", "starts: 16:30", "workshops.2.starts", "from 10:00 to 17:00", "16:30"),
    ("starts: 14:00", "starts: 11:30", "workshops.1.starts", "clay-morning", "11:30"),
    ("start: 2018-06-04", "start: 2018-02-31", "demand.start", "not a date", "2018-02-31"),
    ("start: 2018-06-04", "start: 04/06/2018", "demand.start", "not a date", "04/06/2018"),
    ("start: 2018-06-04", "start: 1528070400", "demand.start", "not a date", "1528070400"),
    ("end: 2018-08-26", "end: 2018-05-26", "demand", "before the first", ""),
    ("end: 2018-08-26", "end: 2028-05-26", "demand", "two years", ""),
    ("watched_zones", "watchd_zones", "watchd_zones", "perhaps watched_zones", ""),
    ("servers: 2", "sevrers: 2", "desks.0.roster.0.sevrers", "perhaps servers", ""),
    ("servers: 2}", "servers: 2, colour: red}", "desks.0.roster.0.colour", "starts, ends", ""),
    ("format: 1", "format: 2", "format", "allowed: 1", "2"),
    ("kind: tickets", "kind: bar", "desks.0.kind", "tickets, cloakroom", "bar"),
    ("id: as-today", "id: As today!", "id", "small letters", "As today!"),
    ("id: drawing", "id: clay-morning", "workshops", "used twice", ""),
    ("plan: two-level-museum", "plan: louvre", "plan", "two-level-museum", "louvre"),
    ("name:\n  en", "name:\n  de", "name.de", "en, fr", "de"),
    ("title: {en", "title: {de", "workshops.0.title.de", "en, fr", "de"),
    ("used_by_share: 0.15", "used_by_share: 1.5", "desks.1.used_by_share", "1 or less", "1.5"),
    ("used_by_share: 0.15", "used_by_share: 1e999", "desks.1.used_by_share", "finite", "inf"),
    ("  venue: Bristol Museum\n", "", "demand.venue", "missing", ""),
    ("format: 1", "format: 1\nformat: 1", "", "twice", "format"),
    ("servers: 1}", "servers: 0}", "desks.1.roster", "nobody serves", "cloakroom"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "field", "says", "found"), WRONG)
def test_each_wrong_scenario_gets_its_one_sentence(
    tmp_path: Path, *, good: str, bad: str, field: str, says: str, found: str
) -> None:
    path = tmp_path / "plan.yaml"
    assert good in TODAY
    path.write_text(TODAY.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    assert len(caught.value.problems) == 1
    sentence = str(caught.value)
    assert sentence.startswith("plan.yaml, row ")
    assert "\n" not in sentence
    assert says in sentence
    assert field in sentence
    if found:
        assert f"found “{found}”" in sentence


def test_the_line_is_that_of_the_field(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(TODAY.replace("places: 16", "places: x"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    lines = TODAY.splitlines()
    assert caught.value.problems[0].row == next(
        number for number, line in enumerate(lines, 1) if "places: 16" in line
    )


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = [
    (BOMB.encode(), "aliases"),
    (b"id: !!python/object/apply:os.system ['echo gone wrong']", "tags"),
    (b"id: !custom x", "tags"),
    (b"[" * 5000, "not YAML|nested"),
    (b"[" * 5000 + b"]" * 5000, "nested"),
    (bytes(range(256)) * 4, "UTF-8"),
    (b"id: \x00\x01", "characters"),
    (b"", "no fields"),
    (b"just a text", "no fields"),
    (b"- a\n- list", "no fields"),
    (b"a: 1\n---\nb: 2", "more than one document"),
    (b"a: [1, 2", "not YAML"),
    (b"? [a, b]\n: 1", "must be a word"),
    (TODAY.encode("utf-16"), "UTF-8"),
]


@pytest.mark.parametrize(("content", "says"), HOSTILE)
def test_hostile_yaml_is_refused_with_one_sentence(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        read_scenario(path)
    assert "plan.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_of_200_mb_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    with path.open("wb") as sparse:
        sparse.truncate(200_000_000)
    with pytest.raises(InputError, match=r"too large.*200,000,000 bytes.*1,000,000 bytes"):
        read_scenario(path)
    assert LARGEST_BYTES == 1_000_000


def test_missing_files_and_folders_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_scenario(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="folder"):
        read_scenario(tmp_path)


def test_bundled_scenarios_are_read_back_equal(tmp_path: Path) -> None:
    assert list(bundled()) == ["as-today", "late-thursdays"]
    for scenario in bundled().values():
        write_scenario(scenario, tmp_path / "copy.yaml")
        copied = read_scenario(tmp_path / "copy.yaml")
        assert copied == scenario
        assert copied.hash == scenario.hash
        assert "10:00\n" in (tmp_path / "copy.yaml").read_text(encoding="utf-8")


TRAPS = [
    "no",
    "null",
    "~",
    "1e5",
    "10:00",
    "2018-06-04",
    "0x1F",
    "=",
    "<<",
    "- a",
    "a: b",
    "#",
    "é",
]


@pytest.mark.parametrize("text", TRAPS)
def test_texts_that_look_like_something_else_are_read_back_equal(text: str) -> None:
    scenario = bundled()["as-today"].model_copy(update={"name": {"en": text, "fr": text}})
    assert from_document(parse_document(as_yaml(scenario), "x")) == scenario


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_any_name_is_read_back_equal(text: str) -> None:
    scenario = bundled()["as-today"].model_copy(update={"name": {"en": text, "fr": "x"}})
    assert from_document(parse_document(as_yaml(scenario), "x")) == scenario


def test_one_text_stands_for_every_language() -> None:
    scenario = from_document(
        parse_document(TODAY.replace("  en: As today\n", "").replace(
            "name:\n  fr: Comme aujourd’hui", "name: Summer"), "x")
    )  # fmt: skip
    assert scenario.name == {"en": "Summer", "fr": "Summer"}
    assert "name: Summer\n" in as_yaml(scenario)


def test_a_workshop_is_called_what_the_reader_calls_it() -> None:
    use_language("fr")
    (clay, *_rest) = bundled()["as-today"].workshops
    assert clay.label() == "Modelage en famille"
    one_title = TODAY.replace("{en: Clay for families, fr: Modelage en famille}", "Pottery", 1)
    scenario = from_document(parse_document(one_title, "x"))
    assert scenario.workshops[0].label() == "Pottery"
    assert "title: Pottery\n" in as_yaml(scenario)


def test_the_hash_follows_the_content_and_not_its_layout() -> None:
    scenario = bundled()["as-today"]
    shuffled = "\n\n".join(["# a remark", *TODAY.split("\n\n")]).replace(
        "opens: 10:00", 'opens: "10:00"'
    )
    assert from_document(parse_document(shuffled, "x")).hash == scenario.hash
    changed = TODAY.replace("places: 16", "places: 17")
    assert from_document(parse_document(changed, "x")).hash != scenario.hash


def test_what_is_written_stands_in_the_order_of_the_bundled_files() -> None:
    for scenario in bundled().values():
        keys = [line.split(":")[0] for line in as_yaml(scenario).splitlines() if line[0].isalpha()]
        source = bundled_file(scenario.id).read_text(encoding="utf-8")
        wanted = [line.split(":")[0] for line in source.splitlines() if line and line[0].isalpha()]
        assert keys == [key for key in wanted if key in keys]


def test_a_changed_copy_has_days_and_a_hash_of_its_own() -> None:
    whole = bundled()[AS_TODAY]
    before = whole.hash, whole.dates
    demand = whole.demand.model_copy(update={"end": whole.demand.start})
    changed = whole.model_copy(update={"demand": demand})
    assert changed.dates == (whole.demand.start,)
    assert changed.hash != before[0]
    assert (whole.hash, whole.dates) == before
