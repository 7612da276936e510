"""Walking and egress: RiMEA 1 to 3, 5 and 7, NIST TN 1822 1.1 and 2, ISO 20414 3.

Sources: RiMEA, 'Guideline for microscopic evacuation analysis' (version 4.1, 2024), annex 1; Ronchi
and others, 'The process of verification and validation of building fire evacuation models' (NIST
Technical Note 1822, 2013); ISO 20414:2020. What is walked is read from the journal.
"""

import datetime as dt
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from simulation.observers import Journeys
from simulation.preparing.prepared import prepare, start
from simulation.settings import Day, Hours, Parties, VisitorSettings, Walking
from simulation.simulate import Engine, open_day
from simulation.verification.buildings import (
    THURSDAY,
    Building,
    alike,
    evenly,
    round_the_clock,
    row,
    zone,
)
from simulation.verification.cases import Case, Measured
from venues.common.i18n import N_
from venues.plan import Link, ZoneKind

if TYPE_CHECKING:
    import pandas as pd

_RIMEA: Final = "RiMEA 4.1"
_NIST: Final = "NIST TN 1822"
_ISO: Final = "ISO 20414"
_OPEN_S, _FIRST_S, _LAST_S = 36_000, 10, 100
_AGES: Final = {
    30: (1.52, 1.56),
    40: (1.46, 1.50),
    50: (1.39, 1.43),
    60: (1.265, 1.275),
    70: (1.065, 1.075),
}
"""The mean speeds of RiMEA 7; those of one figure hold to half of its last digit."""
_WALKERS: Final = 2000
_DAYS: Final = 200
_SIGNIFICANT: Final = 0.05


def journal(
    building: Building, day: Day, visits: int, engine: Engine, seed: int = 1
) -> "pd.DataFrame":
    """Return every event of a day, as :attr:`simulation.observers.Journeys.table` has it."""
    log = Journeys()
    open_day(start(prepare(*building, day), visits, seed), engine, [log]).run()
    return log.table


def walked_s(events: "pd.DataFrame", to: str) -> NDArray[np.float64]:
    """Return how long each party took for its step into a zone, from its event before."""
    before = events.groupby("party")["time_s"].shift()
    steps = (events["event"] == "moves") & (events["place"] == to)
    return (events["time_s"] - before)[steps].to_numpy(dtype=np.float64)


def corridor(length_m: float) -> Building:
    """Return an entrance and a gallery whose middles lie so far apart."""
    return row(zone("entrance", ZoneKind.ENTRANCE, 0), zone("far", ZoneKind.GALLERY, length_m))


def stairs(entrance: str) -> Building:
    """Return a stair of 10 m between two levels, the entrance being on the one named."""
    other = "upper" if entrance == "ground" else "ground"
    return row(
        zone("entrance", ZoneKind.ENTRANCE, 0, level=entrance),
        zone("far", ZoneKind.GALLERY, 0, level=other),
        links=(Link("stairs", "stairs", ("entrance", "far"), 10, 1.2),),
    )


def _day(visitors: VisitorSettings) -> Day:
    return Day(date=THURSDAY, hours=round_the_clock(), visitors=visitors)


def _on_stairs(entrance: str, free: float, factor: float) -> Callable[[Engine, float], Measured]:
    walking = Walking(
        speed_by_age=(free,) * 8, speed_cv=0, stroll=1, stairs_up=factor, stairs_down=factor
    )
    day = _day(alike(walking=walking))

    def measure(engine: Engine, _share: float) -> Measured:
        return Measured(float(walked_s(journal(stairs(entrance), day, 1, engine), "far")[0]))

    return measure


def _slowed_on_stairs(engine: Engine, share: float) -> Measured:
    return Measured(10.0 / _on_stairs("ground", 1.0, 0.5)(engine, share).value)


def _rimea_1(engine: Engine, _share: float) -> Measured:
    return Measured(float(walked_s(journal(corridor(40), _day(alike()), 1, engine), "far")[0]))


def _keeps_speed(length_m: float) -> Callable[[Engine, float], Measured]:
    day = _day(alike(walking=Walking(speed_by_age=(1.0,) * 8, speed_cv=0, stroll=1)))

    def measure(engine: Engine, _share: float) -> Measured:
        took = walked_s(journal(corridor(length_m), day, 1, engine), "far")[0]
        return Measured(float(length_m / took))

    return measure


def _starts_s(engine: Engine, people: int, seed: int = 1) -> NDArray[np.float64]:
    """Return when people come who may come from 10 to 100 s after ten."""
    hours = Hours(
        opens=dt.time(10, 0, _FIRST_S), closes=dt.time(10, 1, 40), last_entry_minutes=0,
        closing_call_minutes=0,
    )  # fmt: skip
    day = Day(date=THURSDAY, hours=hours, visitors=alike(arriving=evenly()))
    events = journal(corridor(40), day, people, engine, seed)
    return events.query("event == 'enters'")["time_s"].to_numpy(dtype=np.float64) - _OPEN_S


def _outside(engine: Engine, _share: float) -> Measured:
    starts = _starts_s(engine, 10)
    return Measured(float(((starts < _FIRST_S) | (starts > _LAST_S)).sum()))


def _evenness(engine: Engine, share: float) -> Measured:
    days = round(_DAYS * share)
    chances = [
        stats.kstest(_starts_s(engine, 100, seed), "uniform", (_FIRST_S, _LAST_S - _FIRST_S)).pvalue
        for seed in range(days)
    ]
    error = math.sqrt(_SIGNIFICANT * (1.0 - _SIGNIFICANT) / days)
    return Measured(float(np.mean(np.array(chances) > _SIGNIFICANT)), error)


def _speeds(
    engine: Engine, walking: Walking, parties: Parties, walkers: int
) -> NDArray[np.float64]:
    """Return the speeds at which people walk who come through the day, alone in the building."""
    day = _day(alike(walking=walking, parties=parties, arriving=evenly()))
    return np.asarray(40.0 / walked_s(journal(corridor(40), day, walkers, engine), "far"))


def _at_age(age: int) -> Callable[[Engine, float], Measured]:
    shares = tuple(float(decade == age) for decade in range(10, 90, 10))
    parties = Parties(
        size_shares=(1,), age_shares=shares, step_free_share=0, lift_by_choice_share=0
    )

    def measure(engine: Engine, share: float) -> Measured:
        walkers = round(_WALKERS * share)
        speeds = _speeds(engine, Walking(speed_cv=0, stroll=1), parties, walkers)
        return Measured(float(speeds.mean()), float(speeds.std() / np.sqrt(speeds.size)))

    return measure


def _spread(of: Callable[[NDArray[np.float64]], Measured]) -> Callable[[Engine, float], Measured]:
    walking = Walking(speed_by_age=(1.2,) * 8, speed_cv=0.2 / 1.2, stroll=1)
    alone = Parties(size_shares=(1,), step_free_share=0, lift_by_choice_share=0)

    def measure(engine: Engine, share: float) -> Measured:
        return of(_speeds(engine, walking, alone, max(100, round(_WALKERS * share))))

    return measure


def _mean(speeds: NDArray[np.float64]) -> Measured:
    return Measured(float(speeds.mean()), float(speeds.std() / np.sqrt(speeds.size)))


def _sd(speeds: NDArray[np.float64]) -> Measured:
    return Measured(float(speeds.std()), float(speeds.std() / np.sqrt(2 * speeds.size)))


WALKING: Final = (
    Case("RiMEA 1", N_("40 m at 1.33 m/s"), _RIMEA, "s", 26, 34, _rimea_1),
    Case(
        "RiMEA 2", N_("10 m up stairs at 0.5 m/s"), _RIMEA, "s", 19, 21,
        _on_stairs("ground", 1.33, 0.5 / 1.33),
    ),
    Case(
        "RiMEA 3", N_("10 m down stairs at 0.5 m/s"), _RIMEA, "s", 19, 21,
        _on_stairs("upper", 1.33, 0.5 / 1.33),
    ),
    Case(
        "RiMEA 5", N_("10 people, of whom so many start outside 10 to 100 s"), _RIMEA,
        N_("persons"), 0, 0, _outside, 0,
    ),
    *(
        Case(
            f"RiMEA 7, {age}", N_("mean speed around an age"), _RIMEA, "m/s", low, high,
            _at_age(age),
        )
        for age, (low, high) in _AGES.items()
    ),
    Case(
        "NIST 1.1",
        N_("share of days whose start times pass for uniform (Kolmogorov and Smirnov, p > 0.05)"),
        _NIST, "", 1.0 - _SIGNIFICANT, 1.0 - _SIGNIFICANT, _evenness,
    ),
    Case("NIST 2.1, 40 m", N_("1 m/s is kept"), _NIST, "m/s", 0.95, 1.05, _keeps_speed(40)),
    Case("NIST 2.1, 100 m", N_("1 m/s is kept"), _NIST, "m/s", 0.95, 1.05, _keeps_speed(100)),
    Case("NIST 2.4, mean", N_("speeds drawn from N(1.2, 0.2)"), _NIST, "m/s", 1.2, 1.2,
         _spread(_mean), 3),
    Case("NIST 2.4, spread", N_("speeds drawn from N(1.2, 0.2)"), _NIST, "m/s", 0.2, 0.2,
         _spread(_sd), 3),
    Case(
        "ISO 20414 3", N_("stairs halve 1 m/s"), _ISO, "m/s", 0.45, 0.55, _slowed_on_stairs
    ),
)  # fmt: skip
