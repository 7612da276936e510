"""A raw counter export comes in by a mapping that is kept, and agrees with others' reading."""

from pathlib import Path

import pandas as pd
import pytest

from calibration.pool.importing import ImportRefusedError, import_table
from calibration.pool.mapping import (
    Mapping,
    bundled_mappings,
    open_mapping,
    read_mapping,
    saved_mappings,
    to_yaml,
)
from calibration.pool.reading import read_sheet
from calibration.pool.reports import ImportReport
from calibration.pool.store import Pool
from calibration.pool.suggesting import suggest_mapping
from tests.pool.conftest import Write
from venues.common.problems import InputError

DATA = Path(__file__).parent / "data"
EXPORT = DATA / "bristol_counter_export_cut.csv"
TIDY = DATA / "bristol_daily_visits_cut.csv"


@pytest.fixture
def counters(tmp_path: Path) -> Pool:
    return Pool(tmp_path / "counters.sqlite")


@pytest.fixture
def report(counters: Pool) -> ImportReport:
    mapping = open_mapping(counters, "bristol-counters")
    return import_table(counters, "attendance", EXPORT, mapping=mapping, country="GB")


def compared(pool: Pool) -> pd.DataFrame:
    tidy = pd.read_csv(TIDY, parse_dates=["date"])
    return pool.read("attendance").merge(
        tidy, on=["venue", "date"], how="outer", suffixes=("", "_tidy"), indicator=True
    )


def test_it_agrees_with_the_tidy_table(counters: Pool, report: ImportReport) -> None:
    both = compared(counters)
    # Two entries that are remarked as tests are zeros in the tidy table.
    only_tidy = both[both["_merge"] == "right_only"]
    assert only_tidy["visits_tidy"].tolist() == [0.0, 0.0]
    assert not (both["_merge"] == "left_only").any()
    inner = both[both["_merge"] == "both"]
    differing = inner[inner["visits"] != inner["visits_tidy"]]
    # The latest of three entries for this day counts the dairy garden alone.
    assert differing[["venue", "visits", "visits_tidy"]].to_numpy().tolist() == [
        ["Blaise Castle House Museum", 25, 110]
    ]
    assert len(inner) == report.accepted > 1700


def test_every_disagreement_is_shown_with_its_rule(report: ImportReport) -> None:
    assert len(report.conflicts) == 24
    shed = next(c for c in report.conflicts if c.key == "M Shed, 2017-12-14")
    assert (shed.kept, shed.dropped) == ("665", ("821",))
    assert all("latest Date_Logged" in conflict.rule for conflict in report.conflicts)


def test_what_is_left_out_is_said(report: ImportReport) -> None:
    said = " ".join(report.notes)
    assert "13 rows were left out: the Roman villa" in said
    assert "2 rows were left out: the remark says that the entry is a test" in said
    assert "2 rows were left out: the entry has no figure" in said


def test_the_mapping_is_recognised_next_time(counters: Pool, report: ImportReport) -> None:
    before = counters.digest()
    again = import_table(counters, "attendance", EXPORT)
    assert again.mapping == "bristol-counters"
    assert (again.accepted, again.unchanged) == (0, report.accepted)
    assert counters.digest() == before


def test_without_a_mapping_the_columns_are_missed(counters: Pool) -> None:
    with pytest.raises(InputError) as caught:
        import_table(counters, "attendance", EXPORT)
    meant = [problem.allowed or "" for problem in caught.value.problems]
    assert [column in text for column, text in zip(("Museum", "Number"), meant, strict=True)]
    assert all("perhaps" in text for text in meant)


def test_without_a_rule_disagreeing_rows_are_refused(counters: Pool) -> None:
    ruled = open_mapping(counters, "bristol-counters")
    unruled = ruled.model_copy(update={"duplicates": None})
    with pytest.raises(ImportRefusedError) as caught:
        import_table(counters, "attendance", EXPORT, mapping=unruled)
    assert len(caught.value.report.refused) == 24
    assert saved_mappings(counters) == {}


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/London", "2017-12-15"), ("America/New_York", "2017-12-14")]
)
def test_the_day_is_that_of_the_time_zone(
    counters: Pool, write: Write, zone: str, day: str
) -> None:
    path = write("t.csv", "venue,date,visits\nA,2017/12/15 01:00:00+00,5\n")
    mapping = Mapping(name="m", kind="attendance", timezone=zone)
    told = import_table(counters, "attendance", path, mapping=mapping)
    assert counters.read("attendance")["date"].dt.strftime("%Y-%m-%d").tolist() == [day]
    assert any("another than the day written" in note for note in told.notes) == (
        zone != "Europe/London"
    )


def test_an_instant_without_a_time_zone_is_refused(counters: Pool, write: Write) -> None:
    path = write("t.csv", "venue,date,visits\nA,2017/12/15 01:00:00+00,5\n")
    with pytest.raises(InputError, match="offset from UTC"):
        import_table(counters, "attendance", path)


def test_a_mapping_is_read_back_equal(counters: Pool, tmp_path: Path) -> None:
    for name in bundled_mappings():
        mapping = open_mapping(counters, name)
        (tmp_path / "m.yaml").write_text(to_yaml(mapping), encoding="utf-8")
        assert read_mapping(tmp_path / "m.yaml") == mapping


def test_aliases_constants_and_largest(counters: Pool, write: Write) -> None:
    path = write("t.csv", "site,jour,n\nTM,01/02/2018,5\nTM,01/02/2018,7\nX,02/02/2018,1\n")
    mapping = Mapping.model_validate(
        {
            "name": "m",
            "kind": "attendance",
            "columns": {"venue": "site", "date": "jour", "visits": "n"},
            "constants": {"period": "week"},
            "venues": {"TM": "Town Museum"},
            "date_format": "DD/MM/YYYY",
            "keep_only": {"site": ["TM"]},
            "duplicates": {"keep": "largest", "by": "n"},
        }
    )
    import_table(counters, "attendance", path, mapping=Mapping.model_validate(mapping))
    row = counters.read("attendance").iloc[0]
    assert (row["venue"], row["visits"], row["period"]) == ("Town Museum", 7, "week")
    assert row["date"] == pd.Timestamp(2018, 2, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: m\nkind: attendance\ncolumn: {}\n", "m.yaml, column column: the mapping cannot"),
        ("name: m\nkind: attendances\n", "m.yaml, column kind: the mapping cannot"),
        ("name: m\n", "m.yaml, column kind: the mapping cannot"),
        ("- a\n", "m.yaml: the mapping cannot"),
        ("a: [\n", "m.yaml, row 2: the file is not YAML"),
        ("name: m\nkind: attendance\ncolumns: {visit: a}\n", "the table has no such column"),
        ("name: m\nkind: attendance\ndate_format: DD\n", "date_format: the mapping cannot"),
        ("name: m\nkind: attendance\ntimezone: Mars/Base\n", "timezone: the mapping cannot"),
        (
            "name: m\nkind: attendance\ndrop: [{column: a, matches: '(', because: b}]\n",
            "drop.0.matches: the mapping cannot",
        ),
    ],
)
def test_a_wrong_mapping_gets_a_sentence(write: Write, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_mapping(write("m.yaml", text))
    assert sentence in str(caught.value)


def test_a_mapping_for_another_file_names_what_is_missing(counters: Pool, write: Write) -> None:
    mapping = open_mapping(counters, "bristol-counters")
    with pytest.raises(InputError, match="that the mapping “bristol-counters” names is missing"):
        import_table(
            counters, "attendance", write("t.csv", "Museum,Date\nA,2018-01-01\n"), mapping=mapping
        )


def test_a_mapping_for_another_table_is_refused(counters: Pool) -> None:
    mapping = open_mapping(counters, "bristol-counters")
    with pytest.raises(InputError, match="the mapping is for another table"):
        import_table(counters, "events", EXPORT, mapping=mapping)


def test_an_unknown_mapping_names_those_there_are(counters: Pool) -> None:
    with pytest.raises(InputError, match="bristol-counters, or a YAML file"):
        open_mapping(counters, "bristol")


@pytest.mark.parametrize(
    ("text", "kind", "expected", "constants", "date_format"),
    [
        (
            "Museum,Day,Visitors,Other\nA,13/02/2018,5,x\n",
            "attendance",
            {"venue": "Museum", "date": "Day", "visits": "Visitors"},
            {},
            "DD/MM/YYYY",
        ),
        (
            "musée;mois;fréquentation\nA;2018-01-01;5\nA;2018-02-01;6\nA;2018-03-01;7\n",
            "attendance",
            {"venue": "musée", "date": "mois", "visits": "fréquentation"},
            {"period": "month"},
            None,
        ),
        (
            "Site,Exhibition,Start Day,End Day\nA,Clay,2018-01-02,2018-03-04\n",
            "exhibitions",
            {"venue": "Site", "title": "Exhibition", "start": "Start Day", "end": "End Day"},
            {},
            None,
        ),
        # A name alone is not enough: these visits are text.
        ("venue,date,visits\nA,2018-01-01,many\n", "attendance", {}, {}, None),
    ],
)
def test_a_mapping_is_suggested(
    write: Write,
    *,
    text: str,
    kind: str,
    expected: dict[str, str],
    constants: dict[str, str],
    date_format: str | None,
) -> None:
    suggested = suggest_mapping(read_sheet(write("t.csv", text)).frame, kind)
    assert suggested.columns == expected
    assert suggested.constants == constants
    assert suggested.date_format == date_format
    assert "format: 1" in to_yaml(suggested)


def test_what_is_suggested_can_be_imported(counters: Pool, write: Write) -> None:
    path = write("t.csv", "Museum,Day,Visitors\nA,13/02/2018,5\n")
    mapping = suggest_mapping(read_sheet(path).frame, "attendance")
    assert import_table(counters, "attendance", path, mapping=mapping).accepted == 1
