"""The form in which a scenario of one's own is edited, drawn from the declarations."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import streamlit as st
from pydantic import BaseModel

from pages.parts import data, declared, forms, shell
from scenarios import library
from scenarios.checks import findings
from scenarios.scenario import PlannedExhibition, Scenario
from scenarios.yaml_files import from_data
from simulation.settings import (
    CHOICE_LABELS,
    WEEKDAYS,
    Desk,
    Hours,
    QueueZone,
    Shift,
    Sign,
    TimedEntry,
    Workshop,
)
from venues.common.i18n import gettext as _
from venues.plan import Plan, ZoneKind


def form(scenario: Scenario) -> None:
    """Edit one of the user's own scenarios, and save it if it can be used.

    Args:
        scenario: As it was saved last.
    """
    content = scenario.model_dump(mode="json")
    key = f"edit_{scenario.id}_{st.session_state.get('edit_round', 0)}"
    name = st.text_input(_("Name"), value=scenario.label(), key=f"{key}_name", max_chars=200)
    says = st.text_area(
        _("Description"), value=scenario.description_text(), key=f"{key}_says", max_chars=2000
    )
    # Any language's text is as it was: the reader may have switched the language while editing.
    if name not in scenario.name.values():
        content["name"] = name
    if says not in (scenario.description.values() if scenario.description else ("",)):
        content["description"] = says or None
    content |= _parts(scenario, content, key)
    with st.container(horizontal=True):
        save = st.button(_("Save"), type="primary", icon=":material/save:", key=f"{key}_save")
        undo = st.button(_("Undo the changes"), icon=":material/undo:", key=f"{key}_undo")
    if save:
        with shell.problems_shown():
            library.save(from_data(content, scenario.label()))
            st.session_state["edit_round"] = st.session_state.get("edit_round", 0) + 1
            st.session_state["saved"] = scenario.id
            st.rerun()
    if undo:
        st.session_state["edit_round"] = st.session_state.get("edit_round", 0) + 1
        st.rerun()


def _parts(scenario: Scenario, content: dict[str, Any], key: str) -> dict[str, Any]:
    groups = {
        _("Opening hours"): ("opening_hours",),
        _("Exhibitions"): ("exhibitions",),
        _("Desks"): ("desks", "lift"),
        _("Timed entry"): ("timed_entry",),
        _("Workshops"): ("workshops",),
        _("Signs"): ("signs",),
        _("Days and demand"): ("demand", "watched_zones"),
        _("Visitors"): ("visitors",),
        _("Assumptions"): ("assumptions",),
    }
    choices = _choices(data.plan(scenario.plan), scenario)
    result = {}
    for tab, names in zip(st.tabs(list(groups)), groups.values(), strict=True):
        with tab:
            for name in names:
                info = Scenario.model_fields[name]
                result[name] = forms.edited_field(
                    name, info, content[name], f"{key}.{name}", choices
                )
    return result


def _free_place(scenario: Scenario, plan: Plan, rooms: list[str]) -> dict[str, Any]:
    """Return a room and a time on open days at which a new workshop is in nobody's way."""
    days = [day for day in WEEKDAYS if getattr(scenario.opening_hours, day) is not None]
    places = [
        {"zone": room, "starts": f"{hour:02}:00:00", "weekdays": days}
        for hour in (14, 15, 16, 13, 12, 11, 10, 17, 18)
        for room in rooms
    ]
    for place in places:
        new = Workshop(id="new", title="new", places=1, **place)
        tried = scenario.model_copy(update={"workshops": (*scenario.workshops, new)})
        if not findings(tried, plan):
            return place
    return places[0]


def _choices(plan: Plan, scenario: Scenario) -> forms.Choices:
    rooms = {zone.id: zone.label() for zone in plan.zones}
    start = scenario.demand.start.isoformat()
    workshop_rooms = [zone.id for zone in plan.zones_of(ZoneKind.WORKSHOP)] or list(rooms)
    galleries = [zone.id for zone in plan.zones_of(ZoneKind.GALLERY)] or list(rooms)
    shift = Shift(starts=dt.time(10), ends=dt.time(17), servers=1).model_dump(mode="json")

    def fresh(word: str) -> str:
        return f"{word}-{dt.datetime.now().strftime('%H%M%S')}"

    blank: dict[type[BaseModel], Callable[[], dict[str, Any]]] = {
        Hours: lambda: {**declared.defaults(Hours), "opens": "10:00:00", "closes": "17:00:00"},
        TimedEntry: lambda: {**declared.defaults(TimedEntry), "places_per_slot": 100},
        Desk: lambda: {
            **declared.defaults(Desk), "id": fresh("desk"), "kind": "tickets",
            "zone": next(iter(rooms)), "roster": [shift],
        },
        QueueZone: lambda: {"zone": next(iter(rooms)), "after": 10},
        Workshop: lambda: {
            **declared.defaults(Workshop), "id": fresh("workshop"), "title": _("New workshop"),
            **_free_place(scenario, plan, workshop_rooms), "places": 16,
        },
        PlannedExhibition: lambda: {
            **declared.defaults(PlannedExhibition), "title": _("New exhibition"),
            "zones": galleries[:1], "start": start, "end": scenario.demand.end.isoformat(),
        },
        Sign: lambda: {
            **declared.defaults(Sign), "id": fresh("sign"), "zone": next(iter(rooms)),
            "towards": galleries[0],
        },
    }  # fmt: skip
    venues = list(dict.fromkeys([scenario.demand.venue, *data.venues()["venue"]]))
    return forms.Choices(
        labels=CHOICE_LABELS,
        options={
            "zone": rooms,
            "zones": rooms,
            "towards": rooms,
            "watched_zones": rooms,
            "venue": {venue: venue for venue in venues},
        },
        hidden=frozenset({"id", "source"}),
        blank=blank,
    )
