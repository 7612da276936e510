"""The verdict's arithmetic and words, on paired arrays whose answer is known."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from scenarios.comparison import Verdict, paired
from scenarios.outcomes import VISITS, Better, Outcome
from scenarios.verdict_words import shown_probability


def _unused(one: xr.Dataset) -> xr.DataArray:
    raise AssertionError


MORE = Outcome(VISITS, "Visits", "", Better.MORE, _unused)
LESS = Outcome(
    "crowded:rubens", "{room}: crowded", "min a day", Better.LESS, _unused,
    room=(("en", "Rubens room"), ("fr", "Salle Rubens")), zone="rubens",
)  # fmt: skip


def test_probability_is_the_share_of_draws_with_ties_counted_half() -> None:
    a = np.array([10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0])
    b = np.array([11.0, 12.0, 13.0, 10.0, 10.0, 9.0, 14.0, 15.0])
    row = paired(MORE, a, b)
    assert row.p_better == (5 + 2 / 2) / 8
    assert row.ties == 2 / 8
    less = paired(LESS, a, b)
    assert less.p_better == (1 + 2 / 2) / 8
    assert less.difference == row.difference == np.median(b - a)


def test_intervals_are_those_of_the_paired_differences() -> None:
    rng = np.random.default_rng(4)
    common = rng.normal(1000, 300, 20_000)
    row = paired(MORE, common, common + rng.normal(5, 2, 20_000))
    assert row.difference == pytest.approx(5, abs=0.1)
    assert [row.low_80, row.high_80] == pytest.approx([5 - 1.2816 * 2, 5 + 1.2816 * 2], abs=0.1)
    assert [row.low_95, row.high_95] == pytest.approx([5 - 1.96 * 2, 5 + 1.96 * 2], abs=0.15)
    assert row.p_better == pytest.approx(0.99379, abs=0.003)


def test_rounding_is_no_difference() -> None:
    a = np.array([1e6, 2e6])
    row = paired(MORE, a, a * (1 + 1e-15))
    assert row.ties == 1
    assert row.p_better == 0.5


def test_draws_without_a_value_are_left_out() -> None:
    row = paired(MORE, np.array([1.0, np.nan, 3.0]), np.array([2.0, 5.0, np.nan]))
    assert row.draws == 1
    assert row.difference == 1


def test_inputs_are_left_as_they_are() -> None:
    a, b = np.array([1.0, 2.0]), np.array([1.0 + 1e-12, 3.0])
    paired(MORE, a, b)
    assert b[0] == 1.0 + 1e-12


@pytest.mark.parametrize(
    ("probability", "draws", "text"),
    [
        (0.87, 48, "0.87"),
        (1.0, 48, "above 0.97"),
        (0.0, 48, "below 0.03"),
        (1.0, 4000, "above 0.99"),
        (0.5, 3, "0.50"),
        (1.0, 1, "above 0.50"),
    ],
)
def test_a_probability_is_never_surer_than_its_draws(
    probability: float, draws: int, text: str
) -> None:
    assert shown_probability(probability, draws) == text


def test_monte_carlo_error_shrinks_with_the_draws_and_is_never_zero() -> None:
    few = paired(MORE, np.zeros(25), np.ones(25))
    many = paired(MORE, np.zeros(2500), np.ones(2500))
    assert 0 < many.p_error < few.p_error
    even = paired(MORE, np.zeros(100), np.tile([-1.0, 1.0], 50))
    assert even.p_error == pytest.approx(0.05, rel=0.01)


def verdict(visits: np.ndarray, crowded: np.ndarray) -> Verdict:
    zeros = np.zeros(len(visits))
    return Verdict(
        a="as-today",
        b="late",
        names_a={"en": "As today", "fr": "Comme aujourd’hui"},
        names_b={"en": "Late Thursdays", "fr": "Nocturnes"},
        rows=(paired(MORE, zeros, visits), paired(LESS, zeros, crowded)),
        assumed=(),
        draws=len(visits),
        seed=1,
    )


WINS = np.concatenate([np.full(87, 3100.0), np.full(13, -500.0)])


def test_the_sentence_when_b_wins() -> None:
    assert verdict(WINS, np.full(100, -40.0)).sentence() == (
        "“Late Thursdays” beats “As today” on visits with probability 0.87, by 3,100 visits,"
        " and “Rubens room” is crowded 40 minutes less a day."
    )


def test_few_draws_are_said_to_have_rough_ends() -> None:
    rough = "rough"
    assert not any(rough in note for note in verdict(WINS, -WINS).notes())
    few = verdict(WINS[:24], -WINS[:24])
    assert any(rough in note for note in few.notes())


def test_the_sentence_when_a_wins_is_told_from_its_side() -> None:
    assert verdict(-WINS, np.full(100, -40.0)).sentence() == (
        "“As today” beats “Late Thursdays” on visits with probability 0.87, by 3,100 visits,"
        " though “Rubens room” is crowded 40 minutes more a day."
    )


def test_the_sentence_without_differences() -> None:
    zeros = np.zeros(100)
    assert verdict(zeros, zeros).sentence() == (
        "On visits there is no difference between “Late Thursdays” and “As today”,"
        " and “Rubens room” is crowded as long in both."
    )
    one = verdict(np.ones(100), np.full(100, 1.0)).sentence()
    assert "by 1 visit, though “Rubens room” is crowded 1 minute more a day" in one
    assert "probability above 0.99" in one


def test_no_room_no_clause() -> None:
    bare = replace(verdict(WINS, WINS), rows=(paired(MORE, np.zeros(100), WINS),))
    assert bare.sentence().endswith("by 3,100 visits.")


def test_plain_data_holds_every_figure() -> None:
    data = verdict(WINS, WINS).as_data()
    first = data["outcomes"][0]
    assert first["p_better"] == 0.87
    assert first["difference"] == 3100
    assert first["interval_80"][0] <= first["difference"] <= first["interval_80"][1]
    assert data["sentence"] == verdict(WINS, WINS).sentence()
