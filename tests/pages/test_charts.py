"""Charts: whole by Vega-Lite's schema, in the reader's language, and never by colour alone."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapely import Point

from pages.charts import (
    attributed,
    checks,
    earlier,
    effects,
    fan,
    history,
    occupancy,
    paired,
    plan,
    theme,
    week,
    what_if,
)
from venues.bundled import TWO_LEVEL_MUSEUM, open_plan
from venues.common.i18n import day, use_language
from venues.graph import walking_graph

type Charts = dict[str, Callable[[], Any]]

BANDS = {"median": 0.5, "low80": 0.2, "high80": 0.8, "low95": 0.1, "high95": 0.9}
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def banded(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({**columns, **BANDS})


def venues() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "venue": ["Louvre", "Orsay"],
            "first": pd.to_datetime(["2015-01-01", "2004-04-01"]),
            "last": pd.to_datetime(["2018-02-14", "2018-12-01"]),
            "grain": ["day", "month"],
            "size": ["1,040 rows", "177 rows"],
        }
    )


def visits() -> pd.DataFrame:
    return pd.DataFrame({"date": pd.date_range("2018-01-01", periods=3), "visits": [5, 0, 7]})


def through_the_day() -> pd.DataFrame:
    minutes = np.arange(600, 660, 5)
    return pd.concat([banded(minute=minutes, scenario=[name] * 12) for name in ("A", "B")])


def interval() -> pd.DataFrame:
    return banded(words=["+1"])


def pool_charts() -> Charts:
    return {
        "coverage": lambda: history.coverage(venues()),
        "attendance": lambda: history.attendance(visits(), visits()),
        "attendance alone": lambda: history.attendance(visits()),
    }


def demand_charts() -> Charts:
    """Return the charts of what was learned and of what is to come."""
    coming = banded(date=pd.date_range("2018-01-04", periods=3))
    lifts = pd.DataFrame(
        {"month": coming["date"], "name": ["Season", "Events", "Season"],
         "visits": [1.0, -2.0, 0.5]}
    )  # fmt: skip
    tenths = pd.DataFrame({"tenth": [1, 2], "share": [0.4, 0.6], "expected": [0.5, 0.5]})
    return {
        "fan of days": lambda: fan.fan(visits(), coming, monthly=False),
        "fan of months": lambda: fan.fan(visits(), coming, monthly=True),
        "effects": lambda: effects.effects(
            banded(label=["Sundays"], text=["+3"], source=["own"])
        ),
        "level and visits": lambda: attributed.level_and_visits(
            coming.assign(month=coming["date"], level=2.0, expected=3.0),
            visits().rename(columns={"date": "month"}),
        ),
        "lifts": lambda: attributed.lifts(lifts),
        "season": lambda: effects.season(banded(date=pd.date_range("2019-01-01", periods=3))),
        "places": lambda: checks.places(tenths),
    }  # fmt: skip


def trust_charts() -> Charts:
    """Return the charts that hold a forecast against what came, or against another one."""
    told = banded(date=pd.date_range("2018-01-04", periods=3), visits=[1, 0, 2], where="outside")
    two = ["Mar 2018", "Mar 2018"]
    return {
        "months of two plans": lambda: what_if.both(
            banded(label=two, plan=["as planned", "as changed"])
        ),
        "months differing": lambda: what_if.differences(banded(label=["Mar 2018", "Apr"])),
        "forecasts met by days": lambda: earlier.met(told, by_day=True),
        "forecasts met by months": lambda: earlier.met(told, by_day=False),
        "with and without": lambda: earlier.with_and_without(
            banded(label=two, who=["with", "without"], visits=[5, 5])
        ),
    }


def day_charts() -> Charts:
    """Return the charts of what a scenario's days bring."""
    waits = banded(queue=["T", "T"], scenario=["A", "B"])
    likely = pd.DataFrame({"label": ["Visits"], "chance": [0.8], "words": ["0.80"]})
    differences = pd.DataFrame({"difference": [-1.0, 2.0]})
    return {
        "through the day": lambda: occupancy.through_the_day(through_the_day(), "people"),
        "waits": lambda: occupancy.waits(waits),
        "chances": lambda: paired.chances(likely),
        "difference": lambda: paired.difference(differences, interval(), "min", "less"),
    }


def week_charts() -> Charts:
    hours = pd.DataFrame({"day": ["Mon"], "opens": [600], "closes": [1020], "words": ["10–17"]})
    sessions = pd.DataFrame(
        {"day": ["Mon"], "starts": [660], "ends": [720], "title": ["Clay"], "words": ["11:00"]}
    )
    shifts = pd.DataFrame(
        {"desk": ["T"], "starts": [600], "ends": [1020], "servers": [2], "words": ["x"]}
    )
    spans = pd.DataFrame(
        {"title": ["T"], "start": [dt.date(2018, 7, 7)], "end": [dt.date(2018, 9, 2)],
         "where": ["9"], "price": ["free"]}
    )  # fmt: skip
    window = (dt.date(2018, 6, 1), dt.date(2018, 8, 1))
    return {
        "week": lambda: week.week(hours, sessions, DAYS),
        "week without sessions": lambda: week.week(hours, sessions.iloc[:0], DAYS),
        "rosters": lambda: week.rosters(shifts),
        "seasons": lambda: week.seasons(spans, window),
    }


def plan_charts() -> Charts:
    museum = open_plan(TWO_LEVEL_MUSEUM)
    figures = {zone.id: float(number) for number, zone in enumerate(museum.zones)}
    people = plan.Amounts(figures, "people", full=40)
    change = plan.Amounts(figures, "change", full=40, kind="difference", decimals=1)
    return {
        "plan": lambda: plan.level_picture(museum, "ground", graph=walking_graph(museum)),
        "people": lambda: plan.level_picture(museum, "upper", amounts=people),
        "change": lambda: plan.level_picture(museum, "upper", amounts=change),
    }


def all_charts() -> Charts:
    return {
        **pool_charts(), **demand_charts(), **trust_charts(),
        **day_charts(), **week_charts(), **plan_charts(),
    }  # fmt: skip


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("name", list(all_charts()))
def test_a_chart_is_whole(name: str, code: str) -> None:
    use_language(code)
    spec = all_charts()[name]().to_dict()  # checks it against Vega-Lite's schema
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec
    assert spec["config"]["locale"]["number"]["decimal"] == ("," if code == "fr" else ".")


def test_months_and_days_are_spoken_in_french() -> None:
    use_language("fr")
    locale = history.coverage(venues()).to_dict()["config"]["locale"]["time"]
    assert locale["months"][0] == "janvier"
    assert locale["days"][0] == "dimanche", "Vega counts from Sunday"


@pytest.mark.parametrize("name", list(all_charts()))
def test_charts_write_dates_as_texts_do(name: str) -> None:
    """The day without a nought before it, then the month; whatever the language."""
    formats = [each for each in values_of(all_charts()[name]().to_dict(), "format") if each]
    parts = [p for each in formats for p in (each.values() if isinstance(each, dict) else [each])]
    spoken = [part for part in parts if "%b" in str(part).lower()]
    assert all("%d" not in part and "%e" not in part for part in spoken)
    assert all(part.index("%-d") < part.lower().index("%b") for part in spoken if "%-d" in part)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_charts_name_months_as_texts_do(code: str) -> None:
    use_language(code)
    locale = history.coverage(venues()).to_dict()["config"]["locale"]["time"]
    for month in range(1, 13):
        date = dt.date(2018, month, 1)
        assert locale["shortMonths"][month - 1] == day(date, "MMM")
        assert locale["months"][month - 1] == day(date, "MMMM")


def test_a_long_name_stands_on_two_lines_and_keeps_its_place() -> None:
    labels = ["Z", "Weeks around the second of the two moveable holidays", "A"]
    spec = effects.effects(banded(label=labels, text=["+3"] * 3, source=["own"] * 3)).to_dict()
    (first, *_more) = [sort for sort in values_of(spec, "sort") if sort]
    assert first[0] == "Z"
    assert first[2] == "A"
    lines = first[1].split("\n")
    assert len(lines) == 2
    assert " ".join(lines) == labels[1], "nothing is left out"
    assert first[1] in values_of(spec, "label")


def test_dates_carry_no_time_zone_that_could_shift_them() -> None:
    rows = theme.records(visits()).to_dict()["values"]
    assert [row["date"] for row in rows][:1] == ["2018-01-01T00:00:00"]


def test_what_is_not_finite_is_left_out_rather_than_breaking_the_page() -> None:
    rows = theme.records(pd.DataFrame({"x": [1.0, np.nan, np.inf]})).to_dict()["values"]
    assert [row["x"] for row in rows] == [1.0, None, None]


def rows_of(spec: Any) -> list[dict[str, Any]]:
    """Return the rows of all of a chart's data, wherever they stand."""
    if isinstance(spec, dict):
        own = spec.get("values", []) if isinstance(spec.get("values"), list) else []
        rows = [row for row in own if isinstance(row, dict)]
        return rows + [row for value in spec.values() for row in rows_of(value)]
    if isinstance(spec, list):
        return [row for value in spec for row in rows_of(value)]
    return []


def values_of(spec: Any, field: str) -> list[Any]:
    """Return a field's values in all of a chart's data, wherever they stand."""
    if isinstance(spec, dict):
        own = [spec[field]] if field in spec else []
        return own + [found for value in spec.values() for found in values_of(value, field)]
    if isinstance(spec, list):
        return [found for value in spec for found in values_of(value, field)]
    return []


def test_a_room_shows_its_figure_and_not_its_colour_alone() -> None:
    museum = open_plan(TWO_LEVEL_MUSEUM)
    amounts = plan.Amounts({"gallery-9": -3.14}, "change", 5, "difference", 1)
    spec = plan.level_picture(museum, "upper", amounts=amounts).to_dict()
    assert "−3.1" in values_of(spec, "figure")


def test_every_large_room_is_named_inside_itself() -> None:
    museum = open_plan(TWO_LEVEL_MUSEUM)
    for level in museum.levels:
        spec = plan.level_picture(museum, level.id).to_dict()
        lines = [" ".join(name) for name in values_of(spec, "name") if isinstance(name, list)]
        here = [zone for zone in museum.zones if zone.level == level.id]
        assert sorted(lines) == sorted(zone.label().split(",")[0] for zone in here)


def test_a_room_s_name_stands_in_the_room_off_its_walls() -> None:
    museum = open_plan(TWO_LEVEL_MUSEUM)
    for level in museum.levels:
        outlines = [zone.outline for zone in museum.zones if zone.level == level.id]
        spec = plan.level_picture(museum, level.id).to_dict()
        names = [row for row in rows_of(spec) if isinstance(row.get("name"), list)]
        assert len(names) == len(outlines)
        for outline in outlines:
            inside = [each for each in names if outline.contains(Point(each["x"], each["y"]))]
            assert len(inside) == 1
            place = Point(inside[0]["x"], inside[0]["y"])
            assert outline.boundary.distance(place) >= 1.2, inside[0]["name"]


def test_a_difference_that_rounds_to_nought_has_no_sign() -> None:
    amounts = plan.Amounts({"a": -0.04}, "change", 1, "difference", 1)
    assert amounts.text("a") == "0.0"


def test_bands_say_in_words_what_falls_into_them() -> None:
    spec = fan.fan(visits(), banded(date=pd.date_range("2018-01-04", periods=3)), monthly=False)
    assert "8 of 10 days fall in here" in json.dumps(spec.to_dict())


def test_the_pair_keeps_apart_without_colour() -> None:
    spec = occupancy.through_the_day(through_the_day(), "people").to_dict()
    assert '"strokeDash"' in json.dumps(spec)
