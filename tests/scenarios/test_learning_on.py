"""A pool that has changed is learned from where the last learning ended."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from calibration.pool.importing import import_table
from calibration.pool.store import Pool
from scenarios import fits


@pytest.mark.parametrize(("is_stale", "start"), [(True, "what was learned"), (False, None)])
def test_what_was_learned_of_an_earlier_pool_is_where_learning_starts(
    is_stale: bool, start: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "attendance.csv"
    file.write_text("venue,date,visits\nHere,2018-02-15,70\n", encoding="utf-8")
    import_table(Pool(), "attendance", file)
    asked: dict[str, Any] = {}
    known = SimpleNamespace(is_stale=is_stale, load=lambda: "what was learned")
    monkeypatch.setattr(fits, "latest_fit", lambda **_how: known)
    monkeypatch.setattr(fits, "learn", lambda _history, **how: asked.update(how))
    monkeypatch.setattr(fits, "learn_segments", lambda *_a, **_k: SimpleNamespace(shares=()))
    monkeypatch.setattr(fits, "_keep", lambda *_what: None)
    fits.calibrate(Pool())
    assert asked["last"] == start
