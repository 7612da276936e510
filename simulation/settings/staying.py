"""How long visitors stay, in a gallery and in all, and what else they need."""

from typing import Literal

from simulation.settings.common import CHOICE, SURVEY
from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter

FacilityKind = Literal["cafe", "shop", "toilets"]


class Staying(Settings):
    """How long visitors stay, in a gallery and in all."""

    budget_min: float = parameter(
        95.0,
        label=N_("Time visitors mean to spend (median)"),
        unit="min",
        source=SURVEY,
        minimum=1,
        maximum=720,
    )
    budget_sigma: float = parameter(
        0.4,
        label=N_("Spread of the time they mean to spend"),
        source=SURVEY,
        minimum=0,
        maximum=2,
    )
    sweep_m2_per_min: float = parameter(
        27.9,
        label=N_("Gallery area that visitors cover on average"),
        unit="m²/min",
        source=N_("Serrell 1997: 200 to 400 square feet a minute over 108 exhibitions"),
        minimum=1,
        maximum=500,
    )
    stay_sigma: float = parameter(
        0.6,
        label=N_("Spread of one visitor's stays from gallery to gallery"),
        source=N_(
            "assumption; a stay sums stops, which spread by 0.97 each "
            "(Smith and Smith 2001: mean 27.2 s, median 17 s)"
        ),
        minimum=0,
        maximum=2,
    )
    pace_sigma: float = parameter(
        0.35,
        label=N_("Spread of pace among visitors"),
        source=N_("assumption: some visitors study, some stroll through (Serrell 1997)"),
        minimum=0,
        maximum=2,
    )
    attraction_effect: float = parameter(
        0.5,
        label=N_("How much a gallery's attraction lengthens a stay"),
        source=N_("assumption (0: not at all, 1: in proportion)"),
        minimum=0,
        maximum=2,
    )
    interest_effect: float = parameter(
        0.3,
        label=N_("How much interest lengthens a stay"),
        source=CHOICE,
        minimum=0,
        maximum=2,
    )
    fatigue_onset_min: float = parameter(
        30.0,
        label=N_("Time until attention falls"),
        unit="min",
        source=N_("Falk et al. 1985: attention holds for about half an hour"),
        minimum=0,
        maximum=480,
    )
    fatigue_scale_min: float = parameter(
        60.0,
        label=N_("Time in which attention then falls by two thirds of the way"),
        unit="min",
        source=N_("assumption, in the range that Bitgood 2009 reviews"),
        minimum=1,
        maximum=960,
    )
    fatigue_floor: float = parameter(
        0.4,
        label=N_("Attention of a tired visitor relative to a fresh one"),
        source=N_("assumption, in the range that Bitgood 2009 reviews"),
        minimum=0,
        maximum=1,
    )


class Need(Settings):
    """A facility that some parties use once during their visit."""

    kind: FacilityKind = parameter(label=N_("Facility"))
    share: float = parameter(label=N_("Parties that use it"), source=SURVEY, minimum=0, maximum=1)
    minutes: float = parameter(
        label=N_("Time spent there (median)"), unit="min", source=SURVEY, minimum=0, maximum=240
    )
    sigma: float = parameter(
        0.5, label=N_("Spread of the time spent there"), source=SURVEY, minimum=0, maximum=2
    )
    at_the_end: bool = parameter(
        False, label=N_("Used on the way out"), source=N_("assumption: shops stand by the exit")
    )
