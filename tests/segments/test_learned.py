"""What is learned of segments, where the truth is known; and segments that come late or seldom."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import special

from calibration.demand.history import History
from calibration.segments.counts import Counted
from calibration.segments.fit import SegmentsFit, load_segments
from calibration.segments.fitting import fit_segments
from calibration.segments.splitting import split
from tests.segments import made_up

AHEAD = pd.date_range("2018-01-01", periods=365)
Learned = tuple[SegmentsFit, History]


@pytest.fixture(scope="module")
def north() -> Learned:
    history, counts = made_up.known(made_up.days("North", np.random.default_rng(1)))
    return fit_segments(counts, history, draws=400), history


def learned(attendance: pd.DataFrame) -> Learned:
    history, counts = made_up.known(attendance)
    return fit_segments(counts, history, draws=400), history


def true_share(dates: pd.DatetimeIndex, shift: float = 0.0) -> float:
    nodes = made_up.NOISE * np.random.default_rng(2).standard_normal((400, len(dates)))
    return float(special.expit(made_up.child_logit(dates, shift) + nodes).mean())


@pytest.mark.parametrize(
    ("what", "chosen"),
    [
        ("summer weekends", (AHEAD.month == 7) & (AHEAD.day_of_week >= 5)),
        ("winter weekdays", (AHEAD.month == 1) & (AHEAD.day_of_week < 5)),
        ("the year", np.ones(365, dtype=bool)),
    ],
)
def test_known_shares_are_recovered(north: Learned, what: str, chosen: np.ndarray) -> None:
    found = made_up.dealt(*north, "North", AHEAD).isel(time=np.flatnonzero(chosen))
    low, middle, high = np.quantile(made_up.shares(found, "age: child"), [0.005, 0.5, 0.995])
    truth = true_share(AHEAD[chosen])
    assert low < truth < high, what
    assert abs(middle - truth) < 0.04, what


def test_an_exhibition_that_was_shown_draws_the_same_public_again(north: Learned) -> None:
    again = made_up.SHOWN.assign(start=AHEAD[0], end=AHEAD[-1])
    none = made_up.SHOWN.iloc[:0]
    with_it, without = (
        special.logit(made_up.shares(made_up.dealt(*north, "North", AHEAD, exhibitions=e),
                                     "age: child"))
        for e in (again, none)
    )  # fmt: skip
    low, high = np.quantile(with_it - without, [0.01, 0.99])
    assert 0 < low < made_up.FOR_CHILDREN < high


def test_an_exhibition_never_shown_leaves_shares_less_sure_not_elsewhere(north: Learned) -> None:
    new = made_up.SHOWN.assign(title="Silver", start=AHEAD[0], end=AHEAD[-1])
    with_it, without = (
        special.logit(made_up.shares(made_up.dealt(*north, "North", AHEAD, exhibitions=e),
                                     "age: child"))
        for e in (new, made_up.SHOWN.iloc[:0])
    )  # fmt: skip
    assert with_it.std() > 1.2 * without.std()


def test_segments_add_up_to_every_draw_of_every_day(north: Learned) -> None:
    visits = made_up.fixed(AHEAD, 0)
    visits[:] = np.random.default_rng(3).poisson(3.0, visits.shape) ** 4
    (found,) = split(*north, "North", visits, seed=1)
    assert found.dims == ("draw", "segment", "time")
    assert found.dtype.kind == "i"
    assert (found >= 0).all()
    xr.testing.assert_equal(found.sum("segment"), visits)
    assert (visits == 0).any()


def test_the_same_seed_gives_the_same_and_more_visits_give_no_segment_fewer(
    north: Learned,
) -> None:
    first, again, more = (
        made_up.dealt(*north, "North", AHEAD, visits=visits) for visits in (400, 400, 420)
    )
    xr.testing.assert_identical(first, again)
    # Scenarios share luck: 5 % more visits are 5 % more of each, not another draw.
    together = np.corrcoef(first.sel(segment="age: child").to_numpy().ravel(),
                           more.sel(segment="age: child").to_numpy().ravel())[0, 1]  # fmt: skip
    assert together > 0.99
    # Days stand by themselves: asked alone, a month is what it is within the year.
    june = AHEAD[AHEAD.month == 6]
    alone = made_up.dealt(*north, "North", june)
    xr.testing.assert_identical(alone, first.sel(time=june))
    other = made_up.dealt(*north, "North", AHEAD, seed=6)
    assert not first.equals(other)


def test_a_fit_is_read_back_as_it_was(north: Learned, tmp_path: Path) -> None:
    fit, history = north
    fit.save(tmp_path / "segments.nc")
    back = load_segments(tmp_path / "segments.nc")
    xr.testing.assert_identical(
        made_up.dealt(fit, history, "North", AHEAD), made_up.dealt(back, history, "North", AHEAD)
    )


def test_a_venue_without_segments_has_none(north: Learned) -> None:
    fit, history = north
    assert split(fit, history, "South", made_up.fixed(AHEAD, 100), seed=1) == []


def test_a_segment_that_begins_late_is_not_taken_for_rare() -> None:
    rng = np.random.default_rng(4)
    dates = pd.date_range("2016-01-01", periods=730)
    late = np.asarray(dates >= "2017-04-01")
    online = rng.binomial(200, 0.4, len(dates)) * late
    attendance = pd.concat(
        [made_up.rows("East", dates, "ticket: online", online),
         made_up.rows("East", dates, "ticket: gate", 200 - online)]
    )  # fmt: skip
    # In these months it had been sold; taken for rare before, its share would be a tenth.
    found = made_up.dealt(*learned(attendance), "East", AHEAD[90:270])
    low, high = np.quantile(made_up.shares(found, "ticket: online"), [0.05, 0.95])
    assert 0.27 < low < 0.4 < high < 0.53


def test_a_segment_never_seen_in_a_season_is_possible_there() -> None:
    rng = np.random.default_rng(5)
    # Known from April to September only.
    dates = pd.date_range("2017-04-01", "2017-09-30")
    schools = rng.binomial(200, 0.2, len(dates))
    attendance = pd.concat(
        [made_up.rows("West", dates, "group: school", schools),
         made_up.rows("West", dates, "group: none", 200 - schools)]
    )  # fmt: skip
    fit = learned(attendance)
    winter = AHEAD[:59]
    unseen = made_up.shares(made_up.dealt(*fit, "West", winter), "group: school")
    seen = made_up.shares(made_up.dealt(*fit, "West", dates), "group: school")
    assert 0.001 < np.quantile(unseen, 0.1) < np.quantile(unseen, 0.9) < 0.9
    assert unseen.std() > 2 * seen.std()


def test_yearly_shares_alone_give_a_year_its_share_and_its_days_wide_ones() -> None:
    years = pd.date_range("2008-04-01", periods=10, freq=pd.DateOffset(years=1))
    under = np.array([260, 255, 270, 262, 248, 251, 259, 266, 258, 263]) * 1000
    attendance = pd.concat(
        [made_up.rows("Gallery", years, None, np.full(10, 1_000_000), "year"),
         made_up.rows("Gallery", years, "age: under 16", under, "year")]
    )  # fmt: skip
    fit, history = learned(attendance)
    ahead = pd.date_range("2018-04-01", "2019-03-31")
    found = made_up.dealt(fit, history, "Gallery", ahead, visits=3000)
    assert set(found["segment"].to_numpy()) == {"age: under 16", "age: others"}
    year = made_up.shares(found, "age: under 16")
    low, high = np.quantile(year, [0.1, 0.9])
    assert 0.18 < low < 0.26 < high < 0.36
    days = found.sel(segment="age: under 16").to_numpy() / 3000
    assert days.std(axis=0).mean() > 2 * year.std()


Lent = tuple[SegmentsFit, SegmentsFit, History]


@pytest.fixture(scope="module")
def lent() -> Lent:
    rng = np.random.default_rng(6)
    peers = [made_up.days(name, rng, shift=s) for name, s in (("A", -0.3), ("B", 0.4))]
    own = made_up.days("Months", rng, shift=0.1)
    start = own["date"].dt.to_period("M").dt.start_time
    months = own.groupby(["venue", "segment", start], as_index=False)["visits"].sum()
    attendance = pd.concat([*peers, months.assign(period="month")], ignore_index=True)
    history, counts = made_up.known(attendance)
    alone = [each for each in counts if each.venue == "Months"]
    together = fit_segments(counts, history, draws=400)
    return together, fit_segments(alone, history, draws=400), history


class TestPeersLend:
    """A venue with months takes weekdays from those with days that divide their public alike."""

    def weekend(self, fit: SegmentsFit, history: History) -> np.ndarray:
        found = made_up.dealt(fit, history, "Months", AHEAD)
        weekend = AHEAD.day_of_week >= 5
        ends, weeks = (
            made_up.shares(found.isel(time=np.flatnonzero(at)), "age: child")
            for at in (weekend, ~weekend)
        )
        return special.logit(ends) - special.logit(weeks)

    def test_weekends_come_from_peers_and_are_surer_than_alone(self, lent: Lent) -> None:
        together, alone, history = lent
        told, guessed = self.weekend(together, history), self.weekend(alone, history)
        assert abs(np.median(told) - made_up.FAMILY_DAY) < 0.25
        assert told.std() < 0.8 * guessed.std()

    def test_what_months_tell_stays_the_venue_s_own(self, lent: Lent) -> None:
        together, _alone, history = lent
        found = made_up.shares(made_up.dealt(together, history, "Months", AHEAD), "age: child")
        low, high = np.quantile(found, [0.01, 0.99])
        assert low < true_share(AHEAD, 0.1) < high


def test_nothing_counted_is_nothing_learned() -> None:
    counts: list[Counted] = []
    fit = fit_segments(counts, History(made_up.rows("X", AHEAD, None, np.ones(365, dtype=int))))
    assert fit.shares == ()
