"""What the building offers on one day: attraction and themes of each zone, signs, sessions' rooms.

A shown exhibition replaces what its zones offer otherwise. The arrays are what the rules of choice
and stay read; nothing in them changes during the day.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.luck import name_key
from simulation.preparing.building import Building
from simulation.settings import Day
from simulation.tables import SIGN, THEME
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem
from venues.plan import Plan, ZoneKind


@dataclass(frozen=True, eq=False)
class Offer:
    """What there is to see and where the signs point.

    Attributes:
        appeal: Each zone's utility for a visitor without particular interests; −inf where there is
            nothing to see.
        mean_stay_s: How long fresh visitors stay there on average.
        theme_count: How many themes there are.
        themes: :data:`~simulation.tables.THEME` rows, those of one zone together.
        first_theme: [zone] The first of each zone; one more at the end.
        signs: :data:`~simulation.tables.SIGN` rows, those in one zone together.
        first_sign: [zone] The first of each zone; one more at the end.
    """

    appeal: NDArray[np.float64]
    mean_stay_s: NDArray[np.float64]
    theme_count: int
    themes: NDArray[np.void]
    first_theme: NDArray[np.int64]
    signs: NDArray[np.void]
    first_sign: NDArray[np.int64]


def offer_of(plan: Plan, building: Building, day: Day) -> Offer:
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
    rows, first_theme, count = _themes(building, themes)
    signs, first_sign = _signs(building, day)
    drawn = np.array(attraction)
    staying, choosing = day.visitors.staying, day.visitors.choosing
    with np.errstate(divide="ignore"):
        appeal = np.where(drawn > 0, choosing.attraction_weight * np.log(drawn), -np.inf)
    return Offer(
        appeal=appeal,
        mean_stay_s=60.0
        * building.area_m2
        / staying.sweep_m2_per_min
        * drawn**staying.attraction_effect,
        theme_count=count,
        themes=rows,
        first_theme=first_theme,
        signs=signs,
        first_sign=first_sign,
    )


def check_zones(plan: Plan, day: Day) -> None:
    """Refuse a day that names zones which the plan does not have, naming all of them.

    Raises:
        InputError: There is such a zone.
    """
    named = [
        *((f"desks.{n}.zone", desk.zone) for n, desk in enumerate(day.desks)),
        *(
            (f"desks.{n}.queue_zones", each.zone)
            for n, desk in enumerate(day.desks)
            for each in desk.queue_zones
        ),
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


def _themes(
    building: Building, themes: list[set[str]]
) -> tuple[NDArray[np.void], NDArray[np.int64], int]:
    """Return the themes of each zone, the first of each, and how many themes there are.

    A zone without themes is a theme of its own.
    """
    of_zone = [
        sorted(names) if names else [f"zone {zone}"]
        for zone, names in zip(building.ids, themes, strict=True)
    ]
    every = {theme: n for n, theme in enumerate(sorted({t for names in of_zone for t in names}))}
    rows = [
        (name_key(theme), every[theme], len(names) ** -0.5) for names in of_zone for theme in names
    ]
    first = np.cumsum([0, *(len(names) for names in of_zone)])
    return np.array(rows, THEME), first, len(every)


def _signs(building: Building, day: Day) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    """Return the signs zone by zone, and the first of each zone."""
    in_zone = [[sign for sign in day.signs if sign.zone == zone] for zone in building.ids]
    rows = [
        (name_key(sign.id), building.number[sign.towards], sign.seen_share)
        for signs in in_zone
        for sign in signs
    ]
    return np.array(rows, SIGN), np.cumsum([0, *(len(signs) for signs in in_zone)])
