"""What every test gets: a home of its own, and English whatever the machine speaks."""

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
