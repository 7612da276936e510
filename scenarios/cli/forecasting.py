"""``jauge forecast``: draws of the coming visits of every venue in a file."""

import datetime as dt
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenarios.cli import asking, history_files
from scenarios.cli.progress import Progress
from venues.common.files import whole_file
from venues.common.i18n import N_, day, number, percent
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from calibration.demand.fit import Fit
    from calibration.demand.history import History

_LONGEST_DAYS = 3 * 366


@click.command(
    "forecast",
    help=N_(
        "Learn from the files and forecast every venue in them. Writes whole visits drawn from the"
        " posterior predictive distribution as netCDF: visits(draw, venue, time), and if the"
        " attendance has segments visits_by_segment(draw, venue, segment, time). A venue without a"
        " calendar is forecast for every day as if it were open."
    ),
)
@history_files.options
@click.option("--start", required=True, metavar="YYYY-MM-DD", help=N_("The first day."))
@click.option("--end", required=True, metavar="YYYY-MM-DD", help=N_("The last day."))
@click.option(
    "--freq",
    type=click.Choice(["day", "month"]),
    default="day",
    show_default=True,
    help=N_(
        "Visits of each day, or of each month; of a month that the first or the last day cuts,"
        " those of its days that are forecast."
    ),
)
@asking.seed_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar=N_("FILE.nc"),
    required=True,
    help=N_("Write the draws as netCDF."),
)
@asking.json_option
def command(
    *,
    start: str,
    end: str,
    freq: str,
    seed: int,
    out: Path,
    json_file: str | None,
    **files: Any,
) -> None:
    """Forecast, write the draws and print a summary of each venue."""
    window = _window(start, end)
    asking.check_output(out)
    asking.check_json(json_file)
    with Progress() as progress:
        history = history_files.read(**files)
        learned, found = _forecast(
            history, files["attendance"], window=window, freq=freq, seed=seed, progress=progress
        )
    with whole_file(out) as partial:
        packed = {
            str(name): {"zlib": True, "complevel": 1}
            for name in found.data_vars if str(name).startswith("visits")
        }  # fmt: skip
        found.to_netcdf(partial, engine="netcdf4", encoding=packed)
    print("\n".join(learned.diagnostics.sentences()), file=sys.stderr)
    summary = _summary(found)
    if json_file is not None:
        asking.write_json(_as_data(learned, found, summary), json_file)
    if json_file != "-":
        print(_text(found, summary))


def _window(start: str, end: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day asked for."""
    first, last = _day("--start", start), _day("--end", end)
    if last < first:
        what = _("the forecast ends before it starts")
        raise InputError(Problem(what, value=f"{first} – {last}"))
    if (last - first).days >= _LONGEST_DAYS:
        allowed = _("at most three years")
        raise InputError(
            Problem(_("the forecast is too long"), value=f"{first} – {last}", allowed=allowed)
        )
    return first, last


def _day(option: str, text: str) -> dt.date:
    """Return the day that an option names, of those that the pool's tables may hold too."""
    from calibration.pool.columns import EARLIEST, LATEST

    what = _("{option} is not a day").format(option=option)
    allowed = _("a day from 1900 to 2100, written YYYY-MM-DD")
    try:
        asked = dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(Problem(what, value=text, allowed=allowed)) from None
    if not EARLIEST.date() <= asked <= LATEST.date():
        what = _("{option} is too far away").format(option=option)
        raise InputError(Problem(what, value=text, allowed=allowed))
    return asked


def _forecast(
    history: "History",
    attendance: Path,
    *,
    window: tuple[dt.date, dt.date],
    freq: str,
    seed: int,
    progress: Progress,
) -> "tuple[Fit, xr.Dataset]":
    """Learn and draw; also by segment, if the attendance has segments."""
    import pandas as pd

    from calibration.demand.forecasting import forecast
    from calibration.segments.counts import from_files
    from calibration.segments.forecasting import BySegment
    from scenarios import fits

    learning = N_("Learning the demand from the files")
    progress(learning, 0.0)
    learned = fits.learn(history, seed=seed, progress=lambda fraction: progress(learning, fraction))
    segments = fits.learn_segments(from_files(attendance), learned, seed=seed)
    by_segment = BySegment(segments, learned.history, freq, seed)
    first, last = (pd.Timestamp(each) for each in window)
    drawing = N_("Drawing the coming visits")
    found = forecast(
        learned, first, last, freq=freq, seed=seed, daily=by_segment.add,
        progress=lambda fraction: progress(drawing, fraction),
    )  # fmt: skip
    return learned, by_segment.added_to(found)


def _summary(found: "xr.Dataset") -> "list[dict[str, Any]]":
    """Return each venue's visits in the whole window: median and 80 % interval."""
    totals = found["visits"].astype("int64").sum("time").quantile([0.1, 0.5, 0.9], dim="draw")
    return [
        {"venue": str(venue), "low": round(float(low)), "median": round(float(median)),
         "high": round(float(high))}
        for venue, (low, median, high) in zip(
            found["venue"].to_numpy(), totals.transpose("venue", "quantile").to_numpy(), strict=True
        )
    ]  # fmt: skip


def _as_data(learned: "Fit", found: "xr.Dataset", summary: list[dict[str, Any]]) -> dict[str, Any]:
    quality = learned.diagnostics
    return {
        "draws": found.sizes["draw"],
        "seed": int(found.attrs["seed"]),
        "freq": found.attrs["freq"],
        "cut_months": [f"{month:%Y-%m}" for month in _cut_months(found)],
        "diagnostics": {
            "ok": quality.ok,
            "method": learned.method,
            **asdict(quality),
        },
        "visits": summary,
    }


def _text(found: "xr.Dataset", summary: list[dict[str, Any]]) -> str:
    """Return the summary as lines to read."""
    lines = [
        _(
            "Visits in the whole time, from {draws} draws; {share} of them lie in the interval:"
        ).format(draws=number(found.sizes["draw"]), share=percent(0.8))
    ]
    width = max(len(each["venue"]) for each in summary)
    for each in summary:
        interval = _("{low} to {high}").format(low=number(each["low"]), high=number(each["high"]))
        lines.append(f"{each['venue']:<{width}}  {number(each['median']):>12}  {interval}")
    lines += [
        _("Of {month}, only {days} of {all_days} days are forecast.").format(
            month=day(month, "LLLL yyyy"), days=number(days), all_days=number(month.days_in_month)
        )
        for month, days in _cut_months(found).items()
    ]
    return "\n".join(lines)


def _cut_months(found: "xr.Dataset") -> "dict[pd.Timestamp, int]":
    """Return the months of which the forecast has some days only, and how many."""
    if "days" not in found:
        return {}
    months = found.indexes["time"]
    days = dict(zip(months, found["days"].to_numpy().tolist(), strict=True))
    return {month: count for month, count in days.items() if count < month.days_in_month}
