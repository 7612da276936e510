"""Coming visits: draws from the posterior predictive distribution, day by day.

Use :func:`predict` for one venue and :func:`forecast` for the dataset of all. Luck is keyed by
(draw, date), so two scenarios of one seed share each day's luck and differ by their changes only.

A venue with a history of days: each open day is a negative-binomial draw. A venue with longer
periods only: the period's total is drawn with the concentration that its own periods showed, and
dealt over the open days in proportion to draws of days whose concentration comes from its peers, so
that days add up to a total that is as sure as the venue's history allows.
"""

from collections.abc import Callable
from importlib.metadata import version

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from calibration.demand import drawing
from calibration.demand.coefficients import VenuePosterior, venue_posterior
from calibration.demand.days import days_of
from calibration.demand.fit import Fit
from calibration.demand.periods import period_starts, whole_periods
from venues.common.i18n import N_
from venues.common.i18n import gettext as _

# 20 million visits on one day are more than the most visited museum has in two years.
_MOST = 2e7


def predict(
    fit: Fit,
    venue: str,
    dates: pd.DatetimeIndex,
    *,
    exhibitions: pd.DataFrame | None = None,
    is_open: NDArray[np.bool_] | None = None,
    scale: NDArray[np.float64] | None = None,
    draws: int | None = None,
    seed: int,
) -> xr.DataArray:
    """Draw one venue's visits on some days.

    Args:
        fit: The fit.
        venue: The venue.
        dates: Consecutive days, in the past (as the fit sees them) or to come.
        exhibitions: What is shown (title, start, end) instead of what the history knows.
        is_open: Whether each day is open, instead of what the calendar says.
        scale: By how much the mean of each draw and day is multiplied.
        draws: How many posterior draws to use; all of them if left out.
        seed: The luck of the days. The same seed, draw and date give the same luck.

    Returns:
        Whole visits, dimensions ``draw`` and ``time``; 0 on closed days.

    Raises:
        InputError: The fit does not know the venue.
    """
    dates = dates.rename(None)  # a name of its own would make a dimension of its own
    posterior = venue_posterior(fit, venue, draws=draws, seed=seed)
    if posterior.counts_days:
        means = _means(posterior, dates, exhibitions, is_open, scale)
        visits = _draw_days(posterior, dates, means)
    else:
        visits = _draw_periods(posterior, dates, exhibitions, is_open, scale)
    return xr.DataArray(
        visits,
        dims=("draw", "time"),
        coords={"draw": posterior.numbers, "time": dates},
        name="visits",
        attrs={"units": "visits", "long_name": _("Visits")},
    )


def _means(
    posterior: VenuePosterior,
    dates: pd.DatetimeIndex,
    exhibitions: pd.DataFrame | None,
    is_open: NDArray[np.bool_] | None,
    scale: NDArray[np.float64] | None,
    *,
    as_assumed: bool = False,
) -> NDArray[np.float64]:
    """Return the mean of each day, (draw, day): 0 where it is closed."""
    history = posterior.fit.history
    days = days_of(history, posterior.venue, dates, exhibitions)
    means = np.minimum(np.exp(posterior.log_means(days, as_assumed=as_assumed)), _MOST)
    if scale is not None:
        means = means * scale
    opened = history.is_open(posterior.venue, dates) if is_open is None else is_open
    return np.asarray(np.where(opened, means, 0.0))


def _draw_days(
    posterior: VenuePosterior, dates: pd.DatetimeIndex, means: NDArray[np.float64]
) -> NDArray[np.int64]:
    occasions = np.asarray(dates.to_julian_date(), dtype=np.int64)
    return drawing.draw(
        means,
        posterior.concentration("day")[:, None],
        posterior.is_rare("day", occasions),
        factor_luck=posterior.shared_luck("day", occasions, "day"),
        count_luck=posterior.luck("count", occasions),
    )


def _draw_periods(
    posterior: VenuePosterior,
    dates: pd.DatetimeIndex,
    exhibitions: pd.DataFrame | None,
    is_open: NDArray[np.bool_] | None,
    scale: NDArray[np.float64] | None,
) -> NDArray[np.int64]:
    """Draw the totals of the whole periods that the days touch, and deal them over the days."""
    history = posterior.fit.history
    known = history.longer_periods(posterior.venue)
    period, anchor = known["period"].iloc[-1], known["start"].iloc[-1]
    every, member = whole_periods(dates[0], dates[-1], period, anchor)
    asked = every.get_indexer(dates)
    opened = history.is_open(posterior.venue, every)
    if is_open is not None:
        opened[asked] = is_open
    scales = np.ones((len(posterior.chosen), len(every)))
    if scale is not None:
        scales[:, asked] = scale
    # The total is what the fit made of the venue's periods; how it falls on days is a shape that
    # such a venue may have.
    means = _means(posterior, every, exhibitions, opened, scales, as_assumed=True)
    likely = _draw_days(posterior, every, _means(posterior, every, exhibitions, opened, scales))
    starts = np.flatnonzero(np.diff(member, prepend=-1))
    occasions = np.asarray(every[starts].to_julian_date(), dtype=np.int64)
    totals = drawing.draw(
        np.add.reduceat(means, starts, axis=1),
        posterior.concentration("period")[:, None],
        posterior.is_rare("period", occasions),
        factor_luck=posterior.shared_luck("period", occasions, "period"),
        count_luck=posterior.luck("total", occasions),
    )
    return _deal(totals, likely, means, starts, member)[:, asked]


def _deal(
    totals: NDArray[np.int64],
    likely: NDArray[np.int64],
    means: NDArray[np.float64],
    starts: NDArray[np.int64],
    member: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Deal each period's total over its days in proportion to likely visits, in whole numbers."""
    weights = likely.astype(np.float64)
    none = np.add.reduceat(weights, starts, axis=1) == 0
    weights = np.where(none[:, member], means, weights)
    sums = np.add.reduceat(weights, starts, axis=1)
    running = np.cumsum(weights, axis=1)
    before = np.concatenate([np.zeros((len(running), 1)), running[:, starts[1:] - 1]], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (running - before[:, member]) / sums[:, member]
    # Rounding the running sum keeps the total whole; a day gets within half a visit of its share.
    dealt = np.floor(np.nan_to_num(np.minimum(share, 1.0)) * totals[:, member] + 0.5)
    previous = np.concatenate([np.zeros((len(dealt), 1)), dealt[:, :-1]], axis=1)
    previous[:, starts] = 0.0
    return np.asarray((dealt - previous).astype(np.int64))


def forecast(
    fit: Fit,
    start: pd.Timestamp,
    end: pd.Timestamp,
    *,
    freq: str = "day",
    seed: int,
    draws: int | None = None,
    daily: Callable[[str, xr.DataArray], None] | None = None,
    progress: Callable[[float], None] | None = None,
) -> xr.Dataset:
    """Draw the visits of every venue in a window.

    Args:
        fit: The fit.
        start: The first day.
        end: The last day.
        freq: ``day`` or ``month``; a month's visits are those of its days within the window.
        seed: The luck of the days.
        draws: How many posterior draws to use; all of them if left out.
        daily: Given each venue and its visits by day, before they are summed.
        progress: Called after each venue with the share of the work that is done.

    Returns:
        Whole ``visits`` (draw, venue, time), each period dated by its first day; and of months how
        many of their ``days`` (time) these are.
    """
    dates = pd.date_range(start, end)
    starts = period_starts(start, end, freq)
    first = np.searchsorted(dates, starts).clip(0)
    parts = []
    for number, venue in enumerate(fit.venues):
        of_venue = predict(fit, venue, dates, draws=draws, seed=seed)
        parts.append(np.add.reduceat(of_venue.to_numpy(), first, axis=1).astype(np.int32))
        if daily is not None:
            daily(venue, of_venue)
        if progress is not None:
            progress((number + 1) / len(fit.venues))
    visits = xr.DataArray(
        np.stack(parts, axis=1),
        dims=("draw", "venue", "time"),
        coords={"draw": of_venue["draw"].to_numpy(), "venue": list(fit.venues), "time": starts},
        attrs={"units": "visits", "long_name": N_("Visits")},
    )
    dataset = xr.Dataset({"visits": visits})
    if freq == "month":
        # The first and the last may be parts of months.
        told = {"units": "days", "long_name": "Days of the month that are forecast"}
        dataset["days"] = ("time", np.diff(np.append(first, len(dates))), told)
    dataset["draw"].attrs = {"long_name": "Draw from the posterior predictive distribution"}
    dataset["time"].attrs = {"long_name": f"First day of the {freq}"}
    return dataset.assign_attrs(_about(fit, freq, seed))


def _about(fit: Fit, freq: str, seed: int) -> dict[str, str | int]:
    """Return what a reader of a forecast must know of where it comes from."""
    return {
        "title": "Jauge forecast of visits",
        "freq": freq,
        "seed": seed,
        "fit_seed": fit.seed,
        "code_version": version("jauge"),
        "history_digest": fit.history_digest,
        "fit_ok": int(fit.diagnostics.ok),
    }
