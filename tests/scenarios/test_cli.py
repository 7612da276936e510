"""The command line: exit codes, one sentence on bad input, both languages, whole files."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import xarray as xr

from scenarios.cli import COMMANDS, main
from scenarios.cli.asking import check_output
from scenarios.cli.progress import Progress
from scenarios.cli.tables import aligned
from scenarios.cli.translated import translated
from scenarios.library import bundled_file
from scenarios.yaml_files import read_scenario, write_scenario
from tests.scenarios.small import pair
from venues.common.i18n import use_language
from venues.common.problems import InputError

ROOT = Path(__file__).parents[2]


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run the command line in this process; return its exit code, output and errors."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
    finally:
        signal.signal(signal.SIGTERM, before)
    shown = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, shown.out, shown.err


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "scenarios.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Both bundled scenarios over two weeks, as files."""
    paths = []
    for scenario in pair():
        path = tmp_path / f"{scenario.id}.yaml"
        write_scenario(scenario, path)
        paths.append(str(path))
    return paths


def test_help_lists_the_commands_and_imports_none_of_them() -> None:
    code = (
        "import sys, runpy; sys.argv = ['jauge', '--help'];\n"
        "try: runpy.run_module('scenarios.cli', run_name='__main__')\n"
        "except SystemExit as end: print(end.code)\n"
        "print([name for name in ('pymc', 'numba', 'pandas', 'xarray', 'mesa', 'pandera')"
        " if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert all(name in shown.stdout for name in COMMANDS)
    assert shown.stdout.splitlines()[-2:] == ["0", "[]"]


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys=capsys)
    assert code == 0
    assert "compare" in out
    assert err == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(name, "--help", capsys=capsys)
    assert code == 0
    assert out.startswith(f"Usage: jauge {name}")
    assert "--help" in out
    assert err == ""


WRONG = [
    (["dance"], "no such command", "dance"),
    (["compar"], "perhaps compare", "compar"),
    (["simulate", "--drows", "3"], "perhaps --draws", "--drows"),
    (["simulate"], "missing", "SCENARIO"),
    (["simulate", "as-today", "--draws", "many"], "whole number from 1 to 4,000", "many"),
    (["simulate", "as-today", "--draws", "0"], "whole number from 1 to 4,000", "0"),
    (["simulate", "as-today", "--draws"], "--draws", "--draws"),
    (["simulate", "as-today", "--engine", "quick"], "compiled, reference", "quick"),
    (["simulate", "as-today", "extra", "words"], "too many", "extra words"),
    (["simulate", "as-tomorrow"], "as-today, late-thursdays", "as-tomorrow"),
    (["simulate", "nowhere.yaml"], "no such file", "nowhere.yaml"),
    (["compare", "as-today"], "at least two", "as-today"),
    (["compare", "as-today", "as-today"], "same short name", "as-today"),
    (["demo", "--out", "/proc/nowhere/demo"], "cannot be", "demo"),
    (["demo", "--json", "/proc/x.json"], "cannot be written", "x.json"),
]


@pytest.mark.parametrize(("arguments", "says", "found"), WRONG)
def test_a_wrong_command_line_gets_one_sentence(
    arguments: list[str], says: str, found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(*arguments, capsys=capsys)
    assert code == 2
    assert out == ""
    assert len(err.splitlines()) == 1
    assert says in err
    assert found in err
    assert "Traceback" not in err


def test_a_wrong_scenario_file_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = bundled_file("as-today").read_text(encoding="utf-8")
    path.write_text(text.replace("desks:", "dekss:"), encoding="utf-8")
    for command in (["simulate", str(path)], ["compare", str(path), "late-thursdays"]):
        shown = process(*command, "--out", str(tmp_path / "out.nc"))
        assert shown.returncode == 2
        assert shown.stdout == ""
        assert shown.stderr.splitlines() == [
            "mine.yaml, row 37, column dekss: there is no such field, perhaps desks is meant."
        ]
    assert [each.name for each in tmp_path.iterdir()] == ["mine.yaml"]


def test_every_problem_is_listed_up_to_what_anybody_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("who,when\nA,2018-01-01\n", encoding="utf-8")
    code, _out, err = run("import", "attendance", str(table), capsys=capsys)
    assert code == 2
    missing = ("venue", "date", "visits")
    assert [line.split(":")[0] for line in err.splitlines()] == [
        f"t.csv, row 1, column {each}" for each in missing
    ]
    path = tmp_path / "mine.yaml"
    text = bundled_file("as-today").read_text(encoding="utf-8")
    path.write_text(text + "".join(f"odd{n}: 1\n" for n in range(23)), encoding="utf-8")
    code, _out, err = run("simulate", str(path), capsys=capsys)
    assert code == 2
    assert len(err.splitlines()) == 21
    assert err.splitlines()[-1] == "… and 3 more."


def test_simulate_prints_and_writes_the_same_figures(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, figures = tmp_path / "new" / "found.nc", tmp_path / "found.json"
    code, shown, err = run(
        "simulate", files[0], "--visits", "30", "--draws", "2", "--workers", "1",
        "--out", str(out), "--json", str(figures), capsys=capsys,
    )  # fmt: skip
    assert code == 0
    assert "As today" in shown
    assert "Rubens room: crowded" in shown
    assert "Simulating" in err
    data = json.loads(figures.read_text(encoding="utf-8"))
    assert data["scenario"]["hash"] == read_scenario(Path(files[0])).hash
    visits = next(each for each in data["outcomes"] if each["key"] == "visits_window")
    assert visits["median"] == 12 * 30
    with xr.open_dataset(out) as found:
        assert found.sizes["draw"] == 2
        assert found.attrs["seed"] == 1


def test_compare_prints_the_verdict_and_its_json(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ["compare", *files, "--visits", "30", "--draws", "2", "--workers", "1", "--seed", "3"]
    code, shown, _err = run(*ask, capsys=capsys)
    assert code == 0
    assert "A: As today" in shown
    assert "P(B better)" in shown
    assert "Assumed: " in shown
    code, as_json, _err = run(*ask, "--json", "-", capsys=capsys)
    assert code == 0
    [verdict] = json.loads(as_json)["verdicts"]
    assert verdict["sentence"] in shown
    assert verdict["draws"] == 2


def test_the_language_is_the_first_that_is_set() -> None:
    french = process("--help", JAUGE_LANG="", LC_ALL="fr_FR.UTF-8", LANG="en_GB.UTF-8")
    english = process("--help", JAUGE_LANG="en", LC_ALL="fr_FR.UTF-8")
    odd = process("--help", JAUGE_LANG="", LC_ALL="C", LANG="fr_FR.UTF-8")
    assert french.returncode == english.returncode == odd.returncode == 0
    assert "Usage:" in english.stdout
    assert "Usage:" in odd.stdout
    assert "Utilisation" in french.stdout or "Usage :" in french.stdout


def test_wrong_words_are_french_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    english = run("simulate", "as-today", "--draws", "x", capsys=capsys)
    use_language("fr")
    shown = process("simulate", "as-today", "--draws", "x", JAUGE_LANG="fr")
    assert shown.returncode == english[0] == 2
    assert shown.stderr != english[2]
    assert "1 à 4\u202f000" in shown.stderr
    assert len(shown.stderr.splitlines()) == 1


@pytest.fixture
def interruptible() -> Iterator[None]:
    """In the background of a shell interruptions are ignored, which commands would inherit."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interruption_ends_cleanly(
    files: list[str], tmp_path: Path, interruptible: None
) -> None:
    running = subprocess.Popen(
        [
            sys.executable, "-m", "scenarios.cli", "simulate", files[0], "--visits", "500",
            "--draws", "400", "--workers", "2", "--out", str(tmp_path / "found.nc"),
        ],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert running.stderr is not None
    assert "Predicting" in running.stderr.readline()
    time.sleep(1)
    os.killpg(running.pid, signal.SIGINT)  # As a terminal does: to every process of the group.
    try:
        out, err = running.communicate(timeout=180)  # workers finish what they began
    finally:
        running.kill()
    assert running.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "Stopped; nothing is left half done."
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        Path(each).name for each in files
    )


def test_a_reader_that_goes_away_is_no_error() -> None:
    shown = subprocess.run(
        f"{sys.executable} -m scenarios.cli simulate --help | true",
        shell=True, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.stderr == ""


def test_outputs_are_checked_before_the_work(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    check_output(tmp_path / "a" / "b" / "c.nc")
    check_output(tmp_path, is_folder=True)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    with pytest.raises(InputError, match="a folder stands"):
        check_output(tmp_path)
    with pytest.raises(InputError, match="a file stands"):
        check_output(file, is_folder=True)
    with pytest.raises(InputError, match="a file stands in its place"):
        check_output(file / "c.nc")


class Terminal:
    """A stream that says it is watched by a person."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass


def test_a_person_sees_a_bar_that_is_cleared() -> None:
    terminal = Terminal()
    with Progress(terminal) as progress:  # type: ignore[arg-type]  # as much of a stream as is used
        progress("Simulating {done} of {all} weeks", 1.0, done=8, all=8)
        assert "100%  Simulating 8 of 8 weeks" in terminal.text
    assert terminal.text.endswith("\r")
    assert "\n" not in terminal.text


def test_a_log_gets_a_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        for done in range(101):
            progress("Learning", done / 100)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Learning (0%)"
    assert lines[-1] == "Learning (100%)"
    assert len(lines) == 5


def test_tables_line_up() -> None:
    assert aligned(["what", "n"], [["long name", "1"], ["x", "1,000"]]).splitlines() == [
        "what           n",
        "────────────────",
        "long name      1",
        "x          1,000",
    ]


def test_commands_are_declared_once_and_shown_in_any_language() -> None:
    from scenarios.cli.simulating import command

    english = translated(command, "simulate").help
    use_language("fr")
    french = translated(command, "simulate").help
    assert english == command.help
    assert french != english
