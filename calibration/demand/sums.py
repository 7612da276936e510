"""Sums over the open days of longer periods, where the venue itself tells no day from another."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import special

from calibration.demand.components import COMPONENTS
from calibration.demand.design import Block, Periods, own_columns

Shape = dict[str, NDArray[np.float64]]
"""What venues with days have in common in each component's coefficients."""
Shapes = Mapping[str, Shape]
"""Shapes by type of venue, empty text for those whose type is not told."""


def log_sums(
    block: Block, shape: Shape, *, of_audience: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the log-sum of each period's open days for this shape, and each day's share of it.

    Args:
        block: A block of venues that have longer periods.
        shape: What venues with days have in common in each component's coefficients.
        of_audience: Sum up what events' audiences add, not those who come anyway; of a period
            without an event the logarithm is minus infinity.
    """
    assert block.periods is not None
    each_day = log_numbers(block.events) if of_audience else np.zeros(len(block.dates))
    for component in COMPONENTS:
        if component.key in block.components and component.is_audience == of_audience:
            assumed = shape[component.key].copy()
            assumed[own_columns(component, block)] = 0.0
            each_day += block.components[component.key] @ assumed
    padded = each_day[block.periods.day] + block.periods.padding
    sums = special.logsumexp(padded, axis=1)
    return sums, np.exp(padded - np.where(np.isfinite(sums), sums, 0.0)[:, None])


def log_numbers(numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return logarithms of numbers, minus infinity of none."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(numbers))


def mean_columns(
    spans: Periods, shares: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each column's mean over the days of each period, weighted by the days' shares."""
    return np.asarray(np.einsum("pd,pdc->pc", shares, values[spans.day]))
