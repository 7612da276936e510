"""How many visits each day of a scenario's window wants to see, draw by draw.

The demand model says what the history expects; the scenario's changes act on it through what is
assumed (:mod:`scenarios.assumptions`). Scenarios that are asked with the same seed share each day's
luck, so that their difference is that of the plans.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from calibration.demand.fit import Fit
from calibration.demand.forecasting import predict
from calibration.demand.history import COLUMNS, OPTIONAL, History
from scenarios.assumptions import demand_scale, drawn
from scenarios.scenario import PlannedExhibition, Scenario
from simulation.settings import seconds
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem


@dataclass(frozen=True)
class FixedVisits:
    """A number of visits for every open day, for those who have no history or want none.

    Attributes:
        a_day: How many visits an open day sees.
    """

    a_day: int


def opening(scenario: Scenario) -> NDArray[np.float64]:
    """Return how many hours the venue is open on each day of the window."""
    hours = (scenario.hours(date) for date in scenario.dates)
    return np.array(
        [(seconds(each.closes) - seconds(each.opens)) / 3600 if each else 0.0 for each in hours]
    )


def exhibitions(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return the scenario's exhibitions as a table of the pool.

    Args:
        scenario: The scenario.
        history: Where what it does not say of an exhibition is taken from, by its title.
    """
    shown = scenario.exhibitions
    known = history.rows("exhibitions", scenario.demand.venue)
    # As in the model: of one that is listed twice the first row counts.
    known = known.drop_duplicates("title").set_index("title")
    return pd.DataFrame(
        {
            "venue": pd.Series([scenario.demand.venue] * len(shown), dtype="str"),
            "title": pd.Series([each.title for each in shown], dtype="str"),
            "start": pd.to_datetime([each.start for each in shown]),
            "end": pd.to_datetime([each.end for each in shown]),
            **{
                name: [_said(each, name, known) for each in shown]
                for name in COLUMNS["exhibitions"]
                if name in OPTIONAL
            },
        }
    )


def _said(shown: PlannedExhibition, name: str, known: pd.DataFrame) -> str | float:
    """Return what the scenario says of an exhibition, else the history, else nothing."""
    given: str | float | None = getattr(shown, name)
    if given is not None:
        return given
    nothing: str | float = np.nan if name == "price" else ""
    of_history: str | float = known[name].to_dict().get(shown.title, nothing)
    return of_history


def _refuse_unknown_venue(scenario: Scenario, fit: Fit) -> None:
    known = list(fit.venues)
    if scenario.demand.venue not in known:
        raise InputError(
            Problem(
                _("the demand of this venue has not been learned"),
                file=scenario.id,
                column="demand.venue",
                value=scenario.demand.venue,
                allowed=", ".join(known),
            )
        )


def scale(scenario: Scenario, draws: int, seed: int) -> xr.DataArray:
    """Return what each day's expected visits are multiplied by, with the assumptions drawn for it.

    Returns:
        The scale (draw, date), with each assumption's values as a coordinate of ``draw``.
    """
    values = drawn(scenario.assumptions, draws, seed)
    hours = opening(scenario)
    weeks = [date.isocalendar().year * 100 + date.isocalendar().week for date in scenario.dates]
    factors = demand_scale(
        values,
        hours - scenario.assumptions.usual_open_hours,
        hours > 0,
        np.array([scenario.needs_booking(date) for date in scenario.dates]),
        weeks,
    )
    return xr.DataArray(
        factors,
        dims=("draw", "date"),
        coords={
            "draw": np.arange(draws),
            "date": pd.DatetimeIndex(scenario.dates),
            **{name: ("draw", column) for name, column in values.items()},
        },
    )


def wanted(scenario: Scenario, fit: Fit | FixedVisits, *, draws: int, seed: int) -> xr.DataArray:
    """Return how many people want to visit on each day of the window: integers (draw, date).

    Args:
        scenario: The scenario.
        fit: The demand as it was learned, or a fixed number.
        draws: How many posterior draws.
        seed: Shared by the scenarios that are to be compared.

    Raises:
        InputError: The scenario's venue is not one whose demand was learned.
    """
    factors = scale(scenario, draws, seed)
    is_open = opening(scenario) > 0
    if isinstance(fit, FixedVisits):
        visits = np.rint(fit.a_day * factors.to_numpy()) * is_open
    else:
        _refuse_unknown_venue(scenario, fit)
        visits = predict(
            fit,
            scenario.demand.venue,
            pd.DatetimeIndex(scenario.dates),
            exhibitions=exhibitions(scenario, fit.history),
            is_open=is_open,
            scale=factors.to_numpy(),
            draws=draws,
            seed=seed,
        ).to_numpy()
    return factors.copy(data=visits.astype(np.int64)).rename("wanted")
