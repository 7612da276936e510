"""What the model attributes each month's visits to: level, season, holidays and more.

Use :func:`attributed`. The mean of a day is the product of what its components do, so a share of
visits belongs to none of them alone. It is dealt by the logarithmic mean,

    visits − level = Σ_k L(visits, level) log f_k,   L(a, b) = (a − b) / (log a − log b),

which adds up exactly, whatever order the components are taken in; a component that doubles a day
gets the same there as one that halves it, with the sign turned. Events' own audiences come besides.
Days are summed up to months, and draws are averaged, so that the parts still add up.

Source: Ang, 'Decomposition analysis for policymaking in energy: which is the preferred method?'
(Energy Policy 32, 2004), the logarithmic mean Divisia index.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.coefficients import VenuePosterior, venue_posterior
from calibration.demand.components import COMPONENTS, NAMED
from calibration.demand.components.base import within
from calibration.demand.days import Days, days_of
from calibration.demand.fit import Fit
from venues.common.i18n import N_

DRAWS: Final = 100
SEED: Final = 1
BEFORE_MONTHS: Final = 24
AFTER_MONTHS: Final = 12
LEVEL: Final = "level"
EVENTS: Final = "events"
OTHER: Final = "other"

GROUPS: Final = {
    "season": N_("Season and days of the week"),
    "holidays": N_("Holidays"),
    "weather": N_("Weather"),
    "exhibitions": N_("Exhibitions"),
    "nearby": N_("Exhibitions nearby"),
    EVENTS: N_("Events"),
    OTHER: N_("Better and worse weeks"),
}
"""What the groups of components are called, in the order in which they are shown."""

_GROUP: Final = {
    **dict.fromkeys(("season", "week", "weekday", "weekend"), "season"),
    **dict.fromkeys(("holidays", "christmas", "moving", "school"), "holidays"),
    "weather": "weather",
    **dict.fromkeys(("exhibition", "gallery", "trait", "phase"), "exhibitions"),
    "nearby": "nearby",
    **dict.fromkeys(
        ("entry", "entry_kind", "audience", "audience_kind", "edition", "free_sundays"), EVENTS
    ),
}


def group_of(component: str) -> str:
    """Return the group that a component, by its key, belongs to; what is not named is weeks."""
    return _GROUP.get(component, OTHER)


def attributed(fit: Fit, venue: str, *, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Return what the last two years' and the coming year's visits are attributed to.

    Args:
        fit: What was learned.
        venue: The venue.
        draws: How many draws of it.
        seed: The luck of what it does not tell.

    Returns:
        One row for each month and ``part``: ``month``, ``visits`` of the part (of ``level`` what
        would come on days like any other), and ``is_past``. The parts of a month add up to its
        expected visits. In the past a month is made of the days that were counted, or lie in a
        period that was.
    """
    posterior = venue_posterior(fit, venue, draws=draws, seed=seed)
    dates, last = _dates(fit, venue)
    days = days_of(fit.history, venue, dates)
    logs = dict(_logs(posterior, days))
    level = np.exp(posterior.levels(dates))
    ratio = np.sum(list(logs.values()), axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # The logarithmic mean of equal numbers is that number.
        weight = level * np.where(np.abs(ratio) < 1e-9, 1.0, np.expm1(ratio) / ratio)
    parts = {LEVEL: level, **{name: weight * log for name, log in logs.items()}}
    gathered = posterior.audiences(days, as_assumed=True)
    if gathered.any():
        parts[EVENTS] = parts.get(EVENTS, 0.0) + gathered
    months = dates.to_period("M").start_time.normalize()
    table = pd.DataFrame({name: part.mean(axis=0) for name, part in parts.items()}, index=months)
    sums = table.groupby(level=0).sum().rename_axis("month").reset_index()
    found = sums.melt("month", var_name="part", value_name="visits")
    return found.assign(is_past=found["month"] <= last)


def _dates(fit: Fit, venue: str) -> tuple[pd.DatetimeIndex, pd.Timestamp]:
    """Return the open days of whole months, past and coming, and the last day of the past."""
    history = fit.history
    counted, longer = history.days(venue), history.longer_periods(venue)
    last = max([*counted.index[-1:], *longer["end"].iloc[-1:]])
    first = (last - pd.DateOffset(months=BEFORE_MONTHS)).to_period("M").start_time
    end = last + pd.DateOffset(months=AFTER_MONTHS) + pd.offsets.MonthEnd(0)
    every = pd.date_range(first, end.normalize())
    is_open = history.is_open(venue, every)
    past = np.asarray(every <= last)
    seen = np.isin(every, pd.DatetimeIndex(counted.index))
    seen |= within(every, longer["start"], longer["end"])
    return every[is_open & (seen | ~past)], last


def _logs(posterior: VenuePosterior, days: Days) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Give what each group adds to the logarithm of each day's usual visits, (draw, day)."""
    sums: dict[str, Any] = {}
    for component in COMPONENTS:
        if component.applies(days) and not component.is_audience:
            part = posterior.part(component, days, as_assumed=not posterior.counts_days)
            sums[group_of(component.key)] = sums.get(group_of(component.key), 0.0) + part
    for named in NAMED:
        names = named.names(days) if posterior.counts_days or not named.days_only else ()
        if names and not named.is_audience:
            part = posterior.named(named, names) @ named.design(days, names).T
            sums[group_of(named.key)] = sums.get(group_of(named.key), 0.0) + part
    yield from ((group, sums[group]) for group in GROUPS if group in sums)


def counted(fit: Fit, venue: str) -> pd.DataFrame:
    """Return the visits counted in each month of the last two years that was over by then.

    Returns:
        One row for each month: ``month`` and ``visits``; of a venue that counts longer periods
        only, none.
    """
    days, longer = fit.history.days(venue), fit.history.longer_periods(venue)
    months = longer[longer["period"] == "month"]
    by_month = pd.Series(months["visits"].to_numpy(), index=pd.DatetimeIndex(months["start"]))
    if len(days):
        of_days = days.groupby(pd.DatetimeIndex(days.index).to_period("M").start_time).sum()
        by_month = of_days.add(by_month, fill_value=0)
    dates, last = _dates(fit, venue)
    found = pd.DataFrame({"month": pd.DatetimeIndex(by_month.index), "visits": by_month.to_numpy()})
    is_over = found["month"] + pd.offsets.MonthEnd(0) <= last
    return found[is_over & (found["month"] >= dates[0].replace(day=1))].reset_index(drop=True)
