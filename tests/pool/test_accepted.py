"""What is harmless is mended and said, and a table is the same whatever its kind of file."""

import io
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calibration.pool.importing import ImportRefusedError, import_table
from calibration.pool.parsing import parse_count
from calibration.pool.store import Pool
from tests.pool.conftest import Write
from venues.common.problems import InputError

HEADER = "venue,date,visits\n"


def visits(pool: Pool, venue: str) -> list[int]:
    return pool.read("attendance", [venue])["visits"].tolist()


@pytest.mark.parametrize(
    ("content", "options", "note", "expected"),
    [
        (b"\xef\xbb\xbfvenue,date,visits\nA,2018-01-01,5\n", {}, None, [5]),
        ((HEADER + "A,2018-01-01,5\n").encode("utf-16"), {}, "UTF-16", [5]),
        (b"venue;date;visits\nA;2018-01-01;5\n", {}, "separated by “;”", [5]),
        (b"venue;date;visits;note\nA;2018-01-01;5;a, b, c\n", {}, "separated by “;”", [5]),
        (b"venue\tdate\tvisits\nA\t2018-01-01\t5\n", {}, "separated by “TAB”", [5]),
        (b"Venue,DATE,Visits\nA,2018-01-01,5\n", {}, "“Visits” was read as visits", [5]),
        (b'venue,date,visits\nA,2018-01-01,"1,234"\n', {}, "between thousands", [1234]),
        ("venue,date,visits\nA,2018-01-01,1\u202f234\n".encode(), {}, "between thousands", [1234]),
        (b"venue,date,visits\nA,2018-01-01,771.0\n", {}, None, [771]),
        (b"venue,date,visits\nA,2018-01-01,306352.1461\n", {}, "fractions were", [306352]),
        (b"venue,date,visits\nA,2018-01-01,\nA,2018-01-02,5\n", {}, "without a figure", [5]),
        (b"venue,date,visits\n  A  ,2018-01-01,5\n", {}, "surplus spaces", [5]),
        (b"venue,date,visits\nA,2018/1/5,5\n", {}, "year first", [5]),
        (b"venue,date,visits\nA,2018-01-01 00:00:00,5\n", {}, None, [5]),
        (b"venue,date,visits\nA,2018-01-02,5\nA,2018-01-01,4\n", {}, "not in order", [4, 5]),
        (b"venue,date,visits\nA,2018-01-01,5\nA,2018-01-01,5\n", {}, "1 row says the same", [5]),
        (b"venue,date,visits\nA,13/02/2018,5\n", {"date_format": "DD/MM/YYYY"}, None, [5]),
        (b"date,visits\n2018-01-01,5\n", {"venue": "A"}, None, [5]),
        (b"venue,date,visits,,\nA,2018-01-01,5,,\n", {}, None, [5]),
        (b"venue,date,visits\nA,2018-01-01,5,,\n", {}, None, [5]),
        (b"venue,date,visits,period\nA,2018-03,5,Month\n", {}, "dated by its first day", [5]),
    ],
)
def test_mended_and_said(
    tmp_path: Path,
    write: Write,
    *,
    content: bytes,
    options: dict[str, str],
    note: str | None,
    expected: list[int],
) -> None:
    pool = Pool(tmp_path / "p.sqlite")
    report = import_table(pool, "attendance", write("t.csv", content), **options)  # type: ignore[arg-type]  # texts only
    assert visits(pool, "A") == expected
    assert report.stored
    if note is None:
        assert not report.notes
    else:
        assert any(note in sentence for sentence in report.sentences())


def test_another_encoding_is_read_when_it_is_named(tmp_path: Path, write: Write) -> None:
    pool = Pool(tmp_path / "p.sqlite")
    path = write("t.csv", (HEADER + "Musée d'Orsay,2018-01-01,5\n").encode("cp1252"))
    import_table(pool, "attendance", path, encoding="cp1252")
    assert pool.venues()["venue"].tolist() == ["Musée d'Orsay"]


@pytest.mark.parametrize(
    "name", ["@Bristol", "-M-", "+1 Gallery", "Tate & Lyle", "1 < 2", "O'Hara"]
)
def test_unusual_names_are_names(tmp_path: Path, write: Write, name: str) -> None:
    pool = Pool(tmp_path / "p.sqlite")
    import_table(pool, "attendance", write("t.csv", HEADER + f"{name},2018-01-01,5\n"))
    assert pool.venues()["venue"].tolist() == [name]


def test_composed_and_decomposed_letters_are_one_venue(tmp_path: Path, write: Write) -> None:
    pool = Pool(tmp_path / "p.sqlite")
    rows = "Mus\u00e9e,2018-01-01,5\nMuse\u0301e,2018-01-02,6\n"
    import_table(pool, "attendance", write("t.csv", HEADER + rows))
    assert visits(pool, "Mus\u00e9e") == [5, 6]


def test_extra_columns_are_kept(tmp_path: Path, write: Write) -> None:
    pool = Pool(tmp_path / "p.sqlite")
    text = "venue,date,visits,remark,guide\nA,2018-01-01,5,wet,\nA,2018-01-02,6,,Ada\n"
    import_table(pool, "attendance", write("t.csv", text))
    kept = pool.read("attendance", extras=True)
    assert kept["extra:remark"].tolist()[0] == "wet"
    assert kept["extra:guide"].tolist()[1] == "Ada"
    assert "extra:remark" not in pool.read("attendance")


def test_good_rows_come_in_if_the_user_says_so(pool: Pool, write: Write) -> None:
    path = write("t.csv", HEADER + "A,2018-01-01,5\nA,2018-01-02,x\n")
    report = import_table(pool, "attendance", path, keep_good_rows=True)
    assert [problem.row for problem in report.refused] == [3]
    assert visits(pool, "A") == [5]


def test_a_disagreeing_row_is_not_kept_as_a_good_one(pool: Pool, write: Write) -> None:
    path = write("t.csv", HEADER + "Town Museum,2018-01-02,121\nTown Museum,2018-01-05,7\n")
    report = import_table(pool, "attendance", path, keep_good_rows=True)
    assert (report.accepted, report.replaced, len(report.refused)) == (1, 0, 1)
    assert visits(pool, "Town Museum") == [120, 90, 7]


def test_replacing_is_shown(pool: Pool, write: Write) -> None:
    path = write("t.csv", HEADER + "Town Museum,2018-01-02,121\n")
    report = import_table(pool, "attendance", path, replace=True)
    assert report.replaced == 1
    assert "visits is 121, not 120" in str(report.conflicts[0])
    assert visits(pool, "Town Museum") == [121, 90]


def test_an_empty_cell_of_the_pool_is_filled_and_none_is_emptied(pool: Pool, write: Write) -> None:
    bare = write("a.csv", "venue,title,start,end\nTown Museum,Clay,2018-01-01,2018-03-01\n")
    full = write(
        "b.csv",
        "venue,title,start,end,gallery\nTown Museum,Clay,2018-01-01,2018-03-01,Hall\n",
    )
    import_table(pool, "exhibitions", bare)
    assert import_table(pool, "exhibitions", full).completed == 1
    digest = pool.digest()
    assert import_table(pool, "exhibitions", bare).unchanged == 1
    assert pool.digest() == digest
    assert pool.read("exhibitions")["gallery"].tolist() == ["Hall"]


def test_months_without_a_period_are_doubted(tmp_path: Path, write: Write) -> None:
    rows = "".join(f"A,2018-{month:02}-01,9000\n" for month in range(1, 13))
    report = import_table(Pool(tmp_path / "p.sqlite"), "attendance", write("t.csv", HEADER + rows))
    assert any("totals of months" in note for note in report.notes)


def test_the_same_time_in_two_periods_is_said(pool: Pool, write: Write) -> None:
    path = write("t.csv", "venue,date,visits,period\nTown Museum,2018-01-01,3000,month\n")
    assert not any("same time" in n for n in import_table(pool, "attendance", path).notes)
    later = write("u.csv", "venue,date,visits,period\nTown Museum,2018-02-01,3000,month\n")
    assert any("over the same time" in n for n in import_table(pool, "attendance", later).notes)


def test_a_venue_that_resembles_another_is_asked_about(pool: Pool, write: Write) -> None:
    report = import_table(pool, "attendance", write("t.csv", HEADER + "Town Musem,2018-01-01,5\n"))
    assert any("resembles “Town Museum”" in note for note in report.notes)


def test_sessions_have_a_time_of_day_and_may_lack_it(pool: Pool, write: Write) -> None:
    text = "venue,session_type,start,attended\nL,Clay,2018-01-02 10:30,8\nL,Clay,2018-01-03,9\n"
    import_table(pool, "sessions", write("t.csv", text))
    starts = pool.read("sessions")["start"]
    assert starts.tolist() == [pd.Timestamp(2018, 1, 2, 10, 30), pd.Timestamp(2018, 1, 3)]


def test_another_country_is_refused(pool: Pool, write: Write) -> None:
    path = write("t.csv", HEADER + "A,2018-01-01,5\n")
    import_table(pool, "attendance", path, country="fr")
    assert pool.venues().set_index("venue")["country"]["A"] == "FR"
    with pytest.raises(InputError, match="another country for A"):
        import_table(pool, "attendance", path, country="GB")


def as_csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def as_xlsx(frame: pd.DataFrame) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(frame.columns))
    for row in frame.itertuples(index=False):
        sheet.append([None if pd.isna(value) else value for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_parquet(frame: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.to_parquet(stream)
    return stream.getvalue()


def table(dates: list[pd.Timestamp], numbers: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {"venue": "Town Museum", "date": dates, "temp_max_c": numbers, "rain_mm": 0.1}
    )


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.lists(
        st.tuples(
            st.dates(pd.Timestamp(1990, 1, 1).date(), pd.Timestamp(2030, 1, 1).date()),
            st.integers(-90_000, 60_000).map(lambda n: n / 1000),
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda row: row[0],
    )
)
def test_csv_xlsx_and_parquet_give_the_same_table(
    tmp_path_factory: pytest.TempPathFactory, data: list[tuple[object, float]]
) -> None:
    folder = tmp_path_factory.mktemp("same")
    frame = table([pd.Timestamp(str(day)) for day, _ in data], [value for _, value in data])
    digests = set()
    for suffix, make in ((".csv", as_csv), (".xlsx", as_xlsx), (".parquet", as_parquet)):
        pool = Pool(folder / f"{suffix}.sqlite")
        known = folder / "known.csv"
        known.write_text(HEADER + "Town Museum,2018-01-02,120\n")
        import_table(pool, "attendance", known)
        path = folder / f"t{suffix}"
        path.write_bytes(make(frame))
        assert import_table(pool, "weather", path).accepted == len(frame)
        read = pool.read("weather").sort_values("date")
        np.testing.assert_array_equal(
            read["temp_max_c"], frame.sort_values("date")["temp_max_c"].to_numpy()
        )
        digests.add(pool.digest())
    assert len(digests) == 1


def test_a_gap_is_a_gap_in_parquet_too(pool: Pool, write: Write) -> None:
    frame = table([pd.Timestamp(2018, 1, 1), pd.Timestamp(2018, 1, 2)], [3.5, float("nan")])
    report = import_table(pool, "weather", write("t.parquet", as_parquet(frame)))
    assert report.accepted == 1
    assert report.notes == ("1 row without a figure was left out (row 3).",)


def test_a_workbook_says_which_sheet_was_read(pool: Pool, write: Write) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(table([pd.Timestamp(2018, 1, 1)], [3.5]))))
    book.active.title = "Weather"
    book.create_sheet("Notes", 0).append(["anything"])
    stream = io.BytesIO()
    book.save(stream)
    report = import_table(pool, "weather", write("t.xlsx", stream.getvalue()))
    assert any("2 sheets; “Weather” was read" in note for note in report.notes)


@given(st.integers(0, 10**9))
def test_a_count_is_read_however_its_thousands_are_grouped(count: int) -> None:
    for mark in (",", " ", "\u00a0", "\u202f", "'"):
        assert parse_count(f"{count:,}".replace(",", mark)).value == count


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_file_whatever_changes_the_pool_or_breaks_the_import(
    pool: Pool, tmp_path: Path, content: bytes
) -> None:
    before = pool.digest()
    for suffix in (".csv", ".xlsx", ".parquet"):
        path = tmp_path / f"t{suffix}"
        path.write_bytes(content)
        with pytest.raises(InputError):
            import_table(pool, "attendance", path)
    assert pool.digest() == before


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.tuples(st.text(max_size=30), st.text(max_size=12), st.text(max_size=12)))
def test_no_row_whatever_breaks_the_import(
    pool: Pool, tmp_path: Path, cells: tuple[str, str, str]
) -> None:
    before = pool.digest()
    path = tmp_path / "t.csv"
    frame = pd.DataFrame([cells], columns=["venue", "date", "visits"])
    path.write_bytes(frame.to_csv(index=False).encode("utf-8", "surrogatepass"))
    with pytest.raises((InputError, ImportRefusedError)):
        import_table(pool, "attendance", path)
    assert pool.digest() == before
