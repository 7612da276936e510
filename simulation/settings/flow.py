"""How many persons doors and stairs let through."""

from typing import Final

from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter

_IMO: Final = N_(
    "IMO 2016, MSC.1/Circ.1533, guidelines on evacuation analysis, greatest specific flow per metre"
    " of clear width"
)
_UNIT: Final = N_("persons/(m s)")


class Flow(Settings):
    """How many persons doors and stairs let through, for each metre of their clear width."""

    door_per_m_s: float = parameter(
        1.3,
        label=N_("Flow through doors"),
        unit=_UNIT,
        source=_IMO,
        minimum=0.1,
        maximum=5,
    )
    stairs_up_per_m_s: float = parameter(
        0.88,
        label=N_("Flow up stairs"),
        unit=_UNIT,
        source=_IMO,
        minimum=0.1,
        maximum=5,
    )
    stairs_down_per_m_s: float = parameter(
        1.1,
        label=N_("Flow down stairs"),
        unit=_UNIT,
        source=_IMO,
        minimum=0.1,
        maximum=5,
    )
