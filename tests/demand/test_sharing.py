"""What is known of a venue's coefficients once it is known what venues share."""

from types import SimpleNamespace

import numpy as np

from calibration.demand.sharing import given_commons

COMMON = np.array([0.3, -0.1])
PRECISION = np.array([4.0, 4.0])


def mean_given(arrays: dict, common: np.ndarray) -> np.ndarray:
    """Return the middle of a venue's coefficients as the sampler's directions have it."""
    total = arrays["told"] + PRECISION
    straight = (arrays["evidence"] + PRECISION * common) / total
    return straight + arrays["leans"] @ (common - COMMON)


def test_what_is_told_as_a_sum_stays_that_sum_whatever_venues_share() -> None:
    """As Bayes' rule has it for Normal distributions, also far from the guess."""
    information = 900.0 * np.ones((2, 2))
    natural = information @ np.array([0.5, 0.0])
    block = SimpleNamespace(information=information[None], natural=natural[None])
    arrays = given_commons(block, 0, PRECISION, COMMON, np.eye(2))
    variance = np.linalg.inv(information + np.diag(PRECISION))
    np.testing.assert_allclose(arrays["root"] @ arrays["root"].T, variance)
    for moved in ((0.0, 0.0), (0.4, 0.0), (0.4, -0.7)):
        common = COMMON + np.array(moved)
        found = mean_given(arrays, common)
        np.testing.assert_allclose(found, variance @ (natural + PRECISION * common), atol=1e-9)
        assert abs(found.sum() - 0.5) < 0.01
