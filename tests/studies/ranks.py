"""Ranks of true values among posterior draws: are they uniform?

If truths come from the prior, data from the model and draws from the posterior, a truth's rank
among the draws is uniform on 0 … L. Use :func:`ranks_of` for the ranks and :func:`uniformity` for
what they say: the distribution function of the ranks against simultaneous bands, and χ².

Source: Talts, Betancourt, Simpson, Vehtari and Gelman, 'Validating Bayesian inference algorithms
with simulation-based calibration' (2018); simultaneous bands of the empirical distribution function
by simulation as in Säilynoja, Bürkner and Vehtari, 'Graphical test for discrete uniformity and its
applications in goodness-of-fit evaluation and multiple sample comparison' (Statistics and Computing
32, 2022).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats


@dataclass(frozen=True)
class Uniformity:
    """What a sample of ranks says.

    Attributes:
        p_bands: How often uniform ranks leave the expected distribution function as far, at the
            point where they leave it farthest.
        p_chi2: The p-value of χ² over equal bins.
        mean: The mean rank as a share: below ½ the truths are smaller than the draws.
        centre: The share of ranks in the middle half: more than ½ means draws too wide.
    """

    p_bands: float
    p_chi2: float
    mean: float
    centre: float


def ranks_of(
    truth: NDArray[np.float64], draws: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return how many draws lie below each truth; ties are broken at random.

    Args:
        truth: The true values.
        draws: Their posterior draws, (draw, value).
        rng: What breaks ties.
    """
    below = (draws < truth).sum(axis=0)
    ties = (draws == truth).sum(axis=0)
    return np.asarray(below + rng.integers(0, ties + 1), dtype=np.int64)


def _farthest(ranks: NDArray[np.int64], most: int) -> NDArray[np.float64]:
    """Return for each row of ranks the smallest two-sided probability over the points."""
    count = ranks.shape[1]
    points = np.arange(1, most + 1)
    below = np.stack([(ranks < point).sum(axis=1) for point in points], axis=1)
    law = stats.binom(count, points / (most + 1))
    lower, upper = law.cdf(below), law.sf(below - 1)
    return np.asarray(np.minimum(2 * np.minimum(lower, upper), 1.0).min(axis=1))


@cache
def _under_uniformity(count: int, most: int, simulated: int = 4000) -> NDArray[np.float64]:
    rng = np.random.default_rng(20180)
    return np.sort(_farthest(rng.integers(0, most + 1, (simulated, count)), most))


def uniformity(ranks: NDArray[np.int64], most: int) -> Uniformity:
    """Judge ranks of independent replications.

    Args:
        ranks: The ranks, each from 0 to ``most``.
        most: The number of draws that they were taken among.
    """
    usual = _under_uniformity(len(ranks), most)
    farthest = _farthest(ranks[None, :], most)[0]
    bins = max(min(20, len(ranks) // 10), 2)
    seen = np.bincount(ranks * bins // (most + 1), minlength=bins)
    # Bins hold unequal numbers of ranks if they do not divide them evenly.
    holds = np.bincount(np.arange(most + 1) * bins // (most + 1), minlength=bins) / (most + 1)
    share = ranks / most
    return Uniformity(
        p_bands=float((np.searchsorted(usual, farthest, side="right") + 1) / (len(usual) + 1)),
        p_chi2=float(stats.chisquare(seen, holds * len(ranks)).pvalue),
        mean=float(share.mean()),
        centre=float(((share > 0.25) & (share < 0.75)).mean()),
    )
