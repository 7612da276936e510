"""Ranks of truths are judged by what uniform ranks do, and wrong posteriors are found out."""

import numpy as np
import pytest

from tests.studies.ranks import ranks_of, uniformity

MOST = 50


def test_uniform_ranks_are_called_odd_as_often_as_the_level_says() -> None:
    rng = np.random.default_rng(4)
    judged = [uniformity(rng.integers(0, MOST + 1, 200), MOST) for _study in range(400)]
    for name in ("p_bands", "p_chi2"):
        odd = np.mean([getattr(each, name) < 0.1 for each in judged])
        assert 0.05 < odd < 0.16  # three standard errors of 400 studies, and the bands' own error


@pytest.mark.parametrize(
    ("shift", "stretch", "centre"), [(0.5, 1.0, None), (0.0, 0.6, False), (0.0, 1.7, True)]
)
def test_wrong_posteriors_are_found_out(shift: float, stretch: float, centre: bool | None) -> None:
    """Of Normal truths: draws that lie too high, are too narrow or too wide."""
    rng = np.random.default_rng(5)
    truth = rng.standard_normal(200)
    draws = shift + stretch * rng.standard_normal((MOST, 200))
    found = uniformity(ranks_of(truth, draws, rng), MOST)
    assert found.p_bands < 0.01
    assert found.p_chi2 < 0.01
    if centre is not None:
        assert (found.centre > 0.5) == centre
    else:
        assert found.mean < 0.45


def test_ties_are_broken_at_random() -> None:
    rng = np.random.default_rng(6)
    ranks = ranks_of(np.zeros(2000), np.zeros((MOST, 2000)), rng)
    assert uniformity(ranks, MOST).p_chi2 > 0.001
