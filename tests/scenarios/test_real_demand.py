"""The real way, small: a pool is learned from, and scenarios are compared on what it says."""

import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.demand.settings import DemandSettings
from calibration.pool.importing import import_table
from calibration.pool.store import Pool
from scenarios import ensemble, fits
from scenarios.comparison import compare
from scenarios.scenario import Scenario
from scenarios.visits import wanted
from tests.scenarios.small import pair
from venues.common.problems import InputError

SMALL = DemandSettings(chains=2, tune=100, draws=100)


def learn_something(folder: Path) -> Pool:
    """Return a pool with a venue that sees about 50 people a day, twice that on Sundays."""
    days = pd.date_range("2017-01-01", "2018-02-14")
    rng = np.random.default_rng(1)
    visits = rng.poisson(np.where(days.day_of_week == 6, 100, 50))
    table = pd.DataFrame(
        {"venue": "Toy Museum", "date": days.strftime("%Y-%m-%d"), "visits": visits}
    )
    table.to_csv(folder / "attendance.csv", index=False)
    pool = Pool()
    import_table(pool, "attendance", folder / "attendance.csv", country="GB")
    return pool


def of_toy_museum(scenario: Scenario) -> Scenario:
    demand = scenario.demand.model_copy(update={"venue": "Toy Museum"})
    return scenario.model_copy(update={"demand": demand})


@pytest.mark.slow
def test_a_pool_is_learned_from_and_scenarios_compared(tmp_path: Path) -> None:
    assert fits.latest_fit() is None
    pool = learn_something(tmp_path)
    seen: list[float] = []
    fits.calibrate(pool, settings=SMALL, progress=seen.append)
    assert seen
    known = fits.latest_fit()
    assert known is not None
    assert not known.is_stale
    learned = known.load()

    today, late = map(of_toy_museum, pair())
    visits = wanted(today, learned, draws=40, seed=2)
    by_day = visits.mean("draw").groupby("date.weekday").mean()
    assert by_day.sel(weekday=0) == 0
    # About 50 on a weekday, a little more because of the exhibition, and twice that on Sundays.
    weekdays = float(by_day.sel(weekday=[1, 2, 3, 4, 5]).mean())
    assert 40 < weekdays < 90
    assert 1.5 < float(by_day.sel(weekday=6)) / weekdays < 2.5
    again = wanted(today, learned, draws=40, seed=2)
    assert visits.equals(again)
    longer = wanted(late, learned, draws=40, seed=2)
    # The day's luck is shared: what differs is what the plan changes.
    assert np.corrcoef(visits.to_numpy().ravel(), longer.to_numpy().ravel())[0, 1] > 0.95

    found = ensemble.run([today, late], learned, draws=2, seed=2, workers=1)
    assert found.attrs["history_digest"] == learned.history_digest
    assert compare(found, today.id, late.id).row("visits_window").median_a > 500

    with pytest.raises(InputError, match=r"has not been learned.*Bristol Museum.*Toy Museum"):
        wanted(pair()[0], learned, draws=2, seed=1)

    more = tmp_path / "more.csv"
    more.write_text("venue,date,visits\nToy Museum,2018-02-15,70\n", encoding="utf-8")
    import_table(pool, "attendance", more)
    stale = fits.latest_fit()
    assert stale is not None
    assert stale.is_stale


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(InputError, match="no attendance"):
        fits.calibrate(Pool())


def test_a_pool_of_venues_that_never_open_is_said(tmp_path: Path) -> None:
    pool = Pool()
    for kind, text in (
        ("attendance", "venue,date,period,visits\nShut House,2018-01-01,month,30\n"),
        ("calendar", "".join(f"Shut House,2018-01-{n:02},0\n" for n in range(1, 32))),
    ):
        header = "" if kind == "attendance" else "venue,date,open_hours\n"
        (tmp_path / f"{kind}.csv").write_text(header + text, encoding="utf-8")
        import_table(pool, kind, tmp_path / f"{kind}.csv")
    with pytest.raises(InputError, match="cannot be learned; found “Shut House"):
        fits.calibrate(pool)


def test_an_interrupted_fit_is_no_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    from calibration.demand import fitting

    def swallows(*given: object, **how: object) -> str:
        """Do as the sampler does: take the interruption, and return what there is."""
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            return "half a fit"
        raise AssertionError

    monkeypatch.setattr(fitting, "fit", swallows)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        fits.learn(None)  # type: ignore[arg-type]  # it is not looked at
    assert signal.getsignal(signal.SIGINT) is before
