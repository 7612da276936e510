"""``jauge bench``: what it prints, what it leaves for machines, and how it ends."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.benchmarks import promises
from scenarios.benchmarks.in_c import plain_c_day
from scenarios.benchmarks.measuring import Measured, ratio, summary
from scenarios.benchmarks.museum_day import plain_simpy_day
from tests.scenarios.commands import run


def told(name: str, value: float) -> promises.Benchmark:
    """A benchmark that has measured this."""
    benchmark = next(each for each in promises.PROMISES if each.name == name)
    return replace(benchmark, measure=lambda: Measured(value, value - 1, value + 1))


def test_it_prints_each_ratio_beside_what_is_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = told("museum_day_beside_simpy", 45.0), told("museum_day_beside_c", 1.25)
    monkeypatch.setattr(promises, "PROMISES", kept)
    ran = run("bench", "--json", str(tmp_path / "found.json"))
    assert ran.code == 0
    assert "✓ The museum day, compiled: 45.00 times as fast as the plainest SimPy" in ran.out
    assert "at least 40.0 are promised (from 44.00 to 46.00)" in ran.out
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))["benchmarks"]
    assert [each["value"] for each in found] == [45.0, 1.25]
    assert all(each["holds"] for each in found)


def test_a_promise_that_is_not_kept_ends_it_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    missed = told("museum_day_beside_simpy", 39.0), told("museum_day_beside_c", 1.6)
    monkeypatch.setattr(promises, "PROMISES", missed)
    ran = run("bench", "--only", "beside_c")
    assert ran.code == 1
    assert "✗ The same: 1.60 times the time of hand-written C" in ran.out
    assert "SimPy" not in ran.out


def test_a_peer_that_is_not_on_this_machine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "plain_c_day", lambda: None)
    ran = run("bench", "--only", "beside_c", "--json", "-")
    assert ran.code == 0
    assert json.loads(ran.out)["benchmarks"][0]["holds"] is None


def test_a_ratio_is_the_median_of_pairs() -> None:
    assert summary([3.0, 1.0, 2.0]) == Measured(2.0, 1.0, 3.0)
    work = [0]

    def count() -> None:
        work[0] += sum(range(20_000))

    alike = ratio(count, count, pairs=9, repeats=3)
    assert alike.low <= alike.value <= alike.high
    assert 0.2 < alike.value < 5


def test_the_day_in_c_is_the_day_in_simpy() -> None:
    day = plain_c_day()
    if day is None:
        pytest.skip("no C compiler")
    theirs = sum(day(seed) for seed in range(40)) / 40
    waits = [sum(museum.waits) / len(museum.waits) for museum in map(plain_simpy_day, range(8))]
    # The mean wait of one day has a standard deviation of about 1 s.
    assert abs(theirs - sum(waits) / len(waits)) < 1.5
