"""The zoo's tickets of a year that was not seen, given how many came, beside simple guesses."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import scoringrules as sr
import xarray as xr

from calibration.demand.history import History
from calibration.pool.examples import load_example_pool
from calibration.pool.store import Pool
from calibration.segments.counts import Counted, from_pool
from calibration.segments.fitting import fit_segments
from calibration.segments.splitting import split

ZOO = "Helsinki Zoo"
DRAWS = 1000


@dataclass(frozen=True)
class Held:
    """What was counted in the year after an origin, and before it.

    Attributes:
        origin: The last day known.
        before: Visits by day (rows) and part (columns) until then.
        after: The same of the year after it.
    """

    origin: pd.Timestamp
    before: pd.DataFrame
    after: pd.DataFrame


def table(counted: Counted) -> pd.DataFrame:
    starts = pd.DatetimeIndex(counted.periods["start"])
    return pd.DataFrame(counted.visits, index=starts, columns=list(counted.segments))


def held_out(counted: Counted, origin: pd.Timestamp) -> Held:
    whole = table(counted)
    after = whole[(whole.index > origin) & (whole.index <= origin + pd.DateOffset(years=1))]
    return Held(origin, whole[whole.index <= origin], after)


def same_days_a_year_before(held: Held) -> pd.DataFrame:
    """Return the shares of the same weekday 364 days before; of the next one known, if closed."""
    shares = held.before.div(held.before.sum(axis=1), axis=0)
    back = held.after.index - pd.Timedelta(days=364)
    return shares.reindex(back, method="nearest").set_axis(held.after.index)


def same_month_a_year_before(held: Held) -> pd.DataFrame:
    year = held.before[held.before.index > held.origin - pd.DateOffset(years=1)]
    sums = year.groupby(year.index.month).sum()
    shares = sums.div(sums.sum(axis=1), axis=0).reindex(range(1, 13)).ffill().bfill()
    return shares.loc[held.after.index.month].set_axis(held.after.index)


def constant(held: Held) -> pd.DataFrame:
    share = held.before.sum() / held.before.sum().sum()
    return pd.DataFrame([share] * len(held.after), index=held.after.index)


GUESSES: dict[str, Callable[[Held], pd.DataFrame]] = {
    "same days a year before": same_days_a_year_before,
    "same month a year before": same_month_a_year_before,
    "constant": constant,
}


def drawn(guess: Callable[[Held], pd.DataFrame], counted: Counted, held: Held) -> np.ndarray:
    """Return draws (draw, part, day) that scatter round a guess as it missed the year before."""
    earlier = held_out(counted, held.origin - pd.DateOffset(years=1))
    visits, sums = earlier.after.to_numpy(), earlier.after.sum(axis=1).to_numpy()[:, None]
    shares = guess(earlier).to_numpy()
    missed = ((visits - sums * shares) ** 2).sum()
    concentration = (sums**2 * shares * (1 - shares)).sum() / missed - 1
    wanted = np.maximum(guess(held).to_numpy(), 1e-4) * concentration
    parts = np.random.default_rng(1).gamma(wanted, size=(DRAWS, *wanted.shape))
    dealt = parts / parts.sum(axis=2, keepdims=True) * held.after.sum(axis=1).to_numpy()[:, None]
    return np.moveaxis(dealt, 1, 2)


def scores(draws: np.ndarray, truth: np.ndarray) -> float:
    """Return the sum of CRPS over that of visits; draws first."""
    return float(sr.crps_ensemble(truth, np.moveaxis(draws, 0, -1)).sum() / truth.sum())


def held_share(draws: np.ndarray, truth: np.ndarray, inside: float) -> float:
    low, high = np.quantile(draws, [0.5 - inside / 2, 0.5 + inside / 2], axis=0)
    return float(((truth >= low) & (truth <= high)).mean())


def by_month(visits: np.ndarray, dates: pd.DatetimeIndex) -> np.ndarray:
    """Return sums over months of what has days last."""
    months = dates.to_period("M")
    starts = np.searchsorted(months, months.unique())
    return np.add.reduceat(visits, starts, axis=-1)


def study(origin: str) -> dict[str, float]:
    """Return the figures of one origin."""
    pool = Pool()
    load_example_pool(pool)
    history = History.from_pool(pool, [ZOO])
    (counted,) = from_pool(pool, [ZOO])
    held = held_out(counted, pd.Timestamp(origin))
    fit = fit_segments([counted.until(held.origin)], history.until(held.origin), draws=DRAWS)
    dates = pd.date_range(held.after.index[0], held.after.index[-1])
    totals = held.after.sum(axis=1).reindex(dates, fill_value=0).to_numpy()
    visits = xr.DataArray(
        np.tile(totals, (DRAWS, 1)), dims=("draw", "time"),
        coords={"draw": np.arange(DRAWS), "time": dates},
    )  # fmt: skip
    (found,) = split(fit, history.until(held.origin), ZOO, visits, seed=1)
    names = list(found["segment"].to_numpy())
    draws = found.sel(time=held.after.index).to_numpy()
    truth = held.after[names].to_numpy().T
    months, true_months = (by_month(each, held.after.index) for each in (draws, truth))
    figures = {
        "days": scores(draws, truth), "months": scores(months, true_months),
        "days 80": held_share(draws, truth, 0.8), "days 95": held_share(draws, truth, 0.95),
        "months 80": held_share(months, true_months, 0.8),
        "months 95": held_share(months, true_months, 0.95),
    }  # fmt: skip
    place = [held.after.columns.get_loc(name) for name in names]
    for name, guess in GUESSES.items():
        guessed = drawn(guess, counted, held)[:, place]
        figures[f"days, {name}"] = scores(guessed, truth)
        figures[f"months, {name}"] = scores(by_month(guessed, held.after.index), true_months)
    return figures


@pytest.mark.parametrize(
    ("origin", "of_months"),
    [
        # That year's months were so like the year before's that nothing learned could beat them.
        pytest.param("2022-06-30", 1.3, id="a year like the one before"),
        pytest.param("2021-12-31", 1.0, id="after closures", marks=pytest.mark.slow),
        pytest.param("2021-06-30", 1.0, id="between closures", marks=pytest.mark.slow),
    ],
)
def test_a_year_s_tickets_are_told_better_than_by_simple_guesses(
    origin: str, of_months: float
) -> None:
    figures = study(origin)
    for name in GUESSES:
        assert figures["days"] < 0.95 * figures[f"days, {name}"], name
        assert figures["months"] < of_months * figures[f"months, {name}"], name
    assert 0.74 < figures["days 80"] < 0.93
    assert 0.92 < figures["days 95"] <= 0.99
    assert 0.65 < figures["months 80"] < 0.95
    assert figures["months 95"] > 0.88
