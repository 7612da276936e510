"""What the building offers on one day: attraction and themes of each zone, signs, sessions' rooms.

A shown exhibition replaces what its zones offer otherwise. The arrays are what the rules of choice
and stay read; nothing in them changes during the day.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.building import Building
from simulation.luck import name_key
from simulation.settings import Day
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem
from venues.plan import Plan, ZoneKind


@dataclass(frozen=True, eq=False)
class Programme:
    """What there is to see and where the signs point.

    Attributes:
        appeal: Each zone's utility for a visitor without particular interests; −inf where there is
            nothing to see.
        mean_stay_s: How long fresh visitors stay there on average.
        theme_keys: The day's themes as numbers, for keyed luck.
        theme_weights: [zone, theme] How much each theme counts there; the squares add up to one.
        signs: For each zone, the signs in it: key, number of the target, share who see it.
    """

    appeal: NDArray[np.float64]
    mean_stay_s: NDArray[np.float64]
    theme_keys: NDArray[np.uint64]
    theme_weights: NDArray[np.float64]
    signs: tuple[tuple[tuple[int, int, float], ...], ...]


def programme(plan: Plan, building: Building, day: Day) -> Programme:
    """Return what the building offers on a day.

    Raises:
        InputError: The day names a zone that the plan does not have.
    """
    check_zones(plan, day)
    attraction = [zone.attraction if zone.kind is ZoneKind.GALLERY else 0.0 for zone in plan.zones]
    themes = [set(zone.themes) for zone in plan.zones]
    for show in day.exhibitions:
        if show.start <= day.date <= show.end:
            for zone in (building.number[name] for name in show.zones):
                attraction[zone] = max(attraction[zone], show.attraction)
                themes[zone] = set(show.themes) or themes[zone]
    weights, keys = _theme_weights(building, themes)
    drawn = np.array(attraction)
    staying, choosing = day.visitors.staying, day.visitors.choosing
    with np.errstate(divide="ignore"):
        appeal = np.where(drawn > 0, choosing.attraction_weight * np.log(drawn), -np.inf)
    return Programme(
        appeal=appeal,
        mean_stay_s=60.0
        * building.area_m2
        / staying.sweep_m2_per_min
        * drawn**staying.attraction_effect,
        theme_keys=keys,
        theme_weights=weights,
        signs=tuple(
            tuple(
                (name_key(sign.id), building.number[sign.towards], sign.seen_share)
                for sign in day.signs
                if sign.zone == zone
            )
            for zone in building.ids
        ),
    )


def check_zones(plan: Plan, day: Day) -> None:
    """Refuse a day that names zones which the plan does not have, naming all of them.

    Raises:
        InputError: There is such a zone.
    """
    named = [
        *((f"desks.{n}.zone", desk.zone) for n, desk in enumerate(day.desks)),
        *((f"workshops.{n}.zone", workshop.zone) for n, workshop in enumerate(day.workshops)),
        *((f"signs.{n}.zone", sign.zone) for n, sign in enumerate(day.signs)),
        *((f"signs.{n}.towards", sign.towards) for n, sign in enumerate(day.signs)),
        *(
            (f"exhibitions.{n}.zones", zone)
            for n, show in enumerate(day.exhibitions)
            for zone in show.zones
        ),
    ]
    known = {zone.id for zone in plan.zones}
    problems = [
        Problem(
            _("the plan “{plan}” has no such zone").format(plan=plan.label()),
            column=field,
            value=zone,
            allowed=", ".join(sorted(known)),
        )
        for field, zone in named
        if zone not in known
    ]
    if problems:
        raise InputError(*problems)


def _theme_weights(
    building: Building, themes: list[set[str]]
) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
    """Return the weight of each theme in each zone; a zone without themes is a theme of its own."""
    of_zone = [
        sorted(names) if names else [f"zone {zone}"]
        for zone, names in zip(building.ids, themes, strict=True)
    ]
    every = sorted({theme for names in of_zone for theme in names})
    weights = np.zeros((len(of_zone), len(every)))
    for zone, names in enumerate(of_zone):
        for theme in names:
            weights[zone, every.index(theme)] = len(names) ** -0.5
    return weights, np.array([name_key(theme) for theme in every], dtype=np.uint64)
