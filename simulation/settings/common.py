"""What several groups of parameters share: where defaults come from, and weights."""

from typing import Final

from venues.common.i18n import N_
from venues.common.i18n import gettext as _

SURVEY: Final = N_("assumption; replace it by the venue's own audience survey")

CHOICE: Final = N_("assumption; to be calibrated on route counts")


def needs_weight(weights: tuple[float, ...]) -> None:
    """Refuse shares that are all zero."""
    if not sum(weights) > 0:
        raise ValueError(_("at least one share must be above zero"))
