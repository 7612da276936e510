"""How fast visitors walk."""

from typing import Final, Self

from pydantic import PositiveFloat, model_validator

from simulation.settings.parties import DECADES
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter

_WEIDMANN: Final = N_("Weidmann 1992, Transporttechnik der Fussgänger")

_RIMEA_AGE: Final = N_(
    "RiMEA guideline, test 7, after Weidmann 1992, for 20 to 70 years; 10 and 80: an assumption"
)


class Walking(Settings):
    """How fast visitors walk."""

    speed_by_age: tuple[PositiveFloat, ...] = parameter(
        (1.20, 1.62, 1.54, 1.48, 1.41, 1.27, 1.07, 0.80),
        label=N_("Free walking speed around 10, 20, 30 … 80 years of age"),
        unit="m/s",
        source=_RIMEA_AGE,
    )
    speed_cv: float = parameter(
        0.19,
        label=N_("Spread of walking speeds among people of one age, relative to the mean"),
        source=N_("Weidmann 1992: 0.26 m/s around 1.34 m/s"),
        minimum=0,
        maximum=0.5,
    )
    stroll: float = parameter(
        0.75,
        label=N_("Strolling speed as a share of free walking speed"),
        source=N_("assumption: between free walking and the 0.6 m/s of Pluchino et al. 2014"),
        minimum=0.1,
        maximum=1,
    )
    step_free_factor: float = parameter(
        0.8,
        label=N_("Speed of step-free parties relative to others"),
        source=N_("assumption"),
        minimum=0.1,
        maximum=1.5,
    )
    stairs_up: float = parameter(
        0.46,
        label=N_("Speed up stairs relative to the level"),
        source=N_("Weidmann 1992: 0.610 of 1.34 m/s"),
        minimum=0.05,
        maximum=1,
    )
    stairs_down: float = parameter(
        0.52,
        label=N_("Speed down stairs relative to the level"),
        source=N_("Weidmann 1992: 0.694 of 1.34 m/s"),
        minimum=0.05,
        maximum=1,
    )
    density_effect: float = parameter(
        1.913,
        label=N_("How strongly density slows walking"),
        unit="1/m²",
        source=_WEIDMANN,
        minimum=0,
        maximum=20,
    )
    jam_density: float = parameter(
        5.4,
        label=N_("Density at which walking stops"),
        unit=N_("persons/m²"),
        source=_WEIDMANN,
        minimum=1,
        maximum=12,
    )
    slowest: float = parameter(
        0.1,
        label=N_("Slowest shuffling speed in a crowd"),
        unit="m/s",
        source=N_("assumption: a crowd at jam density still creeps forward"),
        minimum=0.01,
        maximum=1,
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.speed_by_age) != len(DECADES):
            raise ValueError(_("one speed for each of 10, 20 … 80 years is needed"))
        return self
