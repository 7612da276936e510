"""Who comes with a right: a membership, or a ticket bought before."""

import numpy as np
from numpy.typing import NDArray

from simulation.luck import Decision, uniforms
from simulation.settings import Day


def draw_rights(parties: NDArray[np.void], seed: int, day: Day) -> None:
    """Draw who is a member and, where entry is not timed, who has a ticket already."""
    keys = parties["key"]
    members, prebooked = day.visitors.parties.member_share, day.visitors.arriving.prebooked_share
    if members > 0:
        parties["member"] = uniforms(seed, keys, int(Decision.MEMBER)) < members
    if prebooked > 0 and day.booking is None:
        parties["booked"] = uniforms(seed, keys, int(Decision.PREBOOKED)) < prebooked
