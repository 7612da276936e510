"""The labelled result of a simulated day: what the observers noted, with dimensions and units."""

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from simulation.observers import BIN_S, BINS
from venues.common.version import code_version

if TYPE_CHECKING:
    from simulation.engine import DayModel


def dataset(model: "DayModel") -> xr.Dataset:
    """Return what the observers of a day that is over have measured.

    The time axis is the whole day in five-minute bins, whatever the opening hours, so that days can
    be put together; so are workshops that do not run on this day, with no places.
    """
    variables = {
        name: variable
        for observer in model.observers
        for name, variable in observer.variables(model).items()
    }
    time = {"long_name": "Start of five minutes", "units": "seconds after midnight"}
    sessions = [workshop.id for workshop in model.day.workshops]
    return xr.Dataset(
        variables,
        coords={
            "time": ("time", np.arange(BINS) * BIN_S, time),
            "zone": ("zone", list(model.building.ids), {"long_name": "Zone"}),
            "queue": ("queue", model.queue_names, {"long_name": "Queue"}),
            "session": ("session", sessions, {"long_name": "Workshop session"}),
        },
        attrs={
            "plan": model.plan.id,
            "date": model.day.date.isoformat(),
            "asked": model.asked,
            "seed": str(model.seed),
            "version": code_version(),
        },
    )
