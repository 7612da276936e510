"""What is known beforehand about the days of one venue: the input of every model component.

Made by :func:`days_of` from a history; a component turns it into the columns of its regression.
"""

from dataclasses import dataclass, replace

import pandas as pd

from calibration.demand.history import History


@dataclass(frozen=True)
class Days:
    """Some days of one venue and what is known about them.

    Attributes:
        venue: The venue.
        dates: The days.
        country: Its country's code, if known.
        region: The part of the country it lies in, if known.
        school_holidays: Columns start and end; ``None`` if the region's are not known.
        exhibitions: The venue's exhibitions: title, start, end.
        events: The venue's events: date, name.
        weather: Known weather: columns temp_max_c and rain_mm by date; ``None`` if there is none.
    """

    venue: str
    dates: pd.DatetimeIndex
    country: str | None
    region: str | None
    school_holidays: pd.DataFrame | None
    exhibitions: pd.DataFrame
    events: pd.DataFrame
    weather: pd.DataFrame | None

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
        exhibitions: Exhibitions to assume instead of the history's (title, start, end).
    """
    weather = history.rows("weather", venue)
    return Days(
        venue=venue,
        dates=dates,
        country=history.countries.get(venue),
        region=history.regions.get(venue),
        school_holidays=history.school_holidays_of(venue),
        exhibitions=history.rows("exhibitions", venue) if exhibitions is None else exhibitions,
        events=history.rows("events", venue),
        weather=None if weather.empty else weather.set_index("date")[["temp_max_c", "rain_mm"]],
    )
