"""The examples in docs/ run as they stand."""

import re
from pathlib import Path

import numpy as np
import pytest

from scenarios.library import AS_TODAY
from scenarios.results import read_results
from scenarios.yaml_files import as_yaml
from simulation.settings import RuleFiles
from tests.scenarios.commands import run
from tests.scenarios.small import small

FOLDER = Path(__file__).parents[2] / "docs"
DOCS = FOLDER / "simulation.md"
RULES = FOLDER / "write-a-visitor-rule.md"


def blocks(document: Path, language: str) -> list[str]:
    text = document.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_example_in_the_docs_runs() -> None:
    (example,) = blocks(DOCS, "python")
    names: dict[str, object] = {}
    exec(compile(example, str(DOCS), "exec"), names)
    assert int(names["result"].visits) > 1_000
    assert names["some_party"].size >= 1
    assert names["model"].time == 14 * 3600
    assert names["picture"].svg.count("<polygon") == len(
        [zone for zone in names["plan"].zones if zone.level == "ground"]
    )


def test_the_rules_in_the_docs_run_by_their_names_in_a_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a user would: the rules' file, and the scenario's lines that name what is in it."""
    monkeypatch.setenv("JAUGE_HOME", str(tmp_path / "home"))
    (tmp_path / "my_rules.py").write_text(blocks(RULES, "python")[0], encoding="utf-8")
    days = small(AS_TODAY, id="quiet", observers=(), rules=RuleFiles())
    text = as_yaml(days) + blocks(RULES, "yaml")[0]
    (tmp_path / "quiet.yaml").write_text(text, encoding="utf-8")
    found = {}
    for engine in ("compiled", "reference"):
        out = tmp_path / f"{engine}.nc"
        ran = run(
            "simulate", str(tmp_path / "quiet.yaml"), "--visits", "120", "--draws", "1",
            "--workers", "1", "--engine", engine, "--out", str(out),
        )  # fmt: skip
        assert ran.code == 0, ran.err
        assert f"Runs {(tmp_path / 'my_rules.py').resolve()}" in ran.err
        assert "cannot be compiled" not in ran.err
        found[engine] = read_results(out)
    for name in ("visits", "seen", "gave_up", "stops"):
        one, other = (each[name].to_numpy() for each in found.values())
        assert np.array_equal(one, other, equal_nan=True), name
    assert float(found["compiled"]["stops"].sum()) > 120
