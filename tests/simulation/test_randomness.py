"""Keyed luck: it is Philox, it depends on each ingredient and on nothing else, and it is fair."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtri

from simulation.luck import Decision, name_key, normals, substream, uniforms
from simulation.randomness import exponential, lognormal, normal, normal_quantile, philox, uniform

WORDS = st.integers(0, 2**64 - 1)


def numpys_philox(key: tuple[int, ...], counter: tuple[int, ...]) -> tuple[int, ...]:
    """NumPy counts one up before its first block, so it is set one lower."""
    before = (sum(word << (64 * n) for n, word in enumerate(counter)) - 1) % 2**256
    words = [(before >> (64 * n)) % 2**64 for n in range(4)]
    generator = np.random.Philox(
        key=np.array(key, dtype=np.uint64), counter=np.array(words, dtype=np.uint64)
    )
    return tuple(int(word) for word in generator.random_raw(4))


@settings(deadline=None)  # the first call compiles
@given(st.tuples(WORDS, WORDS), st.tuples(WORDS, WORDS, WORDS, WORDS))
def test_it_is_philox_bit_for_bit(key: tuple[int, ...], counter: tuple[int, ...]) -> None:
    assert philox(*map(np.uint64, (*key, *counter))) == numpys_philox(key, counter)


@pytest.mark.parametrize("key", [(0, 0), (2**64 - 1, 2**64 - 1)])
def test_it_is_philox_at_the_ends_of_the_range(key: tuple[int, int]) -> None:
    for word in (0, 2**64 - 1):
        assert philox(*map(np.uint64, (*key, *(word,) * 4))) == numpys_philox(key, (word,) * 4)


def test_a_uniform_number_is_the_first_word_scaled() -> None:
    word = numpys_philox((7, 11), (3, 5, 13, 0))[0]
    assert uniform(7, 11, 3, 5, 13) == pytest.approx(word / 2**64, abs=2**-52)


@pytest.mark.parametrize("changed", range(5))
def test_each_ingredient_changes_the_number(changed: int) -> None:
    ingredients = [1, 2, 3, 4, 5]
    varied = {uniform(*ingredients)}
    for value in range(10, 30):
        ingredients[changed] = value
        varied.add(uniform(*ingredients))
    assert len(varied) == 21


def test_ingredients_are_not_exchangeable() -> None:
    assert (
        len({uniform(*order) for order in ((1, 2, 3, 4, 5), (2, 1, 3, 4, 5), (1, 2, 4, 3, 5))}) == 3
    )


def test_the_same_ingredients_give_the_same_number_in_any_order_of_asking() -> None:
    forwards = [uniform(1, visitor, 2, 0, 0) for visitor in range(100)]
    backwards = [uniform(1, visitor, 2, 0, 0) for visitor in reversed(range(100))]
    assert forwards == backwards[::-1]


def test_a_decision_may_be_given_by_name() -> None:
    assert uniform(1, 2, Decision.DWELL, 0, 0) == uniform(1, 2, int(Decision.DWELL), 0, 0)


def test_arrays_hold_the_same_numbers() -> None:
    visitors, key = np.arange(50), name_key("gallery-1")
    assert key > 2**63 or name_key("gallery-2") > 2**63, "one key should need all 64 bits"
    for item in map(np.uint64, (key, name_key("gallery-2"))):
        together = uniforms(9, visitors, Decision.CHOICE, 2, item)
        assert together.tolist() == [
            uniform(9, v, int(Decision.CHOICE), 2, item) for v in range(50)
        ]
        bells = normals(9, visitors, Decision.CHOICE, 2, item)
        assert bells.tolist() == [normal(9, v, int(Decision.CHOICE), 2, item) for v in range(50)]


def test_arrays_broadcast() -> None:
    table = uniforms(9, np.arange(3)[:, None], Decision.INTEREST, 0, np.arange(4))
    assert table.shape == (3, 4)
    assert table[2, 1] == uniform(9, 2, int(Decision.INTEREST), 0, 1)


@pytest.mark.parametrize("ingredient", ["visitor", "decision", "occasion", "item", "seed"])
def test_numbers_along_each_ingredient_are_uniform_and_independent(ingredient: str) -> None:
    count = 20_000
    steps = np.arange(count)
    if ingredient == "seed":
        luck = np.array([uniform(seed, 1, 1, 1, 1) for seed in range(count)])
    elif ingredient == "visitor":
        luck = uniforms(1, steps, 1, 1, 1)
    elif ingredient == "decision":
        luck = np.array([uniform(1, 1, decision, 1, 1) for decision in range(count)])
    elif ingredient == "occasion":
        luck = uniforms(1, 1, 1, steps, 1)
    else:
        luck = uniforms(1, 1, 1, 1, steps)
    assert luck.min() > 0
    assert luck.max() < 1
    assert stats.kstest(luck, "uniform").pvalue > 0.001
    for lag in (1, 2, 7):
        # Pairs fall evenly on a grid of 10 by 10 if they are independent.
        table = np.histogram2d(luck[:-lag], luck[lag:], bins=10, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(table.ravel()).pvalue > 0.001


def test_decisions_of_one_visitor_are_independent_over_visitors() -> None:
    visitors = np.arange(5_000)
    columns = [uniforms(3, visitors, decision) for decision in list(Decision)[:8]]
    for one, other in combinations(columns, 2):
        assert abs(np.corrcoef(one, other)[0, 1]) < 4.5 / np.sqrt(visitors.size)


def test_normal_exponential_and_lognormal_have_their_laws() -> None:
    visitors = range(20_000)
    bell = np.array([normal(5, v, 1, 0, 0) for v in visitors])
    wait = np.array([exponential(5, v, 2, 0, 0) for v in visitors])
    stay = np.array([lognormal(5, v, 3, 0, 0, 90.0, 0.6) for v in visitors])
    assert stats.kstest(bell, "norm").pvalue > 0.001
    assert stats.kstest(wait, "expon").pvalue > 0.001
    assert stats.kstest(np.log(stay / 90) / 0.6, "norm").pvalue > 0.001


def test_the_normal_quantile_is_exact() -> None:
    tiny = 10.0 ** -np.arange(1, 300, 7)
    probability = np.concatenate([tiny, np.linspace(0.001, 0.999, 997), 1 - tiny[tiny > 1e-15]])
    ours = np.array([normal_quantile(p) for p in probability])
    np.testing.assert_allclose(ours, ndtri(probability), rtol=5e-15, atol=1e-15)


def test_substreams_are_named_by_all_their_labels() -> None:
    names = [(), (1,), (2,), (1, 2), (12,), ("a",), ("a", "b"), ("ab",), ("2018-07-05", 1)]
    seeds = {substream(seed, *labels) for seed in (0, 1) for labels in names}
    assert len(seeds) == 2 * len(names)
    assert all(0 <= seed < 2**63 for seed in seeds)
