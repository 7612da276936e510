"""When the venue is open, and times of the clock as seconds."""

import datetime as dt
from typing import Self

from pydantic import model_validator

from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter


def seconds(time: dt.time) -> float:
    """Return a time of the clock as seconds after midnight."""
    return time.hour * 3600.0 + time.minute * 60.0 + time.second + time.microsecond / 1e6


class Hours(Settings):
    """When the venue is open."""

    opens: dt.time = parameter(label=N_("Opens"))
    closes: dt.time = parameter(label=N_("Closes"))
    last_entry_minutes: float = parameter(
        30.0,
        label=N_("Last entry before closing"),
        unit="min",
        source=N_("assumption: common practice"),
        minimum=0,
        maximum=240,
    )
    closing_call_minutes: float = parameter(
        15.0,
        label=N_("Visitors are asked to leave before closing"),
        unit="min",
        source=N_("assumption: common practice"),
        minimum=0,
        maximum=120,
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if seconds(self.closes) - 60 * self.last_entry_minutes <= seconds(self.opens):
            raise ValueError(_("the venue must close after it opens, with time for entry between"))
        return self
