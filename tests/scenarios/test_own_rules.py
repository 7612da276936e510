"""Rules of one's own in a scenario: found beside its file, part of its hash, run where one said."""

from pathlib import Path

import pytest

from scenarios import work
from scenarios.library import AS_TODAY
from scenarios.yaml_files import as_yaml, from_data, read_scenario
from tests.scenarios.commands import run
from tests.scenarios.small import small
from venues.common.problems import InputError

RULE = "def linger(visitor, zone, now, luck):\n    return 60.0\n"
NAMED = "rules: {stay: my_rules.py:linger}\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JAUGE_HOME", str(tmp_path / "home"))
    (tmp_path / "my_rules.py").write_text(RULE, encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(as_yaml(small(AS_TODAY)) + NAMED, encoding="utf-8")
    return path


def test_a_rule_beside_the_scenario_is_found_from_anywhere(file: Path) -> None:
    scenario = read_scenario(file)
    assert scenario.rules.stay == f"{(file.parent / 'my_rules.py').resolve()}:linger"
    assert from_data(scenario.model_dump(mode="json"), "again") == scenario


def test_the_hash_follows_the_text_of_the_rule_and_not_its_place(file: Path) -> None:
    scenario, first = read_scenario(file), read_scenario(file).hash
    moved = file.parent / "home" / "rules" / "my_rules.py"
    moved.parent.mkdir(parents=True)
    (file.parent / "my_rules.py").rename(moved)
    assert read_scenario(file).hash == first
    moved.write_text(RULE.replace("60", "61"), encoding="utf-8")
    assert read_scenario(file).hash != first
    assert scenario.hash != first, "its file is gone"


def test_a_job_runs_only_rules_in_ones_own_folder(file: Path) -> None:
    with pytest.raises(InputError, match=r"only rules in your own folder.*home"):
        work.question("simulate", scenario=read_scenario(file), visits=100)
    moved = file.parent / "home" / "rules" / "my_rules.py"
    moved.parent.mkdir(parents=True)
    (file.parent / "my_rules.py").rename(moved)
    questions = []
    for text in (RULE, RULE.replace("60", "61")):
        moved.write_text(text, encoding="utf-8")
        questions.append(work.question("simulate", scenario=read_scenario(file), visits=100))
    assert questions[0] != questions[1]
    names = {work.results_file(each, 0, "none") for each in questions}
    assert len(names) == 2


def test_a_missing_file_is_named_with_its_line(file: Path) -> None:
    (file.parent / "my_rules.py").unlink()
    with pytest.raises(InputError, match=r"own.yaml, row .*rules.stay.*no such file.*my_rules.py"):
        read_scenario(file)


def test_the_command_says_why_the_other_engine_is_used(file: Path) -> None:
    text = RULE.replace("return 60.0", "return {'a': 60.0}['a'] if globals() else 0.0")
    (file.parent / "my_rules.py").write_text(text, encoding="utf-8")
    ran = run("simulate", str(file), "--visits", "30", "--draws", "1", "--workers", "1")
    assert ran.code == 0, ran.err
    for said in ("Runs ", "my_rules.py", "cannot be compiled", "The reference engine is used."):
        assert said in ran.err
