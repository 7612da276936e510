"""Galleries: where an exhibition is shown, which stands for how large it is.

    galleries(v, d) = Σ_g Σ_e [e runs on d in gallery g] / √(number that run) · effect_vg

Tables name a gallery and rarely its area. What was shown in the great hall before says what the
next exhibition there may bring; a gallery that was never used is an average one. Priors:
Normal(0, spread), spread of median 0.1: it comes on top of what exhibitions bring anyway
(:mod:`calibration.demand.components.exhibitions`), so it is zero on average.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.demand.components.base import Named
from calibration.demand.components.exhibitions import names as titles_of
from calibration.demand.components.exhibitions import runs
from calibration.demand.days import Days
from venues.common.i18n import N_


def names(days: Days) -> tuple[str, ...]:
    """Return the galleries' names, in alphabetical order."""
    known = days.exhibitions["gallery"].str.strip()
    return tuple(sorted(set(known[known != ""])))


def shown_in(days: Days, titles: tuple[str, ...], wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return whether each exhibition is shown in each gallery, (exhibition, gallery)."""
    table = days.exhibitions.drop_duplicates("title").set_index("title").loc[list(titles)]
    galleries = table["gallery"].str.strip().to_numpy(dtype=object)
    return np.asarray(galleries[:, None] == np.array(wanted, dtype=object), dtype=np.float64)


def design(days: Days, wanted: tuple[str, ...]) -> NDArray[np.float64]:
    """Return how many exhibitions run in each gallery on each day."""
    titles = titles_of(days)
    return runs(days, titles) @ shown_in(days, titles, wanted)


GALLERIES: Final = Named(
    key="gallery",
    title=N_("Galleries"),
    mean=0.0,
    sd=0.0,
    spread=0.1,
    names=names,
    design=design,
)
