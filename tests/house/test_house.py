"""The house is in order: its top level, its locks, its modules and its links."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.places import LAYERS, ROOT, SOURCES, name_of

TOP_LEVEL = {
    *(layer for layer in LAYERS if layer != "app"),
    "app.py",
    "tests",
    "docs",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-peers.txt",
    "pyproject.toml",
    "Makefile",
    "README.md",
    "README.fr.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    ".ci",
    ".streamlit",
    ".gitignore",
    ".gitattributes",
}
LONGEST_MODULE = 400
CODES = r"[\w-]+(?:, ?[\w-]+)*"
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "calibration").rglob("*.md")]
)


def declared(*keys: str) -> list[Requirement]:
    """Return the requirements that pyproject.toml declares at a place."""
    place = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for key in keys[:-1]:
        place = place[key]
    return [Requirement(text) for text in place[keys[-1]]]


def pinned(lock: str) -> dict[str, set[Version]]:
    """Return the versions that a lock pins: more than one where they differ by platform."""
    pins: dict[str, set[Version]] = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if match := re.match(r"([\w.-]+)(?:\[.*\])?==([^\s;]+)", line):
            pins.setdefault(canonicalize_name(match[1]), set()).add(Version(match[2]))
    return pins


def test_the_top_level_holds_only_what_it_should() -> None:
    listing = subprocess.run(
        ["git", "ls-files", "--cached"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode != 0:
        pytest.skip("this is not a git checkout")
    assert {line.split("/")[0] for line in listing.stdout.splitlines()} <= TOP_LEVEL


@pytest.mark.parametrize(
    ("keys", "lock"),
    [
        (("project", "dependencies"), "requirements.txt"),
        (("project", "dependencies"), "requirements-dev.txt"),
        (("dependency-groups", "dev"), "requirements-dev.txt"),
        (("project", "optional-dependencies", "peers"), "requirements-peers.txt"),
    ],
)
def test_the_lock_pins_every_declared_dependency(keys: tuple[str, ...], lock: str) -> None:
    """If this fails, run make lock."""
    pins = pinned(lock)
    for requirement in declared(*keys):
        versions = pins.get(canonicalize_name(requirement.name))
        assert versions, f"{requirement.name} is not in {lock}"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_both_locks_agree() -> None:
    tools = pinned("requirements-dev.txt")
    for name, versions in pinned("requirements.txt").items():
        assert tools.get(name) == versions, name


def test_a_lock_names_no_place_to_fetch_from() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-peers.txt"):
        assert "://" not in (ROOT / lock).read_text("utf-8")


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_leaves_nothing_for_later(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError", text)
    bare = re.findall(
        rf"# (?:noqa: {CODES}|noqa|type: ignore\[{CODES}\]|type: ignore)\s*$", text, re.M
    )
    assert not bare, "say on the same line why"


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, made as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_in_the_documents_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith("mailto:"):
            continue
        place, _, anchor = target.partition("#")
        found = (document.parent / place).resolve() if place else document
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found), target


def test_the_readme_is_short_and_has_a_french_twin() -> None:
    english, french = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.fr.md"))
    for text in (english, french):
        assert len(text.splitlines()) <= 100, "two screens"
        for command in ("make run", "make demo", "make test", "make lock", "jauge import"):
            assert command in text
    for pattern in (r"^#+ ", r"^```", r"^\|"):
        assert len(re.findall(pattern, english, re.M)) == len(re.findall(pattern, french, re.M))


@pytest.mark.parametrize("document", sorted((ROOT / "docs").glob("*.md")), ids=name_of)
def test_the_examples_in_the_documents_run(document: Path) -> None:
    for example in re.findall(r"^```python\n(.*?)^```", document.read_text("utf-8"), re.M | re.S):
        ran = subprocess.run(
            [sys.executable, "-c", example], check=False, capture_output=True, text=True, cwd=ROOT
        )
        assert ran.returncode == 0, ran.stderr
