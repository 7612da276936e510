"""Signs that point from one zone to another."""

from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter


class Sign(Settings):
    """A sign in one zone that points to another; who sees it is drawn there more strongly."""

    id: str = parameter(label=N_("Name"))
    zone: str = parameter(label=N_("Where it stands"))
    towards: str = parameter(label=N_("Where it points"))
    seen_share: float = parameter(
        0.38,
        label=N_("Parties passing that see it"),
        source=N_("Galea, Xie and Lawrence 2014: 38 % saw a static sign straight ahead"),
        minimum=0,
        maximum=1,
    )
