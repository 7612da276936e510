"""Results of finished jobs: which there are, what is in them, kept while their files stay."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st
import xarray as xr

from pages.parts import data, frames
from pages.parts.wording import clock_words
from scenarios import jobs, store, work
from scenarios.comparison import Verdict, compare, paired_differences
from scenarios.job import Job, State
from scenarios.results import write_results
from scenarios.scenario import Scenario
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import language, number
from venues.plan import Plan

MOST_OFFERED: Final = 12


def finished(kind: str) -> list[Job]:
    """Return the jobs of a kind whose results can be shown, the newest first."""
    return [job for job in jobs.jobs(kind) if has_results(job)]


def has_results(job: Job) -> bool:
    """Say whether a job left results, and they are still there."""
    return job.state is State.DONE and work.is_kept(job)


def about(kind: str, scenarios: Sequence[Scenario]) -> list[Job]:
    """Return all jobs of a kind about just these scenarios as they are now, the newest first."""
    asked = [scenario.model_dump(mode="json") for scenario in scenarios]
    return [job for job in jobs.jobs(kind) if job.parameters["scenarios"] == asked]


# What is kept is found again by the job and its files as they stand, however it was looked up.
_BY_FILES: Final[dict[str | type[Any], Callable[[Any], Any]]] = {
    Job: lambda job: (job.id, data.stamp(*_files(job))),
}


def _files(job: Job) -> list[Path]:
    return [store.results_folder() / name for name in job.result.get("files", ())]


@st.cache_resource(show_spinner=False, max_entries=6, hash_funcs=_BY_FILES)
def of(job: Job) -> xr.Dataset:
    """Return the results that a finished job left."""
    return work.results(job)


@st.cache_resource(show_spinner=False, max_entries=12, hash_funcs=_BY_FILES)
def verdict(job: Job, a: str, b: str) -> Verdict:
    """Return the comparison of two scenarios of a finished job."""
    return compare(of(job), a, b)


def paired(job: Job, a: str, b: str) -> pd.DataFrame:
    """Return every draw's value of every outcome in A and in B, and their difference."""
    return _paired(job, a, b, language())


@st.cache_data(show_spinner=False, max_entries=12, hash_funcs=_BY_FILES)
def _paired(job: Job, a: str, b: str, code: str) -> pd.DataFrame:
    del code
    return paired_differences(of(job), a, b)


@st.cache_data(show_spinner=False, max_entries=12, hash_funcs=_BY_FILES)
def scores(job: Job) -> pd.DataFrame:
    """Return how the earlier forecasts of a finished job fared."""
    return work.scores(job)


def as_netcdf(job: Job) -> bytes:
    """Return a job's results as one netCDF file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.nc"
        write_results(work.results(job), path)
        return path.read_bytes()


def made_words(job: Job) -> str:
    """Return when a job ended, and with what seed and how many draws."""
    ended = job.ended or job.submitted
    return _("Made on {day} from {draws} draws with seed {seed}.").format(
        day=moment_words(ended), draws=number(job.parameters["draws"]), seed=job.parameters["seed"]
    )


def when_words(job: Job) -> str:
    """Return when a job ended."""
    return _("Made on {day}.").format(day=moment_words(job.ended or job.submitted))


def moment_words(moment: datetime) -> str:
    """Return a moment as day and time of this machine's clock."""
    here = moment.astimezone()
    return _("{day}, {time}").format(
        day=date_words(here.date(), "long"), time=clock_words(here.hour * 60 + here.minute)
    )


def with_plan(plan: Plan) -> list[tuple[Job, str]]:
    """Return the results in this building: the job and the scenario's short name."""
    offered = [
        (job, str(scenario["id"]))
        for kind in ("simulate", "compare")
        for job in finished(kind)
        for scenario in job.parameters["scenarios"]
        if scenario["plan"] == plan.id
    ]
    offered.sort(key=lambda each: each[0].submitted, reverse=True)
    newest: dict[str, tuple[Job, str]] = {}
    for job, scenario_id in offered:
        newest.setdefault(scenario_id, (job, scenario_id))
    return list(newest.values())[:MOST_OFFERED]


def scenario_name(job: Job, scenario_id: str) -> str:
    """Return what the reader calls one scenario of a job."""
    return frames.scenario_names(of(job), [scenario_id])[scenario_id]
