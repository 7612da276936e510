"""Means of counts from the model's variables: those who come anyway, and events' own audiences.

For a venue with days each day has a mean, and a longer period the sum of its days' means. For
venues with longer periods only see :mod:`calibration.demand.model` on sums over days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pytensor.tensor as pt
from numpy.typing import NDArray

from calibration.demand.components import COMPONENTS, NAMED
from calibration.demand.design import Block, own_columns
from calibration.demand.sums import Shape, log_numbers, log_sums, mean_columns


@dataclass
class Terms:
    """All venues' coefficients in one vector, and where each venue's stand in it.

    One look-up a venue compiles and runs faster than a slice of every variable.
    """

    variables: list[Any] = field(default_factory=list)
    size: int = 0
    places: dict[tuple[str, str], NDArray[np.int64]] = field(default_factory=dict)

    def add(self, key: str, variable: Any, venues: Sequence[str], counts: Sequence[int]) -> None:
        """Add a variable that holds so many coefficients of each venue, one venue after another."""
        self.variables.append(variable.ravel())
        for venue, count in zip(venues, counts, strict=True):
            self.places[key, venue] = self.size + np.arange(count)
            self.size += count

    def of(self, keys: Sequence[str], venues: Sequence[str]) -> Any:
        """Return these coefficients of some venues, (venue, coefficient), once all are added."""
        each = [[self.places[key, venue] for key in keys] for venue in venues]
        return self._whole[np.stack([np.concatenate(places) for places in each])]

    @cached_property
    def _whole(self) -> Any:
        return pt.concatenate(self.variables)


def log_means_of_days(block: Block, path: Any, terms: Terms) -> tuple[Any, Any]:
    """Return the log-means of a venue's counted days, and of the longer periods it also has."""
    usual, coefficients = _line(block, path, terms, of_audience=False)
    gathered, of_audience = _line(block, path, terms, of_audience=True)

    def of_days(days: NDArray[np.int64]) -> Any:
        of_events = np.flatnonzero(block.events[days])
        on = days[of_events]
        audience = log_numbers(block.events[on]) + pt.dot(gathered[on], of_audience[0])
        return _joined_by(pt.dot(usual[days], coefficients[0]), of_events, audience)

    counted = of_days(block.counted)
    if block.periods is None:
        return counted, None
    spans = block.periods
    each_day = of_days(spans.day.ravel()).reshape(spans.day.shape)
    return counted, pt.logsumexp(each_day + spans.padding, axis=1)


def log_means_of_periods(block: Block, path: Any, terms: Terms, shape: Shape) -> Any:
    """Return the log-means of periods whose venues tell no days apart, (period, venue)."""
    assert block.periods is not None
    spans = block.periods

    def of_line(*, of_audience: bool) -> tuple[NDArray[np.int64], Any]:
        sums, shares = log_sums(block, shape, of_audience=of_audience)
        columns, coefficients = _line(block, path, terms, of_audience=of_audience)
        at = np.flatnonzero(np.isfinite(sums))
        means = mean_columns(spans, shares, columns)[at]
        return at, sums[at][:, None] + pt.dot(means, coefficients.T)

    _all, usual = of_line(of_audience=False)
    return _joined_by(usual, *of_line(of_audience=True))


def _line(
    block: Block, path: Any, terms: Terms, *, of_audience: bool
) -> tuple[NDArray[np.float64], Any]:
    """Return what the logarithm of usual visitors, or of events' own audiences, is made of.

    Columns (day, coefficient), and each venue's coefficients (venue, coefficient).
    """
    columns, keys = [block.level], []
    for component in COMPONENTS:
        chosen = own_columns(component, block)
        if chosen and component.is_audience == of_audience:
            columns.append(block.components[component.key][:, chosen])
            keys.append(component.key)
    for named in NAMED:
        if named.key in block.named and named.is_audience == of_audience:
            columns.append(block.named[named.key])
            keys.append(named.key)
    if keys:
        path = pt.concatenate([path, terms.of(keys, block.venues)], axis=1)
    return np.concatenate(columns, axis=1), path


def _joined_by(log_means: Any, at: NDArray[np.int64], log_audiences: Any) -> Any:
    """Return log-means after the audiences of events joined those at some places."""
    if not len(at):
        return log_means
    return pt.set_subtensor(log_means[at], pt.logaddexp(log_means[at], log_audiences))
