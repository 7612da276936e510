"""An ensemble: scenarios × posterior draws × replications, each a simulated week of the window.

For each posterior draw, the visits of every day of the window are predicted for each scenario, and
one week of the window is simulated day by day. The weeks are dealt evenly over the draws. The luck
of a day is keyed by draw, date and replication, and within the day by visitor, so scenarios share
it, and the result is the same to the last digit whatever the number of workers.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

import pandas as pd
import xarray as xr

from calibration.demand.fit import Fit
from scenarios import days, parallel
from scenarios.defaults import DEFAULT_DRAWS, DEFAULT_REPLICATIONS, DEFAULT_SEED
from scenarios.fits import NONE
from scenarios.gathering import Gathered, blocks, dealt, queue_kinds
from scenarios.pairing import refuse_unpaired
from scenarios.results import join
from scenarios.scenario import Scenario
from scenarios.visits import FixedVisits, wanted
from scenarios.yaml_files import as_yaml, plan_of
from simulation.luck import substream
from simulation.named_rules import rules_of
from simulation.simulate import DEFAULT_ENGINE, Engine
from venues.common.i18n import N_
from venues.common.version import code_version
from venues.plan import Plan, ZoneKind

type Progress = Callable[..., None]
"""Called with a stage's text (marked for translation), the fraction done and the text's values."""


PREDICTING: Final = N_("Predicting the visits of each day")
SIMULATING: Final = N_("Simulating {done} of {all} weeks")


def _weeks(
    scenario: Scenario,
    plan: Plan,
    visits: xr.DataArray,
    *,
    replications: int,
    seed: int,
    engine: Engine,
) -> list[days.Week]:
    """Return what is to be simulated, draw by draw and replication by replication."""
    weeks, queues = blocks(scenario.dates), tuple(queue_kinds(scenario, plan))
    tasks = []
    for draw, block in enumerate(dealt(len(weeks), visits.sizes["draw"])):
        dates = weeks[block]
        numbers = visits.isel(draw=draw).sel(date=pd.DatetimeIndex(dates)).to_numpy()
        for replication in range(replications):
            labels = (days.day_seed_labels(draw, date, replication) for date in dates)
            tasks.append(
                days.Week(
                    plan=scenario.plan,
                    days=tuple(scenario.day(date) for date in dates),
                    visits=tuple(int(number) for number in numbers),
                    seeds=tuple(substream(seed, *each) for each in labels),
                    queues=queues,
                    sessions=tuple(workshop.id for workshop in scenario.workshops),
                    engine=engine,
                )
            )
    return tasks


def _about(scenario: Scenario, plan: Plan) -> dict[str, Any]:
    """Return what a reader of the results must know about a scenario."""
    return {
        "name": dict(scenario.name),
        "hash": scenario.hash,
        "rules": scenario.own_code,
        "yaml": as_yaml(scenario),
        "plan": scenario.plan,
        "zones": {zone.id: dict(zone.name) for zone in plan.zones},
        "galleries": [zone.id for zone in plan.zones_of(ZoneKind.GALLERY)],
        "watched_zones": list(scenario.watched_zones),
        "exhibitions": [
            shown.model_dump(mode="json", include={"title", "zones", "start", "end"})
            for shown in scenario.exhibitions
            if shown.start <= scenario.demand.end and shown.end >= scenario.demand.start
        ],
        "sessions": {workshop.id: dict(workshop.title) for workshop in scenario.workshops},
        "assumptions": scenario.assumptions.model_dump(mode="json"),
        "needs_booking": scenario.timed_entry is not None,
    }


def _silent(text: str, fraction: float, **values: Any) -> None:
    del text, fraction, values


def _never() -> bool:
    return False


def simulate(
    scenarios: Sequence[Scenario],
    fit: Fit | FixedVisits,
    *,
    draws: int = DEFAULT_DRAWS,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    fit_identity: str = NONE,
    engine: Engine = DEFAULT_ENGINE,
    workers: int | None = None,
    progress: Progress = _silent,
    cancelled: Callable[[], bool] = _never,
) -> list[xr.Dataset]:
    """Return the results of each scenario apart; arguments as for :func:`run`."""
    refuse_unpaired(scenarios)
    progress(PREDICTING, 0.0)
    plans = {each.plan: plan_of(each) for each in scenarios}
    gathered, tasks = [], []
    for each in scenarios:
        visits = wanted(each, fit, draws=draws, seed=seed)
        gathered.append(Gathered(each, plans[each.plan], visits, replications))
        # The reference engine alone calls a rule that cannot be compiled.
        able: Engine = "reference" if rules_of(each).problems else engine
        tasks.append(
            _weeks(
                each, plans[each.plan], visits, replications=replications, seed=seed, engine=able
            )
        )
    # Side by side rather than one scenario after the other: progress then tells the time left.
    rows = zip(*tasks, strict=True)
    dealt_out = [(place, week) for row in rows for place, week in enumerate(row)]
    days.open_venues(plans)
    results = parallel.in_order(
        days.simulate_week,
        [week for _place, week in dealt_out],
        workers=workers or parallel.processors(),
        initializer=days.open_venues,
        arguments=(plans,),
        cancelled=cancelled,
    )
    for done, ((place, _week), result) in enumerate(zip(dealt_out, results, strict=True)):
        gathered[place].add(result)
        progress(SIMULATING, (done + 1) / len(dealt_out), done=done + 1, all=len(dealt_out))
    shared = {
        "seed": seed,
        "draws": draws,
        "replications": replications,
        "code_version": code_version(),
        "demand_ok": int(isinstance(fit, FixedVisits) or fit.diagnostics.ok),
        "history_digest": "" if isinstance(fit, FixedVisits) else fit.history_digest,
        "fit": fit_identity,
    }
    found = []
    for part in gathered:
        dataset = part.dataset()
        known = {part.scenario.id: _about(part.scenario, part.plan)}
        dataset.attrs = {**shared, "scenarios": json.dumps(known, ensure_ascii=False)}
        found.append(dataset)
    return found


def run(
    scenarios: Sequence[Scenario],
    fit: Fit | FixedVisits,
    *,
    draws: int = DEFAULT_DRAWS,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    fit_identity: str = NONE,
    engine: Engine = DEFAULT_ENGINE,
    workers: int | None = None,
    progress: Progress = _silent,
    cancelled: Callable[[], bool] = _never,
) -> xr.Dataset:
    """Simulate scenarios side by side.

    Args:
        scenarios: At least one; their demand is of the same days of the same venue.
        fit: The demand as it was learned, or a fixed number of visits.
        draws: How many posterior draws.
        replications: How often each draw's week is simulated with other luck.
        seed: Decides all luck; the same seed gives the same results.
        fit_identity: Which demand it is, as :attr:`scenarios.fits.KnownFit.identity` says it.
        engine: Which engine simulates the days; it changes no digit.
        workers: How many processes; left out, one for each processor. It changes no digit.
        progress: Told now and then how far the work has come.
        cancelled: Asked now and then whether to stop.

    Returns:
        Day by day outcomes (scenario, draw, replication, day, …), predicted visits for the whole
        window (scenario, draw, date) and mean occupancy (scenario, draw, time, zone).

    Raises:
        InputError: The scenarios cannot be set side by side.
        Cancelled: It was called off.
    """
    return join(
        simulate(
            scenarios,
            fit,
            draws=draws,
            replications=replications,
            seed=seed,
            fit_identity=fit_identity,
            engine=engine,
            workers=workers,
            progress=progress,
            cancelled=cancelled,
        )
    )
