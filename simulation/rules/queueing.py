"""Joining a queue: whether there is room, how long one would wait, and whether one bears it.

Source: Naor, 'The regulation of queue size by levying tolls' (Econometrica 37, 1969): a customer
who sees the queue joins it if the wait to be expected is worth it. What it is worth differs among
visitors by their patience; the logit around it is assumed.
"""

import math

from simulation.compiling import rule


@rule
def has_room(busy: int, servers: int, standing: int, size: int, places: int) -> bool:
    """Return whether so many persons find a server free, or places to wait."""
    return busy < servers or standing + size <= places


@rule
def expected_wait_s(busy: int, servers: int, waiting: int, mean_service_s: float) -> float:
    """Return how long one who comes now should expect to wait, all services lasting as usual.

    Where nobody serves one thinks as if somebody would.
    """
    if busy < servers:
        return 0.0
    return (waiting + 1) * mean_service_s / max(servers, 1)


@rule
def joins(wait_s: float, patience_s: float, weight: float, luck: float) -> bool:
    """Return whether one joins a queue: half of those do who expect to wait all their patience."""
    if weight == 0.0 or wait_s == 0.0:
        return True
    return luck < 1.0 / (1.0 + math.exp(weight * (wait_s / patience_s - 1.0)))


@rule
def stands_between(standing: int, after: int, until: int) -> int:
    """Return how many of a queue's persons stand behind the first ones and not after the last."""
    return min(max(standing - after, 0), until - after)
