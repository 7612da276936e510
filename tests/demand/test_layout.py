"""The sampler's directions: whatever they are, the draws must be those of the model."""

from collections.abc import Callable
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from calibration.demand import model as models
from calibration.demand.design import blocks_of
from calibration.demand.guesses import guesses
from calibration.demand.layout import Layout
from calibration.demand.pilot import approximate, commons_of
from calibration.demand.settings import DemandSettings
from tests.demand import made_up


@pytest.fixture(scope="module", params=["one type", "two types"])
def layout(request: pytest.FixtureRequest) -> Layout:
    """Venues with days, with months, and both of different lengths, whose types differ or not."""
    history = made_up.history()
    if request.param == "two types":
        history = replace(history, venue_types=dict.fromkeys(history.venues[::2], "zoo"))
    blocks = blocks_of(history, DemandSettings())
    approximations, pooled, shapes = approximate(blocks)
    model = models.build(blocks, shapes, approximations)
    guess = guesses(blocks, approximations, pooled)
    return Layout(model, approximations, guess, commons_of(approximations, pooled))


@pytest.fixture(scope="module")
def flat(layout: Layout) -> Callable[[jax.Array], tuple[jax.Array, jax.Array]]:
    def all_values(z: jax.Array) -> tuple[jax.Array, jax.Array]:
        values, log_jacobian = layout.values(z, layout.arrays)
        return jnp.concatenate([value.ravel() for value in values]), log_jacobian

    return jax.jit(all_values)


def test_the_sampler_has_as_many_numbers_as_the_model(layout: Layout) -> None:
    assert layout.size == sum(variable.size for variable in layout.variables)


def test_the_log_jacobian_is_that_of_the_map(layout: Layout, flat: Callable) -> None:
    slope = jax.jit(jax.jacfwd(lambda z: flat(z)[0]))
    rng = np.random.default_rng(2)
    differences = []
    for _place in range(4):
        z = rng.standard_normal(layout.size)
        sign, log_determinant = np.linalg.slogdet(np.asarray(slope(z)))
        assert sign != 0
        differences.append(log_determinant - float(flat(z)[1]))
    # It may leave out a constant, no more.
    assert np.ptp(differences) < 1e-6


def test_every_number_that_venues_do_not_share_belongs_to_one_venue(layout: Layout) -> None:
    shared = sum(variable.size for variable in layout.shared)
    z = np.random.default_rng(3).standard_normal(layout.size)
    natural = layout.natural(z, layout.arrays)
    usual = layout.labelled(natural, ())
    of_venues = [variable for variable in layout.variables if variable not in layout.shared]
    seen = set()
    for at in (shared, layout.size // 2, layout.size - 1):
        moved = layout.labelled(
            layout.natural(z + np.eye(1, layout.size, at)[0], layout.arrays), ()
        )
        venues = set()
        for variable in of_venues:
            changed = np.argwhere((moved[variable.name] != usual[variable.name]).to_numpy())
            dim = variable.dims[0]
            key = f"{variable.name.removesuffix('_lift')}_venue" if dim.endswith("_pair") else dim
            venues |= {str(usual[key].to_numpy()[place[0]]) for place in changed}
        assert len(venues) == 1
        seen |= venues
    assert len(seen) > 1
