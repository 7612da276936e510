"""How visitors choose where to go next."""

from simulation.settings.common import CHOICE
from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter


class Choosing(Settings):
    """How visitors choose where to go next: the weights of a random-utility choice."""

    attraction_weight: float = parameter(
        1.0,
        label=N_("Weight of a gallery's attraction"),
        source=CHOICE,
        minimum=0,
        maximum=10,
    )
    interest_weight: float = parameter(
        0.7,
        label=N_("Weight of the visitor's interest in its themes"),
        source=CHOICE,
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
        source=CHOICE,
        minimum=0,
        maximum=20,
    )
    crowd_sigma: float = parameter(
        0.5,
        label=N_("Spread of crowd aversion among visitors"),
        source=CHOICE,
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
        source=CHOICE,
        minimum=0,
        maximum=100,
    )
