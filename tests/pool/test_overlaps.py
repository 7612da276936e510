"""Figures that tell of the same days are said when they come in."""

from calibration.demand.history import History
from calibration.pool.importing import import_table
from calibration.pool.store import Pool
from tests.pool.conftest import Write


def test_weeks_that_overlap_are_said_and_nobody_is_learned_twice(pool: Pool, write: Write) -> None:
    weeks = "venue,date,period,visits\nA,2020-01-06,week,70\nA,2020-01-13,week,90\n"
    assert not import_table(pool, "attendance", write("weeks.csv", weeks)).notes
    more = "venue,date,period,visits\nA,2020-01-09,week,80\nA,2020-01-20,week,60\n"
    report = import_table(pool, "attendance", write("more.csv", more))
    (note,) = report.notes
    assert "1 period begins before the one before it is over, on 2020-01-09" in note
    learned = History.from_pool(pool).longer_periods("A")
    assert list(learned["visits"]) == [70, 90, 60]
