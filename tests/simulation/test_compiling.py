"""Rules are compiled once and found again, and the compiled engine loads nothing heavy."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulation import compiling
from simulation.own_rules import own_rules

START = """
import json, sys
from numba.core import event
with event.install_recorder("numba:compile") as compiled:
    from tests.simulation.small_day import prepared
    from simulation.simulate import simulate
    values = simulate(prepared(), 50, 1).values
heavy = {"mesa", "simpy", "pandas", "xarray"} & set(sys.modules)
print(json.dumps({
    "visits": values["visits"], "heavy": sorted(heavy), "compiled": len(compiled.buffer)
}))
"""


def started() -> dict[str, object]:
    run = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, check=True, timeout=600
    )
    return json.loads(run.stdout)


def test_a_second_process_starts_at_once_and_loads_nothing_that_only_labels_need() -> None:
    started()  # may have to compile
    again = started()
    assert again["visits"] == 50
    assert again["heavy"] == []
    assert again["compiled"] == 0


def test_what_is_compiled_is_kept_under_a_name_made_from_all_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compiling.digest()
    source = tmp_path / "simulation"
    source.mkdir()
    (source / "compiling.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(compiling, "__file__", str(source / "compiling.py"))
    other = compiling.digest()
    (source / "called.py").write_text("y = 2\n", encoding="utf-8")
    assert len({before, other, compiling.digest()}) == 3


def test_folders_that_nobody_used_for_a_month_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling._config, "CACHE_DIR", str(tmp_path))
    old, young = tmp_path / "jauge-old", tmp_path / "jauge-young"
    for each in (old, young):
        each.mkdir()
    month_ago = time.time() - 40 * 86_400
    os.utime(old, (month_ago, month_ago))
    compiling.cache_folder.cache_clear()
    try:
        folder = compiling.cache_folder()
        assert folder.is_dir()
        assert young.is_dir()
        assert not old.exists()
    finally:
        compiling.cache_folder.cache_clear()


def test_a_rule_that_cannot_be_compiled_is_named_with_its_place() -> None:
    def linger(visitor: object, zone: object, now: float, luck: float) -> float:
        return visitor.shoe_size

    (problem,) = own_rules(stay=linger).problems
    assert re.search(r"stay.*cannot be compiled.*shoe_size.*linger", str(problem))
    assert problem.file == __file__
    assert problem.row == linger.__code__.co_firstlineno
