"""``jauge verify``: what it prints, what it leaves for machines, and how it ends."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from simulation import verification
from simulation.verification import Measured
from tests.scenarios.commands import run


@pytest.fixture
def one_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the first test of walking alone."""
    monkeypatch.setattr(verification, "CASES", {"walking": verification.CASES["walking"][:1]})


@pytest.mark.usefixtures("one_test")
def test_it_prints_every_test_and_those_that_are_not_run(tmp_path: Path) -> None:
    ran = run("verify", "--quick", "--json", str(tmp_path / "found.json"))
    assert ran.code == 0
    assert "✓ RiMEA 1 (compiled): 40 m at 1.33 m/s: 30.08 s, expected 26.00 to 34.00 s" in ran.out
    assert "✓ RiMEA 1 (reference)" in ran.out
    assert "RiMEA 6: does not apply; a corner needs continuous space" in ran.out
    assert "All 2 tests hold." in ran.out
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert [test["engine"] for test in found["tests"]] == ["compiled", "reference"]
    assert found["tests"][0]["value"] == found["tests"][1]["value"]
    assert all(test["holds"] for test in found["tests"])
    assert found["not_run"]


def test_a_test_that_does_not_hold_ends_it_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    first = verification.CASES["walking"][0]
    wrong = replace(first, measure=lambda _engine, _share: Measured(99.0))
    monkeypatch.setattr(verification, "CASES", {"walking": (wrong,), "queues": ()})
    ran = run("verify", "--engine", "compiled", "--only", "walking")
    assert ran.code == 1
    assert "✗ RiMEA 1 (compiled): 40 m at 1.33 m/s: 99.00 s" in ran.out
    assert "1 of 1 tests does not hold." in ran.out
