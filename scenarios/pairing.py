"""Which scenarios can be set side by side: those about the same days of the same venue."""

from collections.abc import Sequence

from scenarios.scenario import Scenario
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem


def refuse_unpaired(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that cannot be set side by side.

    Raises:
        InputError: Two have the same short name, or their demand is not of the same days.
    """
    first = scenarios[0]
    for index, each in enumerate(scenarios):
        if each.id in [other.id for other in scenarios[:index]]:
            what = _("two scenarios have the same short name")
            raise InputError(Problem(what, file=each.id, column="id", value=each.id))
        if each.demand != first.demand:
            raise InputError(
                Problem(
                    _("scenarios are compared over the same days of the same venue"),
                    file=each.id,
                    column="demand",
                    value=f"{each.demand.venue}, {each.demand.start} – {each.demand.end}",
                    allowed=f"{first.demand.venue}, {first.demand.start} – {first.demand.end}",
                )
            )
