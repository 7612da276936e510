"""The state of a simulated day: structured arrays that both engines read and write.

One row is one party, zone, way, post … A field is declared here and nowhere else; compiled rules
read it as an attribute (``party.zone``), Python as a column (``parties["zone"]``). Times are
seconds after midnight, lengths metres, masses persons. What holds the arrays together is
:mod:`simulation.world`.

Numbers stand for what a party does and where in its visit it is, so that compiled code can compare
them: the constants below, each group with its meaning.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

NOWHERE: Final = -1
"""No zone, way, post or session."""

# Who one is decides which ways one takes.
ON_FOOT: Final = 0
STEP_FREE: Final = 1
BY_LIFT: Final = 2

# What a way between two zones is; the level includes doors.
LEVEL: Final = 0
STAIRS_UP: Final = 1
STAIRS_DOWN: Final = 2
LIFT: Final = 3

# Verbs: what a party asks its engine for (see simulation.itinerary.decide). Those of walking stand
# together, from WALK to CROSS.
AGAIN: Final = 0
"""Nothing: what it was about is over, ask what comes next."""
WAIT: Final = 1
"""Stay where it is until ``due_s``."""
WALK: Final = 2
"""Be in the next zone, at the end of ``way``, at ``due_s``."""
RIDE: Final = 3
"""Be taken by the lift of ``way`` to the next zone."""
TO_DOOR: Final = 4
"""Be at the door of ``way``, or at the foot of its stairs, at ``due_s``."""
PASS: Final = 5
"""Be through that door, all of the party, at ``due_s``."""
CROSS: Final = 6
"""Be in the middle of the zone behind it at ``due_s``."""
QUEUE: Final = 7
"""Queue at ``post`` until called, at the latest until ``due_s``; ``outcome`` says how it ended."""
SERVE: Final = 8
"""Be served at ``post`` until ``due_s``."""
JOIN: Final = 9
"""Take places in ``session``; ``outcome`` says whether there were any."""
GONE: Final = 10
"""Nothing any more."""

# Outcomes: what the engine answers.
OPEN: Final = 0
SERVED: Final = 1
GAVE_UP: Final = 2
UNUSED: Final = 3
ADMITTED: Final = 4
TURNED_AWAY: Final = 5
BALKED: Final = 6

# Stages: the parts of a visit, in order (workshop, facility and exhibit interrupt the tour).
COMING: Final = 0
TICKETS: Final = 1
COATS_IN: Final = 2
TOUR: Final = 3
WORKSHOP: Final = 4
LAST_NEEDS: Final = 5
COATS_OUT: Final = 6
HOME: Final = 7
SECURITY: Final = 8
"""Before the tickets."""
FACILITY: Final = 9
HANDS_ON: Final = 10

# Steps: where in a stage a party goes on when it is asked again.
BEGIN: Final = 0
ARRIVED: Final = 1
ANSWERED: Final = 2
OVER: Final = 3
AT_SIGHT: Final = 4
AT_FACILITY: Final = 5
AT_EXHIBIT: Final = 6

# Kinds of posts, as settings.posts.DeskKind names them.
POST_KINDS: Final = (
    "tickets", "cloakroom", "security", "cafe", "toilets", "shop", "exhibit",
)  # fmt: skip
TICKET_DESK: Final = 0
CLOAKROOM: Final = 1
SECURITY_CHECK: Final = 2
SHOP: Final = 5
EXHIBIT: Final = 6
FACILITY_KINDS: Final = (3, 4, 5)

# Who may be called before the others, as places in a post's ranks.
OTHERS: Final = 0
MEMBERS: Final = 1
PREBOOKED: Final = 2
NEED_STEP_FREE: Final = 3

# Happenings: what the journal tells, and what its columns then mean.
ENTERS: Final = 1
"""A party comes in; place: zone."""
MOVES: Final = 2
"""It is in the next zone; place: zone; other: zone it comes from; value: when it was at the door;
done: it came by lift."""
WAITS: Final = 3
"""Its wait ends; place: queue (posts, then lifts); value: when it joined; done: it is served."""
LOOKS: Final = 4
"""It stops to see something; place: zone."""
JOINS: Final = 5
"""It asks for places in a workshop; place: session; done: it gets them."""
COMPLETES: Final = 6
"""It has had its visit; value: how long it lasted."""
LEAVES: Final = 7
"""It goes home; place: zone."""
BALKS: Final = 8
"""It does not join a queue; place: queue; value: the wait that it expected there, in seconds."""
SPILLS: Final = 9
"""A queue grows into a zone, or shrinks (persons below zero); place: zone; other: the desk's."""

# Own rules, as bits of DAY.custom.
OWN_STAY: Final = 1
OWN_WANDER: Final = 2
OWN_UTILITY: Final = 4
OWN_CHOOSE: Final = 8
OWN_SEES: Final = 16
OWN_DISCIPLINE: Final = 32

_LINE: Final = 64
"""Bytes that a processor fetches from memory at once."""


def _in_lines(dtype: np.dtype[np.void]) -> np.dtype[np.void]:
    """Return a record type that fills whole lines of memory."""
    names = list(dtype.names or ())
    return np.dtype(
        {
            "names": names,
            "formats": [dtype[name] for name in names],
            "offsets": [int(dtype.fields[name][1]) for name in names] if dtype.fields else [],
            "itemsize": -(-dtype.itemsize // _LINE) * _LINE,
        },
        align=True,
    )


def blank(count: int, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """Return so many rows of zeros, the first at the start of a line of memory."""
    memory = np.zeros(count * dtype.itemsize + _LINE, np.uint8)
    first = -memory.ctypes.data % _LINE
    return memory[first : first + count * dtype.itemsize].view(dtype)


_PARTY: Final = np.dtype(
    [
        # What most events read stands together, within one line of memory.
        ("key", "u8"),  # names its luck
        ("due_s", "f8"),
        ("enters_s", "f8"),  # when it is let in; NaN: refused
        ("speed", "f8"),  # free, of the slowest member
        ("zone", "i4"),
        ("target", "i4"),
        ("way", "i4"),
        ("size", "i4"),
        ("choices", "i4"),  # how often it has chosen where to go
        ("plan", "i4"),  # how many of its workshop plans are behind it
        ("stage", "u1"),
        ("step", "u1"),
        ("verb", "u1"),
        ("outcome", "u1"),
        ("browsing", "u1"),  # may stop on its way
        ("rank", "u1"),  # at its post: who has a lower one is called before
        ("who", "u1"),  # ON_FOOT, STEP_FREE or BY_LIFT
        # The rest of what it is, drawn before the day begins.
        ("family", "u1"),  # a child is in it
        ("booked", "u1"),
        ("member", "u1"),
        ("entrance", "i4"),
        ("pace", "f8"),  # standard normal; above zero it looks longer
        ("aversion", "f8"),  # to crowds, relative to the median visitor's
        ("patience_s", "f8"),
        ("budget_s", "f8"),  # how long it means to stay; workshops add to it
        ("quantile", "f8"),  # share of the day's visitors who want to come before it
        # The rest of what it is about.
        ("post", "i4"),
        ("session", "i4"),
        ("coats", "i4"),  # the post that has its coats
        ("need", "i4"),
        ("joined_s", "f8"),
        ("began_s", "f8"),
        # Links of queues, and persons who have not boarded: the compiled engine's own.
        ("ahead", "i4"),
        ("behind", "i4"),
        ("boarding", "i4"),
    ],
    align=True,
)

PARTY: Final = _in_lines(_PARTY)

ZONE: Final = np.dtype(
    [
        ("key", "u8"),
        ("area_m2", "f8"),
        ("appeal", "f8"),  # utility without particular interests; −inf: nothing to see
        ("mean_stay_s", "f8"),
        ("persons", "i8"),
        ("first_way", "i4"),
        ("ways", "i4"),
        ("first_theme", "i4"),
        ("themes", "i4"),
        ("first_sign", "i4"),
        ("signs", "i4"),
        ("exhibits", "i4"),  # posts where one may queue to try something
    ],
    align=True,
)

WAY: Final = np.dtype(
    [
        ("start", "i4"),
        ("end", "i4"),
        ("length_m", "f8"),
        ("kind", "i4"),
        ("lift", "i4"),
        ("door", "i4"),
        ("to_door_m", "f8"),  # that much of the length lies before the door
        ("person_s", "f8"),  # how long one person takes to pass; 0: as many as come pass at once
    ],
    align=True,
)

DOOR: Final = np.dtype([("free_s", "f8")], align=True)
"""A door or the foot of stairs: from when on the next may pass."""

THEME: Final = np.dtype([("key", "u8"), ("theme", "i4"), ("weight", "f8")], align=True)
"""A theme of a zone; the squares of a zone's weights add up to one."""

SIGN: Final = np.dtype([("key", "u8"), ("target", "i4"), ("seen_share", "f8")], align=True)

POST: Final = np.dtype(
    [
        ("kind", "i4"),
        ("zone", "i4"),
        ("law", "i4"),
        ("used_by_share", "f8"),
        ("mean_service_s", "f8"),
        ("per_person_s", "f8"),
        ("booked_service_s", "f8"),
        ("service_cv", "f8"),
        ("servers", "i4"),  # on duty now
        ("busy", "i4"),
        ("waiting", "i4"),  # parties
        ("standing", "i4"),  # their persons
        ("places", "i4"),  # for persons who wait
        ("ranks", "i4", (4,)),
        ("first_spill", "i4"),
        ("spills", "i4"),
        ("next_change", "i4"),
        ("last_change", "i4"),
    ],
    align=True,
)

CHANGE: Final = np.dtype([("time_s", "f8"), ("servers", "i4")], align=True)
"""From this time on so many serve."""

SPILL: Final = np.dtype([("zone", "i4"), ("after", "i4"), ("until", "i4")], align=True)
"""Persons of a queue from the one after ``after`` up to ``until`` stand in this zone."""

CABIN: Final = np.dtype(
    [
        ("landings", "i4", (2,)),
        ("capacity", "i4"),
        ("at", "i4"),  # 0 or 1: the landing where it stands or which it has left
        ("running", "i4"),
        ("half_cycle_s", "f8"),
    ],
    align=True,
)

SESSION: Final = np.dtype(
    [
        ("zone", "i4"),
        ("free", "i4"),
        ("starts_s", "f8"),
        ("ends_s", "f8"),
        ("late_s", "f8"),
    ],
    align=True,
)

PLAN: Final = np.dtype([("session", "i4"), ("booked", "i4")], align=True)

NEED: Final = np.dtype(
    [
        ("key", "u8"),
        ("at_the_end", "i4"),
        ("post_kind", "i4"),  # NOWHERE: nobody queues for it
        ("first_facility", "i4"),
        ("facilities", "i4"),
    ],
    align=True,
)

OPTION: Final = np.dtype(
    [
        ("zone", "i4"),
        ("seen", "i4"),
        ("persons", "i8"),
        ("area_m2", "f8"),
        ("length_m", "f8"),
        ("appeal", "f8"),
        ("interest", "f8"),
        ("signs", "i4"),
    ],
    align=True,
)
"""A zone as an own rule for where to go sees it.

``length_m`` is the walk there, ``interest`` the party's interest in it and ``signs`` how many signs
to it the party has seen; the last two are 0 for a rule that goes from neighbour to neighbour.
"""

WAITING: Final = np.dtype(
    [
        ("party", "i4"),
        ("size", "i4"),
        ("booked", "i4"),
        ("family", "i4"),
        ("who", "i4"),  # ON_FOOT, STEP_FREE or BY_LIFT
        ("joined_s", "f8"),
        ("until_s", "f8"),  # when it gives up
    ],
    align=True,
)
"""A party in a queue as an own discipline sees it."""

EVENT: Final = np.dtype(
    [
        ("time_s", "f8"),
        ("value", "f8"),
        ("party", "i4"),
        ("place", "i4"),
        ("other", "i4"),
        ("persons", "i2"),
        ("kind", "u1"),
        ("done", "u1"),
    ],
    align=True,
)
"""One line of the journal; see the happenings above for what place, other and value mean."""

DAY: Final = np.dtype(
    [
        ("seed", "u8"),
        ("custom", "i8"),  # own rules, as bits
        ("address", "i8"),  # of the day's world, for own rules
        ("noted", "i8"),  # events in the journal
        ("room", "i8"),  # events that one party, post or lift may cause at one moment, at most
        ("gone", "i8"),  # parties that have left
        ("opens_s", "f8"),
        ("closes_s", "f8"),
        ("call_s", "f8"),  # when visitors are asked to leave
        ("stairs_up", "f8"),
        ("stairs_down", "f8"),
        ("density_effect", "f8"),
        ("jam_density", "f8"),
        ("slowest", "f8"),
        ("interest_weight", "f8"),
        ("distance_weight", "f8"),
        ("crowd_weight", "f8"),
        ("sign_weight", "f8"),
        ("leave_weight", "f8"),
        ("interest_effect", "f8"),
        ("pace_sigma", "f8"),
        ("stay_sigma", "f8"),
        ("balking_weight", "f8"),
        ("fatigue_onset_s", "f8"),
        ("fatigue_scale_s", "f8"),
        ("fatigue_floor", "f8"),
    ],
    align=True,
)
"""The one row of what holds for the whole day, and its running counts."""
