"""Staying in a gallery: how long, and whether one stops at all.

Sources: Serrell 1997 for stays; Falk et al. 1985 and Bitgood 2009 for attention that falls.
"""

import math

from simulation.compiling import rule


@rule
def attention(elapsed_s: float, onset_s: float, scale_s: float, floor: float) -> float:
    """Return the attention left after a time in the visit: 1 until the onset, then to the floor."""
    if elapsed_s <= onset_s:
        return 1.0
    return floor + (1.0 - floor) * math.exp(-(elapsed_s - onset_s) / scale_s)


@rule
def stay_s(  # noqa: PLR0917  (Numba calls by position)
    mean_s: float,
    attention_left: float,
    interest: float,
    pace: float,
    luck: float,
    interest_effect: float,
    pace_sigma: float,
    stay_sigma: float,
) -> float:
    """Return how long a visitor stays in a gallery: log-normal around what a fresh one does.

    Args:
        mean_s: The mean stay there of fresh visitors.
        attention_left: See :func:`attention`.
        interest: The visitor's interest in its themes, standard normal.
        pace: The visitor's own pace, standard normal.
        luck: Standard normal.
        interest_effect: Spread of the logarithm that interest explains.
        pace_sigma: Spread of the logarithm among visitors.
        stay_sigma: Spread of the logarithm among one visitor's stays.
    """
    spread = interest_effect * interest + pace_sigma * pace + stay_sigma * luck
    variance = interest_effect**2 + pace_sigma**2 + stay_sigma**2
    return mean_s * attention_left * math.exp(spread - 0.5 * variance)


@rule
def stops(utility: float, luck: float) -> bool:
    """Return whether a visitor who passes through an unseen gallery stops there (logit)."""
    return luck < 1.0 / (1.0 + math.exp(-utility))
