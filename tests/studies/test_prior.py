"""What the priors believe together of a museum's years, see docs/studies.md."""

import numpy as np
import pytest

from tests.studies import prior

BELIEVED = {
    "busiest month over quietest": (2.0, 8.0),
    "Saturdays over Tuesdays": (0.7, 4.0),
    "next year over this year": (0.8, 1.25),
    "a Tuesday over the one before": (0.6, 1.7),
    "busiest day over the mean day": (3.5, 12.0),
}
"""What a museum may well have, half of all or more: the prior must find all of it likely."""
ABSURD = {
    "busiest month over quietest": (0.0, 100.0),
    "Saturdays over Tuesdays": (0.05, 20.0),
    "next year over this year": (0.2, 5.0),
    "a Tuesday over the one before": (0.01, 100.0),
    "busiest day over the mean day": (1.2, 300.0),
}


@pytest.fixture(scope="module")
def ratios() -> dict[str, np.ndarray]:
    return dict(prior.beliefs(prior.prior_of(prior.museum(), 300, 2, prior.SETTINGS)))


@pytest.mark.parametrize("name", BELIEVED)
def test_what_museums_have_is_likely(ratios: dict[str, np.ndarray], name: str) -> None:
    low, high = BELIEVED[name]
    assert np.mean((ratios[name] > low) & (ratios[name] < high)) > 0.35


@pytest.mark.parametrize("name", ABSURD)
def test_the_absurd_is_not(ratios: dict[str, np.ndarray], name: str) -> None:
    low, high = ABSURD[name]
    assert np.mean((ratios[name] < low) | (ratios[name] > high)) < 0.02


def test_a_typical_year_lies_in_the_middle(ratios: dict[str, np.ndarray]) -> None:
    for name, (low, high) in BELIEVED.items():
        assert low < np.median(ratios[name]) < high, name
