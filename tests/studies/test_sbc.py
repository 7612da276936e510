"""A small simulation-based calibration: what the model made up is found again, no surer than right.

The whole study is ``python -m tests.studies.sbc``, with hundreds of replications and the ranks of
each parameter; this one has few, and looks at all parameters of a replication together.
"""

import numpy as np
import pytest
from scipy import stats

from tests.studies import sbc

REPLICATIONS = 8


def scatter(found: list[sbc.Replication], stretch: float) -> float:
    """Return by how many standard errors the ranks' spread exceeds that of uniform ones.

    Parameters of one replication depend on each other, replications do not: a replication's mean
    over parameters is one observation.
    """
    rng = np.random.default_rng(1)
    count = sbc.KEPT + 1
    uniform = (1 - count**-2) / 12
    means = []
    for each in found:
        bent = {
            name: (truth, draws.mean() + stretch * (draws - draws.mean()))
            for name, (truth, draws) in each.items()
            if not name.startswith("day_rare")  # no share makes none, see sbc.NEVER
        }
        ranks = np.array(list(sbc.ranked(bent, rng).values()))
        means.append(float(np.mean(((ranks + 0.5) / count - 0.5) ** 2)))
    return float((np.mean(means) - uniform) / (np.std(means, ddof=1) / np.sqrt(len(means))))


@pytest.mark.slow
def test_the_truth_lies_anywhere_among_the_draws() -> None:
    drawn = sbc.prior(REPLICATIONS, seed=100, rare=False)
    counts = sbc.made_up(drawn, seed=100)
    found = [sbc.replicate(number, drawn, counts) for number in range(REPLICATIONS)]
    # So far from nought one in a thousand lies by chance, of as few replications as these.
    limit = stats.t.ppf(0.9995, REPLICATIONS - 1)
    assert abs(scatter(found, 1.0)) < limit
    # The same draws, closer together or farther apart than they should be, are found out.
    assert scatter(found, 0.6) > limit
    assert scatter(found, 1.7) < -limit
