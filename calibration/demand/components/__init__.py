"""The terms of the demand model, one small module each: formula, priors and reasons together."""

from typing import Final

from calibration.demand.components.audiences import AUDIENCES
from calibration.demand.components.audiences import KINDS as AUDIENCE_KINDS
from calibration.demand.components.base import Column, Component, Named
from calibration.demand.components.christmas import CHRISTMAS
from calibration.demand.components.editions import EDITIONS
from calibration.demand.components.entry import ENTRIES
from calibration.demand.components.entry import KINDS as ENTRY_KINDS
from calibration.demand.components.exhibitions import EXHIBITIONS, PHASES, TRAITS
from calibration.demand.components.free_sundays import FREE_SUNDAYS
from calibration.demand.components.galleries import GALLERIES
from calibration.demand.components.holidays import HOLIDAYS
from calibration.demand.components.moving import MOVING
from calibration.demand.components.nearby import NEARBY
from calibration.demand.components.school import SCHOOL
from calibration.demand.components.season import SEASON
from calibration.demand.components.spells import SPELLS
from calibration.demand.components.weather import WEATHER
from calibration.demand.components.weekday import WEEKDAY
from calibration.demand.components.weekend import WEEKEND
from calibration.demand.components.weeks import WEEKS

COMPONENTS: Final = (
    SEASON,
    WEEKDAY,
    WEEKEND,
    FREE_SUNDAYS,
    HOLIDAYS,
    CHRISTMAS,
    MOVING,
    SCHOOL,
    WEATHER,
    TRAITS,
    PHASES,
    NEARBY,
    ENTRY_KINDS,
    AUDIENCE_KINDS,
)
NAMED: Final = (EXHIBITIONS, GALLERIES, ENTRIES, AUDIENCES, EDITIONS, WEEKS, SPELLS)

__all__ = [
    "CHRISTMAS",
    "COMPONENTS",
    "FREE_SUNDAYS",
    "HOLIDAYS",
    "MOVING",
    "NAMED",
    "SCHOOL",
    "Column",
    "Component",
    "Named",
]
