"""Counts are drawn by the exact inverse distribution function, whatever shortcut is taken."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from calibration.demand.drawing import draw, gamma_quantile, poisson_quantile


@given(
    st.floats(np.log(1e-3), np.log(9e3)).map(np.exp),
    # Closer to 1 the distribution function itself has too few digits to tell two counts apart.
    st.integers(0, 2**52 - 2**22).map(lambda word: (word + 0.5) * 2.0**-52),
)
def test_a_poisson_quantile_is_the_smallest_count_that_reaches_the_luck(
    rate: float, luck: float
) -> None:
    count = poisson_quantile(np.array([rate]), np.array([luck]))[0]
    assert special.pdtr(count, rate) >= luck
    assert count == 0 or special.pdtr(count - 1, rate) < luck


def test_it_is_exact_next_to_every_step() -> None:
    """Just below a value of the distribution function the count is still the lower one."""
    for rate in (0.3, 9.9, 10.1, 37.0, 400.0, 9_000.0):
        counts = np.arange(max(0, int(rate - 4 * rate**0.5)), int(rate + 4 * rate**0.5) + 2)
        steps = special.pdtr(counts, rate)
        inside = steps < 1 - 1e-6
        counts, steps = counts[inside], steps[inside]
        rates = np.full(counts.shape, rate)
        np.testing.assert_array_equal(poisson_quantile(rates, steps * (1 - 1e-9)), counts)
        np.testing.assert_array_equal(poisson_quantile(rates, steps * (1 + 1e-9)), counts + 1)


def test_nobody_comes_where_nobody_is_expected() -> None:
    assert poisson_quantile(np.zeros(3), np.array([1e-9, 0.5, 1 - 1e-9])).tolist() == [0, 0, 0]
    # So near to nobody that one over it is no number.
    assert poisson_quantile(np.full(1, 1e-310), np.array([0.9])).tolist() == [0]


def test_a_gamma_quantile_is_right_to_a_millionth_and_better() -> None:
    luck = np.concatenate([special.ndtr(np.linspace(-6, 6, 2_401)), [1e-12, 1 - 1e-12]])
    concentration = np.geomspace(0.05, 1e6, 60)[:, None]
    exact = special.gammaincinv(concentration, luck) / concentration
    np.testing.assert_allclose(gamma_quantile(concentration, luck), exact, rtol=2e-7)


def test_a_gamma_quantile_does_not_depend_on_what_else_is_asked() -> None:
    luck = np.random.default_rng(1).random((5, 40))
    concentration = np.array([0.2, 0.5, 1.0, 12.0, 3_000.0])[:, None]
    whole = gamma_quantile(concentration, luck)
    np.testing.assert_array_equal(gamma_quantile(concentration[2:], luck[2:, 7:8]), whole[2:, 7:8])
    np.testing.assert_array_equal(gamma_quantile(concentration[3], luck[3]), whole[3])


def test_drawn_counts_are_negative_binomial() -> None:
    rng = np.random.default_rng(1)
    mean, concentration = 80.0, 3.0
    luck = rng.random((2, 20_000))
    drawn = draw(
        np.full(20_000, mean), np.array([concentration]), np.array([False]),
        factor_luck=luck[0], count_luck=luck[1],
    )  # fmt: skip
    law = stats.nbinom(concentration, concentration / (concentration + mean))
    edges = [-1, *law.ppf(np.linspace(0.05, 0.95, 19)), np.inf]
    seen, _edges = np.histogram(drawn, bins=np.array(edges) + 0.5)
    assert stats.chisquare(seen, 20_000 * np.diff(law.cdf(edges))).pvalue > 0.001
