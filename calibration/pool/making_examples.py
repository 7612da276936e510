"""How the tables of the example pool were made from what their owners published.

Run ``python -m calibration.pool.making_examples FOLDER`` with the folder that holds ``bristol``,
``uk-national-museums``, ``helsinki-zoo`` and ``france-museums`` as published; it writes the files
of ``calibration/pool/data``. Figures are never changed, save that fractions of a visit are rounded.
``LICENCES.md`` there says under which terms each file is passed on.
"""

import sys
from pathlib import Path
from typing import Final

import pandas as pd

DATA: Final = Path(__file__).parent / "data"
ZOO: Final = "Helsinki Zoo"
SCHOOLS: Final = "Helsinki"
TICKETS: Final = {
    "tickets_gate": "ticket: at the gate",
    "tickets_online": "ticket: online",
    "annual_pass": "ticket: annual pass",
    "free": "ticket: free",
    "campaign": "ticket: campaign",
}


def bristol(source: Path) -> dict[str, pd.DataFrame]:
    """Five council museums and an archive, by day.

    A zero is a closed day (the counters were set to zero then) unless its remark says that it was a
    test; a missing day stays missing, as nobody knows whether the house was open.
    """
    days = pd.read_csv(source / "bristol" / "daily_visits.csv")
    days = days.rename(columns={"museum": "venue", "visitors": "visits"})
    test = days["comment"].fillna("").str.strip().str.lower() == "test"
    opened = days[(days["status"] == "open") & ~test]
    closed = days[(days["status"] == "zero_or_closed") & ~test]
    shown = pd.read_csv(source / "bristol" / "exhibitions.csv")
    shown = shown.rename(columns={"museum": "venue", "exhibition": "title"})
    typed_wrong = shown["title"].str.startswith("hogmorth")
    shown["title_as_published"] = shown["title"].where(typed_wrong).str.split(" ").str[0]
    shown.loc[typed_wrong, "title"] = "Hogarth"
    return {
        "bristol_attendance": whole(opened[["venue", "date", "visits"]]),
        "bristol_calendar": closed[["venue", "date"]].assign(open_hours=0),
        "bristol_exhibitions": shown[["venue", "title", "start", "end", "title_as_published"]],
    }


def national_museums(source: Path) -> dict[str, pd.DataFrame]:
    """The sites of the museums that the British culture ministry sponsors, by month."""
    months = pd.read_csv(source / "uk-national-museums" / "monthly_visits.csv")
    sites = months[~months["is_total"]].rename(columns={"museum": "venue", "month": "date"})
    table = whole(sites[["venue", "date", "visits"]]).assign(period="month")
    return {"uk_national_museums_attendance": table}


def zoo(source: Path) -> dict[str, pd.DataFrame]:
    """The Helsinki zoo: months until 2017, days from 2018, by ticket from 2019.

    Its zeros are days on which it was shut in the pandemic. The few visits that it counted on other
    days of those closures are kept as published.
    """
    folder = source / "helsinki-zoo"
    days = pd.read_csv(folder / "daily.csv").rename(columns={"visitors": "visits"})
    days = days.assign(venue=ZOO, period="day")
    months = pd.read_csv(folder / "monthly_1998_2022.csv").rename(columns={"visitors": "visits"})
    months = months.assign(venue=ZOO, period="month", date=pd.to_datetime(
        months[["year", "month"]].assign(day=1)).dt.strftime("%Y-%m-%d"),
    )  # fmt: skip
    months = months[months["date"] < days["date"].min()]
    columns = ["venue", "date", "visits", "period", "segment"]
    # Those with a permit are told apart, but the total does not count them.
    tickets = pd.read_csv(folder / "daily_by_ticket.csv").rename(columns=TICKETS)
    tickets = tickets.melt("date", list(TICKETS.values()), "segment", "visits")
    tickets = tickets.assign(venue=ZOO, period="day")
    opened = days[days["visits"] > 0]
    closed = days[days["visits"] == 0]
    events = pd.read_csv(folder / "events.csv").assign(venue=ZOO)
    weather = pd.read_csv(folder / "weather_kaisaniemi.csv").assign(venue=ZOO)
    hours = [f"rain_hour_{hour:02}" for hour in range(8, 19)]
    weather["rain_mm"] = weather[hours].sum(axis=1).round(1)
    weather["temp_max_c"] = weather["temp_max"].round(1)
    return {
        "helsinki_zoo_attendance": whole(
            pd.concat([months, opened, tickets[tickets["visits"] > 0]]).reindex(columns=columns)
        ),
        "helsinki_zoo_calendar": closed[["venue", "date"]].assign(open_hours=0),
        "helsinki_zoo_events": events[["venue", "date", "name"]].drop_duplicates(),
        "helsinki_zoo_weather": weather[["venue", "date", "temp_max_c", "rain_mm"]],
        "helsinki_school_holidays": ranges(pd.read_csv(folder / "school_holidays_daily.csv")),
    }


def french_schools(source: Path) -> dict[str, pd.DataFrame]:
    """The school holidays of France, each zone a region."""
    days = pd.read_csv(source / "france-museums" / "school_holidays_zones_abc.csv")
    zones = [
        ranges(
            days.loc[days[f"vacances_zone_{zone.lower()}"], ["date", "nom_vacances"]].rename(
                columns={"nom_vacances": "name"}
            ),
            f"Zone {zone}",
        )
        for zone in "ABC"
    ]
    return {"france_school_holidays": pd.concat(zones)}


def ranges(days: pd.DataFrame, region: str = SCHOOLS) -> pd.DataFrame:
    """Return runs of days with the same name as one row each, with its first and last day."""
    table = days.rename(columns={"Date": "date", "Vacation": "name"}).sort_values("date")
    when = pd.to_datetime(table["date"])
    new = (when.diff() != pd.Timedelta(days=1)) | (table["name"] != table["name"].shift())
    runs = table.groupby(new.cumsum()).agg(
        start=("date", "first"), end=("date", "last"), name=("name", "first")
    )
    return runs.assign(region=region)[["region", "start", "end", "name"]]


def whole(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with visits as whole numbers."""
    return table.assign(visits=table["visits"].round().astype(int))


def main(source: Path) -> None:
    """Write all the tables."""
    for tables in (bristol(source), national_museums(source), zoo(source), french_schools(source)):
        for name, table in tables.items():
            when = "date" if "date" in table else "start"
            ordered = table.sort_values([table.columns[0], when])
            ordered.to_csv(DATA / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
