"""Doing the long jobs: calibrating the demand, simulating scenarios; in a worker's process.

What they are asked and what they leave is said by :mod:`scenarios.work`.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from calibration.demand.fit import Fit
from calibration.pool.store import Pool
from scenarios import ensemble, fits, store
from scenarios.results import write_results
from scenarios.scenario import Scenario
from scenarios.visits import FixedVisits
from scenarios.work import RESULTS_FORMAT, results_file
from scenarios.yaml_files import from_data
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

type Report = Callable[..., None]
"""Called with a stage's text, the fraction of the whole job, and the text's values."""

LEARNING: Final = N_("Learning the demand from the pool")
KEEPING: Final = N_("Keeping the results")

_FIT_SHARE: Final = 0.5
"""How much of a job with calibration is calibration, as progress counts it."""


def do(kind: str, parameters: Mapping[str, Any], report: Report, scratch: Path) -> dict[str, Any]:
    """Do a job.

    Args:
        kind: Its kind.
        parameters: What :func:`scenarios.work.question` returned.
        report: Told how far it has come.
        scratch: An empty folder for what is not whole yet.

    Returns:
        What it leaves, as plain data: the names of its ``files`` under the results' folder.
    """
    if kind == "calibrate":
        _learned(parameters["pool"], parameters["seed"], report, 1.0, scratch)
        return {"fit": fits.fit_file(parameters["pool"]).name, "files": []}
    scenarios = [from_data(each, each["id"]) for each in parameters["scenarios"]]
    names = [results_file(parameters, index) for index in range(len(scenarios))]
    _simulate_missing(scenarios, names, parameters, report, scratch)
    return {"files": names, "format": RESULTS_FORMAT}


def _simulate_missing(
    scenarios: Sequence[Scenario],
    names: Sequence[str],
    parameters: Mapping[str, Any],
    report: Report,
    scratch: Path,
) -> None:
    folder = store.results_folder()
    missing = [
        (scenario, name)
        for scenario, name in zip(scenarios, names, strict=True)
        if not (folder / name).exists()
    ]
    if not missing:
        return
    fit, done = _demand(parameters, report, scratch)

    def progress(text: str, fraction: float, **values: Any) -> None:
        report(text, done + (1 - done) * fraction, **values)

    parts = ensemble.simulate(
        [scenario for scenario, _name in missing],
        fit,
        draws=parameters["draws"],
        replications=parameters["replications"],
        seed=parameters["seed"],
        progress=progress,
    )
    report(KEEPING, 1.0)
    for (_scenario, name), part in zip(missing, parts, strict=True):
        write_results(part, scratch / name)
        (scratch / name).replace(folder / name)


def _demand(
    parameters: Mapping[str, Any], report: Report, scratch: Path
) -> tuple[Fit | FixedVisits, float]:
    """Return the demand and how much of the job is done with it."""
    if parameters["visits"] is not None:
        return FixedVisits(parameters["visits"]), 0.0
    known = fits.latest_fit(digest=parameters["pool"])
    if known is not None and not known.is_stale:
        return known.load(), 0.0
    return _learned(parameters["pool"], fits.SEED, report, _FIT_SHARE, scratch), _FIT_SHARE


def _learned(digest: str, seed: int, report: Report, share: float, scratch: Path) -> Fit:
    """Learn the demand from the pool, if the pool is still what the question was about."""
    pool = Pool()
    if pool.digest() != digest:
        raise InputError(Problem(_("the pool has changed since this was asked: ask again")))
    report(LEARNING, 0.0)
    return fits.calibrate(
        pool,
        seed=seed,
        progress=lambda fraction: report(LEARNING, share * fraction),
        scratch=scratch,
    )
