"""Every text that a user can see is in both languages, whole and with its placeholders."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import TypeGuard

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.places import ROOT, SOURCES, name_of
from venues.common.i18n import LANGUAGES

# Words and names that French spells as English does.
ALIKE: frozenset[str] = frozenset(
    {
        "A", "Arguments", "B", "CODE", "CRPS", "Café", "DATE", "Date", "Description", "Erlang",
        "FORMAT", "Gamma", "Hall", "Jauge", "KIND", "N", "Options", "Places", "Plan", "Ramadan",
        "Simulation", "Source", "Table", "WAPE", "Zone", "Zones", "[OPTIONS]", "places"
    }
)  # fmt: skip

TRANSLATING = {"_", "gettext", "ngettext", "N_"}
SAYING = {"Problem", "file_problem", "InputError"}


def messages_script() -> ModuleType:
    """Return the script behind ``make messages``, which is no module of ours."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / ".ci" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts(catalogue: Catalog) -> dict[str | tuple[str, ...], Message]:
    return {
        tuple(message.id) if isinstance(message.id, list | tuple) else message.id: message
        for message in catalogue
        if message.id
    }


def forms(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def words(text: str) -> str:
    """Return the text without placeholders, and without what is no letter."""
    return "".join(c for c in re.sub(r"\{[^}]*\}", "", text) if c.isalpha())


@pytest.fixture(scope="module")
def used() -> dict[str | tuple[str, ...], Message]:
    return texts(messages_script().extracted())


def catalogue(code: str) -> Catalog:
    path = ROOT / "venues/common/locale" / code / "LC_MESSAGES" / "jauge.po"
    with path.open("rb") as source:
        return read_po(source, locale=code)


@pytest.mark.parametrize("code", LANGUAGES)
class TestCatalogue:
    """If one of these fails, run make messages and translate what stands empty."""

    def test_no_text_is_missing(self, code: str, used: dict[object, Message]) -> None:
        assert sorted(map(str, used.keys() - texts(catalogue(code)).keys())) == []

    def test_no_text_is_obsolete(self, code: str, used: dict[object, Message]) -> None:
        known = catalogue(code)
        assert sorted(map(str, texts(known).keys() - used.keys())) == []
        assert not known.obsolete

    def test_no_text_is_empty_or_guessed(self, code: str) -> None:
        known = catalogue(code)
        for key, message in texts(known).items():
            assert message.string, key
            assert all(forms(message.string)), key
            assert not message.fuzzy, key
            if isinstance(key, tuple):
                assert len(forms(message.string)) == known.num_plurals, key

    def test_placeholders_and_edges_are_kept(self, code: str) -> None:
        for key, message in texts(catalogue(code)).items():
            plural = placeholders(forms(key)[-1])
            for form in forms(message.string):
                if isinstance(key, tuple):  # "one visit" may leave out the figure
                    assert placeholders(form) <= plural, key
                else:
                    assert placeholders(form) == plural, key
            for of_id, form in zip(forms(key), forms(message.string), strict=False):
                assert (of_id[0].isspace(), of_id[-1].isspace()) == (
                    form[0].isspace(),
                    form[-1].isspace(),
                ), key


def test_english_says_what_the_code_says() -> None:
    for key, message in texts(catalogue("en")).items():
        assert forms(message.string) == forms(key)


def test_french_is_not_english() -> None:
    same = {
        key
        for key, message in texts(catalogue("fr")).items()
        if isinstance(key, str) and message.string == key and words(key)
    }
    assert sorted(same - ALIKE) == []
    assert sorted(ALIKE - same) == [], "no longer alike: take it out of the list"


def calls(path: Path, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            if isinstance(node.func, ast.Name):
                called = node.func.id
            if called in names:
                yield node


def is_text(node: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_text_is_put_together_before_it_is_translated(path: Path) -> None:
    """A key that is made at run time is in no catalogue."""
    for call in calls(path, TRANSLATING):
        for argument in call.args[:2]:
            where = f"{name_of(path)}:{argument.lineno}"
            assert not isinstance(argument, ast.JoinedStr | ast.BinOp), where
            made = isinstance(argument, ast.Call) and (
                isinstance(argument.func, ast.Attribute) and argument.func.attr == "format"
            )
            assert not made, where
            assert not (is_text(argument) and not ast.literal_eval(argument)), where


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_text_is_translated_while_a_module_loads(path: Path) -> None:
    """The reader's language is not known yet: declare with N_, translate where it is shown."""
    inside: set[ast.AST] = set()
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            body = node.body if isinstance(node.body, list) else [node.body]
            inside |= {below for part in body for below in ast.walk(part)}
    early = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in TRANSLATING - {"N_"}
        and node not in inside
    ]
    if path.parts[-2] != "pages" and path.name != "app.py":  # a page's module runs once a reader
        assert early == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_sentence_slips_past_the_catalogues(path: Path) -> None:
    """What is wrong and what is allowed are said through gettext."""
    for call in calls(path, SAYING):
        given = [*call.args, *(k.value for k in call.keywords if k.arg in {"what", "allowed"})]
        for argument in given:
            where = f"{name_of(path)}:{argument.lineno}"
            if isinstance(argument, ast.JoinedStr):
                fixed = "".join(str(part.value) for part in argument.values if is_text(part))
                assert not words(fixed), where
            if is_text(argument):  # a list of formats is no sentence
                assert " " not in ast.literal_eval(argument).replace(", ", ","), where
