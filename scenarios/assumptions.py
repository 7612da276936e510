"""What no history tells: how demand answers to a change that was never tried.

An assumption has a mean and a spread, both for the user to set. One value of it is drawn for each
posterior draw, the same in every scenario, so that a verdict is as unsure as its assumptions are,
and they are reported with it.

Model: an hour that a day is open beyond the usual ones adds a share of that day's visits. Part of
these visitors would have come on another day of the same week; they are taken in equal shares from
the week's other open days. Where a slot must be booked, a share of visits is lost on the days it
applies to.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.luck import Decision, name_key, normals
from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter

_SOURCE: Final = N_("assumption; replace it by the venue's own trial, if there was one")


class Assumption(Settings):
    """One thing assumed, with how unsure it is."""

    mean: float = parameter(label=N_("Most likely value"), minimum=0, maximum=1)
    sd: float = parameter(label=N_("Standard deviation"), minimum=0, maximum=1)
    source: str = parameter(N_("assumption"), label=N_("Source"))


class Assumptions(Settings):
    """How demand answers to longer days and to booking."""

    usual_open_hours: float = parameter(
        7.0,
        label=N_("Hours open on a usual day of the history"),
        unit="h",
        source=_SOURCE,
        minimum=0.5,
        maximum=24,
    )
    longer_day: Assumption = parameter(
        Assumption(mean=0.06, sd=0.03),
        label=N_("Visits that each further open hour adds, as a share of the day's"),
        source=_SOURCE,
    )
    moved: Assumption = parameter(
        Assumption(mean=0.4, sd=0.15),
        label=N_("Share of them that would have come on another day of the week"),
        source=_SOURCE,
    )
    booking: Assumption = parameter(
        Assumption(mean=0.03, sd=0.02),
        label=N_("Share of visits lost because a slot must be booked"),
        source=_SOURCE,
    )


UNCERTAIN: Final = ("longer_day", "moved", "booking")
"""The assumptions that are drawn, in the order in which they are reported."""


def drawn(assumptions: Assumptions, draws: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """Return one value of each assumption for each draw, between 0 and 1.

    The luck is keyed by the assumption's name and the draw, so scenarios share it.
    """
    values = {}
    for name in UNCERTAIN:
        assumed: Assumption = getattr(assumptions, name)
        luck = normals(seed, np.arange(draws), int(Decision.DEMAND), item=name_key(name))
        values[name] = np.clip(assumed.mean + assumed.sd * luck, 0.0, 1.0)
    return values


def demand_scale(
    values: Mapping[str, NDArray[np.float64]],
    extra_hours: NDArray[np.float64],
    is_open: NDArray[np.bool_],
    is_booked: NDArray[np.bool_],
    weeks: Sequence[int],
) -> NDArray[np.float64]:
    """Return what each day's expected visits are multiplied by: (draw, day).

    Args:
        values: The assumptions' values, one for each draw.
        extra_hours: How much longer than usual each day is; below zero is shorter.
        is_open: Whether the venue is open on each day.
        is_booked: Whether a slot must be booked on each day.
        weeks: A number for the week of each day.
    """
    added = values["longer_day"][:, None] * np.where(is_open, extra_hours, 0.0)
    scale = 1.0 + added
    moved = values["moved"][:, None] * added
    for week in set(weeks):
        here = np.array([each == week for each in weeks]) & is_open
        for day in np.flatnonzero(here & (extra_hours != 0)):
            others = here.copy()
            others[day] = False
            if others.any():
                scale[:, others] -= moved[:, [day]] / others.sum()
    scale *= 1.0 - np.where(is_booked, values["booking"][:, None], 0.0)
    return np.maximum(scale, 0.0)
