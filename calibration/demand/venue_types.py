"""Types of venue, whose venues resemble each other: zoos, castles, museums of a city.

    common_j   ~ Normal(mean_j, sd_j)        what all venues have in common
    of_type_tj ~ Normal(common_j, spread_j)  what the venues of a type have in common
    coefficient_vj ~ Normal(of_type_t(v)j, spread_j)

for components that say so (season, weekdays, also by season, school holidays, weather), where the
pool tells of two types or more; venues whose type is not told count as of one type. Types differ as
much as venues of one type do: what other types say of a type then weighs as much as one venue more
of it. So many zoos are what zoos are, and a lone zoo is half a zoo of its own and half a venue like
all others, which neither widens what is thought of museums nor is drawn to them as the next museum
would be.
With the two to five types that a pool has, a spread of their own could hardly be told from the
prior.

Source: nested varying coefficients as in Gelman and Hill, 'Data analysis using regression and
multilevel/hierarchical models' (2007), chapter 13.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from calibration.demand.components import COMPONENTS
from calibration.demand.design import Block

BY_TYPE: Final = frozenset(c.key for c in COMPONENTS if c.by_type)
"""The components whose coefficients venues of one type have in common."""


@dataclass(frozen=True)
class Shared:
    """What coefficients of venues have in common in a column.

    Attributes:
        key: The key of the component, or of a scale.
        column: Which of its columns.
        venue_type: What type of venue; all venues if left out.
    """

    key: str
    column: int
    venue_type: str | None = None

    @property
    def variable(self) -> str:
        """The name of the model's variable that holds it."""
        return f"{self.key}_common" if self.venue_type is None else f"{self.key}_of_type"

    @property
    def overall(self) -> "Shared":
        """The same of all venues."""
        return Shared(self.key, self.column)


def types_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the types told apart: none if all venues are of one."""
    found = sorted({block.venue_type for block in blocks})
    return tuple(found) if len(found) > 1 else ()


def types_in(key: str, types: Sequence[str]) -> tuple[str, ...]:
    """Return the types that a component tells apart, of those that the pool has."""
    return tuple(types) if key in BY_TYPE else ()
