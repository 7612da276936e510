"""What was learned is read once, whoever looks it up, and anew when its file is another one."""

from datetime import datetime
from pathlib import Path

import pytest

from pages.parts import learned
from scenarios.fits import KnownFit


def looked_up(path: Path, *, is_stale: bool = False) -> KnownFit:
    return KnownFit(path, pool_digest="x", made=datetime(2020, 1, 1), is_stale=is_stale)


def test_a_fit_is_read_once_until_its_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fit.nc"
    path.write_text("one", "utf-8")
    monkeypatch.setattr(KnownFit, "load", lambda known: known.path.read_text("utf-8"))
    first = learned.of(looked_up(path))
    assert first == "one"
    assert learned.of(looked_up(path, is_stale=True)) is first
    path.write_text("another", "utf-8")
    assert learned.of(looked_up(path)) == "another"
    other = tmp_path / "other.nc"
    other.write_text("other", "utf-8")
    assert learned.of(looked_up(other)) == "other"
