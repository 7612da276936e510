"""Degrees to metres and back, about a plan's origin.

The azimuthal equidistant projection keeps distances and directions from the origin exact and is off
by less than a millimetre over the extent of a building.
"""

from functools import cached_property

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

type Coordinates = npt.NDArray[np.float64]

DEGREE_DECIMALS = 9
"""Decimals of a degree that are written: a tenth of a millimetre on the ground."""


class LocalMetres:
    """Coordinates in metres east and north of an origin.

    Args:
        origin: Longitude and latitude in degrees (WGS 84).
    """

    def __init__(self, origin: tuple[float, float]) -> None:
        self.origin = origin

    @cached_property
    def _transformer(self) -> Transformer:
        longitude, latitude = self.origin
        return Transformer.from_crs(
            "EPSG:4326",
            f"+proj=aeqd +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=m",
            always_xy=True,
        )

    def metres(self, degrees: Coordinates) -> Coordinates:
        """Return an array of (x, y) for an array of (longitude, latitude)."""
        return np.column_stack(self._transformer.transform(degrees[:, 0], degrees[:, 1]))

    def degrees(self, metres: Coordinates) -> Coordinates:
        """Return an array of (longitude, latitude) for an array of (x, y), fit to be written."""
        columns = self._transformer.transform(metres[:, 0], metres[:, 1], direction="INVERSE")
        return np.round(np.column_stack(columns), DEGREE_DECIMALS) + 0.0
