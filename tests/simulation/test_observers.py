"""Observers and what they leave: they only read, and results are labelled."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from simulation.observers import Journeys, Observer, Visits, default_observers
from simulation.outcomes import Variable
from simulation.preparing.prepared import Started
from simulation.settings import Hours, Shift
from simulation.simulate import Engine, open_day, simulate_day
from simulation.tables import ENTERS, MOVES, WAITS
from simulation.verification.buildings import desk
from tests.simulation.support import at, everything, museum, museum_day, ran, started


def test_observers_only_read() -> None:
    def log(others: list[Observer]) -> pd.DataFrame:
        mine = Journeys()
        open_day(started(everything(), 700, 4), observers=[*others, mine]).run()
        return mine.table

    alone = log([])
    pd.testing.assert_frame_equal(alone, log(list(default_observers())), check_exact=True)
    for left_out in range(len(default_observers())):
        some = [each for n, each in enumerate(default_observers()) if n != left_out]
        pd.testing.assert_frame_equal(alone, log(some), check_exact=True)


def test_leaving_an_observer_out_leaves_out_only_its_variables() -> None:
    full = simulate_day(*museum(), museum_day(), 300, 1)
    lean = simulate_day(*museum(), museum_day(), 300, 1, observers=[Visits()])
    assert set(lean) < set(full)
    for name, variable in lean.data_vars.items():
        xr.testing.assert_identical(variable.variable, full[name].variable)


class LongestStay(Observer):
    """Somebody's own: the longest time between two moves of one party in each zone."""

    declares = (Variable("longest_min", ("zone",), "min", "Longest time in the zone"),)

    def begins(self, started: Started) -> None:
        super().begins(started)
        self.since: dict[int, float] = {}
        self.longest = np.zeros(len(started.prepared.building.ids))

    def reads(self, events: np.ndarray) -> None:
        for event in events[np.isin(events["kind"], (ENTERS, MOVES))]:
            party, time_s = int(event["party"]), float(event["time_s"])
            if event["kind"] == MOVES:
                stay = time_s - self.since[party]
                self.longest[event["other"]] = max(self.longest[event["other"]], stay)
            self.since[party] = time_s

    def found(self) -> dict[str, object]:
        return {"longest_min": self.longest / 60}


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_an_observer_of_ones_own_finds_its_variable_in_either_engine(engine: Engine) -> None:
    result = simulate_day(
        *museum(), museum_day(), 300, 1, engine=engine, observers=[Visits(), LongestStay()]
    )
    assert result.longest_min.dims == ("zone",)
    assert result.longest_min.attrs == {"units": "min", "long_name": "Longest time in the zone"}
    assert 20 < float(result.longest_min.max()) < 240
    assert int(result.visits) == 300


def test_no_shift_or_cabin_is_too_large_for_the_journal() -> None:
    crowd = museum_day(
        desks=(
            desk("tickets").model_copy(
                update={"roster": (Shift(starts=at("10:20"), ends=at("17:00"), servers=200),) * 60}
            ),
        ),
        hours=Hours(opens=at("10:00"), closes=at("14:30"), last_entry_minutes=240),
    )
    one, other = (ran(museum(), crowd, 20_000, 1, each) for each in ("compiled", "reference"))
    called = one.journeys.events
    at_once = (called["kind"] == WAITS) & (called["time_s"] == 10 * 3600 + 1200)
    assert at_once.sum() > 500, "the journal keeps room for far fewer if nobody is called"
    assert called.tobytes() == other.journeys.events.tobytes()


def test_the_result_is_labelled_and_survives_a_file(tmp_path: object) -> None:
    result = simulate_day(*museum(), museum_day(), 300, 1)
    for name, variable in result.data_vars.items():
        assert variable.attrs["long_name"], name
        assert variable.attrs["units"], name
    assert result.attrs["seed"] == "1"
    assert result.attrs["date"] == "2018-07-05"
    result.to_netcdf(tmp_path / "day.nc")
    with xr.open_dataset(tmp_path / "day.nc") as read:
        xr.testing.assert_identical(read.load(), result)
