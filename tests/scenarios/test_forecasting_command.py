"""``jauge forecast`` and ``jauge demo`` as they are called: files in, files and figures out."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from calibration.demand.fit import Fit, load_fit
from calibration.demand.history import History
from calibration.demand.reading import read_history
from calibration.pool import examples
from calibration.pool.importing import import_table
from calibration.pool.store import Pool
from scenarios import fits
from tests.scenarios.commands import Ran, learning_little, run

DAILY, MONTHLY = "Bristol Museum", "Town Gallery"
WINDOW = ["--start", "2018-01-15", "--end", "2018-03-04"]
GREATEST_SEED = 2**62


def write_tables(folder: Path) -> list[str]:
    """Write a venue's days (closed on Mondays) and another's months; return the options."""
    rng = np.random.default_rng(1)
    days = pd.date_range("2017-01-01", "2017-12-31")
    counted = days[days.day_of_week != 0]
    starts = pd.date_range("2015-01-01", "2017-12-01", freq="MS")
    tables = [
        pd.DataFrame(
            {"venue": DAILY, "date": counted, "period": "day",
             "visits": rng.poisson(np.where(counted.day_of_week >= 5, 80, 40))}
        ),
        pd.DataFrame(
            {"venue": MONTHLY, "date": starts, "period": "month",
             "visits": rng.poisson(3000, len(starts))}
        ),
    ]  # fmt: skip
    pd.concat(tables).to_csv(folder / "attendance.csv", index=False)
    known = pd.date_range("2017-01-01", "2018-09-30")
    closed = pd.DataFrame({"venue": DAILY, "date": known[known.day_of_week == 0], "open_hours": 0})
    closed.to_csv(folder / "calendar.csv", index=False)
    return [
        "--attendance", str(folder / "attendance.csv"), "--calendar", str(folder / "calendar.csv"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Forecast:
    """A forecast that the command made: its tables, what it learned, said and wrote."""

    folder: Path
    tables: list[str]
    learned: Fit
    ran: Ran
    visits: xr.DataArray
    attrs: dict[str, Any]


@pytest.fixture(scope="module")
def daily(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forecast]:
    """Let the command learn from two small venues and forecast their days, once."""
    folder = tmp_path_factory.mktemp("forecast")
    tables = write_tables(folder)
    with learning_little(folder) as learned:
        ran = run(
            "forecast", *tables, *WINDOW, "--country", "GB", "--seed", str(GREATEST_SEED),
            "--out", str(folder / "days.nc"), "--json", str(folder / "days.json"),
        )  # fmt: skip
    assert ran.code == 0, ran.err
    with xr.open_dataset(folder / "days.nc") as found:
        yield Forecast(folder, tables, learned[0], ran, found["visits"].load(), dict(found.attrs))


def learns(fit: Fit) -> Callable[..., Fit]:
    """Return what stands for learning again what was learned already."""

    def learn(history: History, *, seed: int, progress: Callable[[float], None]) -> Fit:
        assert set(history.venues) == {DAILY, MONTHLY}
        assert seed == fit.seed
        progress(1.0)
        return fit

    return learn


def test_the_draws_are_whole_visits_of_every_venue_and_day(daily: Forecast) -> None:
    visits = daily.visits
    assert visits.dims == ("draw", "venue", "time")
    assert visits.sizes["draw"] >= 400
    assert list(visits["venue"].to_numpy()) == [DAILY, MONTHLY]
    assert visits.indexes["time"].equals(pd.date_range("2018-01-15", "2018-03-04"))
    assert np.issubdtype(visits.dtype, np.integer)
    assert (visits >= 0).all()
    assert daily.attrs["seed"] == daily.attrs["fit_seed"] == GREATEST_SEED
    assert daily.attrs["history_digest"] == daily.learned.history_digest


def test_closed_days_have_no_visits_and_open_ones_what_was_learned(daily: Forecast) -> None:
    at = daily.visits.sel(venue=DAILY)
    by_day = at.mean("draw").groupby("time.weekday").mean()
    assert (at.where(at["time.weekday"] == 0, drop=True) == 0).all()
    assert 25 < float(by_day.sel(weekday=[1, 2, 3, 4]).mean()) < 60
    assert 55 < float(by_day.sel(weekday=[5, 6]).mean()) < 110
    # The other venue has no calendar: it is taken for open, about a hundred visits a day.
    assert 80 < float(daily.visits.sel(venue=MONTHLY).mean()) < 120


def test_what_is_printed_and_what_is_written_agree(daily: Forecast) -> None:
    told = json.loads((daily.folder / "days.json").read_text(encoding="utf-8"))
    totals = daily.visits.sum("time").quantile([0.1, 0.5, 0.9], "draw").round()
    assert told["draws"] == daily.visits.sizes["draw"]
    assert told["freq"] == "day"
    assert told["cut_months"] == []
    assert told["diagnostics"]["ok"] == daily.learned.diagnostics.ok
    for each in told["visits"]:
        of_venue = totals.sel(venue=each["venue"]).to_numpy()
        assert [each["low"], each["median"], each["high"]] == of_venue.tolist()
        assert f"{each['median']:,}" in daily.ran.out
    assert "Learning" in daily.ran.err
    assert not list(daily.folder.glob("home/*")), "nothing of the user's own is touched"


def test_a_month_is_the_sum_of_its_days_in_the_window(
    daily: Forecast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fits, "learn", learns(daily.learned))
    out = daily.folder / "months.nc"
    ran = run(
        "forecast", *daily.tables, *WINDOW, "--freq", "month", "--seed", str(GREATEST_SEED),
        "--out", str(out), "--json", "-",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert told["freq"] == "month"
    # The window begins and ends within a month.
    assert told["cut_months"] == ["2018-01", "2018-03"]
    with xr.open_dataset(out) as found:
        months = found["visits"].load()
        assert found["days"].to_numpy().tolist() == [17, 28, 4]
    assert list(months["time"].dt.strftime("%Y-%m-%d").to_numpy()) == [
        "2018-01-01", "2018-02-01", "2018-03-01",
    ]  # fmt: skip
    sums = daily.visits.groupby("time.month").sum("time")
    np.testing.assert_array_equal(
        months.to_numpy(), sums.transpose("draw", "venue", "month").to_numpy()
    )


WRONG = [
    (["--start", "2300-01-01", "--end", "2300-01-10"], "--start", "1900 to 2100"),
    (["--end", "2101-01-01"], "--end", "1900 to 2100"),
    (["--start", "1899-12-31"], "--start", "1900 to 2100"),
    (["--start", "soon"], "not a day", "soon"),
    (["--start", "2018-02-30"], "not a day", "2018-02-30"),
    (["--end", "2018-01-01"], "ends before it starts", "2018-01-15"),
    (["--end", "2022-01-01"], "too long", "three years"),
    (["--seed", "99999999999999999999999"], "--seed", "99999999999999999999999"),
    (["--seed", "-1"], "--seed", "-1"),
    (["--freq", "week"], "day, month", "week"),
    (["--country", "XX"], "no such country", "XX"),
    (["--attendance", "nowhere.csv"], "no such file", "nowhere.csv"),
    (["--attendance", "."], "folder", "."),
    (["--calendar", "nowhere.csv"], "no such file", "nowhere.csv"),
    (["--out", "."], "folder", "."),
    (["--out", "/proc/x.nc"], "cannot be written", "x.nc"),
    (["--json", "/proc/x.json"], "cannot be written", "x.json"),
]


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> list[History]:
    """Stop the command before it learns; return what it would have learned from."""
    asked: list[History] = []

    def learn(history: History, **how: Any) -> Fit:
        asked.append(history)
        raise KeyboardInterrupt

    monkeypatch.setattr(fits, "learn", learn)
    return asked


@pytest.mark.parametrize(("wrong", "says", "found"), WRONG)
def test_wrong_input_gets_one_sentence_before_anything_is_learned(
    wrong: list[str], says: str, found: str, tmp_path: Path, never: list[History]
) -> None:
    usual = [*write_tables(tmp_path), *WINDOW, "--out", str(tmp_path / "out.nc")]
    ran = run("forecast", *usual, *wrong)
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert says in ran.err
    assert found in ran.err
    assert not never
    assert not (tmp_path / "out.nc").exists()


def closed_in_2018(folder: Path, name: str) -> None:
    """Add a venue that counted months of 2018 on whose days its calendar says it was closed."""
    starts = pd.date_range("2018-01-01", "2018-06-01", freq="MS")
    more = {"venue": name, "date": starts, "period": "month", "visits": 30}
    days = pd.date_range("2018-01-01", "2018-06-30")
    shut = {"venue": name, "date": days, "open_hours": 0}
    for file, rows in (("attendance", more), ("calendar", shut)):
        path = folder / f"{file}.csv"
        known = [pd.read_csv(path, parse_dates=["date"])] if path.exists() else []
        pd.concat([*known, pd.DataFrame(rows)]).to_csv(path, index=False)


def test_a_venue_that_its_calendar_never_opens_is_left_out_and_named(
    tmp_path: Path, never: list[History]
) -> None:
    tables = write_tables(tmp_path)
    closed_in_2018(tmp_path, "Shut House")
    ran = run("forecast", *tables, *WINDOW, "--out", str(tmp_path / "out.nc"))
    assert ran.code == 130
    assert (
        "a venue whose calendar closes every day of its attendance cannot be learned; found"
        " “Shut House, 1 Jan 2018 – 30 Jun 2018”."
    ) in ran.err.splitlines()
    assert [history.venues for history in never] == [(DAILY, MONTHLY)]


def test_if_no_venue_is_ever_open_nothing_can_be_forecast(
    tmp_path: Path, never: list[History]
) -> None:
    closed_in_2018(tmp_path, "Shut House")
    closed_in_2018(tmp_path, "Dark Hall")
    ran = run(
        "forecast", "--attendance", str(tmp_path / "attendance.csv"), "--calendar",
        str(tmp_path / "calendar.csv"), *WINDOW, "--out", str(tmp_path / "out.nc"),
    )  # fmt: skip
    assert ran.code == 2
    named = [line.split("“")[1].split(",")[0] for line in ran.err.splitlines()]
    assert named == ["Dark Hall", "Shut House"]
    assert not never


def test_a_venue_that_nobody_visited_is_left_out_and_named(
    tmp_path: Path, never: list[History]
) -> None:
    tables = write_tables(tmp_path)
    path = tmp_path / "attendance.csv"
    days = pd.date_range("2017-01-01", periods=100)
    empty = pd.DataFrame({"venue": "Ghost House", "date": days, "period": "day", "visits": 0})
    pd.concat([pd.read_csv(path, parse_dates=["date"]), empty]).to_csv(path, index=False)
    ran = run("forecast", *tables, *WINDOW, "--out", str(tmp_path / "out.nc"))
    assert "a venue that nobody ever visited cannot be learned; found “Ghost House, " in ran.err
    assert [history.venues for history in never] == [(DAILY, MONTHLY)]


def test_a_table_tells_what_venues_are_and_what_is_mended_is_said(
    tmp_path: Path, never: list[History]
) -> None:
    tables = write_tables(tmp_path)
    table = tmp_path / "venues.csv"
    table.write_text(
        f"venue,country,region,venue_type\n{DAILY},fr,Zone C,Zoo\n{MONTHLY},,,museum\n",
        encoding="utf-8",
    )
    holidays = tmp_path / "school_holidays.csv"
    holidays.write_text(
        "region,start,end,name\nZone A,2018-02-01,2018-02-10,Winter\n"
        "Zone C,2018-02-11,2018-02-20,Winter\n",
        encoding="utf-8",
    )
    ran = run(
        "forecast", *tables, "--venues", str(table), "--school-holidays", str(holidays), *WINDOW,
        "--out", str(tmp_path / "out.nc"),
    )  # fmt: skip
    assert "venues.csv: Column country, 1 cell: upper and lower case" in ran.err
    (history,) = never
    assert history.venue_types == {DAILY: "zoo", MONTHLY: "museum"}
    assert history.regions == {DAILY: "Zone C"}
    assert history.countries[DAILY] == "FR"


def test_closed_months_beside_open_days_say_nothing(tmp_path: Path) -> None:
    write_tables(tmp_path)
    closed_in_2018(tmp_path, DAILY)
    history = read_history(tmp_path / "attendance.csv", calendar=tmp_path / "calendar.csv").only(
        [DAILY]
    )
    assert len(history.days(DAILY))
    assert history.longer_periods(DAILY).empty
    assert history.learnable() == (history, [])


def test_the_demo_goes_the_whole_way_and_touches_nothing_of_the_users(
    daily: Forecast, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(pool: Pool) -> None:
        for kind in ("attendance", "calendar"):
            import_table(pool, kind, daily.folder / f"{kind}.csv")

    monkeypatch.setattr(examples, "load_example_pool", load)
    monkeypatch.setattr(fits, "learn", learns(daily.learned))
    out = tmp_path / "demo"
    ran = run(
        "demo", "--draws", "2", "--seed", str(GREATEST_SEED), "--workers", "1", "--out", str(out),
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert {path.name for path in out.iterdir()} == {
        "as_today.yaml", "ensemble.nc", "late_thursdays.yaml", "posterior.nc", "verdict.json",
    }  # fmt: skip
    verdict = json.loads((out / "verdict.json").read_text(encoding="utf-8"))
    assert verdict["sentence"] in ran.out
    assert str(out) in ran.out
    assert verdict["draws"] == 2
    assert "Reading the bundled history of 2 venues" in ran.err
    assert load_fit(out / "posterior.nc").history_digest == daily.learned.history_digest
    with xr.open_dataset(out / "ensemble.nc") as found:
        assert found.attrs["history_digest"] == daily.learned.history_digest
        assert found.attrs["fit"] == fits.NONE
    assert not list(home.iterdir())
