"""What every test gets: a home of its own, and English whatever the machine speaks."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from venues.common.i18n import use_language


@pytest.fixture(autouse=True)
def home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Give the test an empty home, so that it neither sees nor touches the user's."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("JAUGE_HOME", str(folder))
    monkeypatch.setenv("JAUGE_LANG", "en")
    use_language("en")
    yield folder
    use_language("en")


@pytest.fixture(autouse=True)
def main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the main module back after the test.

    Streamlit leaves a tested app in its place, and a process spawned later would run that.
    """
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
