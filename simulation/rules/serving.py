"""How long a desk needs for a party."""

import math
from typing import Final

from simulation.compiling import rule
from simulation.luck import Decision, Word
from simulation.randomness import exponential, normal, uniform

FIXED: Final = 0
EXPONENTIAL: Final = 1
LOGNORMAL: Final = 2
ERLANG: Final = 3
GAMMA: Final = 4
HYPEREXPONENTIAL: Final = 5
STAY: Final = 6
"""As long as the visitor stays, whatever the desk."""
SERVICE_LAWS: Final = {
    "fixed": FIXED,
    "exponential": EXPONENTIAL,
    "lognormal": LOGNORMAL,
    "erlang": ERLANG,
    "gamma": GAMMA,
    "hyperexponential": HYPEREXPONENTIAL,
    "stay": STAY,
}

_SERVICE = int(Decision.SERVICE)
_NUMBERS: Final = 128
"""Random numbers for one service, at most."""
_TRIALS: Final = 60
"""So often at most is a gamma number tried; each trial fails in one case of twenty or fewer."""


@rule
def service_s(  # noqa: PLR0917  (Numba calls by position)
    seed: Word, visitor: Word, item: Word, time: int, mean_s: float, cv: float, law: int
) -> float:
    """Return how long a desk needs for a party.

    The luck is named by the party and the kind of desk, not by the desk or the server, so that one
    more clerk changes no service.

    Args:
        seed: The day's seed.
        visitor: The party's number.
        item: The kind of desk (and whether coming or going) as a number.
        time: How often the party has been served there before.
        mean_s: The mean.
        cv: The standard deviation relative to the mean, for the laws that have one to choose.
        law: One of :data:`SERVICE_LAWS`; an Erlang law has round(1/cv²) phases.
    """
    first = time * _NUMBERS
    if law == EXPONENTIAL:
        return mean_s * exponential(seed, visitor, _SERVICE, first, item)
    if law == LOGNORMAL:
        variance = math.log(1.0 + cv * cv)
        luck = normal(seed, visitor, _SERVICE, first, item)
        return mean_s * math.exp(math.sqrt(variance) * luck - 0.5 * variance)
    if law == ERLANG:
        phases = max(1, round(1.0 / (cv * cv)))
        total = 0.0
        for phase in range(phases):
            total += exponential(seed, visitor, _SERVICE, first + phase, item)
        return mean_s * total / phases
    if law == GAMMA:
        shape = 1.0 / (cv * cv)
        return mean_s * _gamma(seed, visitor, item, first, shape) / shape
    if law == HYPEREXPONENTIAL:
        return mean_s * _hyperexponential(seed, visitor, item, first, cv * cv)
    return mean_s


@rule
def _gamma(seed: Word, visitor: Word, item: Word, first: int, shape: float) -> float:
    """Return a gamma number of scale one (Marsaglia and Tsang 2000: normal, squeezed, rejected)."""
    boost = 1.0
    if shape < 1.0:
        boost = math.exp(math.log(uniform(seed, visitor, _SERVICE, first, item)) / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    value = d
    for trial in range(_TRIALS):
        x = normal(seed, visitor, _SERVICE, first + 2 * trial + 1, item)
        root = 1.0 + x / math.sqrt(9.0 * d)
        if root <= 0.0:
            continue
        value = d * root * root * root
        luck = uniform(seed, visitor, _SERVICE, first + 2 * trial + 2, item)
        if math.log(luck) < 0.5 * x * x + d - value + d * math.log(value / d):
            break
    return boost * value


@rule
def _hyperexponential(
    seed: Word, visitor: Word, item: Word, first: int, cv_squared: float
) -> float:
    """Return a number of mean one, long or short by chance, both with the same share of the mean.

    Source: two branches with balanced means (Whitt 1982).
    """
    often = 0.5 * (1.0 + math.sqrt((cv_squared - 1.0) / (cv_squared + 1.0)))
    branch = often if uniform(seed, visitor, _SERVICE, first + 1, item) < often else 1.0 - often
    return exponential(seed, visitor, _SERVICE, first, item) / (2.0 * branch)
