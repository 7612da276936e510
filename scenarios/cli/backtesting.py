"""``jauge backtest``: how earlier forecasts of the venues in a file would have fared."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scenarios.cli import asking, history_files
from scenarios.cli.progress import Progress
from venues.common.files import whole_file
from venues.common.i18n import N_, day, number, percent
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from calibration.demand.diagnostics import Diagnostics
    from calibration.demand.history import History
    from calibration.demand.peers import Peer

_FORECASTERS: Final = {
    "jauge": N_("Jauge"),
    "naive": N_("The year before"),
    "prophet": "Prophet",
    "autoets": "AutoETS",
    "autoarima": "AutoARIMA",
    "mstl": "MSTL",
    "lightgbm": N_("Boosted quantiles"),
}
# The first month, the second and third, up to the sixth, up to a year, and beyond: the longest
# months and years are still within.
_HORIZONS: Final = (31, 92, 184, 366, 1096)


@click.command(
    "backtest",
    help=N_(
        "Forecast from some past days with only what was known then, and compare with what came."
        " Beside Jauge stands the forecast that all will be as the year before, and with --peers"
        " other tools. The score is the CRPS, an error in visits that also counts how sure a"
        " forecast was, as a share of visits: less is better."
    ),
)
@history_files.options
@click.option(
    "--horizon",
    type=click.IntRange(7, _HORIZONS[-1]),
    default=365,
    show_default=True,
    metavar=N_("DAYS"),
    help=N_("How many days ahead is forecast."),
)
@click.option(
    "--origins",
    type=click.IntRange(1, 24),
    default=2,
    show_default=True,
    metavar=N_("NUMBER"),
    help=N_("From how many past days, one horizon apart; each costs a fit."),
)
@click.option(
    "--peers",
    is_flag=True,
    help=N_(
        "Compare with Prophet, AutoETS, AutoARIMA, MSTL and boosted quantiles (LightGBM) too;"
        " “make peers” installs them."
    ),
)
@asking.seed_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar=N_("FILE.csv"),
    help=N_("Write the score of every single count as CSV."),
)
@asking.json_option
def command(
    *,
    horizon: int,
    origins: int,
    peers: bool,
    seed: int,
    out: Path | None,
    json_file: str | None,
    **files: Any,
) -> None:
    """Back-test, and print the scores over all, by venue and by how far ahead."""
    if out is not None:
        asking.check_output(out)
    asking.check_json(json_file)
    beside = _peers() if peers else {}
    remarks: list[str] = []
    with Progress() as progress:
        scores = _scores(
            files, beside, horizon=horizon, count=origins, seed=seed, progress=progress,
            remarks=remarks,
        )  # fmt: skip
    remarks += [
        remark.sentence(_(_FORECASTERS[name]))
        for name, peer in beside.items()
        for remark in peer.remarks
    ]
    if out is not None:
        with whole_file(out) as partial:
            scores.to_csv(partial, index=False)
    if json_file is not None:
        asking.write_json(_as_data(scores, remarks), json_file)
    if json_file != "-":
        print(_text(scores, remarks))


def _peers() -> "dict[str, Peer]":
    from calibration.demand import peers

    return peers.peers()


def _scores(
    files: dict[str, Any],
    beside: "dict[str, Peer]",
    *,
    horizon: int,
    count: int,
    seed: int,
    progress: Progress,
    remarks: list[str],
) -> "pd.DataFrame":
    """Return the scores; what must be said of them is added to the remarks."""
    from calibration.demand.origins import origins

    history = history_files.read(**files)
    at = origins(history, horizon_days=horizon, count=count)
    _refuse_short(history, files["attendance"], at, horizon)
    # The sampler's libraries load slowly; what is refused should not wait for them.
    from calibration.demand import backtest

    def failed(first: "pd.Timestamp", found: "Diagnostics") -> None:
        text = _("Jauge from {day}: what was learned did not pass its checks. {why}")
        remarks.append(text.format(day=day(first), why=" ".join(found.sentences())))

    forecasters: dict[str, backtest.Forecaster] = {
        "jauge": backtest.pooled(failed=failed), "naive": backtest.seasonal_naive, **beside,
    }  # fmt: skip
    work = N_("Forecasting from earlier days")
    progress(work, 0.0)
    scores = backtest.backtest(
        history, forecasters, at=at, horizon_days=horizon, seed=seed,
        progress=lambda fraction: progress(work, fraction),
    )  # fmt: skip
    return scores.assign(within_days=_within(scores["ahead_days"]))


def _refuse_short(
    history: "History", attendance: Path, at: "Sequence[pd.Timestamp]", horizon: int
) -> None:
    """Refuse a history of which nothing could be forecast, before anything is learned."""
    from calibration.demand.origins import asked_at

    if not any(asked_at(history, origin, horizon_days=horizon) for origin in at):
        what = _("no venue was counted for eight weeks before an earlier day and again after it")
        raise InputError(
            Problem(
                what,
                file=str(attendance),
                value=", ".join(day(origin) for origin in at),
                allowed=_("a longer history, fewer origins or a shorter horizon"),
            )
        )


def _within(ahead: "pd.Series[int]") -> "pd.Series[int]":
    """Return the horizon that each count lies within."""
    import numpy as np

    return ahead.map(lambda days: _HORIZONS[int(np.searchsorted(_HORIZONS, days))])


def _as_data(scores: "pd.DataFrame", remarks: Sequence[str]) -> dict[str, Any]:
    from calibration.demand.backtest import best_beside, comparable, summary

    by = {"all": (), "venue": ("venue",), "origin": ("origin",), "within_days": ("within_days",)}
    best = best_beside(scores, "jauge")
    data: dict[str, Any] = {
        name: [
            {key: str(value) if key == "origin" else value for key, value in row.items()}
            for row in summary(
                scores if name == "venue" else comparable(scores), (*columns, "forecaster")
            ).to_dict("records")
        ]
        for name, columns in by.items()
    }
    data["best_beside"] = best and {"forecaster": best[0], "ratio": best[1]}
    return data | {"remarks": list(remarks)}


def _text(scores: "pd.DataFrame", remarks: Sequence[str]) -> str:
    from calibration.demand.backtest import comparable, summary

    first = ", ".join(day(origin) for origin in sorted(set(scores["origin"])))
    shared = comparable(scores)
    parts = [
        _("Forecasts from {days}.").format(days=first),
        _table(_("All venues"), summary(shared), None),
        _table(_("Venue"), summary(scores, ("venue", "forecaster")), "venue"),
        _table(_("Days ahead"), summary(shared, ("within_days", "forecaster")), "within_days"),
        _best(scores),
        "\n".join(remarks),
        _("All venues and days ahead: only the counts that every forecast has.")
        if len(shared) < len(scores)
        else "",
        _(
            "CRPS and WAPE (the absolute error of the middle forecast) are shares of all visits."
            " Of intervals that are honest, as many hold what came as they say."
        ),
    ]
    return "\n\n".join(part for part in parts if part)


def _best(scores: "pd.DataFrame") -> str:
    """Return the sentence that names the best of the others."""
    from calibration.demand.backtest import best_beside

    best = best_beside(scores, "jauge")
    if best is None:
        return _("No count was forecast by all, so nothing is compared over all venues.")
    text = _("The best beside Jauge: {best}. Jauge's CRPS is {ratio} of its.")
    return text.format(best=_(_FORECASTERS[best[0]]), ratio=percent(best[1], 1))


def _table(title: str, found: "pd.DataFrame", by: str | None) -> str:
    """Return a summary as aligned text, one line for each forecaster of each group."""
    from scenarios.cli.tables import aligned

    header = (
        title, _("Forecast"), _("Counts"), _("CRPS"), _("WAPE"), _("In the 50 % interval"),
        _("80 %"), _("95 %"),
    )  # fmt: skip
    rows = [
        (
            _group(row[by]) if by else "",
            _(_FORECASTERS[str(row["forecaster"])]),
            number(row["counts"]),
            number(row["ncrps"], 3),
            number(row["wape"], 3),
            *(percent(row[f"inside{c}"]) for c in (50, 80, 95)),
        )
        for row in found.to_dict("records")
    ]
    return aligned(header, rows)


def _group(value: Any) -> str:
    """Return a venue's name as it is, and a horizon as the days that it begins and ends with."""
    if not isinstance(value, int):
        return str(value)
    before = _HORIZONS.index(value)
    first = _HORIZONS[before - 1] + 1 if before else 1
    return _("{first} to {last}").format(first=number(first), last=number(value))
