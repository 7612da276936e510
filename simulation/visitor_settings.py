"""What visitors are like: every parameter of their behaviour, with its unit, default and source.

Use these as the field ``visitors`` of a day (:mod:`simulation.settings`). They are grouped as the
rules are (:mod:`simulation.rules`): who comes, when, how they walk, choose, stay, need and wait.
A default that no publication gives is called an assumption, and a venue should replace it by what
it has measured.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, NonNegativeFloat, PositiveFloat, model_validator

from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter

Share = Annotated[float, Field(ge=0, le=1)]
FacilityKind = Literal["cafe", "shop", "toilets"]

DECADES: Final = (10, 20, 30, 40, 50, 60, 70, 80)
"""The ages (the middle of each band of ten years) that shares and speeds are given for."""

_WEIDMANN: Final = N_("Weidmann 1992, Transporttechnik der Fussgänger")
_RIMEA_AGE: Final = N_(
    "RiMEA guideline, test 7, after Weidmann 1992, for 20 to 70 years; 10 and 80: an assumption"
)
_SURVEY: Final = N_("assumption; replace it by the venue's own audience survey")
_CHOICE: Final = N_("assumption; to be calibrated on route counts")


def _needs_weight(weights: tuple[float, ...]) -> None:
    if not sum(weights) > 0:
        raise ValueError(_("at least one share must be above zero"))


class Parties(Settings):
    """Who comes together, and how old they are."""

    size_shares: tuple[NonNegativeFloat, ...] = parameter(
        (0.30, 0.42, 0.13, 0.11, 0.03, 0.01),
        label=N_("Parties of one, two, three … persons, in proportion"),
        source=_SURVEY,
    )
    age_shares: tuple[NonNegativeFloat, ...] = parameter(
        (0.14, 0.10, 0.16, 0.17, 0.15, 0.14, 0.10, 0.04),
        label=N_("Visitors around 10, 20, 30 … 80 years old, in proportion"),
        source=_SURVEY,
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

    @model_validator(mode="after")
    def _check(self) -> Self:
        _needs_weight(self.size_shares)
        _needs_weight(self.age_shares)
        if len(self.age_shares) != len(DECADES):
            raise ValueError(_("one share for each of 10, 20 … 80 years is needed"))
        _needs_weight(self.age_shares[1:])
        return self


class Arriving(Settings):
    """When in the day visitors come."""

    hourly_weights: tuple[NonNegativeFloat, ...] = parameter(
        # from 0:00         8:00      10:00         14:00         18:00         22:00
        (
            *[0.2] * 8,
            0.4,
            0.7,
            1.0,
            1.2,
            1.0,
            1.1,
            1.4,
            1.2,
            0.8,
            0.5,
            0.5,
            0.4,
            0.3,
            0.2,
            0.2,
            0.2,
        ),
        label=N_("Arrivals in each hour of the clock, in proportion"),
        source=N_(
            "assumption: a late-morning and an early-afternoon peak, quieter evenings; "
            "replace it by the venue's door counts"
        ),
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.hourly_weights) != 24:
            raise ValueError(_("one weight for each of the 24 hours of the clock is needed"))
        _needs_weight(self.hourly_weights)
        return self


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


class Choosing(Settings):
    """How visitors choose where to go next: the weights of a random-utility choice."""

    attraction_weight: float = parameter(
        1.0,
        label=N_("Weight of a gallery's attraction"),
        source=_CHOICE,
        minimum=0,
        maximum=10,
    )
    interest_weight: float = parameter(
        0.7,
        label=N_("Weight of the visitor's interest in its themes"),
        source=_CHOICE,
        minimum=0,
        maximum=10,
    )
    distance_weight: float = parameter(
        5.0,
        label=N_("Weight of the walk to it"),
        unit="1/100 m",
        source=N_("assumption: visitors mostly take the nearest doorway (Bitgood 2006)"),
        minimum=0,
        maximum=100,
    )
    crowd_weight: float = parameter(
        1.0,
        label=N_("Weight of the crowd in it (median visitor)"),
        unit=N_("m²/person"),
        source=_CHOICE,
        minimum=0,
        maximum=20,
    )
    crowd_sigma: float = parameter(
        0.5,
        label=N_("Spread of crowd aversion among visitors"),
        source=_CHOICE,
        minimum=0,
        maximum=2,
    )
    sign_weight: float = parameter(
        2.0,
        label=N_("Weight of a sign that was seen"),
        source=N_(
            "assumption: most people who see a sign follow it (Galea, Xie and Lawrence 2014)"
        ),
        minimum=0,
        maximum=20,
    )
    leave_weight: float = parameter(
        8.0,
        label=N_("How sharply visitors keep to their time"),
        source=_CHOICE,
        minimum=0,
        maximum=100,
    )


class Staying(Settings):
    """How long visitors stay, in a gallery and in all."""

    budget_min: float = parameter(
        95.0,
        label=N_("Time visitors mean to spend (median)"),
        unit="min",
        source=_SURVEY,
        minimum=1,
        maximum=720,
    )
    budget_sigma: float = parameter(
        0.4,
        label=N_("Spread of the time they mean to spend"),
        source=_SURVEY,
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
        source=_CHOICE,
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
    share: float = parameter(label=N_("Parties that use it"), source=_SURVEY, minimum=0, maximum=1)
    minutes: float = parameter(
        label=N_("Time spent there (median)"), unit="min", source=_SURVEY, minimum=0, maximum=240
    )
    sigma: float = parameter(
        0.5, label=N_("Spread of the time spent there"), source=_SURVEY, minimum=0, maximum=2
    )
    at_the_end: bool = parameter(
        False, label=N_("Used on the way out"), source=N_("assumption: shops stand by the exit")
    )


class Waiting(Settings):
    """How long visitors put up with a queue."""

    patience_min: float = parameter(
        30.0,
        label=N_("Wait after which visitors give up (median)"),
        unit="min",
        source=N_("assumption; replace it by what the desk staff observe"),
        minimum=0,
        maximum=1440,
    )
    patience_sigma: float = parameter(
        0.5,
        label=N_("Spread of patience among visitors"),
        source=N_("assumption"),
        minimum=0,
        maximum=2,
    )


class VisitorSettings(Settings):
    """All parameters of visitors' behaviour."""

    parties: Parties = parameter(Parties(), label=N_("Who comes"))
    arriving: Arriving = parameter(Arriving(), label=N_("When they come"))
    walking: Walking = parameter(Walking(), label=N_("How they walk"))
    choosing: Choosing = parameter(Choosing(), label=N_("How they choose"))
    staying: Staying = parameter(Staying(), label=N_("How long they stay"))
    waiting: Waiting = parameter(Waiting(), label=N_("How long they wait"))
    needs: tuple[Need, ...] = parameter(
        (
            Need(kind="toilets", share=0.45, minutes=4),
            Need(kind="cafe", share=0.25, minutes=25),
            Need(kind="shop", share=0.30, minutes=8, at_the_end=True),
        ),
        label=N_("Facilities they use"),
        source=_SURVEY,
    )
    crowded_per_m2: float = parameter(
        0.43,
        label=N_("Density from which a zone counts as crowded"),
        unit=N_("persons/m²"),
        source=N_(
            "Fruin 1971, walkways: above level of service B, pace and overtaking are restricted"
        ),
        minimum=0.01,
        maximum=10,
    )
