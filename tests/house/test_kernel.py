"""What every layer shares: languages, numbers, problems and whole files."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venues.common import i18n
from venues.common.files import home, whole_file
from venues.common.i18n import (
    best_language,
    day,
    gettext,
    money,
    number,
    percent,
    signed,
    use_language,
)
from venues.common.parameters import Settings, parameter
from venues.common.problems import LONGEST_VALUE, InputError, Problem, file_problem, shortened


@pytest.mark.parametrize(
    ("preferences", "expected"),
    [
        (["fr"], "fr"),
        (["fr-CA", "en"], "fr"),
        (["fr_FR.UTF-8"], "fr"),
        (["FR"], "fr"),
        (["de", "fr"], "fr"),
        ([None, "", "fr"], "fr"),
        (["C.UTF-8"], "en"),
        (["frisian"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_is_there_is_chosen(
    preferences: list[str | None], expected: str
) -> None:
    assert best_language(preferences) == expected


def test_an_unknown_language_changes_nothing() -> None:
    use_language("fr")
    with pytest.raises(KeyError):
        use_language("de")
    assert i18n.language() == "fr"


def test_an_empty_text_is_not_the_catalogues_header() -> None:
    assert gettext("") == ""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ["3,100", "1,234.5", "+3,100", "\N{MINUS SIGN}3,100", "87%", "87.4%", "Sat 7 Jul"]),
        (
            "fr",
            [
                "3\u202f100",
                "1\u202f234,5",
                "+3\u202f100",
                "\N{MINUS SIGN}3\u202f100",
                "87\u00a0%",
                "87,4\u00a0%",
                "sam. 7 juil.",
            ],
        ),
    ],
)
def test_numbers_and_dates_are_written_as_the_reader_does(code: str, expected: list[str]) -> None:
    use_language(code)
    assert [
        number(3100),
        number(1234.5, 1),
        signed(3100),
        signed(-3100),
        percent(0.874),
        percent(0.874, 1),
        day(date(2018, 7, 7), "EEE d MMM"),
    ] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ["€12.50", "JP¥900", "1,012.50"]),
        ("fr", ["12,50\u00a0€", "900\u00a0JPY", "1\u202f012,50"]),
    ],
)
def test_amounts_are_written_with_their_currency(code: str, expected: list[str]) -> None:
    use_language(code)
    amounts = ((12.5, "EUR"), (900, "JPY"), (1012.5, None))
    assert [money(amount, currency) for amount, currency in amounts] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ["07/09/2018", "7 Sept 2018", "7 September 2018", "Fri 7 Sept", "7 September"]),
        ("fr", ["07/09/2018", "7 sept. 2018", "7 septembre 2018", "ven. 7 sept.", "7 septembre"]),
    ],
)
def test_the_day_comes_before_the_month_in_every_language(code: str, expected: list[str]) -> None:
    use_language(code)
    styles = ("short", "medium", "long", "EEE d MMM", "d MMMM")
    assert [day(date(2018, 9, 7), style) for style in styles] == expected


@pytest.mark.parametrize("value", [0, -0.0, 0.04, -0.04])
def test_what_rounds_to_zero_has_no_sign(value: float) -> None:
    assert signed(value, 1) == "0.0"


def test_a_problem_is_one_sentence_in_either_language() -> None:
    problem = Problem(
        "x", file="a.csv", row=3, column="date", value="31 February", allowed="2018-01-31"
    )
    assert str(problem) == (
        "a.csv, row 3, column date: x; found “31 February”; allowed: 2018-01-31."
    )
    use_language("fr")
    french = str(problem)
    assert french.startswith("a.csv, ligne 3, ")
    assert "31 February" in french
    assert "found" not in french
    assert "allowed" not in french


def test_an_error_says_how_many_more_there_are() -> None:
    one, two, three = (Problem(text) for text in ("a", "b", "c"))
    assert str(InputError(one)) == "a."
    assert str(InputError(one, two)) == "a. 1 more problem."
    assert str(InputError(one, two, three)) == "a. 2 more problems."
    assert str(file_problem(Path("far/away/x.csv"), "empty")) == "x.csv: empty."


@given(st.text(max_size=300))
def test_a_value_is_shown_on_one_printable_line(text: str) -> None:
    line = shortened(text)
    assert len(line) <= LONGEST_VALUE
    assert line.isprintable()


def write_half(target: Path, *, folder: bool = False) -> None:
    """Begin to write and fail."""
    with whole_file(target) as partial:
        if folder:
            partial.mkdir()
        else:
            partial.write_text("half")
        raise RuntimeError


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "folder" / "result.txt"
    with pytest.raises(RuntimeError):
        write_half(target)
    assert not target.exists()
    with whole_file(target) as partial:
        partial.write_text("first")
        assert not target.exists()
    with pytest.raises(RuntimeError):
        write_half(target)
    assert target.read_text() == "first"
    assert [path.name for path in target.parent.iterdir()] == ["result.txt"]


def test_a_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "plan"
    for text in ("first", "second"):
        with whole_file(target) as partial:
            partial.mkdir()
            (partial / text).write_text(text)
    assert [path.name for path in target.iterdir()] == ["second"]
    with pytest.raises(RuntimeError):
        write_half(target, folder=True)
    assert [path.name for path in target.iterdir()] == ["second"]


def test_home_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAUGE_HOME", str(tmp_path / "deep" / "home"))
    assert home() == tmp_path / "deep" / "home"
    assert home().is_dir()


def test_a_parameter_is_declared_once_for_all_uses() -> None:
    class Walking(Settings):
        speed: float = parameter(
            1.34, label="Walking speed", unit="m/s", source="Weidmann 1993", minimum=0, maximum=3
        )

    declared = Walking.model_json_schema()["properties"]["speed"]
    assert declared["title"] == "Walking speed"
    assert (declared["unit"], declared["source"]) == ("m/s", "Weidmann 1993")
    assert (declared["minimum"], declared["maximum"], declared["default"]) == (0, 3, 1.34)
    for wrong in ({"speed": -1}, {"speed": 4}, {"speed": float("nan")}, {"sped": 1}):
        with pytest.raises(ValueError, match=r"spee?d"):
            Walking(**wrong)
    with pytest.raises(ValueError, match="frozen"):
        Walking().speed = 2  # type: ignore[misc]  # this is the very mistake that it must refuse
