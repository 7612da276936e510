"""When visitors come: by time of day, or by booked slots."""

from typing import Self

from pydantic import NonNegativeFloat, model_validator

from simulation.settings.common import needs_weight
from simulation.settings.labels import WEEKDAYS, Weekday
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter


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

    prebooked_share: float = parameter(
        0.0,
        label=N_("Parties that come with a ticket where entry is not timed"),
        source=N_("the venue's own sales"),
        minimum=0,
        maximum=1,
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.hourly_weights) != 24:
            raise ValueError(_("one weight for each of the 24 hours of the clock is needed"))
        needs_weight(self.hourly_weights)
        return self


class TimedEntry(Settings):
    """Entry by booked slots of limited size."""

    slot_minutes: float = parameter(
        30.0,
        label=N_("Length of a slot"),
        unit="min",
        source=N_("assumption"),
        minimum=1,
        maximum=480,
    )
    places_per_slot: int = parameter(
        label=N_("Places in a slot"), unit=N_("persons"), minimum=0, maximum=100_000
    )
    tolerance_minutes: float = parameter(
        90.0,
        label=N_("How far visitors move their visit to find a place"),
        unit="min",
        source=N_("assumption"),
        minimum=0,
        maximum=1440,
    )
    no_show_share: float = parameter(
        0.17,
        label=N_("Booked places whose holder does not come"),
        source=N_("about 17 % where entry is paid, 28 % where it is free (industry aggregate)"),
        minimum=0,
        maximum=0.5,
    )
    punctuality_mean_min: float = parameter(
        2.0,
        label=N_("Mean arrival after the start of the slot"),
        unit="min",
        source=N_("assumption; below zero is early"),
        minimum=-120,
        maximum=120,
    )
    punctuality_sd_min: float = parameter(
        9.0,
        label=N_("Spread of arrivals around it"),
        unit="min",
        source=N_("assumption"),
        minimum=0,
        maximum=120,
    )
    late_grace_minutes: float = parameter(
        60.0,
        label=N_("How late after the start of the slot visitors are still let in"),
        unit="min",
        source=N_("assumption: common practice"),
        minimum=0,
        maximum=1440,
    )
    weekdays: tuple[Weekday, ...] = parameter(WEEKDAYS, label=N_("Days of the week"))
