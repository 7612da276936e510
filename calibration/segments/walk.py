"""The drift of a share's level: a random walk between knots a year apart.

Closer knots take up seasons; held against years not seen, half a year forecast worse by 2 to 4 %.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

KNOT_DAYS: Final = 364
_MONTH_DAYS: Final = 28.0


def step_scale(knots: pd.DatetimeIndex) -> float:
    """Return how much larger a step between these knots is than one over four weeks."""
    return float(np.sqrt((knots[1] - knots[0]).days / _MONTH_DAYS))


def go_on(
    last: NDArray[np.float64], scale: NDArray[np.float64], uniforms: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the knots that follow the last one.

    Args:
        last: The last known knot, by draw.
        scale: The size of a step, by draw.
        uniforms: Luck for each draw and further knot.
    """
    steps = special.ndtri(uniforms) * scale[:, None]
    return np.asarray(last[:, None] + np.cumsum(steps, axis=1))
