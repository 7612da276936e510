"""Both engines write the same journal, to the last bit, and leave the same world behind."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.benchmarks.museum_day import our_museum, our_rules
from simulation.observers import Journeys
from simulation.outcomes import VARIABLES
from simulation.own_rules import OwnRules
from simulation.settings import Day, Flow, ShownExhibition, Sign, TimedEntry
from simulation.tables import EVENT, PARTY
from simulation.verification.buildings import desk
from tests.agreement.strategies import venues_and_days
from tests.simulation.support import Ran, museum, museum_day, ran
from venues.graph import WalkingGraph
from venues.plan import Plan

OF_ONE_ENGINE = {"ahead", "behind", "boarding"}
"""Fields in which the compiled engine keeps its queues."""


def assert_same(one: Ran, other: Ran) -> None:
    """Compare journals bit by bit, then what is left of the parties and what was found."""
    events, others = one.journeys.events, other.journeys.events
    assert EVENT.itemsize == sum(EVENT[name].itemsize for name in EVENT.names), "padding is no bit"
    if events.tobytes() != others.tobytes():
        length = min(events.size, others.size)
        differing = np.flatnonzero(events[:length] != others[:length])
        first = differing[0] if differing.size else length
        pytest.fail(
            f"event {first} of {events.size} and {others.size}:"
            f" {events[first : first + 1]} or {others[first : first + 1]}"
        )
    for name in set(PARTY.names) - OF_ONE_ENGINE:
        assert np.array_equal(one.parties[name], other.parties[name], equal_nan=True), name
    for name in VARIABLES:
        found, again = one.found.values[name], other.found.values[name]
        assert np.array_equal(found, again, equal_nan=True), name


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(venues_and_days(), st.integers(0, 120), st.integers(0, 2**64 - 1))
def test_the_engines_agree_in_any_venue_on_any_day(
    built: tuple[tuple[Plan, WalkingGraph], Day], visits: int, seed: int
) -> None:
    building, day = built
    compiled = ran(building, day, visits, seed, "compiled")
    assert compiled.inside == 0
    assert_same(compiled, ran(building, day, visits, seed, "reference"))


@pytest.mark.parametrize("visits", [0, 1, 1_100, 3_500])
def test_the_engines_agree_in_the_museum_with_everything_on(visits: int) -> None:
    show = ShownExhibition(
        title="Craft", zones=("gallery-9",), start="2018-07-01", end="2018-09-01"
    )
    day = museum_day(
        desks=(
            *(desk("tickets", 1, name=name) for name in ("left", "right")),
            desk("cloakroom", 1, mean_service_s=20, used_by_share=0.4),
        ),
        flow=Flow(),
        timed_entry=TimedEntry(places_per_slot=120),
        exhibitions=(show,),
        signs=(Sign(id="s", zone="foyer", towards="gallery-9"),),
    )
    assert_same(*(ran(museum(), day, visits, 7, engine) for engine in ("compiled", "reference")))


def test_the_engines_agree_with_rules_of_ones_own() -> None:
    prepared, rules = our_museum(), our_rules()
    journals = [journal(prepared, rules, engine) for engine in ("compiled", "reference")]
    assert journals[0].size > 30_000
    assert journals[0].tobytes() == journals[1].tobytes()


def journal(prepared: object, rules: OwnRules, engine: str) -> np.ndarray:
    from simulation.simulate import simulate

    log = Journeys()
    simulate(prepared, 1_500, 3, engine=engine, observers=[log], own_rules=rules)
    return log.events
