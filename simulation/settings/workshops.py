"""Workshop sessions."""

import datetime as dt
from typing import Literal

from simulation.settings.labels import WEEKDAYS, Weekday
from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter
from venues.common.texts import Texts, in_readers_language

Audience = Literal["everyone", "families", "adults"]


class Workshop(Settings):
    """A session in a room at a time, with places."""

    id: str = parameter(label=N_("Name"))
    title: Texts = parameter(label=N_("Title"))
    zone: str = parameter(label=N_("Room"))
    starts: dt.time = parameter(label=N_("Starts"))
    minutes: float = parameter(
        60.0, label=N_("Length"), unit="min", source=N_("assumption"), minimum=1, maximum=600
    )
    places: int = parameter(label=N_("Places"), unit=N_("persons"), minimum=0, maximum=10_000)
    weekdays: tuple[Weekday, ...] = parameter(WEEKDAYS, label=N_("Days of the week"))
    audience: Audience = parameter("everyone", label=N_("Made for"))
    interest_share: float = parameter(
        0.05,
        label=N_("Parties in the building whom it interests"),
        source=N_("assumption; replace it by the venue's own session counts"),
        minimum=0,
        maximum=1,
    )
    booked_share: float = parameter(
        0.5,
        label=N_("Interested parties that book ahead"),
        source=N_("assumption; the others walk in"),
        minimum=0,
        maximum=1,
    )
    no_show_share: float = parameter(
        0.17,
        label=N_("Booked parties that do not come"),
        source=N_("about 17 % where it is paid, 28 % where it is free (industry aggregate)"),
        minimum=0,
        maximum=1,
    )
    late_minutes: float = parameter(
        10.0,
        label=N_("How late one may still join"),
        unit="min",
        source=N_("assumption"),
        minimum=0,
        maximum=240,
    )

    def label(self) -> str:
        """Return its title in the reader's language."""
        return in_readers_language(self.title, self.id)
