"""Segments in the attendance table: names, totals and parts, what an import says of them."""

from pathlib import Path

import pandas as pd
import pytest

from calibration.demand.history import History
from calibration.pool.importing import import_table
from calibration.pool.segmenting import joined_name, split_name
from calibration.pool.store import Pool
from calibration.segments.counts import from_files, from_pool
from venues.common.problems import InputError

HEADER = "venue,date,visits,period,segment\n"


def pool_of(folder: Path, *lines: str) -> tuple[Pool, tuple[str, ...]]:
    file = folder / "attendance.csv"
    file.write_text(HEADER + "".join(f"{line}\n" for line in lines))
    pool = Pool(folder / "pool.sqlite")
    return pool, import_table(pool, "attendance", file).notes


def visits_of(pool: Pool, period: str = "day") -> list[int]:
    rows = History.from_pool(pool).attendance
    return rows.loc[rows["period"] == period, "visits"].tolist()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("age: under 16", ("age", "under 16")),
        ("adult", ("", "adult")),
        ("10:30 tour", ("", "10:30 tour")),
        ("slot: 10:30: late", ("slot", "10:30: late")),
    ],
)
def test_a_name_tells_the_segmentation_and_the_part(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts
    assert joined_name(*parts) == name


def test_ways_of_dividing_one_public_are_told_apart(tmp_path: Path) -> None:
    pool, notes = pool_of(
        tmp_path, "A,2018-01-01,100,day,", "A,2018-01-01,30,day,age: under 16",
        "A,2018-01-01,45,day,origin: overseas", "A,2018-01-01,55,day,origin: here",
    )  # fmt: skip
    assert notes == ()
    assert visits_of(pool) == [100]
    age, origin = from_pool(pool)
    assert (age.segmentation, age.parts) == ("age", ("under 16", "others"))
    assert age.visits.tolist() == [[30, 70]]
    assert (origin.parts, origin.visits.tolist()) == (("here", "overseas"), [[55, 45]])


def test_without_a_total_the_fullest_segmentation_is_the_total(tmp_path: Path) -> None:
    pool, _notes = pool_of(
        tmp_path, "A,2018-01-01,30,day,age: young", "A,2018-01-01,60,day,age: old",
        "A,2018-01-01,40,day,origin: here", "A,2018-01-01,55,day,origin: away",
    )  # fmt: skip
    assert visits_of(pool) == [95]
    assert pool.venues()["visits_per_day"].tolist() == [95.0]


def test_a_segment_alone_is_no_total_and_is_said(tmp_path: Path) -> None:
    pool, notes = pool_of(
        tmp_path, "A,2018-01-01,100,day,", "A,2018-01-02,30,day,age: under 16",
        "A,2018-01-01,20,day,age: under 16",
    )  # fmt: skip
    assert visits_of(pool) == [100]
    assert "2018-01-02" in " ".join(notes)
    assert from_pool(pool)[0].visits.tolist() == [[20, 80]]


def test_overlapping_segments_are_refused_and_change_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        pool_of(
            tmp_path, "A,2018-01-01,100,day,", "A,2018-01-01,60,day,under 16",
            "A,2018-01-01,70,day,overseas",
        )  # fmt: skip
    (problem,) = refused.value.problems
    assert problem.column == "segment"
    assert "130" in str(problem)
    assert "age: under 16" in str(problem)
    assert Pool(tmp_path / "pool.sqlite").read("attendance").empty


def test_a_segment_without_a_name_on_one_side_is_refused(tmp_path: Path) -> None:
    for bad in ("age:", ": under 16"):
        with pytest.raises(InputError, match="colon"):
            pool_of(tmp_path, f"A,2018-01-01,60,day,{bad}", "A,2018-01-01,60,day,age: old")


def test_a_few_more_at_the_gate_than_in_the_total_are_no_problem(tmp_path: Path) -> None:
    lines = [f"A,2018-01-{day:02},100,day," for day in range(1, 11)]
    lines += [f"A,2018-01-{day:02},60,day,ticket: free" for day in range(1, 11)]
    lines += [f"A,2018-01-{day:02},42,day,ticket: paid" for day in range(1, 11)]
    pool, notes = pool_of(tmp_path, *sorted(lines))
    assert notes == ()
    (tickets,) = from_pool(pool)
    # The total tells no others, and stays what it was.
    assert tickets.parts == ("free", "paid")
    assert visits_of(pool) == [100] * 10


def test_days_count_where_months_are_told_too(tmp_path: Path) -> None:
    lines = ["A,2018-01-01,3000,month,", "A,2018-01-01,900,month,age: under 16"]
    lines += ["A,2018-02-01,2800,month,", "A,2018-02-01,800,month,age: under 16"]
    lines += ["A,2018-01-05,100,day,", "A,2018-01-05,20,day,age: under 16"]
    pool, _notes = pool_of(tmp_path, *lines)
    (age,) = from_pool(pool)
    assert age.periods["period"].tolist() == ["day", "month"]
    assert age.visits.tolist() == [[20, 80], [800, 2000]]


def test_a_year_s_total_beside_its_months_is_not_learned_twice(tmp_path: Path) -> None:
    months = [f"A,2018-{month:02}-01,1000,month," for month in range(1, 13)]
    pool, _notes = pool_of(
        tmp_path, *months, "A,2018-01-01,12000,year,", "A,2018-01-01,3000,year,age: under 16"
    )
    assert History.from_pool(pool).longer_periods("A")["period"].unique().tolist() == ["month"]
    (age,) = from_pool(pool)
    assert age.visits.tolist() == [[3000, 9000]]


def test_nobody_at_all_tells_no_share(tmp_path: Path) -> None:
    pool, _notes = pool_of(
        tmp_path, "A,2018-01-01,0,day,", "A,2018-01-01,0,day,age: under 16",
        "A,2018-01-02,50,day,", "A,2018-01-02,10,day,age: under 16",
    )  # fmt: skip
    (age,) = from_pool(pool)
    assert age.periods["start"].tolist() == [pd.Timestamp(2018, 1, 2)]


def test_a_venue_without_segments_has_none(tmp_path: Path) -> None:
    file = tmp_path / "plain.csv"
    file.write_text("venue,date,visits\nA,2018-01-01,5\n")
    assert from_files(file) == []


def test_the_example_zoo_keeps_its_totals_and_has_its_tickets() -> None:
    from calibration.pool.examples import EXAMPLES

    (path,) = [each.path for each in EXAMPLES if each.name == "helsinki_zoo_attendance"]
    (tickets,) = from_files(path)
    assert len(tickets.parts) == 5
    assert len(tickets.periods) == 1568
    whole = pd.read_csv(path)
    totals = whole[whole["segment"].isna() & (whole["period"] == "day")].set_index("date")["visits"]
    counted = pd.Series(tickets.visits.sum(axis=1), index=tickets.periods["start"].astype(str))
    away = (counted - totals.reindex(counted.index)).abs()
    assert (away > 0).sum() < 70
    assert away.sum() < 0.001 * counted.sum()
