"""How much is simulated unless somebody says otherwise; light to import."""

from typing import Final

DEFAULT_DRAWS: Final = 24
"""Draws from the posterior, a simulated week each: the bundled window's twelve weeks twice."""

DEFAULT_REPLICATIONS: Final = 1
"""Weeks simulated for each draw. More draws tell more than more replications of the same draw."""

DEFAULT_SEED: Final = 1
