"""The terms of the demand model, one small module each: formula, priors and reasons together."""

from typing import Final

from calibration.demand.components.base import Column, Component, Named
from calibration.demand.components.events import EVENTS
from calibration.demand.components.exhibitions import EXHIBITIONS, PHASES
from calibration.demand.components.holidays import HOLIDAYS
from calibration.demand.components.school import SCHOOL
from calibration.demand.components.season import SEASON
from calibration.demand.components.weather import WEATHER
from calibration.demand.components.weekday import WEEKDAY

COMPONENTS: Final = (SEASON, WEEKDAY, HOLIDAYS, SCHOOL, WEATHER, PHASES)
NAMED: Final = (EXHIBITIONS, EVENTS)

__all__ = ["COMPONENTS", "NAMED", "Column", "Component", "Named"]
