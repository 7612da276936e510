"""How many of n belong to a segment: binomial quantiles, so that the same luck gives like shares.

Use :func:`binomial_quantile`. Like :mod:`calibration.demand.drawing` for Poisson counts: exact
where few are expected, by the expansion of Cornish and Fisher (Review of the International
Statistical Institute 5, 1938) where many are, whose error there is less than one visit.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

# Above this variance the expansion is off by at most one visit, and seldom by that.
_MANY: Final = 12.0


def binomial_quantile(
    n: NDArray[np.int64], share: NDArray[np.float64], luck: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the smallest count with a binomial distribution function of at least the luck.

    Args:
        n: How many there are.
        share: The share of them that is expected.
        luck: Numbers in (0, 1).
    """
    n, share, luck = np.broadcast_arrays(n, share, luck)
    mean, variance = n * share, n * share * (1 - share)
    z = special.ndtri(luck)
    middle = mean + np.sqrt(variance) * z + (1 - 2 * share) * (z * z - 1) / 6
    # Ties are as good as none here: a distribution function hits the luck with probability nought.
    counts = np.clip(np.floor(middle + 0.5), 0, n)
    few = variance < _MANY
    upper = few & (share > 0.5)
    lower = few & ~upper
    counts[lower] = _add_up(n[lower], share[lower], luck[lower])
    counts[upper] = n[upper] - _add_up(n[upper], 1 - share[upper], 1 - luck[upper])
    return counts.astype(np.int64)


def _add_up(
    n: NDArray[np.int64], share: NDArray[np.float64], luck: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return quantiles by adding up probabilities from nought, for shares of at most a half."""
    counts = np.zeros(len(n), dtype=np.int64)
    odds = share / (1 - share)
    chance = np.exp(n * np.log1p(-share))
    total = chance.copy()
    open_ = np.flatnonzero((total < luck) & (n > 0))
    number = 0
    while open_.size:
        number += 1
        chance[open_] *= (n[open_] - number + 1) / number * odds[open_]
        total[open_] += chance[open_]
        counts[open_] = number
        # Rounding may keep the sum from ever reaching a luck next to one.
        gone_on = (total[open_] < luck[open_]) & (number < n[open_]) & (chance[open_] > 1e-18)
        open_ = open_[gone_on | ((number < n[open_] * share[open_]) & (total[open_] < luck[open_]))]
    return counts
