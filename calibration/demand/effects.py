"""What each component does to visits, in the words and units of a person who plans.

Use :func:`effects` for the table and :func:`season_curve` for the yearly rhythm. An effect compares
a day of a kind with the same day without it: in per cent, and in visits for a typical day of the
venue (the mean level of its last year of history). The effect of an exhibition or event is all of
it: its own, and that of its kind, price and gallery. An event's own audience comes besides; its
share is that of a typical day. That of exhibitions nearby compares a day on which all others of the
place show something with one on which none does.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.coefficients import VenuePosterior, venue_posterior
from calibration.demand.components import COMPONENTS, Component, audiences, entry
from calibration.demand.components import weekday as weekday_component
from calibration.demand.components.audiences import AUDIENCES
from calibration.demand.components.base import Column, Named
from calibration.demand.components.entry import ENTRIES
from calibration.demand.components.exhibitions import EXHIBITIONS, TRAITS, traits_of
from calibration.demand.components.galleries import GALLERIES, shown_in
from calibration.demand.components.nearby import NEARBY, most
from calibration.demand.components.season import SEASON
from calibration.demand.components.weather import WEATHER
from calibration.demand.components.weekday import WEEKDAY
from calibration.demand.days import Days, days_of
from calibration.demand.fit import Fit
from venues.common.i18n import N_

SEED = 0
RAIN_MM = 5.0
FIVE_MM_OF_RAIN = N_("5 mm of rain")


def effects(fit: Fit, venue: str) -> pd.DataFrame:
    """Return what each component does to one venue's visits.

    Args:
        fit: The fit.
        venue: The venue.

    Returns:
        One row for each effect: ``component`` and ``title`` (its key, and what to call it),
        ``name`` (what to call the effect: translate it unless ``is_own_name``), ``is_own_name``
        (whether it is the name of an exhibition or event), ``median``, ``lo``, ``hi`` (share by
        which visits change, 80 % interval), ``visits``, ``visits_lo``, ``visits_hi`` (the same for
        a typical day), ``is_known`` (whether the venue's own history tells it).
    """
    posterior = venue_posterior(fit, venue, draws=None, seed=SEED)
    days = days_of(fit.history, venue, _last_year(fit, venue))
    typical = np.exp(posterior.levels(days.dates).mean(axis=1))
    rows = []
    for component, name, is_own_name, is_known, logs in _all(posterior, days):
        share = np.exp(logs) if component.is_audience else np.expm1(logs)
        lo, median, hi = np.quantile(share, (0.1, 0.5, 0.9))
        visits_lo, visits, visits_hi = np.quantile(share * typical, (0.1, 0.5, 0.9))
        rows.append(
            (component.key, component.title, name, is_own_name, median, lo, hi, visits, visits_lo,
             visits_hi, is_known)
        )  # fmt: skip
    columns = ["component", "title", "name", "is_own_name", "median", "lo", "hi", "visits",
               "visits_lo", "visits_hi", "is_known"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def season_curve(fit: Fit, venue: str) -> pd.DataFrame:
    """Return the yearly rhythm of one venue.

    Returns:
        One row for each day of a year: ``date``, and ``median``, ``lo``, ``hi`` of the share by
        which visits differ from the year's mean level, 80 % interval.
    """
    posterior = venue_posterior(fit, venue, draws=None, seed=SEED)
    dates = pd.date_range("2019-01-01", "2019-12-31")
    days = days_of(fit.history, venue, dates)
    share = np.expm1(posterior.pooled(SEASON) @ SEASON.design(days).T)
    lo, median, hi = np.quantile(share, (0.1, 0.5, 0.9), axis=0)
    return pd.DataFrame({"date": dates, "median": median, "lo": lo, "hi": hi})


def _last_year(fit: Fit, venue: str) -> pd.DatetimeIndex:
    """Return the last year that the venue's history covers."""
    ends = [pd.Timestamp(day) for day in fit.history.days(venue).index[-1:]]
    ends += list(fit.history.longer_periods(venue)["end"].iloc[-1:])
    return pd.date_range(end=max(ends), periods=365)


Effect = tuple[Component | Named, str, bool, bool, NDArray[np.float64]]


def _all(posterior: VenuePosterior, days: Days) -> Iterator[Effect]:
    """Give each effect: its component, name, whether it is a proper name, known, and its draws."""
    contrasts = posterior.pooled(WEEKDAY) @ weekday_component.CONTRASTS.T
    for j, name in enumerate(weekday_component.DAYS):
        yield WEEKDAY, name, False, posterior.counts_days, contrasts[:, j]
    for component in COMPONENTS:
        if component in {SEASON, WEEKDAY} or not component.applies(days):
            continue
        logs = posterior.pooled(component)
        if component.is_audience:
            logs += posterior.in_common(AUDIENCES)[:, None]
        keys = [column.key for column in component.columns]
        own = posterior.own_columns(component)
        for j, column in enumerate(component.columns):
            known = column.key in own
            if component is WEATHER and column.key == "rain":
                rain = logs[:, keys.index("wet")] + logs[:, j] * np.log2(RAIN_MM)
                yield component, FIVE_MM_OF_RAIN, False, known, rain
            elif column.label:
                times = _times(component, column, days)
                yield component, column.label, False, known, times * logs[:, j]
    for named in (EXHIBITIONS, GALLERIES, ENTRIES, AUDIENCES):
        names = named.names(days)
        if names:
            lifts = posterior.named(named, names) + _of_kind(posterior, named, days, names)
            for j, name in enumerate(names):
                known = posterior.knows(named, name)
                yield named, name, True, known, lifts[:, j]


def _times(component: Component, column: Column, days: Days) -> float:
    """Return the value of a column whose effect is told: twice the price, all showing nearby."""
    if component is TRAITS and column.key == "price":
        return float(np.log(2))
    return most(days) if component is NEARBY else 1.0


def _of_kind(
    posterior: VenuePosterior, named: Named, days: Days, names: tuple[str, ...]
) -> NDArray[np.float64] | float:
    """Return what each name's kind, price and gallery add to its own effect, (draw, name)."""
    if named is ENTRIES:
        return np.asarray(posterior.pooled(entry.KINDS) @ entry.kinds_of(days, names).T)
    if named is AUDIENCES:
        return np.asarray(posterior.pooled(audiences.KINDS) @ audiences.kinds_of(days, names).T)
    if named is EXHIBITIONS:
        told = posterior.pooled(TRAITS) @ traits_of(days, names).T
        if galleries := GALLERIES.names(days):
            told += posterior.named(GALLERIES, galleries) @ shown_in(days, names, galleries).T
        return np.asarray(told)
    return 0.0
