"""Events: free days, festivals, late nights; one effect for each name at each venue.

    events(v, d) = Σ_n [an event named n takes place on d] lift_vn

An event that bears a known name has that name's effect, so recurring ones are learned; a new name
gets the predictive distribution of events. Priors: common Normal(0.2, 0.3), spread of median 0.3:
a free day or festival may double a day's visits, and a bad-weather festival may cost some.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Named
from calibration.demand.days import Days
from venues.common.i18n import N_


def names(days: Days) -> tuple[str, ...]:
    """Return the events' names, in alphabetical order."""
    return tuple(sorted(set(days.events["name"].astype(str))))


def design(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return which events take place on each day."""
    columns = np.zeros((len(days.dates), len(wanted)))
    for j, name in enumerate(wanted):
        when = days.events.loc[days.events["name"] == name, "date"]
        columns[:, j] = days.dates.isin(when)
    return columns


EVENTS: Final = Named(
    key="event", title=N_("Events"), mean=0.2, sd=0.3, spread=0.3, names=names, design=design
)
