"""What the long jobs are asked, and what they leave: the light side of long work.

A job calibrates the demand, looks back at how earlier forecasts would have fared, simulates a
scenario or compares several; :mod:`scenarios.doing` does it, in a process of its own, and loads the
simulation for it.

A question names all that its answer depends on (the pool's digest, the learned demand's identity,
what the scenarios say, draws, seed, code version), so that equal questions have equal answers. Each
scenario's results are kept by themselves: a comparison of scenarios that were simulated before
takes no time.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xarray as xr

from calibration.pool.store import Pool
from scenarios import earlier, fits, store
from scenarios.defaults import DEFAULT_DRAWS, DEFAULT_REPLICATIONS, DEFAULT_SEED
from scenarios.job import Job, State
from scenarios.pairing import refuse_unpaired
from scenarios.results import join, read_results
from scenarios.scenario import Scenario
from scenarios.yaml_files import checked, plan_digest
from simulation.settings.own_rules import file_of, rules_folder
from venues.common.files import home
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem
from venues.common.version import code_version

RESULTS_FORMAT: Final = 4
"""Raised whenever what :mod:`scenarios.ensemble` leaves is read otherwise than before."""

LOOKING_BACK: Final = ("backtest", "worth")
"""The kinds of job that forecast from earlier days."""


def question(kind: str, **parameters: Any) -> dict[str, Any]:
    """Return a job's parameters as plain data, complete and checked.

    Args:
        kind: ``calibrate``, ``backtest``, ``worth``, ``simulate`` or ``compare``.
        parameters: For ``backtest`` and ``worth`` a ``venue``; for ``simulate`` a ``scenario``, for
            ``compare`` ``scenarios``, both with optional ``draws``, ``replications``, ``seed``,
            and ``visits`` (a fixed number a day).

    Raises:
        InputError: A scenario cannot be used, or they cannot be compared.
        KeyError: There is no such kind.
    """
    return _ASK[kind](**parameters)


def _ask_calibrate(*, seed: int = fits.SEED) -> dict[str, Any]:
    return {"pool": _pool_digest(), "seed": seed, "code": code_version()}


def _ask_looking_back(*, venue: str, seed: int = fits.SEED) -> dict[str, Any]:
    return {"pool": _pool_digest(), "venue": venue, "seed": seed, "code": code_version()}


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
        _refuse_code_from_elsewhere(each)
    refuse_unpaired(scenarios)
    pool = _pool_digest() if visits is None else ""
    return {
        "pool": pool,
        "fit": fits.identity_of(pool) if visits is None else fits.NONE,
        "visits": visits,
        "scenarios": [each.model_dump(mode="json") for each in scenarios],
        "plans": [plan_digest(each) for each in scenarios],
        "rules": [list(each.own_code.values()) for each in scenarios],
        "draws": draws,
        "replications": replications,
        "seed": seed,
        "code": code_version(),
    }


def _refuse_code_from_elsewhere(scenario: Scenario) -> None:
    """Let a job run only such rules of one's own as lie in the user's home folder.

    Raises:
        InputError: A rule's file lies elsewhere.
    """
    for reference in scenario.own_code:
        file = file_of(reference).resolve()
        if not file.is_relative_to(home().resolve()):
            what = _("only rules in your own folder are run here")
            raise InputError(Problem(what, value=str(file), allowed=str(rules_folder())))


_ASK: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {
    "calibrate": _ask_calibrate,
    "backtest": _ask_looking_back,
    "worth": _ask_looking_back,
    "simulate": _ask_simulate,
    "compare": _ask_compare,
}


def _pool_digest() -> str:
    pool = Pool()
    if pool.venues().empty:
        what = _("the pool is empty: add your attendance, or load the example, first")
        raise InputError(Problem(what))
    return pool.digest()


def results_file(parameters: Mapping[str, Any], index: int, fit: str) -> str:
    """Return the name of the file for one scenario's results, a hash of all they depend on.

    Args:
        parameters: The question.
        index: Which of its scenarios.
        fit: The identity of the demand; where none was learned when the question was asked, of
            the one that has been learned for it.
    """
    own = {**parameters, "scenarios": parameters["scenarios"][index], "fit": fit}
    own |= {name: parameters[name][index] for name in ("plans", "rules")}
    own["format"] = RESULTS_FORMAT
    asked = json.dumps(own, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(asked.encode()).hexdigest() + ".nc"


def is_outdated(job: Job) -> bool:
    """Say whether a job left results in a form that is not read any more."""
    current = earlier.FORMAT if job.kind in LOOKING_BACK else RESULTS_FORMAT
    return bool(job.result.get("files")) and job.result.get("format") != current


def is_stale(job: Job, *, pool_digest: str | None = None) -> bool:
    """Say whether a job's results were made from another pool or demand than is known by now.

    Args:
        job: A finished job with results; one with a fixed number of visits is never stale.
        pool_digest: The pool's digest as it is, if it is known already.
    """
    if job.parameters.get("visits") is not None:
        return False
    current = pool_digest or Pool().digest()
    if current != job.parameters["pool"]:
        return True
    made_from = job.result.get("demand", fits.NONE)
    return job.kind not in LOOKING_BACK and bool(made_from != fits.identity_of(current))


def is_kept(job: Job) -> bool:
    """Say whether all that a finished job left is still there and can be read."""
    if is_outdated(job):
        return False
    files = [store.results_folder() / name for name in job.result.get("files", ())]
    if not all(path.exists() for path in files):
        return False
    # A demand that was learned again with other luck has taken the place of this job's.
    return "fit" not in job.result or _is_current(job)


def _is_current(job: Job) -> bool:
    made = job.result.get("demand")
    return made is not None and made == fits.identity_of(job.parameters["pool"])


def results(job: Job) -> xr.Dataset:
    """Return the ensemble that a finished job left.

    Raises:
        InputError: It left none, it was removed, or its form is another one.
    """
    return join([read_results(file) for file in _files(job)])


def scores(job: Job) -> pd.DataFrame:
    """Return how earlier forecasts of a finished job's venue fared, as :func:`earlier.read` does.

    Raises:
        InputError: It left none, it was removed, or its form is another one.
    """
    return earlier.read(_files(job), job.parameters["venue"])


def _files(job: Job) -> list[Path]:
    """Return the files that a finished job left, if all of them can still be read."""
    if is_outdated(job):
        what = _("these results were made by another version of Jauge: make them again")
        raise InputError(Problem(what))
    names = job.result.get("files", ())
    if job.state is not State.DONE or not names or not is_kept(job):
        raise InputError(Problem(_("the results of this job are not there any more")))
    return [store.results_folder() / name for name in names]
