"""Exhibitions that are shown for a time."""

import datetime as dt
from typing import Self

from pydantic import model_validator

from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter


class ShownExhibition(Settings):
    """An exhibition that changes what its zones offer from its first to its last day.

    Its title is a proper name: by it the exhibition is known in the history of a venue.
    """

    title: str = parameter(label=N_("Title"))
    zones: tuple[str, ...] = parameter(label=N_("Zones"))
    start: dt.date = parameter(label=N_("First day"))
    end: dt.date = parameter(label=N_("Last day"))
    themes: tuple[str, ...] = parameter((), label=N_("Themes"))
    attraction: float = parameter(
        2.0,
        label=N_("Attraction relative to an ordinary gallery"),
        source=N_("assumption: twice that of an ordinary gallery"),
        minimum=0,
        maximum=20,
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.end < self.start:
            raise ValueError(_("an exhibition must end on or after its first day"))
        return self
