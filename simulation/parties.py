"""Who comes on a day: every party with its traits, drawn before the doors open.

A party walks together and is the agent of the engines; its persons count in every occupancy. Party
number n has the same traits and the same quantile of arrival in every scenario, and asking for more
visits adds parties without changing the earlier ones (only the last one is cut to make the sum).
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation.building import Building
from simulation.luck import Decision, name_key, normals, uniforms
from simulation.programme import Programme
from simulation.randomness import lognormal, normal, uniform
from simulation.rules import speed_at_age
from simulation.settings import DECADES, Day, VisitorSettings

ADULT_AGE = 15
_DECADE = 10.0
_SLOWEST_WALKER = 0.2
"""Metres a second, where the spread of speeds would give even less."""

_PARTY_SIZE = int(Decision.PARTY_SIZE)
_AGE = int(Decision.AGE)
_SPEED = int(Decision.SPEED)
_STEP_FREE = int(Decision.STEP_FREE)
_LIFT_BY_CHOICE = int(Decision.LIFT_BY_CHOICE)
_BUDGET = int(Decision.BUDGET)
_PACE = int(Decision.PACE)
_AVERSION = int(Decision.AVERSION)
_PATIENCE = int(Decision.PATIENCE)
_ENTRANCE = int(Decision.ENTRANCE)
_INTEREST = int(Decision.INTEREST)
_NEED = int(Decision.NEED)
_NEED_TIME = int(Decision.NEED_TIME)
_NEED_STAY = int(Decision.NEED_DWELL)

# A need comes up somewhere in the middle of the visit, as a share of the time one means to spend.
_NEED_FROM, _NEED_TO = 0.15, 0.85


@dataclass(frozen=True, eq=False)
class Parties:
    """The parties of a day as arrays, in the order of their numbers.

    Attributes:
        size: Persons.
        family: Whether a child is among them.
        speed: The free walking speed of the slowest of them, in m/s.
        step_free: Whether they need a way without stairs.
        prefers_lift: Whether they take the lift without needing it.
        entrance: The number of the zone by which they come.
        quantile: The share of the day's visitors who want to come before them.
        budget_s: How long they mean to stay.
        pace: Standard normal; above zero they look longer.
        aversion: Their crowd aversion relative to the median visitor's.
        patience_s: How long they wait in a queue before they give up.
        interest: [party, zone] Their interest in what a zone shows, standard normal.
        need_due_s: [party, need] When in the visit each need comes up; inf: never.
        need_stay_s: [party, need] How long they then stay.
    """

    size: NDArray[np.int64]
    family: NDArray[np.bool_]
    speed: NDArray[np.float64]
    step_free: NDArray[np.bool_]
    prefers_lift: NDArray[np.bool_]
    entrance: NDArray[np.int64]
    quantile: NDArray[np.float64]
    budget_s: NDArray[np.float64]
    pace: NDArray[np.float64]
    aversion: NDArray[np.float64]
    patience_s: NDArray[np.float64]
    interest: NDArray[np.float64]
    need_due_s: NDArray[np.float64]
    need_stay_s: NDArray[np.float64]

    def __len__(self) -> int:
        return self.size.size


def draw_parties(
    seed: int, visits: int, day: Day, building: Building, programme: Programme
) -> Parties:
    """Return the parties of a day, so many that their persons are ``visits`` in all."""
    visitors = day.visitors
    size = _sizes(seed, visits, visitors)
    count = size.size
    number = np.arange(count)
    staying, waiting = visitors.staying, visitors.waiting
    budget = _lognormals(seed, count, _BUDGET, 0, 60 * staying.budget_min, staying.budget_sigma)
    speed, family, step_free = _walkers(seed, size, visitors)
    entrances = np.array(building.entrances)
    entrance = (uniforms(seed, number, _ENTRANCE) * entrances.size).astype(np.int64)
    due, stay = _needs(seed, budget, visitors)
    return Parties(
        size=size,
        family=family,
        speed=speed,
        step_free=step_free,
        prefers_lift=uniforms(seed, number, _LIFT_BY_CHOICE)
        < visitors.parties.lift_by_choice_share,
        entrance=entrances[entrance],
        quantile=uniforms(seed, number, int(Decision.ARRIVAL)),
        budget_s=budget,
        pace=normals(seed, number, _PACE),
        aversion=_lognormals(seed, count, _AVERSION, 0, 1.0, visitors.choosing.crowd_sigma),
        patience_s=_lognormals(
            seed, count, _PATIENCE, 0, 60 * waiting.patience_min, waiting.patience_sigma
        ),
        interest=_interests(seed, count, programme.theme_keys, programme.theme_weights),
        need_due_s=due,
        need_stay_s=stay,
    )


def _sizes(seed: int, visits: int, visitors: VisitorSettings) -> NDArray[np.int64]:
    """Return the sizes of the parties; the last one is cut so that they sum to the visits."""
    shares = np.cumsum(visitors.parties.size_shares)
    luck = uniforms(seed, np.arange(visits), _PARTY_SIZE)
    size = 1 + np.searchsorted(shares / shares[-1], luck, side="right").astype(np.int64)
    total = np.cumsum(size)
    size = size[: int(np.searchsorted(total, visits, side="left")) + 1]
    if size.size:
        size[-1] -= total[size.size - 1] - visits
    return size


def _walkers(
    seed: int, size: NDArray[np.int64], visitors: VisitorSettings
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return each party's speed, whether a child is in it, and whether it needs a step-free way."""
    walking = visitors.walking
    speed, youngest = _members(
        seed,
        size,
        np.cumsum(visitors.parties.age_shares),
        np.array(DECADES, dtype=np.float64),
        np.array(walking.speed_by_age),
        walking.speed_cv,
    )
    step_free = uniforms(seed, np.arange(size.size), _STEP_FREE) < visitors.parties.step_free_share
    speed *= walking.stroll * np.where(step_free, walking.step_free_factor, 1.0)
    return speed, youngest < ADULT_AGE, step_free


@njit(
    "UniTuple(float64[::1], 2)(uint64, int64[::1], float64[::1], float64[::1], float64[::1],"
    " float64)",
    cache=True,
)
def _members(  # noqa: PLR0917  (Numba calls by position)
    seed: int,
    size: NDArray[np.int64],
    cumulated_shares: NDArray[np.float64],
    ages: NDArray[np.float64],
    speeds: NDArray[np.float64],
    cv: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the speed of the slowest member and the age of the youngest one of each party.

    The first member is an adult: nobody comes as a child alone.
    """
    slowest = np.full(size.size, np.inf)
    youngest = np.full(size.size, np.inf)
    first_adult = cumulated_shares[0]
    everyone = cumulated_shares[-1]
    for party in range(size.size):
        for member in range(size[party]):
            luck = uniform(seed, party, _AGE, member, 0)
            if member == 0:
                wanted = first_adult + luck * (everyone - first_adult)
            else:
                wanted = luck * everyone
            band = min(np.searchsorted(cumulated_shares, wanted, side="right"), ages.size - 1)
            below = cumulated_shares[band - 1] if band > 0 else 0.0
            share = cumulated_shares[band] - below
            within = (wanted - below) / share if share > 0.0 else 0.5
            age = ages[band] + (within - 0.5) * _DECADE
            own = 1.0 + cv * normal(seed, party, _SPEED, member, 0)
            speed = max(speed_at_age(age, ages, speeds) * own, _SLOWEST_WALKER)
            slowest[party] = min(slowest[party], speed)
            youngest[party] = min(youngest[party], age)
    return slowest, youngest


@njit("float64[::1](uint64, int64, uint64, uint64, float64, float64)", cache=True)
def _lognormals(  # noqa: PLR0917  (Numba calls by position)
    seed: int, count: int, decision: int, item: int, median: float, sigma: float
) -> NDArray[np.float64]:
    """Return one log-normal number for each party."""
    values = np.empty(count)
    for party in range(count):
        values[party] = lognormal(seed, party, decision, 0, item, median, sigma)
    return values


@njit("float64[:, ::1](uint64, int64, uint64[::1], float64[:, ::1])", cache=True)
def _interests(
    seed: int, count: int, themes: NDArray[np.uint64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each party's interest in each zone: the weighted sum of its interests in themes."""
    interest = np.zeros((count, weights.shape[0]))
    in_theme = np.empty(themes.size)
    for party in range(count):
        for theme in range(themes.size):
            in_theme[theme] = normal(seed, party, _INTEREST, 0, themes[theme])
        for zone in range(weights.shape[0]):
            for theme in range(themes.size):
                if weights[zone, theme] > 0.0:
                    interest[party, zone] += weights[zone, theme] * in_theme[theme]
    return interest


def _needs(
    seed: int, budget_s: NDArray[np.float64], visitors: VisitorSettings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return when each need of each party comes up and how long it then takes.

    A need of the way out comes up when the visit is over, which no clock tells: its time is 0.
    """
    count = budget_s.size
    number = np.arange(count)
    due = np.full((count, len(visitors.needs)), np.inf)
    stay = np.zeros((count, len(visitors.needs)))
    for column, need in enumerate(visitors.needs):
        key = name_key(f"need {need.kind} {need.at_the_end}")
        wanted = uniforms(seed, number, _NEED, 0, key) < need.share
        when = _NEED_FROM + (_NEED_TO - _NEED_FROM) * uniforms(seed, number, _NEED_TIME, 0, key)
        due[wanted, column] = 0.0 if need.at_the_end else (when * budget_s)[wanted]
        stay[:, column] = _lognormals(seed, count, _NEED_STAY, key, 60 * need.minutes, need.sigma)
    return due, stay
