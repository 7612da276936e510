"""How long a desk needs for a party."""

import math
from typing import Final

from simulation.compiling import rule
from simulation.luck import Decision, Word
from simulation.randomness import exponential, normal

FIXED: Final = 0
EXPONENTIAL: Final = 1
LOGNORMAL: Final = 2
ERLANG: Final = 3
SERVICE_LAWS: Final = {
    "fixed": FIXED,
    "exponential": EXPONENTIAL,
    "lognormal": LOGNORMAL,
    "erlang": ERLANG,
}

_SERVICE = int(Decision.SERVICE)


@rule
def service_s(  # noqa: PLR0917  (Numba calls by position)
    seed: Word, visitor: Word, item: Word, mean_s: float, cv: float, law: int
) -> float:
    """Return how long a desk needs for a party.

    The luck is named by the party and the kind of desk, not by the desk or the server, so that one
    more clerk changes no service.

    Args:
        seed: The day's seed.
        visitor: The party's number.
        item: The kind of desk (and whether coming or going) as a number.
        mean_s: The mean.
        cv: The standard deviation relative to the mean, for the log-normal and Erlang laws.
        law: One of :data:`SERVICE_LAWS`; an Erlang law has round(1/cv²) phases.
    """
    if law == EXPONENTIAL:
        return mean_s * exponential(seed, visitor, _SERVICE, 0, item)
    if law == LOGNORMAL:
        variance = math.log(1.0 + cv * cv)
        luck = normal(seed, visitor, _SERVICE, 0, item)
        return mean_s * math.exp(math.sqrt(variance) * luck - 0.5 * variance)
    if law == ERLANG:
        phases = max(1, round(1.0 / (cv * cv)))
        total = 0.0
        for phase in range(phases):
            total += exponential(seed, visitor, _SERVICE, phase, item)
        return mean_s * total / phases
    return mean_s
