"""What is known beforehand about the days of one venue: the input of every model component.

Made by :func:`days_of` from a history; a component turns it into the columns of its regression.
"""

from dataclasses import dataclass, replace

import pandas as pd

from calibration.demand.history import History, complete
from calibration.demand.school_calendars import known_holidays, spread_over
from calibration.pool.periods import last_day


@dataclass(frozen=True)
class Days:
    """Some days of one venue and what is known about them.

    Attributes:
        venue: The venue.
        dates: The days.
        country: Its country's code, if known.
        region: The part of the country it lies in, if known.
        school_holidays: Columns region, start, end, name, of all regions that the venue may lie
            in; ``None`` if none are known.
        exhibitions: The venue's exhibitions: title, start, end, gallery, theme, medium, price, and
            relative_price, which is the price over what the venue's exhibitions usually cost.
        events: The venue's events: date, name, kind.
        weather: Known weather: columns temp_max_c and rain_mm by date; ``None`` if there is none.
        nearby: What other venues of the same place show, that the venue does not show itself:
            venue, title, start, end, and share, which is that venue's of all visits of the place.
        place_dates: The days from the first to the last count of the place; none if nothing is
            shown nearby.
    """

    venue: str
    dates: pd.DatetimeIndex
    country: str | None
    region: str | None
    school_holidays: pd.DataFrame | None
    exhibitions: pd.DataFrame
    events: pd.DataFrame
    weather: pd.DataFrame | None
    nearby: pd.DataFrame
    place_dates: pd.DatetimeIndex

    def at(self, dates: pd.DatetimeIndex) -> "Days":
        """Return the same venue on other days."""
        return replace(self, dates=dates)


def days_of(
    history: History,
    venue: str,
    dates: pd.DatetimeIndex,
    exhibitions: pd.DataFrame | None = None,
) -> Days:
    """Return what a history knows about these days of a venue.

    Args:
        history: The history.
        venue: The venue.
        dates: The days.
        exhibitions: Exhibitions to assume instead of the history's (title, start, end, and what
            else is known of them).
    """
    known = history.rows("exhibitions", venue)
    shown = known if exhibitions is None else complete("exhibitions", exhibitions)
    weather = history.rows("weather", venue)
    nearby, place_dates = _shown_nearby(history, venue)
    return Days(
        venue=venue,
        dates=dates,
        country=history.countries.get(venue),
        region=history.regions.get(venue),
        school_holidays=_school_holidays(history, venue, dates),
        exhibitions=shown.assign(relative_price=_relative_prices(shown, known)),
        events=history.rows("events", venue),
        weather=None if weather.empty else weather.set_index("date")[["temp_max_c", "rain_mm"]],
        nearby=nearby,
        place_dates=place_dates,
    )


def _school_holidays(history: History, venue: str, dates: pd.DatetimeIndex) -> pd.DataFrame | None:
    """Return the school holidays of a table that was given, or else of one that is known anyway."""
    table = history.school_holidays_of(venue)
    if table is None:
        place = history.countries.get(venue), history.regions.get(venue)
        table = known_holidays(*place, dates)
    return None if table is None else spread_over(table, dates)


def _relative_prices(shown: pd.DataFrame, known: pd.DataFrame) -> "pd.Series[float]":
    """Return each exhibition's price over the venue's usual one in that currency.

    The usual price is the middle one of those that cost anything at all. A price without a currency
    is compared with all others. Free is 0; a price without another to compare with says nothing.
    """
    charged = known[known["price"] > 0].drop_duplicates("title")
    usual = charged.groupby("currency")["price"].median()
    of_row = shown["currency"].map(usual).astype("float64")
    if len(usual) == 1:
        # Whether the one or the other names no currency, there is but one.
        unnamed = (shown["currency"] == "") | (usual.index[0] == "")
        of_row = of_row.where(~unnamed, usual.iloc[0])
    relative: pd.Series[float] = (shown["price"] / of_row).where(shown["price"] != 0, 0.0)
    return relative


def _shown_nearby(history: History, venue: str) -> tuple[pd.DataFrame, pd.DatetimeIndex]:
    """Return what others of the venue's place show, and the days of the place's history.

    A place is a country and region; what is not known of them counts as the same.
    """
    table = history.exhibitions[["venue", "title", "start", "end"]]
    own = history.rows("exhibitions", venue)["title"]
    # Which venues lie nearby need not be asked if nobody shows anything.
    table = table[(table["venue"] != venue) & ~table["title"].isin(own)]
    place = history.same_place(venue) if len(table) else []
    table = table[table["venue"].isin(place)]
    if table.empty:
        return table.assign(share=0.0), pd.DatetimeIndex([])
    visits = history.visits_a_day[place]
    shares = visits / max(visits.sum(), 1.0)
    counted = history.attendance[history.attendance["venue"].isin(place)]
    last = last_day(counted["date"], counted["period"]).max()
    dates = pd.date_range(counted["date"].min(), last)
    return table.assign(share=table["venue"].map(shares)), dates
