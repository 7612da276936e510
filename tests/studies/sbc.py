"""Simulation-based calibration: does a fit give back what the model itself made up?

Run ``python -m tests.studies.sbc [REPLICATIONS] [FOLDER]``. Parameters are drawn from the prior, a
year of days of three venues from the model, and demand is learned from these as from any history;
the rank of every true parameter, and of the true total of the next three months, among the draws is
uniform if sampler, model and forecast are one. What is made up comes from the forecasting code fed
with prior draws in place of posterior ones, so both sides of the model are held against each other.

One thing is known to differ: the model decides beforehand which counts are rare
(:mod:`calibration.demand.likelihood`), and a posterior that is sure of such marks is not the exact
one. Therefore the study is made of histories without rare counts and of histories with their share.

The level is centred at the log of the mean of what was counted, so that its prior looks at the
data; with a standard deviation of 1 around it, that is nothing beside what a year tells.
"""

import hashlib
import json
import multiprocessing
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from calibration.demand import model as models
from calibration.demand.fit import Fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from tests.studies.prior import prior_of
from tests.studies.ranks import Uniformity, ranks_of, uniformity
from tests.studies.scoring import markdown, percent

VENUES: Final = ("A", "B", "C")
DAYS: Final = pd.date_range("2016-01-04", periods=364)
COMING: Final = pd.date_range("2017-01-02", periods=91)
TYPICAL: Final = 200
KEPT: Final = 50
"""So many of the draws, evenly spaced, are close to independent."""
SHARE: Final = 50
"""So many replications are made from one drawing of the prior."""
SETTINGS: Final = DemandSettings(tune=150, draws=150, kept=KEPT)
NEVER: Final = -50.0
"""The logit of a share of rare counts that is none at all."""


@dataclass(frozen=True)
class Case:
    """One way of making up and learning.

    Attributes:
        key: What files of its replications are called.
        title: What it is called.
        rare: Whether the made-up histories have rare counts.
        settings: How demand is learned from them.
    """

    key: str
    title: str
    rare: bool
    settings: DemandSettings


CASES: Final = (
    Case("approximated", "Approximated as large pools are, without rare counts", False,
         SETTINGS.model_copy(update={"most_sampled": 0})),
    Case("usual", "Sampled, without rare counts", False, SETTINGS),
    Case("rare", "Sampled, with rare counts", True, SETTINGS),
)  # fmt: skip

Ranks = dict[str, list[int]]
Replication = dict[str, tuple[float, NDArray[np.float64]]]


def history_of(counts: Mapping[str, NDArray[Any]]) -> History:
    """Return the history of venues that were open every day; so a zero is a zero."""
    tables = [
        pd.DataFrame({"venue": v, "date": DAYS, "period": "day", "visits": counts[v]})
        for v in VENUES
    ]
    attendance = pd.concat(tables, ignore_index=True)
    calendar = attendance[["venue", "date"]].assign(open_hours=8.0)
    return History(attendance=attendance, calendar=calendar)


def prior(count: int, seed: int, *, rare: bool) -> Fit:
    """Return draws of the prior in the place of a posterior's."""
    template = history_of({venue: np.full(len(DAYS), TYPICAL) for venue in VENUES})
    drawn = prior_of(template, count, seed, SETTINGS)
    if rare:
        return drawn
    return replace(
        drawn, posterior=drawn.posterior.assign(day_rare_common=("draw", np.full(count, NEVER)))
    )


def made_up(drawn: Fit, seed: int) -> dict[str, NDArray[np.int64]]:
    """Return what each draw of the prior makes up, (draw, day): the days, then those to come."""
    every = DAYS.append(COMING)
    return {v: predict(drawn, v, every, seed=seed).to_numpy() for v in drawn.venues}


def _elements(posterior: xr.Dataset) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Give the main parameters by name, (draw,)."""
    for name, values in posterior.data_vars.items():
        key = str(name)
        if "draw" not in values.dims or key.startswith(("period", "spell_lift")):
            continue
        columns = values.to_numpy().reshape(values.sizes["draw"], -1)
        if key.startswith("level"):
            columns = columns[:, -1:]  # where it stands at the end
        for at in range(columns.shape[1]):
            yield f"{key} {at}", columns[:, at]


def replicate(
    number: int,
    drawn: Fit,
    counts: Mapping[str, NDArray[np.int64]],
    settings: DemandSettings = SETTINGS,
    cores: int | None = None,
) -> Replication:
    """Learn from one made-up history; return each parameter's true value and draws.

    Args:
        number: Which draw of the prior made it up.
        drawn: The draws of the prior.
        counts: What they made up.
        settings: How demand is learned from it.
        cores: How many chains run at once.
    """
    history = history_of({venue: counts[venue][number, : len(DAYS)] for venue in VENUES})
    learned = fit(history, seed=number, settings=settings, cores=cores)
    truths = dict(_elements(drawn.posterior.isel(draw=[number])))
    found = {
        name: (float(truths[name][0]), draws)
        for name, draws in _elements(learned.posterior)
        if name in truths
    }
    totals = []
    for venue in VENUES:
        to_come = predict(learned, venue, COMING, seed=number).to_numpy().sum(axis=1)
        totals.append((float(counts[venue][number, len(DAYS) :].sum()), to_come.astype(float)))
        found[f"next three months {venue}"] = totals[-1]
    truth, draws = zip(*totals, strict=True)
    found["next three months all"] = (sum(truth), np.sum(draws, axis=0))
    return found


def ranked(found: Replication, rng: np.random.Generator) -> dict[str, int]:
    """Return the rank of each true value among its draws."""
    return {
        name: int(ranks_of(np.array([truth]), draws[:, None], rng)[0])
        for name, (truth, draws) in found.items()
    }


def _work(task: tuple[str, int, int, Case]) -> None:
    """Make replications of one worker and write each one's ranks when it is done."""
    folder, first, count, case = task
    drawn = prior(count, seed=first, rare=case.rare)
    counts = made_up(drawn, seed=first)
    for number in range(count):
        path = Path(folder) / f"{case.key}-{first + number:05}.json"
        if not path.exists():
            found = replicate(number, drawn, counts, case.settings, cores=1)
            ranks = ranked(found, np.random.default_rng((first, number)))
            path.write_text(json.dumps(ranks), encoding="utf-8")


def run(replications: int, folder: Path, case: Case, workers: int | None = None) -> None:
    """Make so many replications, or those of them that are not yet in the folder.

    Args:
        replications: How many; rounded up to whole shares.
        folder: Where each one's ranks are written; an interrupted study goes on from there.
        case: How they are made.
        workers: How many at once; one for each processor if left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = {int(path.stem.rsplit("-")[-1]) for path in folder.glob(f"{case.key}-*.json")}
    tasks = [
        (str(folder), first, SHARE, case)
        for first in range(0, replications, SHARE)
        if not set(range(first, first + SHARE)) <= done
    ]
    with multiprocessing.get_context("spawn").Pool(workers or os.cpu_count()) as pool:
        for _done in pool.imap_unordered(_work, tasks):
            pass


def collected(folder: Path, case: Case) -> Ranks:
    """Return the ranks of all replications in a folder, by parameter."""
    found: Ranks = defaultdict(list)
    for path in sorted(folder.glob(f"{case.key}-*.json")):
        for name, rank in json.loads(path.read_text(encoding="utf-8")).items():
            if case.rare or not name.startswith("day_rare"):  # no share makes none, see NEVER
                found[name].append(rank)
    return found


GROUPS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("next three months", lambda name: name.startswith("next")),
    ("level's end", lambda name: name.startswith("level")),
    ("season", lambda name: name.startswith("season_day")),
    ("weekday", lambda name: name.startswith(("weekday_day", "weekend_day"))),
    ("drift", lambda name: name.startswith("drift ")),
    ("concentration of days", lambda name: name.startswith("day_concentration ")),
    ("share of rare days", lambda name: name.startswith("day_rare_common ")),
    ("spreads", lambda name: "_spread " in name),
    ("what venues have in common", lambda name: "_common " in name),
)


def judged(ranks: Ranks, most: int = KEPT) -> dict[str, list[Uniformity]]:
    """Return what the ranks say, by group of parameters; others make a group of the rest."""
    found: dict[str, list[Uniformity]] = {}
    for name, values in ranks.items():
        group = next((title for title, holds in GROUPS if holds(name)), "the rest")
        found.setdefault(group, []).append(uniformity(np.array(values), most))
    return {title: found[title] for title in (*dict(GROUPS), "the rest") if title in found}


def shown(ranks: Ranks) -> str:
    """Return the table of a study."""
    rows = []
    for title, each in judged(ranks).items():
        smallest = {
            name: min(min(getattr(u, name) for u in each) * len(each), 1.0)
            for name in ("p_bands", "p_chi2")
        }
        rows.append(
            (title, len(each), f"{np.mean([u.mean for u in each]):.2f}",
             percent(float(np.mean([u.centre for u in each]))),
             f"{smallest['p_bands']:.3f}", f"{smallest['p_chi2']:.3f}")
        )  # fmt: skip
    heads = ("parameters", "how many", "mean rank", "in the middle half",
             "p, bands", "p, χ²")  # fmt: skip
    return markdown(pd.DataFrame(rows), heads)


def _model_hash() -> str:
    """Return a hash of the model's code: replications of another model are not to be counted."""
    digest = hashlib.sha256()
    for path in sorted(Path(models.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def main(arguments: Sequence[str] = ()) -> str:
    """Run the study and return its tables."""
    replications = int(arguments[0]) if arguments else 200
    folder = Path(arguments[1]) if len(arguments) > 1 else Path("build") / f"sbc-{_model_hash()}"
    parts = []
    for case in CASES:
        run(replications, folder, case)
        ranks = collected(folder, case)
        count = len(next(iter(ranks.values())))
        parts.append(f"{case.title}, {count} replications:\n\n{shown(ranks)}")
    return "\n\n".join(parts)


if __name__ == "__main__":
    print(main(sys.argv[1:]))
