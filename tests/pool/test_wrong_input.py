"""Each wrong table gets its one clear sentence and changes nothing."""

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from calibration.pool.importing import import_table
from calibration.pool.store import Pool
from scenarios.cli.importing import command
from tests.pool.conftest import Write
from venues.common.problems import InputError

HEADER = "venue,date,visits\n"
TOMORROW_WEEK = f"{datetime.now(UTC) + timedelta(days=8):%Y-%m-%d}"


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, content)
    return stream.getvalue()


def parquet(**columns: list[object]) -> bytes:
    stream = io.BytesIO()
    pd.DataFrame(columns).to_parquet(stream)
    return stream.getvalue()


@dataclass(frozen=True)
class Case:
    """A wrong file, and what its sentence must say."""

    name: str
    content: str | bytes
    what: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    allowed: str | None = None
    kind: str = "attendance"
    file: str = "t.csv"

    def __str__(self) -> str:
        return self.name


CASES = [
    Case("missing column", "venue,date,visitors\nA,2018-01-01,1\n", "column is missing", 1,
         "visits", "visitors", "perhaps visitors"),
    Case("missing column without a likely one", "venue,date,x\nA,2018-01-01,1\n",
         "column is missing", 1, "visits", "venue, date, x", "a column named visits"),
    Case("text in numbers", HEADER + "A,2018-01-01,5\nA,2018-01-02,many\n", "not a number", 3,
         "visits", "many", "a whole number from 0"),
    Case("number and unit", HEADER + "A,2018-01-01,5 visits\n", "not a number", 2, "visits",
         "5 visits", "a whole number"),
    Case("negative visits", HEADER + "A,2018-01-01,-3\n", "out of bounds", 2, "visits", "-3",
         "from 0 to 20,000,000"),
    Case("decimal point or thousands", HEADER + "A,2018-01-01,1.234\n", "read in two ways", 2,
         "visits", "1.234", "1234 or 1.234"),
    Case("thousands grouped by points", HEADER + "A,2018-01-01,1.234.567\n", "read in two ways",
         2, "visits", "1.234.567", "1234567 or 1234.567"),
    Case("huge number", HEADER + "A,2018-01-01,99999999999\n", "out of bounds", 2, "visits",
         "99999999999"),
    Case("number beyond any integer", HEADER + "A,2018-01-01,1e300\n", "out of bounds", 2,
         "visits", "1e300"),
    Case("not a number", HEADER + "A,2018-01-01,NaN\n", "not a number", 2, "visits", "NaN"),
    Case("infinite", HEADER + "A,2018-01-01,inf\n", "not a number", 2, "visits", "inf"),
    Case("no figure at all", HEADER + "A,2018-01-01,\nA,2018-01-02,\n", "no row can be used"),
    Case("empty name", HEADER + " ,2018-01-01,5\n", "the cell is empty", 2, "venue", None,
         "1 to 200 characters"),
    Case("empty hours", "venue,date,open_hours\nTown Museum,2018-01-02,\n", "the cell is empty", 2,
         "open_hours", None, "0 to 24", kind="calendar"),
    Case("31 February", HEADER + "A,2018-02-31,5\n", "no such day", 2, "date", "2018-02-31",
         "2018-02-28"),
    Case("month 13", HEADER + "A,2018-13-01,5\n", "no such month", 2, "date", "2018-13-01"),
    Case("ambiguous day-first date", HEADER + "A,03/04/2018,5\n", "does not start with the year",
         2, "date", "03/04/2018", "2018-04-03 or 2018-03-04"),
    Case("plain day-first date", HEADER + "A,13/02/2018,5\n", "does not start with the year", 2,
         "date", "13/02/2018", "2018-02-13"),
    Case("impossible day-first date", HEADER + "A,31/02/2018,5\n", "no such day", 2, "date",
         "31/02/2018"),
    Case("serial number of a day", HEADER + "A,43101,5\n", "not a date", 2, "date", "43101",
         "YYYY-MM-DD"),
    Case("time of day lost", HEADER + "A,2018-01-01 17:30,5\n", "a time of day", 2, "date",
         "17:30"),
    Case("day of another century", HEADER + "A,1018-01-01,5\n", "out of bounds", 2, "date",
         "1018-01-01", "1900 to 2100"),
    Case("day in the future", HEADER + f"A,{TOMORROW_WEEK},5\n", "in the future", 2, "date",
         TOMORROW_WEEK, "up to today"),
    Case("month not on its first day", "venue,date,visits,period\nA,2018-01-15,5,month\n",
         "dated by its first day", 2, "date", "2018-01-15", "first day of a month"),
    Case("unknown period", "venue,date,visits,period\nA,2018-01-15,5,fortnight\n",
         "not a word that may stand here", 2, "period", "fortnight", "day, week, month"),
    Case("duplicate rows that disagree", HEADER + "A,2018-01-01,5\nA,2018-01-01,6\n",
         "rows 2, 3 with different values", 3, "visits", "5 / 6", "a rule for duplicates"),
    Case("another value than the pool's", HEADER + "Town Museum,2018-01-02,121\n",
         "another value for Town Museum, 2018-01-02", 2, "visits", "121", "120"),
    Case("formula in a name", HEADER + "=1+1,2018-01-01,5\n", "formula", 2, "venue", "=1+1"),
    Case("call in a name", HEADER + "@SUM(A1:A9),2018-01-01,5\n", "formula", 2, "venue", "@SUM"),
    Case("formula in a number", HEADER + "A,2018-01-01,=2+3\n", "formula", 2, "visits", "=2+3"),
    Case("formula in an extra column", "venue,date,visits,note\nA,2018-01-01,5,=cmd|'/C calc'!A0\n",
         "formula", 2, "note", "=cmd"),
    Case("script tag in a name", HEADER + "<script>alert(1)</script>,2018-01-01,5\n", "HTML tag",
         2, "venue", "<script>"),
    Case("script tag in an extra column",
         "venue,date,visits,note\nA,2018-01-01,5,<img src=x onerror=alert(1)>\n", "HTML tag", 2,
         "note", "<img"),
    Case("letters that turn the reading direction", HEADER + "A\u202eB,2018-01-01,5\n",
         "control or invisible", 2, "venue"),
    Case("control character", HEADER + "A\x1bB,2018-01-01,5\n", "control or invisible", 2,
         "venue"),
    Case("name too long", HEADER + "A" * 201 + ",2018-01-01,5\n", "too long", 2, "venue", "AAA",
         "1 to 200 characters"),
    Case("cell too long", "venue,date,visits,note\nA,2018-01-01,5," + "n" * 10_001 + "\n",
         "cell is too long", 2, "note", "nnn", "10,000"),
    Case("empty file", "", "the file is empty"),
    Case("blank file", "\n\n \n", "the file is empty"),
    Case("header only", HEADER, "no rows"),
    Case("no header name", "venue,date,visits,\nA,2018-01-01,5,x\n", "a column has no name", 1,
         "4"),
    Case("column twice", "venue,date,visits,visits\nA,2018-01-01,5,6\n", "the same name", 1,
         "visits"),
    Case("short row", HEADER + "A,2018-01-01\n", "not as many cells", 2, None, "2", "3"),
    Case("long row", HEADER + "A,2018-01-01,1,234\n", "not as many cells", 2, None, "4", "3"),
    Case("quotation mark not closed", HEADER + 'A,2018-01-01,5\n"B,2018-01-01,6\nC,2018-01-01,7\n',
         "opened and not closed", 3),
    Case("wrong encoding", HEADER.encode() + "Musée,2018-01-01,5\n".encode("cp1252"),
         "not encoded in UTF-8", 2, None, "Musée", "UTF-8"),
    Case("NUL bytes", HEADER + "A,2018-01-01,5\0\n", "bytes that are not text", 2),
    Case("workbook named csv", xlsx(("venue",), ("A",)), "not text, whatever its name says", None,
         None, "XLSX"),
    Case("random bytes", bytes(range(128, 256)) * 9, "not encoded in UTF-8", 1),
    Case("unclear delimiter", "venue;date,visits;x,y\nA;2018-01-01,5;1,2\n",
         "which mark separates", value="venue;date,visits"),
    Case("unknown kind of file", "x", "not a kind of file", None, None, ".docx", "XLSX",
         file="t.docx"),
    Case("workbook that is none", b"PK\x03\x04 rubbish", "not a workbook", file="t.xlsx"),
    Case("workbook of another kind", zipped("a.txt", b"x"), "cannot be read", file="t.xlsx"),
    Case("password or old workbook", b"\xd0\xcf\x11\xe0" + bytes(600), "protected by a password",
         None, None, None, "without a password", file="t.xlsx"),
    Case("zip bomb", zipped("xl/worksheets/sheet1.xml", bytes(401_000_000)), "once it is unpacked",
         None, None, "401 MB", "400 MB", file="t.xlsx"),
    Case("XML entities", zipped("xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE x []><x/>'),
         "XML entities", file="t.xlsx"),
    Case("formula in a workbook",
         xlsx(("venue", "date", "visits"), ("A", "2018-01-01", "=SUM(B1:B9)")), "formula", 2,
         "visits", "=SUM", file="t.xlsx"),
    Case("merged header", xlsx(("venue", "date", None, "visits"), ("A", "2018-01-01", 1, 2)),
         "a column has no name", 1, "3", file="t.xlsx"),
    Case("empty workbook", xlsx(), "the file is empty", file="t.xlsx"),
    Case("broken Parquet", b"PAR1 rubbish", "cannot be read", file="t.parquet"),
    Case("lists in Parquet", parquet(venue=["A"], date=["2018-01-01"], visits=[[1, 2]]),
         "holds lists", None, "visits", file="t.parquet"),
    Case("end before start", "venue,title,start,end\nTown Museum,T,2018-03-02,2018-03-01\n",
         "end lies before the start", 2, "end", "2018-03-01", "on or after start",
         kind="exhibitions"),
    Case("price without currency",
         "venue,title,start,end,price\nTown Museum,T,2018-03-02,2018-03-09,12\n",
         "needs its currency", 2, "currency", None, "EUR", kind="exhibitions"),
    Case("unknown currency",
         "venue,title,start,end,price,currency\nTown Museum,T,2018-03-02,2018-03-09,12,euros\n",
         "not a word that may stand here", 2, "currency", "EUROS", "EUR", kind="exhibitions"),
    Case("unknown venue, calendar", "venue,date,open_hours\nTown Musem,2018-01-02,8\n",
         "no venue of this name", 2, "venue", "Town Musem", "perhaps Town Museum",
         kind="calendar"),
    Case("unknown venue, weather", "venue,date,temp_max_c,rain_mm\nZoo,2018-01-02,8,0\n",
         "no venue of this name", 2, "venue", "Zoo", "such as Town Museum", kind="weather"),
    Case("too many hours", "venue,date,open_hours\nTown Museum,2018-01-02,25\n", "out of bounds",
         2, "open_hours", "25", "0 to 24", kind="calendar"),
    Case("wrong time of day",
         "venue,date,open_hours,opens\nTown Museum,2018-01-02,8,25:00\n",
         "not a word that may stand here", 2, "opens", "25:00", "HH:MM", kind="calendar"),
    Case("wrong unit", "venue,date,temp_max_c,rain_mm\nTown Museum,2018-01-02,75,0\n",
         "out of bounds", 2, "temp_max_c", "75", "-90 to 60", kind="weather"),
    Case("number in two readings",
         "venue,date,temp_max_c,rain_mm\nTown Museum,2018-01-02,7,\"1,234\"\n",
         "read in two ways", 2, "rain_mm", "1,234", "1234 or 1.234", kind="weather"),
    Case("holiday that ends before it starts",
         "region,start,end,name\nA,2018-03-02,2018-03-01,Easter\n", "end lies before the start", 2,
         "end", "2018-03-01", kind="school_holidays"),
    Case("session at no time", "venue,session_type,start,attended\nA,Clay,2018-01-02 25:00,8\n",
         "time of day cannot be read", 2, "start", "25:00", kind="sessions"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_sentence_and_no_change(case: Case, pool: Pool, write: Write) -> None:
    before = pool.digest()
    with pytest.raises(InputError) as caught:
        import_table(pool, case.kind, write(case.file, case.content))
    assert len(caught.value.problems) == 1
    problem = caught.value.problems[0]
    assert problem.file == case.file
    assert case.what in problem.what
    assert problem.row == case.row
    assert problem.column == case.column
    if case.value is not None:
        assert case.value in (problem.value or "")
    if case.allowed is not None:
        assert case.allowed in (problem.allowed or "")
    assert pool.digest() == before
    assert len(pool.imports()) == 1


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_command_line_lets_the_sentence_through(case: Case, pool: Pool, write: Write) -> None:
    arguments = [case.kind, str(write(case.file, case.content)), "--pool", str(pool.path)]
    result = CliRunner().invoke(command, arguments)
    told = str(result.exception) if isinstance(result.exception, InputError) else result.stderr
    assert result.exit_code != 0
    assert told.startswith(case.file)
    assert case.what in told.splitlines()[0]


def test_a_file_of_200_mb_is_refused_before_it_is_read(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(InputError, match=r"large\.csv: the file is too large; found “200 MB”; "):
        import_table(pool, "attendance", path)


def test_a_file_that_is_not_there(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: there is no such file"):
        import_table(pool, "attendance", tmp_path / "none.csv")


def test_a_folder_is_named_as_it_was_given(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tables.csv").mkdir()
    for given in (".", "tables.csv"):
        with pytest.raises(InputError) as caught:
            import_table(pool, "attendance", Path(given))
        assert str(caught.value) == f"{given}: this is a folder, not a file."


def test_only_columns_that_the_file_has_are_said_to_be_found(pool: Pool, write: Write) -> None:
    path = write("t.csv", "Visits,day\n5,2018-01-01\n")
    with pytest.raises(InputError, match="a required column is missing") as caught:
        import_table(pool, "attendance", path, venue="Town Museum")
    assert {problem.value for problem in caught.value.problems} == {"Visits, day"}


def test_every_bad_row_is_reported_once(pool: Pool, write: Write) -> None:
    rows = "A,2018-01-01,x\nA,31/12/2018,y\nA,2018-01-03,5\nA,2018-01-04,-1\n"
    with pytest.raises(InputError) as caught:
        import_table(pool, "attendance", write("t.csv", HEADER + rows))
    assert [problem.row for problem in caught.value.problems] == [2, 3, 5]


def test_rows_are_counted_as_a_spreadsheet_does(pool: Pool, write: Write) -> None:
    text = 'venue,date,visits,note\nA,2018-01-01,1,"two\nlines"\n\nA,2018-01-02,x,\n'
    with pytest.raises(InputError) as caught:
        import_table(pool, "attendance", write("t.csv", text))
    assert [problem.row for problem in caught.value.problems] == [4]


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("kind", "attendances", "there is no such table"),
        ("country", "XX", "there is no such country"),
        ("date_format", "DD/MM", "does not name year, month and day"),
        ("encoding", "latin-99", "there is no such encoding"),
        ("encoding", "utf-16", "not encoded in utf-16"),
        ("venue", "Town Museum", "says itself which venue"),
    ],
)
def test_wrong_options(pool: Pool, write: Write, option: str, value: str, sentence: str) -> None:
    options = {"kind": "attendance", "file": write("t.csv", HEADER + "A,2018-01-01,5\n")}
    with pytest.raises(InputError, match=sentence):
        import_table(pool, **{**options, option: value})  # type: ignore[arg-type]  # wrong on purpose
    assert pool.venues()["venue"].tolist() == ["Town Museum"]


def test_a_file_that_is_no_pool(write: Write) -> None:
    with pytest.raises(InputError, match=r"p\.sqlite: the file is not a pool of Jauge"):
        Pool(write("p.sqlite", "This is not a database, but it is long enough to be one. " * 99))
