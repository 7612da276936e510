"""What a day in the venue is made of: hours, desks, lift, workshops, shows, signs, visitors.

A scenario turns a date into one :class:`Day`; the engines need nothing else besides the plan and
the number of visits. Each field is declared once, with its label, unit, bounds, default and source,
in the module of its group; all are imported from here.
"""

from simulation.settings.arriving import Arriving, TimedEntry
from simulation.settings.choosing import Choosing
from simulation.settings.day import Arrangement, Day
from simulation.settings.flow import Flow
from simulation.settings.hours import Hours, seconds
from simulation.settings.labels import CHOICE_LABELS, WEEKDAYS, Weekday
from simulation.settings.own_rules import Reference, RuleFiles
from simulation.settings.parties import DECADES, Parties
from simulation.settings.posts import (
    Break,
    Desk,
    DeskKind,
    Lift,
    QueueZone,
    ServedFirst,
    ServiceLaw,
    Shift,
    Waiting,
)
from simulation.settings.shows import ShownExhibition
from simulation.settings.signs import Sign
from simulation.settings.staying import FacilityKind, Need, Staying
from simulation.settings.visitors import VisitorSettings
from simulation.settings.walking import Walking
from simulation.settings.workshops import Audience, Workshop

__all__ = [
    "CHOICE_LABELS",
    "DECADES",
    "WEEKDAYS",
    "Arrangement",
    "Arriving",
    "Audience",
    "Break",
    "Choosing",
    "Day",
    "Desk",
    "DeskKind",
    "FacilityKind",
    "Flow",
    "Hours",
    "Lift",
    "Need",
    "Parties",
    "QueueZone",
    "Reference",
    "RuleFiles",
    "ServedFirst",
    "ServiceLaw",
    "Shift",
    "ShownExhibition",
    "Sign",
    "Staying",
    "TimedEntry",
    "VisitorSettings",
    "Waiting",
    "Walking",
    "Weekday",
    "Workshop",
    "seconds",
]
