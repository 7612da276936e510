"""Who comes together, and how old they are."""

from typing import Final, Self

from pydantic import NonNegativeFloat, model_validator

from simulation.settings.common import SURVEY, needs_weight
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter

DECADES: Final = (10, 20, 30, 40, 50, 60, 70, 80)
"""The ages (the middle of each band of ten years) that shares and speeds are given for."""


class Parties(Settings):
    """Who comes together, and how old they are."""

    size_shares: tuple[NonNegativeFloat, ...] = parameter(
        (0.30, 0.42, 0.13, 0.11, 0.03, 0.01),
        label=N_("Parties of one, two, three … persons, in proportion"),
        source=SURVEY,
    )
    age_shares: tuple[NonNegativeFloat, ...] = parameter(
        (0.14, 0.10, 0.16, 0.17, 0.15, 0.14, 0.10, 0.04),
        label=N_("Visitors around 10, 20, 30 … 80 years old, in proportion"),
        source=SURVEY,
    )
    step_free_share: float = parameter(
        0.03,
        label=N_("Parties that need a step-free way"),
        source=N_("assumption: wheelchairs and pushchairs; replace it by the venue's own count"),
        minimum=0,
        maximum=1,
    )
    lift_by_choice_share: float = parameter(
        0.06,
        label=N_("Other parties that take the lift rather than the stairs"),
        source=N_("assumption"),
        minimum=0,
        maximum=1,
    )

    member_share: float = parameter(
        0.0,
        label=N_("Parties of members"),
        source=N_("the venue's own count; a desk may serve members first"),
        minimum=0,
        maximum=1,
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        needs_weight(self.size_shares)
        needs_weight(self.age_shares)
        if len(self.age_shares) != len(DECADES):
            raise ValueError(_("one share for each of 10, 20 … 80 years is needed"))
        needs_weight(self.age_shares[1:])
        return self
