"""Being served at a post: choosing one of a kind, going there, queueing, being served."""

import math
from typing import Any

from simulation.compiling import rule
from simulation.itinerary.attending import departs_s
from simulation.itinerary.journal import note
from simulation.itinerary.queueing import rank_at
from simulation.itinerary.walking import go, reaches
from simulation.luck import Decision
from simulation.randomness import uniform
from simulation.rules.queueing import expected_wait_s, has_room, joins
from simulation.rules.serving import STAY, service_s
from simulation.tables import (
    AGAIN,
    ANSWERED,
    ARRIVED,
    BALKED,
    BALKS,
    BEGIN,
    EXHIBIT,
    FACILITY_KINDS,
    NOWHERE,
    OVER,
    OWN_STAY,
    QUEUE,
    SERVE,
    SERVED,
    UNUSED,
)
from simulation.world import world_at

_BALK = int(Decision.BALK)
_USES_DESK = int(Decision.USES_DESK)


@rule
def use_post(  # noqa: PLR0911, PLR0917  (one a way to go on; Numba calls by position)
    world: Any, number: int, now: float, item: int, until_s: float, may_balk: bool
) -> int:
    """Be served at the party's post; ``AGAIN`` when that is over, with its outcome.

    Args:
        world: The day's world.
        number: The party's number.
        now: The time.
        item: Names the luck of the service.
        until_s: When the party gives up queueing, if it has not been called by then.
        may_balk: Whether it may do without; else it queues wherever it stands.
    """
    party = world.parties[number]
    if party.post == NOWHERE:
        party.outcome = UNUSED
        return AGAIN
    if party.step == BEGIN:
        party.step = ARRIVED
        verb = go(world, number, now, world.posts[party.post].zone, False)
        if verb != AGAIN:
            return verb
    if party.step == ARRIVED:
        if may_balk and not _has_room(world, number, party.post):
            other = NOWHERE
            if now < until_s:
                other = choose_post(world, number, world.posts[party.post].kind, item, True)
            if other == NOWHERE:
                return _balk(world, number, now)
            party.post = other
            verb = go(world, number, now, world.posts[other].zone, False)
            if verb != AGAIN:
                return verb
        if may_balk and not _bears(world, number, item):
            return _balk(world, number, now)
        party.step = ANSWERED
        party.outcome = UNUSED
        party.rank = rank_at(world, number, party.post)
        party.joined_s = now
        party.due_s = max(now, until_s)
        return QUEUE
    if party.step == ANSWERED and party.outcome == SERVED:
        party.step = OVER
        ends_s = now + _service_s(world, number, item)
        if world.posts[party.post].law == STAY:
            ends_s = min(ends_s, world.day[0].call_s, departs_s(world, number))
        # At closing, whoever is at the counter is let go.
        ends_s = min(ends_s, world.day[0].closes_s)
        party.due_s = max(now, ends_s)
        return SERVE
    return AGAIN


@rule
def choose_post(world: Any, number: int, kind: int, luck: int, with_room: bool) -> int:
    """Return the post of a kind that the party uses: where the fewest parties are per server.

    Facilities are chosen by the time until one is served, and only where somebody serves; exhibits
    are tried where one is.

    Args:
        world: The day's world.
        number: The party's number.
        kind: The kind of post.
        luck: Names the luck of whether it uses one.
        with_room: Whether only those are looked at where it finds a place now.

    Returns:
        ``NOWHERE`` if it uses none or can reach none.
    """
    party = world.parties[number]
    share = uniform(world.day[0].seed, party.key, _USES_DESK, 0, luck)
    best, least = NOWHERE, math.inf
    for place in range(world.posts.size):
        post = world.posts[place]
        if post.kind != kind or share >= post.used_by_share:
            continue
        if with_room and not _has_room(world, number, place):
            continue
        if kind in FACILITY_KINDS:
            cost = _until_served_s(world, number, place) if post.servers > 0 else math.inf
        elif kind == EXHIBIT and post.zone != party.zone:
            cost = math.inf
        else:
            cost = (post.waiting + post.busy) / (post.servers if post.servers > 0 else 0.1)
        if cost < least and reaches(world, number, post.zone):
            best, least = place, cost
    return best


@rule
def _has_room(world: Any, number: int, place: int) -> bool:
    """Return whether the party finds a server free at a post, or places to wait."""
    post = world.posts[place]
    return has_room(post.busy, post.servers, post.standing, world.parties[number].size, post.places)


@rule
def _wait_s(world: Any, place: int) -> float:
    """Return how long one expects to wait at a post."""
    post = world.posts[place]
    return expected_wait_s(post.busy, post.servers, post.waiting, post.mean_service_s)


@rule
def _until_served_s(world: Any, number: int, place: int) -> float:
    """Return how long the party expects to walk to a post and wait there."""
    party = world.parties[number]
    distance: float = world.distance_m[party.who, party.zone, world.posts[place].zone]
    walk_s: float = distance / party.speed
    return walk_s + _wait_s(world, place)


@rule
def _bears(world: Any, number: int, item: int) -> bool:
    """Return whether the party puts up with the queue that it sees; item names its luck."""
    day, party = world.day[0], world.parties[number]
    luck = uniform(day.seed, party.key, _BALK, 0, item)
    return joins(_wait_s(world, party.post), party.patience_s, day.balking_weight, luck)


@rule
def _balk(world: Any, number: int, now: float) -> int:
    """Let the party turn away from the queue of its post."""
    party = world.parties[number]
    party.outcome = BALKED
    note(world, now, BALKS, number, party.post, NOWHERE, _wait_s(world, party.post), 0)
    return AGAIN


@rule
def _service_s(world: Any, number: int, item: int) -> float:
    """Return how long the party's post needs for it."""
    party = world.parties[number]
    post = world.posts[party.post]
    if post.law == STAY:
        stay: float = world.need_stay_s[number, party.need]
        return stay
    mean = post.booked_service_s if party.booked else post.mean_service_s
    mean += post.per_person_s * (party.size - 1)
    day = world.day[0]
    # By rules of one's own one may come to the same exhibit again.
    time = party.choices if day.custom & OWN_STAY else 0
    return service_s(day.seed, party.key, item, time, mean, post.service_cv, post.law)


@rule
def called_next(world: Any, count: int, now: float) -> int:
    """Return which of those who wait the own discipline calls, by its place in the line.

    Args:
        world: The day's world; ``waiting`` holds the parties' numbers in order of coming.
        count: How many wait, at least one.
        now: The time.
    """
    for place in range(count):
        row = world.waiting[place]
        party = world.parties[row.party]
        row.size, row.booked, row.family, row.who = (
            party.size,
            party.booked,
            party.family,
            party.who,
        )
        row.joined_s, row.until_s = party.joined_s, party.due_s
    chosen = world.own_discipline(world.day[0].address, count, now)
    return chosen if 0 <= chosen < count else 0


@rule
def called_next_at(world_address: int, count: int, now: float) -> int:
    """Return :func:`called_next` in the world at an address, for Python."""
    return called_next(world_at(world_address), count, now)
