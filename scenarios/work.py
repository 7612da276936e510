"""What the long jobs are: calibrate the demand, simulate a scenario, compare several.

A question names all that its answer depends on (the pool's digest, what the scenarios say, draws,
seed, code version), so that equal questions have equal answers. Each scenario's results are kept by
themselves: a comparison of scenarios that were simulated before takes no time.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import xarray as xr

from calibration.pool.store import Pool
from scenarios import ensemble, fits, store
from scenarios.defaults import DEFAULT_DRAWS, DEFAULT_REPLICATIONS, DEFAULT_SEED
from scenarios.scenario import Scenario
from scenarios.store import Job, State
from scenarios.visits import FixedVisits
from scenarios.yaml_files import checked, from_data, plan_digest
from simulation.results import code_version
from venues.common.files import whole_file
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

if TYPE_CHECKING:
    from calibration.demand.fit import Fit

type Report = Callable[..., None]
"""Called with a stage's text, the fraction of the whole job, and the text's values."""

LEARNING: Final = N_("Learning the demand from the pool")
KEEPING: Final = N_("Keeping the results")

_FIT_SHARE: Final = 0.5
"""How much of a job with calibration is calibration, as progress counts it."""
RESULTS_FORMAT: Final = 2
"""Raised whenever what :mod:`scenarios.ensemble` leaves is read otherwise than before."""


def question(kind: str, **parameters: Any) -> dict[str, Any]:
    """Return a job's parameters as plain data, complete and checked.

    Args:
        kind: ``calibrate``, ``simulate`` or ``compare``.
        parameters: For ``simulate`` a ``scenario``, for ``compare`` ``scenarios``, both with
            optional ``draws``, ``replications``, ``seed``, and ``visits`` (a fixed number a day).

    Raises:
        InputError: A scenario cannot be used, or they cannot be compared.
        KeyError: There is no such kind.
    """
    return _ASK[kind](**parameters)


def _ask_calibrate(*, seed: int = fits.SEED) -> dict[str, Any]:
    return {"pool": _pool_digest(), "seed": seed, "code": code_version()}


def _ask_simulate(*, scenario: Scenario, **how: Any) -> dict[str, Any]:
    return _ask_compare(scenarios=[scenario], **how)


def _ask_compare(
    *,
    scenarios: Sequence[Scenario],
    draws: int = DEFAULT_DRAWS,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    visits: int | None = None,
) -> dict[str, Any]:
    for each in scenarios:
        checked(each)
    ensemble.refuse_unpaired(scenarios)
    return {
        "pool": _pool_digest() if visits is None else "",
        "visits": visits,
        "scenarios": [each.model_dump(mode="json") for each in scenarios],
        "plans": [plan_digest(each) for each in scenarios],
        "draws": draws,
        "replications": replications,
        "seed": seed,
        "code": code_version(),
    }


_ASK: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {
    "calibrate": _ask_calibrate,
    "simulate": _ask_simulate,
    "compare": _ask_compare,
}


def _pool_digest() -> str:
    pool = Pool()
    if pool.venues().empty:
        what = _("the pool is empty: add your attendance, or load the example, first")
        raise InputError(Problem(what))
    return pool.digest()


def do(kind: str, parameters: Mapping[str, Any], report: Report, scratch: Path) -> dict[str, Any]:
    """Do a job.

    Args:
        kind: Its kind.
        parameters: What :func:`question` returned.
        report: Told how far it has come.
        scratch: An empty folder for what is not whole yet.

    Returns:
        What it leaves, as plain data: the names of its ``files`` under the results' folder.
    """
    if kind == "calibrate":
        _learned(parameters["pool"], parameters["seed"], report, 1.0, scratch)
        return {"fit": fits.fit_file(parameters["pool"]).name, "files": []}
    scenarios = [from_data(each, each["id"]) for each in parameters["scenarios"]]
    names = [_file_of(parameters, index) for index in range(len(scenarios))]
    _simulate_missing(scenarios, names, parameters, report, scratch)
    return {"files": names, "format": RESULTS_FORMAT}


def _file_of(parameters: Mapping[str, Any], index: int) -> str:
    """Return the name of the file for one scenario's results, a hash of all they depend on."""
    own = {**parameters, "scenarios": parameters["scenarios"][index]}
    own |= {"plans": parameters["plans"][index], "format": RESULTS_FORMAT}
    asked = json.dumps(own, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(asked.encode()).hexdigest() + ".nc"


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
) -> "tuple[Fit | FixedVisits, float]":
    """Return the demand and how much of the job is done with it."""
    if parameters["visits"] is not None:
        return FixedVisits(parameters["visits"]), 0.0
    known = fits.latest_fit(digest=parameters["pool"])
    if known is not None and not known.is_stale:
        return known.load(), 0.0
    return _learned(parameters["pool"], fits.SEED, report, _FIT_SHARE, scratch), _FIT_SHARE


def _learned(digest: str, seed: int, report: Report, share: float, scratch: Path) -> "Fit":
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


def is_outdated(job: Job) -> bool:
    """Say whether a job left results in a form that is not read any more."""
    return bool(job.result.get("files")) and job.result.get("format") != RESULTS_FORMAT


def is_kept(job: Job) -> bool:
    """Say whether all that a finished job left is still there and can be read."""
    if is_outdated(job):
        return False
    files = [store.results_folder() / name for name in job.result.get("files", ())]
    if "fit" in job.result:
        files.append(fits.folder() / job.result["fit"])
    return all(path.exists() for path in files)


def results(job: Job) -> xr.Dataset:
    """Return the ensemble that a finished job left.

    Raises:
        InputError: It left none, it was removed, or its form is another one.
    """
    if is_outdated(job):
        what = _("these results were made by another version of Jauge: make them again")
        raise InputError(Problem(what))
    names = job.result.get("files", ())
    if job.state is not State.DONE or not names or not is_kept(job):
        raise InputError(Problem(_("the results of this job are not there any more")))
    return ensemble.join([read_results(store.results_folder() / name) for name in names])


def write_results(dataset: xr.Dataset, path: Path) -> None:
    """Write an ensemble as netCDF."""
    packed = {name: {"zlib": True, "complevel": 4} for name in ("occupancy", "occupancy_weekday")}
    with whole_file(path) as partial:
        dataset.to_netcdf(partial, engine="netcdf4", encoding=packed)


def read_results(path: Path) -> xr.Dataset:
    """Read an ensemble that :func:`write_results` has written."""
    with xr.open_dataset(path, engine="netcdf4", decode_timedelta=False) as stored:
        return stored.load()
