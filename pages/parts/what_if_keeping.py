"""A scenario out of what if, as the reader makes one: what it is called, and what it is made of."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from pages.parts import data, shell
from pages.parts.remembering import remembered
from pages.parts.wording import differences, listed, weekday_words
from scenarios import keeping, library
from scenarios.scenario import Scenario
from scenarios.what_if import Change, Planned
from simulation.settings import WEEKDAYS
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, signed

LONGEST: Final = 200
SHOWN: Final = "scenario"
"""Where the Scenarios page finds which one to show."""
PAIR: Final = ("compare_a", "compare_b")
"""Where the Compare page finds which two to set side by side."""


@dataclass(frozen=True)
class _Made:
    """What would be kept.

    Attributes:
        changed: The year with the change.
        planned: The year as planned, with the same building and desks, to compare it with.
    """

    changed: Scenario
    planned: Scenario


def offered(planned: Planned, change: Change, key: str) -> None:
    """Offer to make a scenario of a change; if there is one that says the same, say where it is.

    Args:
        planned: The year as planned.
        change: What is done otherwise.
        key: The form's place, unique on the page.
    """
    # An opened popover is not reached by the tab key; what is opened in its place is.
    with st.expander(_("The scenario’s name and building"), icon=":material/edit_note:"):
        name, base, with_plan = _how(planned, change, key)
    made = _Made(
        keeping.as_scenario(base, planned, change),
        keeping.as_scenario(base, planned, Change(assumptions=change.assumptions)),
    )
    changed = keeping.kept(made.changed, data.scenarios())
    wanted = st.button(
        _("Make a scenario of this"), icon=":material/add_circle:", key="what_if_keep",
        disabled=changed is not None,
    )  # fmt: skip
    if wanted and changed is None:
        # A second click finds the one that the first has made: what says the same is kept once.
        changed = _keep(planned, made, name, with_plan=with_plan)
    if changed is None:
        st.caption(_about(planned, change, base))
    else:
        _where(changed, keeping.kept(made.planned, data.scenarios()))


def _how(planned: Planned, change: Change, key: str) -> tuple[str, Scenario, bool]:
    """Ask for the name, for the scenario to start from, and whether the plan is kept as well."""
    called = _in_short(planned, change)
    # A name of the reader's own goes with the change that it was given to.
    name = remembered(
        st.text_input, _("Name"), usual=called, max_chars=LONGEST, key=f"{key}_name_{called}"
    )
    base = _base(planned, key)
    both = _("Keep the year as planned as well, to compare it with")
    with_plan = remembered(st.toggle, both, usual=True, key=f"{key}_both")
    return name.strip() or called, base, with_plan


def _base(planned: Planned, key: str) -> Scenario:
    """Ask which scenario says all that the change does not."""
    usable = {each.id: each.scenario for each in data.scenarios() if each.scenario is not None}
    # What was made here before bears a change already.
    of_venue = [
        id_
        for id_, each in usable.items()
        if each.demand.venue == planned.venue and not keeping.is_made_here(each)
    ]
    ids = list(usable)
    chosen = remembered(
        st.selectbox, _("Building, desks, hours and all else as in"), ids, among=ids,
        usual=next(iter(of_venue), library.AS_TODAY),
        format_func=lambda id_: usable[id_].label(), key=f"{key}_base",
    )  # fmt: skip
    return usable[chosen]


def _keep(planned: Planned, made: _Made, name: str, *, with_plan: bool) -> Scenario:
    told = "; ".join(differences(made.planned, made.changed))
    said = _("From “What if?” on the Demand page, compared with the year as planned: {told}.")
    changed = keeping.keep(made.changed, name, said.format(told=told or _("nothing differs")))
    if with_plan:
        called = _("{venue} as planned, {first} to {last}").format(
            venue=planned.venue,
            first=date_words(planned.dates[0], "LLLL yyyy"),
            last=date_words(planned.dates[-1], "LLLL yyyy"),
        )
        keeping.keep(
            made.planned, called, _("The year that “What if?” on the Demand page starts from.")
        )
    return changed


def _about(planned: Planned, change: Change, base: Scenario) -> str:
    """Say what the scenario takes from elsewhere, and what it cannot hold."""
    said = _(
        "A scenario can be simulated and compared. Building, desks and workshops are those of"
        " “{base}”; desks are staffed as long as the venue is open, workshops are held only then."
    ).format(base=base.label())
    left_out = keeping.left_out(planned, change)
    if left_out:
        missing = _("It cannot hold {what}: without them its visits differ from those above.")
        said = f"{said} {missing.format(what=listed(left_out))}"
    return shell.escaped(said)


def _where(changed: Scenario, planned: Scenario | None) -> None:
    """Say where the scenarios are, and have the pages that use them show them."""
    st.session_state[SHOWN] = changed.id
    names = [changed.label()]
    if planned is not None:
        names.append(planned.label())
        st.session_state.update(zip(PAIR, (planned.id, changed.id), strict=True))
    said = ngettext(
        "{names} is among your scenarios.", "{names} are among your scenarios.", len(names)
    ).format(names=listed([_("“{name}”").format(name=name) for name in names]))
    st.success(shell.escaped(said), icon=":material/check_circle:")
    with st.container(horizontal=True):
        st.page_link("pages/scenarios.py", label=_("Open the scenarios"), icon=":material/tune:")
        if planned is not None:
            st.page_link("pages/compare.py", label=_("Compare the two"), icon=":material/balance:")


def _in_short(planned: Planned, change: Change) -> str:
    """Return a name for a change, of a few words."""
    open_on = planned.open_on if change.open_on is None else change.open_on
    said = []
    for days, text in (
        (planned.open_on - open_on, _("closed on {days}")),
        (open_on - planned.open_on, _("open on {days}")),
    ):
        if days:
            said.append(text.format(days=_days(days)))
    if change.changes_hours:
        said.append(
            _("{hours} h on {days}").format(
                hours=signed(change.longer_h, 1 if change.longer_h % 1 else 0),
                days=_days(change.longer_on),
            )
        )
    if change.shows is not None:
        said.append(_("other exhibitions"))
    named = _("{venue}: {change}").format(venue=planned.venue, change=listed(said))
    return named[:LONGEST]


def _days(days: frozenset[int]) -> str:
    return listed([weekday_words(WEEKDAYS[day]) for day in sorted(days)])
