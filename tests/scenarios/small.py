"""Scenarios small enough to simulate in a test."""

from scenarios.library import AS_TODAY, LATE_THURSDAYS, bundled
from scenarios.scenario import Demand, Scenario


def small(scenario_id: str, **changes: object) -> Scenario:
    """Return a bundled scenario over two weeks, the first Monday closed."""
    whole = bundled()[scenario_id]
    days = {"start": "2018-07-16", "end": "2018-07-29"}
    demand = Demand.model_validate({"venue": whole.demand.venue, **days})
    return whole.model_copy(update={"demand": demand, **changes})


def pair() -> list[Scenario]:
    """Return both bundled scenarios over two weeks."""
    return [small(AS_TODAY), small(LATE_THURSDAYS)]
