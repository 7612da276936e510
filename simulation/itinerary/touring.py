"""The tour: choosing what to see, going there, looking, until it is time to go."""

import math
from typing import Any

from simulation.compiling import rule
from simulation.itinerary.attending import departs_s
from simulation.itinerary.journal import note
from simulation.itinerary.needing import meet, needed, stay_at_facility
from simulation.itinerary.serving import choose_post, use_post
from simulation.itinerary.walking import begin, go
from simulation.itinerary.wandering import describe, wander
from simulation.luck import Decision
from simulation.randomness import normal, uniform
from simulation.rules.choosing import gumbel, gumbel_at_most, leave_utility
from simulation.rules.staying import attention, stay_s, stops
from simulation.tables import (
    AGAIN,
    AT_EXHIBIT,
    AT_FACILITY,
    AT_SIGHT,
    BEGIN,
    EXHIBIT,
    HANDS_ON,
    LAST_NEEDS,
    LOOKS,
    NOWHERE,
    OWN_CHOOSE,
    OWN_STAY,
    OWN_UTILITY,
    OWN_WANDER,
    TOUR,
    WAIT,
    WORKSHOP,
)

_CHOICE = int(Decision.CHOICE)
_INTEREST = int(Decision.INTEREST)
_STOP = int(Decision.STOP)
_DWELL = int(Decision.DWELL)


@rule
def tour(world: Any, number: int, now: float) -> int:  # noqa: PLR0911  (one a way to go on)
    """See galleries, use facilities and take part in workshops until it is time to go."""
    party, day = world.parties[number], world.day[0]
    step = party.step
    party.step = BEGIN
    if step == AT_SIGHT:
        return _look(world, number, now)
    if step == AT_EXHIBIT:
        return _stay(world, number, now)
    if step == AT_FACILITY:
        return stay_at_facility(world, number, now)
    if now >= day.call_s:
        begin(party, LAST_NEEDS)
        return AGAIN
    if now >= departs_s(world, number):
        begin(party, WORKSHOP)
        return AGAIN
    need = needed(world, number, now, False)
    if need != NOWHERE:
        return meet(world, number, now, need)
    target = wander(world, number, now) if day.custom & OWN_WANDER else choose(world, number, now)
    if target != NOWHERE:
        party.step = AT_SIGHT
        return go(world, number, now, target, True)
    begin(party, WORKSHOP if departs_s(world, number) < math.inf else LAST_NEEDS)
    return AGAIN


@rule
def is_held(world: Any, number: int, now: float) -> bool:
    """Return whether a party that browses goes no further than where it has just arrived."""
    day = world.day[0]
    if now >= day.call_s:
        return True
    party = world.parties[number]
    zone = world.zones[party.zone]
    if (
        zone.appeal == -math.inf
        or world.seen[number, party.zone]
        or party.zone == party.target
        or day.custom & OWN_WANDER
    ):
        return False
    luck = uniform(day.seed, party.key, _STOP, 0, zone.key)
    return stops(utility(world, number, party.zone, 0.0), luck)


@rule
def interest(world: Any, number: int, zone: int) -> float:
    """Return the party's interest in what a zone shows, standard normal."""
    place, interests = world.zones[zone], world.interests
    total = 0.0
    for row in range(place.first_theme, place.first_theme + place.themes):
        theme = world.themes[row]
        value = interests[number, theme.theme]
        if value == 0.0:  # luck gives every other number
            value = normal(world.day[0].seed, world.parties[number].key, _INTEREST, 0, theme.key)
            interests[number, theme.theme] = value
        total += theme.weight * value
    return total


@rule
def utility(world: Any, number: int, zone: int, distance_m: float) -> float:
    """Return what seeing a zone is worth to the party, luck aside.

    It is appeal + β_i · interest + β_s · signs seen − β_c · aversion · density − β_d · distance.
    """
    day, place = world.day[0], world.zones[zone]
    if day.custom & OWN_UTILITY:
        _describe(world, number, 0, zone, distance_m)
        own: float = world.own_utility(day.address, number)
        return own
    worth = place.appeal + day.interest_weight * interest(world, number, zone)
    if world.signs.size:
        worth += day.sign_weight * world.drawn[number, zone]
    crowd = day.crowd_weight * world.parties[number].aversion
    worth -= crowd * place.persons / place.area_m2
    left: float = worth - day.distance_weight * distance_m / 100.0
    return left


@rule
def _describe(world: Any, number: int, row: int, zone: int, distance_m: float) -> None:
    """Write down a zone as an own rule sees it, what it is to the party included."""
    describe(world, number, row, zone, distance_m)
    option = world.options[row]
    option.interest = interest(world, number, zone)
    option.signs = world.drawn[number, zone] if world.signs.size else 0


@rule
def choose(world: Any, number: int, now: float) -> int:
    """Return the zone with the greatest random utility among those unseen; ``NOWHERE``: home.

    The luck is named by party, choice and zone, so that one zone more or less moves no other's.
    """
    day, party = world.day[0], world.parties[number]
    party.choices += 1
    if day.custom & OWN_CHOOSE:
        return _choose_own_way(world, number)
    luck = uniform(day.seed, party.key, _CHOICE, party.choices, 0)
    home = leave_utility(now - party.enters_s, party.budget_s, day.leave_weight)
    best, best_utility = NOWHERE, home + gumbel(luck)
    for zone in world.sights:
        distance = world.distance_m[party.who, party.zone, zone]
        if world.seen[number, zone] or distance == math.inf:
            continue
        luck = uniform(day.seed, party.key, _CHOICE, party.choices, world.zones[zone].key)
        worth = utility(world, number, zone, distance)
        # Most zones cannot win whatever the last digits of their luck, and need no logarithms.
        if worth + gumbel_at_most(luck) < best_utility:
            continue
        worth += gumbel(luck)
        if worth > best_utility:
            best, best_utility = zone, worth
    return best


@rule
def _choose_own_way(world: Any, number: int) -> int:
    """Return the zone that the own rule chooses among those unseen; ``NOWHERE``: home."""
    day, party = world.day[0], world.parties[number]
    count = 0
    for zone in world.sights:
        distance = world.distance_m[party.who, party.zone, zone]
        if not world.seen[number, zone] and distance < math.inf:
            _describe(world, number, count, zone, distance)
            count += 1
    luck = uniform(day.seed, party.key, _CHOICE, party.choices, 0)
    chosen = world.own_choose(day.address, number, count, luck)
    if chosen < 0 or chosen >= count:
        return NOWHERE
    zone_chosen: int = world.options[chosen].zone
    return zone_chosen


@rule
def _look(world: Any, number: int, now: float) -> int:
    """Stop in the gallery one is in, if there is something that one has not seen."""
    day, party = world.day[0], world.parties[number]
    zone = world.zones[party.zone]
    own = day.custom & OWN_STAY
    seen = world.seen[number, party.zone] and not own
    if seen or zone.appeal == -math.inf or now >= day.call_s:
        return AGAIN
    world.seen[number, party.zone] = 1
    note(world, now, LOOKS, number, party.zone, NOWHERE, 0.0, 0)
    if zone.exhibits > 0:
        begin(party, HANDS_ON)
        return AGAIN
    return _stay(world, number, now)


@rule
def try_exhibit(world: Any, number: int, now: float) -> int:
    """Queue to try what there is to try in the gallery, then look at the rest."""
    party, key = world.parties[number], world.zones[world.parties[number].zone].key
    if party.step == BEGIN:
        party.post = choose_post(world, number, EXHIBIT, key, False)
    until_s = min(now + party.patience_s, world.day[0].call_s, departs_s(world, number))
    verb = use_post(world, number, now, key, until_s, True)
    if verb == AGAIN:
        party.stage, party.step = TOUR, AT_EXHIBIT
    return verb


@rule
def _stay(world: Any, number: int, now: float) -> int:
    """Stay in the gallery one is in."""
    day, party = world.day[0], world.parties[number]
    zone = world.zones[party.zone]
    if day.custom & OWN_STAY:
        luck = uniform(day.seed, party.key, _DWELL, party.choices, zone.key)
        stay = world.own_stay(day.address, number, party.zone, now, luck)
        # What is no time at all, below nought or not a number, is none.
        stay = stay if stay > 0.0 else 0.0
    else:
        stay = _stay_s(world, number, now)
    party.due_s = max(now, min(now + stay, day.call_s, departs_s(world, number)))
    return WAIT


@rule
def _stay_s(world: Any, number: int, now: float) -> float:
    """Return how long the party means to stay where it is."""
    day, party = world.day[0], world.parties[number]
    zone = world.zones[party.zone]
    return stay_s(
        zone.mean_stay_s,
        attention(
            now - party.enters_s, day.fatigue_onset_s, day.fatigue_scale_s, day.fatigue_floor
        ),
        interest(world, number, party.zone),
        party.pace,
        normal(day.seed, party.key, _DWELL, 0, zone.key),
        day.interest_effect,
        day.pace_sigma,
        day.stay_sigma,
    )
