"""The parties of a day with their traits.

A party walks together and is the agent of the engines; its persons count in every occupancy.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import rule
from simulation.luck import Decision, Word, name_key
from simulation.randomness import lognormal, normal, uniform
from simulation.rules.walking import speed_at_age
from simulation.settings import DECADES, Need, VisitorSettings
from simulation.tables import BY_LIFT, NOWHERE, ON_FOOT, PARTY, STEP_FREE, blank

ADULT_AGE: Final = 15
_DECADE: Final = 10.0
_SLOWEST_WALKER: Final = 0.2
"""Metres a second, where the spread of speeds would give even less."""

_PARTY_SIZE = int(Decision.PARTY_SIZE)
_AGE = int(Decision.AGE)
_SPEED = int(Decision.SPEED)
_STEP_FREE = int(Decision.STEP_FREE)
_LIFT_BY_CHOICE = int(Decision.LIFT_BY_CHOICE)
_ARRIVAL = int(Decision.ARRIVAL)
_BUDGET = int(Decision.BUDGET)
_PACE = int(Decision.PACE)
_AVERSION = int(Decision.AVERSION)
_PATIENCE = int(Decision.PATIENCE)
_ENTRANCE = int(Decision.ENTRANCE)
_NEED = int(Decision.NEED)
_NEED_TIME = int(Decision.NEED_TIME)
_NEED_STAY = int(Decision.NEED_DWELL)

# A need comes up somewhere in the middle of the visit, as a share of the time one means to spend.
_NEED_FROM: Final = 0.15
_NEED_TO: Final = 0.85


def draw_parties(
    seed: int, visits: int, visitors: VisitorSettings, entrances: NDArray[np.int32]
) -> NDArray[np.void]:
    """Return the parties of a day, so many that their persons are ``visits`` in all.

    Args:
        seed: The day's seed.
        visits: How many persons want to come.
        visitors: What visitors are like.
        entrances: The numbers of the zones by which they come.

    Returns:
        :data:`~simulation.tables.PARTY` rows in the order of their numbers, not yet with a time of
        entry.
    """
    seed_word = np.uint64(seed)
    parties, walking = visitors.parties, visitors.walking
    staying, waiting = visitors.staying, visitors.waiting
    sizes = np.empty(visits, np.int32)
    count = _draw_sizes(sizes, seed_word, np.cumsum(parties.size_shares, dtype=np.float64))
    rows = blank(count, PARTY)
    rows["size"] = sizes[:count]
    _draw_traits(
        rows,
        seed_word,
        entrances,
        (60.0 * staying.budget_min, float(staying.budget_sigma)),
        (60.0 * waiting.patience_min, float(waiting.patience_sigma)),
        float(visitors.choosing.crowd_sigma),
        float(parties.step_free_share),
        float(parties.lift_by_choice_share),
    )
    _draw_members(
        rows,
        seed_word,
        np.cumsum(parties.age_shares, dtype=np.float64),
        np.array(DECADES, dtype=np.float64),
        np.array(walking.speed_by_age, dtype=np.float64),
        float(walking.speed_cv),
        float(walking.stroll),
        float(walking.step_free_factor),
    )
    return rows


@rule
def _band(cumulated_shares: NDArray[np.float64], wanted: float) -> int:
    """Return the first band whose cumulated share is above what is wanted, at most the last."""
    band = 0
    while band < cumulated_shares.size - 1 and cumulated_shares[band] <= wanted:
        band += 1
    return band


@rule
def _draw_sizes(sizes: NDArray[np.int32], seed: Word, cumulated_shares: NDArray[np.float64]) -> int:
    """Draw sizes until they sum to as many as there is room for; return how many parties it takes.

    The last party is cut to make the sum.
    """
    visits, count, total = sizes.size, 0, 0
    everyone = cumulated_shares[-1]
    while total < visits:
        wanted = everyone * uniform(seed, count, _PARTY_SIZE, 0, 0)
        sizes[count] = min(1 + _band(cumulated_shares, wanted), visits - total)
        total += sizes[count]
        count += 1
    return count


@rule
def _draw_traits(  # noqa: PLR0917  (Numba calls by position)
    parties: Any,
    seed: Word,
    entrances: NDArray[np.int32],
    budget: tuple[float, float],
    patience: tuple[float, float],
    crowd_sigma: float,
    step_free_share: float,
    lift_share: float,
) -> None:
    """Draw what does not depend on the single members; budget and patience as (median, sigma)."""
    for number in range(parties.size):
        party = parties[number]
        key = np.uint64(number)
        party.key = key
        party.zone = party.target = party.way = party.post = NOWHERE
        party.session = party.coats = party.need = NOWHERE
        party.ahead = party.behind = NOWHERE
        party.quantile = uniform(seed, key, _ARRIVAL, 0, 0)
        party.budget_s = lognormal(seed, key, _BUDGET, 0, 0, budget[0], budget[1])
        party.patience_s = lognormal(seed, key, _PATIENCE, 0, 0, patience[0], patience[1])
        party.aversion = lognormal(seed, key, _AVERSION, 0, 0, 1.0, crowd_sigma)
        party.pace = normal(seed, key, _PACE, 0, 0)
        party.who = ON_FOOT
        if uniform(seed, key, _STEP_FREE, 0, 0) < step_free_share:
            party.who = STEP_FREE
        elif uniform(seed, key, _LIFT_BY_CHOICE, 0, 0) < lift_share:
            party.who = BY_LIFT
        party.entrance = entrances[0]
        if entrances.size > 1:
            luck = uniform(seed, key, _ENTRANCE, 0, 0)
            party.entrance = entrances[int(luck * entrances.size)]


@rule
def _draw_members(  # noqa: PLR0917  (Numba calls by position)
    parties: Any,
    seed: Word,
    cumulated_shares: NDArray[np.float64],
    ages: NDArray[np.float64],
    speeds: NDArray[np.float64],
    cv: float,
    stroll: float,
    step_free_factor: float,
) -> None:
    """Draw the members' ages and speeds: the slowest sets the pace, a child makes a family.

    The first member is an adult: nobody comes as a child alone.
    """
    first_adult = cumulated_shares[0]
    everyone = cumulated_shares[-1]
    for number in range(parties.size):
        party = parties[number]
        slowest = np.inf
        for member in range(party.size):
            luck = uniform(seed, party.key, _AGE, member, 0)
            if member == 0:
                wanted = first_adult + luck * (everyone - first_adult)
            else:
                wanted = luck * everyone
            band = _band(cumulated_shares, wanted)
            below = cumulated_shares[band - 1] if band > 0 else 0.0
            share = cumulated_shares[band] - below
            within = (wanted - below) / share if share > 0.0 else 0.5
            age = ages[band] + (within - 0.5) * _DECADE
            own = 1.0 + cv * normal(seed, party.key, _SPEED, member, 0) if cv > 0.0 else 1.0
            slowest = min(slowest, max(speed_at_age(age, ages, speeds) * own, _SLOWEST_WALKER))
            if age < ADULT_AGE:
                party.family = 1
        party.speed = slowest * stroll
        if party.who == STEP_FREE:
            party.speed *= step_free_factor


def need_key(need: Need) -> int:
    """Return what names the luck of a need."""
    return name_key(f"need {need.kind} {need.at_the_end}")


def draw_needs(
    parties: NDArray[np.void], seed: int, visitors: VisitorSettings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return [party, need] when each need comes up in the visit, and how long it then takes.

    A need of the way out comes up when the visit is over, which no clock tells: its time is 0.
    """
    due = np.full((parties.size, len(visitors.needs)), np.inf)
    stay = np.zeros_like(due)
    for column, need in enumerate(visitors.needs):
        _draw_need(
            parties,
            np.uint64(seed),
            np.uint64(need_key(need)),
            float(need.share),
            need.at_the_end,
            (60.0 * need.minutes, float(need.sigma)),
            due[:, column],
            stay[:, column],
        )
    return due, stay


@rule
def _draw_need(  # noqa: PLR0917  (Numba calls by position)
    parties: Any,
    seed: Word,
    key: Word,
    share: float,
    at_the_end: bool,
    length: tuple[float, float],
    due: NDArray[np.float64],
    stay: NDArray[np.float64],
) -> None:
    for number in range(parties.size):
        party = parties[number]
        if uniform(seed, party.key, _NEED, 0, key) >= share:
            continue
        when = _NEED_FROM + (_NEED_TO - _NEED_FROM) * uniform(seed, party.key, _NEED_TIME, 0, key)
        due[number] = 0.0 if at_the_end else when * party.budget_s
        stay[number] = lognormal(seed, party.key, _NEED_STAY, 0, key, length[0], length[1])
