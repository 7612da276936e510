"""The pool as a file: several processes, the same twice, all or nothing."""

import multiprocessing
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from calibration.demand.school_calendars import FILES as SCHOOL_FILES
from calibration.pool import merging
from calibration.pool.examples import EXAMPLES, load_example_pool
from calibration.pool.importing import import_table
from calibration.pool.store import Pool, default_path
from calibration.pool.tables import KINDS
from tests.pool.conftest import ATTENDANCE, Write
from venues.common.problems import InputError

WRITERS = 3
FILES = 4


def write_months(path: Path, folder: Path, writer: int) -> None:
    """Import files one after the other, as another process would, and read in between."""
    pool = Pool(path)
    for number in range(FILES):
        file = folder / f"w{writer}-{number}.csv"
        days = "".join(
            f"Venue {writer},2018-{number + 1:02}-{day:02},{day}\n" for day in range(1, 29)
        )
        file.write_text("venue,date,visits\n" + days)
        import_table(pool, "attendance", file)
        rows = pool.read("attendance", [f"Venue {writer}"])
        assert len(rows) == 28 * (number + 1)
        # Another process's import is there whole or not at all.
        assert (pool.read("attendance").groupby("venue").size() % 28 == 0).all()


def test_several_processes_write_and_read_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    path = tmp_path / "shared.sqlite"
    workers = [
        context.Process(target=write_months, args=(path, tmp_path, writer))
        for writer in range(WRITERS)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * WRITERS
    pool = Pool(path)
    assert len(pool.read("attendance")) == WRITERS * FILES * 28
    assert len(pool.imports()) == WRITERS * FILES


def test_a_reader_sees_the_last_whole_state_while_another_writes(pool: Pool) -> None:
    before = pool.digest()
    with pool.transaction() as connection:
        connection.execute("DELETE FROM attendance")
        assert pool.digest() == before
    assert pool.read("attendance").empty


def test_the_same_file_twice_changes_nothing(pool: Pool, write: Write) -> None:
    before, imports = pool.digest(), len(pool.imports())
    report = import_table(pool, "attendance", write("again.csv", ATTENDANCE))
    assert (report.accepted, report.unchanged) == (0, 2)
    assert pool.digest() == before
    assert len(pool.imports()) == imports


def test_an_error_while_writing_leaves_nothing_behind(
    pool: Pool, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pool.digest()
    real = merging.write

    def fail_after(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]  # handed on as they came
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(merging, "write", fail_after)
    path = write("t.csv", "venue,date,visits\nNew,2018-01-01,5\n")
    with pytest.raises(OSError, match="No space"):
        import_table(pool, "attendance", path)
    assert pool.digest() == before
    assert pool.venues()["venue"].tolist() == ["Town Museum"]


def test_the_digest_is_about_content_not_about_order(tmp_path: Path, write: Write) -> None:
    one = write("one.csv", "venue,date,visits\nA,2018-01-01,5\n")
    two = write("two.csv", "venue,date,visits\nB,2018-01-01,6\n")
    pools = [Pool(tmp_path / "a.sqlite"), Pool(tmp_path / "b.sqlite")]
    for pool, files in zip(pools, ((one, two), (two, one)), strict=True):
        for file in files:
            import_table(pool, "attendance", file)
    assert pools[0].digest() == pools[1].digest()
    import_table(pools[0], "attendance", write("c.csv", "venue,date,visits\nA,2018-01-02,5\n"))
    assert pools[0].digest() != pools[1].digest()


def test_each_import_is_recorded(pool: Pool) -> None:
    row = pool.imports().iloc[0]
    assert (row["file"], row["kind"], row["new_rows"]) == ("known.csv", "attendance", 2)
    assert len(row["sha256"]) == 64


def test_the_default_pool_is_the_users_own(home: Path) -> None:
    assert Pool().path == default_path() == home / "pool.sqlite"


def test_a_pool_of_a_later_version_is_left_alone(pool: Pool) -> None:
    connection = sqlite3.connect(pool.path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(InputError, match="written by a later version of Jauge; found “99”"):
        Pool(pool.path)


def test_an_empty_pool_has_empty_tables_of_the_right_types(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "empty.sqlite")
    full = Pool(tmp_path / "full.sqlite")
    load_example_pool(full)
    assert pool.venues().empty
    for kind in KINDS:
        empty = pool.read(kind)
        assert empty.empty
        assert empty.dtypes.to_dict() == full.read(kind).dtypes.to_dict()


def test_venues_are_summarised(pool: Pool, write: Write) -> None:
    rows = "A,2018-01-01,310,month,adult\nA,2018-01-01,62,month,child\n"
    path = write("t.csv", "venue,date,visits,period,segment\n" + rows)
    import_table(pool, "attendance", path, country="FR", region="C")
    row = pool.venues().set_index("venue").loc["A"]
    assert (row["country"], row["region"], row["grain"], row["rows"]) == ("FR", "C", "month", 2)
    # Two segments of one month are one month.
    assert row["visits_per_day"] == pytest.approx(372 / 31, rel=0.03)


def test_school_holidays_of_a_venue_are_those_of_its_region(pool: Pool, write: Write) -> None:
    text = "region,start,end,name\nC,2018-02-17,2018-03-05,Hiver\nB,2018-02-24,2018-03-12,Hiver\n"
    import_table(pool, "school_holidays", write("t.csv", text))
    assert pool.read("school_holidays", ["Town Museum"]).empty
    more = write("more.csv", "venue,date,visits\nTown Museum,2018-01-04,80\n")
    import_table(pool, "attendance", more, region="C")
    assert pool.read("school_holidays", ["Town Museum"])["region"].tolist() == ["C"]
    assert len(pool.read("school_holidays")) == 2


def test_the_examples_come_in_without_a_remark_and_twice_without_a_change(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "examples.sqlite")
    for report in load_example_pool(pool):
        assert not report.refused
        assert not report.conflicts
        assert not report.notes
    venues = pool.venues().set_index("venue")
    assert venues.loc["Helsinki Zoo", "country"] == "FI"
    assert (venues["country"] == "GB").sum() == 56
    assert (venues["grain"] == "day").sum() == 7
    before = pool.digest()
    assert sum(report.accepted for report in load_example_pool(pool)) == 0
    assert pool.digest() == before


def test_no_example_is_open_and_closed_on_one_day(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "examples.sqlite")
    load_example_pool(pool)
    days = pool.read("attendance").query("period == 'day'")
    closed = pool.read("calendar").query("open_hours == 0")
    assert days.merge(closed, on=["venue", "date"]).empty
    assert (days["visits"] > 0).all()


def test_every_bundled_file_has_its_licence() -> None:
    licences = (EXAMPLES[0].path.parent / "LICENCES.md").read_text(encoding="utf-8")
    bundled = {path.name for path in EXAMPLES[0].path.parent.glob("*.csv")}
    # Some tables of school holidays are no example, but what a forecast knows anyway.
    assert bundled == {example.path.name for example in EXAMPLES} | set(SCHOOL_FILES.values())
    assert all(f"| `{name}` |" in licences for name in bundled)


def test_a_pool_in_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "folder.sqlite"
    folder.mkdir()
    with pytest.raises(InputError, match=r"folder\.sqlite: the pool cannot be opened"):
        Pool(folder)


def test_a_writer_that_does_not_end_is_reported(
    pool: Pool, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calibration.pool.store.BUSY_SECONDS", 0.1)
    path = write("t.csv", "venue,date,visits\nA,2018-01-01,5\n")
    with (
        pool.transaction(),
        pytest.raises(InputError, match="the pool cannot be written; found “database is locked”"),
    ):
        import_table(pool, "attendance", path)


def test_removing_venues_leaves_the_others_as_they_were(pool: Pool) -> None:
    load_example_pool(pool)
    known = list(pool.venues()["venue"])
    others = pool.read("attendance", [v for v in known if v != "Helsinki Zoo"])
    pool.remove(["Helsinki Zoo", "No such venue"])
    assert list(pool.venues()["venue"]) == [v for v in known if v != "Helsinki Zoo"]
    assert pool.read("attendance").equals(others)
    assert pool.read("weather").empty
    assert pool.read("school_holidays").empty


def test_removing_what_was_added_is_as_if_it_had_never_been(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "new.sqlite")
    empty = pool.digest()
    load_example_pool(pool)
    pool.remove(list(pool.venues()["venue"]))
    assert pool.digest() == empty


def test_a_first_start_brings_the_examples_and_a_later_one_changes_nothing() -> None:
    start = [sys.executable, "-m", "calibration.pool.examples"]
    subprocess.run(start, check=True)
    pool = Pool()
    assert "M Shed" in set(pool.venues()["venue"])
    pool.remove(list(pool.venues()["venue"]))
    subprocess.run(start, check=True)
    assert pool.venues().empty
