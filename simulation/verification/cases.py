"""A verification test: what is set up, what must come out, and from whom that is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from simulation.simulate import Engine

_ERRORS: Final = 3.5
"""By how many standard errors chance may move a mean: once in two thousand."""


@dataclass(frozen=True)
class Measured:
    """What an engine gave.

    Attributes:
        value: The figure.
        error: Its standard error; zero if there is no chance in it.
    """

    value: float
    error: float = 0.0


@dataclass(frozen=True)
class Case:
    """A published test.

    Attributes:
        test: What its source calls it.
        what: What is tested, marked for translation.
        source: Who published it.
        unit: The unit of its figure.
        low: The least that may come out.
        high: The most; the same where the exact value is known.
        measure: Runs it in an engine, at a share of its full length (of all that chance is in).
        decimals: With how many digits it is said.
    """

    test: str
    what: str
    source: str
    unit: str
    low: float
    high: float
    measure: Callable[[Engine, float], Measured]
    decimals: int = 2

    @property
    def is_exact(self) -> bool:
        """Whether one value alone is right."""
        return self.low == self.high

    def holds(self, measured: Measured) -> bool:
        """Return whether what came out is what must, give or take what chance explains."""
        margin = _ERRORS * measured.error
        return self.low - margin <= measured.value <= self.high + margin
