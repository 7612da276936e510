"""What visitors are like: all parameters of their behaviour, as the field ``visitors`` of a day.

They are grouped as the rules are (:mod:`simulation.rules`): who comes, when, how they walk, choose,
stay, need and wait. A default that no publication gives is called an assumption, and a venue should
replace it by what it has measured.
"""

from simulation.settings.arriving import Arriving
from simulation.settings.choosing import Choosing
from simulation.settings.common import SURVEY
from simulation.settings.parties import Parties
from simulation.settings.posts import Waiting
from simulation.settings.staying import Need, Staying
from simulation.settings.walking import Walking
from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter


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
        source=SURVEY,
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
