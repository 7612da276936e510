"""Doing the long jobs: learning demand, looking back, simulating; in a worker's process.

What they are asked and what they leave is said by :mod:`scenarios.work`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from calibration.demand.fit import Fit
from calibration.demand.history import History
from calibration.pool.store import Pool
from scenarios import ensemble, fits, store
from scenarios.results import write_results
from scenarios.scenario import Scenario
from scenarios.visits import FixedVisits
from scenarios.work import LOOKING_BACK, RESULTS_FORMAT, results_file
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
        name, kept = fits.fit_file(parameters["pool"]).name, fits.identity_of(parameters["pool"])
        return {"fit": name, "demand": kept, "files": []}
    if kind in LOOKING_BACK:
        return _looked_back(kind, parameters, report, scratch)
    scenarios = [from_data(each, each["id"]) for each in parameters["scenarios"]]
    demand = _demand(parameters, report, scratch)
    places = range(len(scenarios))
    names = [results_file(parameters, index, demand.identity) for index in places]
    missing = [
        (scenario, name)
        for scenario, name in zip(scenarios, names, strict=True)
        if not (store.results_folder() / name).exists()
    ]
    if missing:
        _simulate(missing, demand, parameters, report, scratch)
    return {"files": names, "format": RESULTS_FORMAT, "demand": demand.identity}


@dataclass(frozen=True)
class _Demand:
    """What a job simulates with.

    Attributes:
        identity: Which demand it is, as results name it.
        load: Returns it.
        done: How much of the job is done with it.
    """

    identity: str
    load: Callable[[], Fit | FixedVisits]
    done: float = 0.0


def _simulate(
    missing: Sequence[tuple[Scenario, str]],
    demand: _Demand,
    parameters: Mapping[str, Any],
    report: Report,
    scratch: Path,
) -> None:
    def progress(text: str, fraction: float, **values: Any) -> None:
        report(text, demand.done + (1 - demand.done) * fraction, **values)

    parts = ensemble.simulate(
        [scenario for scenario, _name in missing],
        demand.load(),
        fit_identity=demand.identity,
        draws=parameters["draws"],
        replications=parameters["replications"],
        seed=parameters["seed"],
        progress=progress,
    )
    report(KEEPING, 1.0)
    for (_scenario, name), part in zip(missing, parts, strict=True):
        write_results(part, scratch / name)
        (scratch / name).replace(store.results_folder() / name)


def _demand(parameters: Mapping[str, Any], report: Report, scratch: Path) -> _Demand:
    """Return the demand that the question is about; if there was none, learn it."""
    if parameters["visits"] is not None:
        return _Demand(fits.NONE, lambda: FixedVisits(parameters["visits"]))
    known = fits.latest_fit(digest=parameters["pool"])
    identity = fits.identity_of(parameters["pool"])
    if parameters["fit"] not in (fits.NONE, identity):
        what = _("the demand has been learned again since this was asked: ask again")
        raise InputError(Problem(what))
    if known is not None and identity != fits.NONE:
        return _Demand(identity, known.load)
    learned = _learned(parameters["pool"], fits.SEED, report, _FIT_SHARE, scratch)
    return _Demand(fits.identity_of(parameters["pool"]), lambda: learned, _FIT_SHARE)


def _looked_back(
    kind: str, parameters: Mapping[str, Any], report: Report, scratch: Path
) -> dict[str, Any]:
    """Forecast from earlier days, with the sampler's libraries, which nothing else here needs."""
    from scenarios.looking_back import look_back  # noqa: PLC0415  slow to load

    pool = _unchanged(parameters["pool"])
    history, _left_out = History.from_pool(pool).learnable()
    return look_back(kind, parameters, history, report, scratch)


def _unchanged(digest: str) -> Pool:
    """Return the pool, if it is still what the question was about."""
    pool = Pool()
    if pool.digest() != digest:
        raise InputError(Problem(_("the pool has changed since this was asked: ask again")))
    return pool


def _learned(digest: str, seed: int, report: Report, share: float, scratch: Path) -> Fit:
    """Learn the demand from the pool, if the pool is still what the question was about."""
    pool = _unchanged(digest)
    report(LEARNING, 0.0)
    return fits.calibrate(
        pool,
        seed=seed,
        progress=lambda fraction: report(LEARNING, share * fraction),
        scratch=scratch,
    )
