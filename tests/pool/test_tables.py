"""The declaration of the tables, what is published from it, and the command that uses it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from calibration.pool.columns import Type, allowed, type_of
from calibration.pool.frictionless import as_text, path_of
from calibration.pool.store import Pool
from calibration.pool.tables import KINDS, TABLES
from scenarios.cli.importing import command
from tests.pool.conftest import Write
from venues.common.i18n import use_language
from venues.common.problems import InputError

# The tables of the design brief, and what is told of venues themselves.
DESIGN = {
    "attendance": ("venue date visits", "period segment source"),
    "calendar": ("venue date open_hours", "opens closes"),
    "exhibitions": ("venue title start end", "gallery theme medium price currency"),
    "events": ("venue date name", "kind"),
    "weather": ("venue date temp_max_c rain_mm", ""),
    "school_holidays": ("region start end name", ""),
    "sessions": (
        "venue session_type start attended", "capacity booked walk_ins age_group price",
    ),
    "venues": ("venue", "country region venue_type"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_tables_have_the_columns_of_the_design(kind: str) -> None:
    required, optional = (text.split() for text in DESIGN[kind])
    assert TABLES[kind].required == required
    assert list(TABLES[kind].columns) == [*required, *optional]
    assert set(TABLES[kind].key) <= set(TABLES[kind].columns)


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_schema_is_current(kind: str) -> None:
    table = TABLES[kind]
    assert path_of(table).read_text(encoding="utf-8") == as_text(table), (
        "run python -m calibration.pool.frictionless"
    )
    published = json.loads(as_text(table))
    assert [field["name"] for field in published["fields"]] == list(table.columns)


def test_no_schema_is_left_over() -> None:
    published = {path.name for path in path_of(TABLES["events"]).parent.glob("*.json")}
    assert published == {path_of(table).name for table in TABLES.values()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_says_what_may_stand_in_it(kind: str) -> None:
    for column in TABLES[kind].columns.values():
        assert allowed(column)
        assert column.description
        assert type_of(column) in Type


def test_bounds_follow_the_readers_language() -> None:
    use_language("fr")
    assert "20\u202f000\u202f000" in allowed(TABLES["attendance"].columns["visits"])


class TestCommand:
    def test_the_help_names_every_table(self) -> None:
        text = CliRunner().invoke(command, ["--help"]).output
        assert all(kind in text for kind in KINDS)

    def test_it_reports(self, pool: Pool, write: Write) -> None:
        path = write("t.csv", "date;visits\n2018-01-04;7\n")
        arguments = ["attendance", str(path), "--venue", "Town Museum", "--country", "GB"]
        result = CliRunner().invoke(command, [*arguments, "--pool", str(pool.path)])
        assert result.exit_code == 0
        assert result.output.splitlines() == [
            "t.csv: 1 new row.",
            "The cells are separated by “;”, not by commas.",
        ]
        assert pool.venues()["country"].tolist() == ["GB"]

    def test_json_holds_the_same(self, pool: Pool, write: Write, tmp_path: Path) -> None:
        path = write("t.csv", "venue,date,visits\nTown Museum,2018-01-04,7\nA,2018-01-04,x\n")
        arguments = ["attendance", str(path), "--pool", str(pool.path), "--keep-good-rows"]
        result = CliRunner().invoke(command, [*arguments, "--json", "-"])
        told = json.loads(result.output)
        assert (told["accepted"], told["stored"]) == (1, True)
        assert told["refused"][0]["row"] == 3
        assert told["refused"][0]["sentence"].startswith("t.csv, row 3, column visits: not a num")
        CliRunner().invoke(command, [*arguments, "--json", str(tmp_path / "r.json")])
        assert json.loads((tmp_path / "r.json").read_text())["unchanged"] == 1

    def test_refused_rows_are_listed_and_end_the_command(self, pool: Pool, write: Write) -> None:
        rows = "".join(f"A,2018-01-01,x{n}\n" for n in range(100))
        path = write("t.csv", "venue,date,visits\n" + rows)
        result = CliRunner().invoke(command, ["attendance", str(path), "--pool", str(pool.path)])
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
        lines = result.stdout.splitlines()
        assert lines[0] == "t.csv: nothing was changed in the pool."
        assert lines[1] == "100 problems:"
        assert lines[-1] == "… and 60 more."
        assert len(lines) == 43

    def test_nothing_comes_in_if_the_report_cannot_be_written(
        self, pool: Pool, write: Write, tmp_path: Path
    ) -> None:
        path = write("t.csv", "venue,date,visits\nTown Museum,2018-01-04,7\n")
        before = pool.digest()
        for target in ("/proc/x.json", str(tmp_path)):
            arguments = ["attendance", str(path), "--pool", str(pool.path), "--json", target]
            result = CliRunner().invoke(command, arguments)
            assert isinstance(result.exception, InputError)
            assert str(result.exception).startswith(f"{Path(target).name}: ")
            assert pool.digest() == before

    def test_the_sentences_name_the_options_that_help(self, pool: Pool, write: Write) -> None:
        letters = write("a.csv", "venue,date,visits\nMusée,2018-01-04,7\n".encode("cp1252"))
        result = CliRunner().invoke(command, ["attendance", str(letters), "--pool", str(pool.path)])
        assert "--encoding cp1252" in str(result.exception)
        other = write("b.csv", "venue,date,visits\nTown Museum,2018-01-02,121\n")
        result = CliRunner().invoke(command, ["attendance", str(other), "--pool", str(pool.path)])
        assert result.exit_code == 2
        assert "--replace" in result.stderr

    def test_a_mapping_is_used_by_name(self, pool: Pool) -> None:
        export = Path(__file__).parent / "data" / "bristol_counter_export_cut.csv"
        arguments = ["attendance", str(export), "--pool", str(pool.path)]
        first = CliRunner().invoke(command, [*arguments, "--mapping", "bristol-counters"])
        assert "1,743 new rows" in first.output
        again = CliRunner().invoke(command, arguments)
        assert "1,743 rows already there" in again.output
