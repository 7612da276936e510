"""Venue: the plan drawn to scale, what each room is, and (after a simulation) who is where."""

from functools import partial

import streamlit as st

from pages.charts import plan as drawing
from pages.parts import data, pictures, shell
from pages.parts.occupied_plan import occupancy_picker
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number
from venues.graph import WHEELCHAIR_DOOR_M
from venues.plan import Plan, Zone

ROOM_KEY = "room"
ANY_ROOM = ""


def page() -> None:
    """Draw the page."""
    shell.heading(
        _("Venue"),
        _("The building that visitors walk through: its rooms, doors and stairs, drawn to scale."),
    )
    names = data.plan_names()
    chosen, ways, occupied = st.columns([2, 1, 1], vertical_alignment="bottom")
    name = chosen.selectbox(
        _("Plan"), names, format_func=lambda n: data.plan(n).label(), key="plan"
    )
    plan = data.plan(name)
    show_ways = ways.toggle(
        _("Show the ways"),
        key="ways",
        help=_("Dashed lines lead from the middle of each room to its doors."),
    )
    show_people = occupied.toggle(
        _("Show the people"),
        key="people",
        help=_("How many people are in each room, once a scenario has been simulated."),
    )
    if plan.note_text():
        st.info(shell.escaped(plan.note_text()), icon=":material/info:")

    shell.section(_("Level by level"))
    if show_people:
        occupancy_picker(plan, show_ways=show_ways)
    else:
        _drawing(plan, show_ways=show_ways)
    _room(plan)
    _access(plan)
    with st.expander(_("Show the figures"), icon=":material/table_rows:"):
        st.dataframe(_rooms_table(plan), hide_index=True, alt=_("All rooms with their figures"))


def _drawing(plan: Plan, *, show_ways: bool) -> None:
    graph = data.graph(plan) if show_ways else None
    levels = plan.levels_upward()
    places = st.columns(min(2, len(levels)))
    for number_of, level in enumerate(levels):
        with places[number_of % len(places)]:
            st.subheader(shell.escaped(level.label()), anchor=False)
            key = f"level_{level.id}"
            pictures.chart(
                pictures.drawn(drawing.level_picture, plan, level.id, graph=graph),
                _level_words(plan, level.id),
                key=key,
                on_select=partial(shell.in_language(_pick), key),
                selection_mode=drawing.PICKED,
            )


def _pick(key: str) -> None:
    picked = st.session_state[key].selection.get(drawing.PICKED, [])
    st.session_state[ROOM_KEY] = picked[0]["zone"] if picked else ANY_ROOM


def _level_words(plan: Plan, level: str) -> str:
    zones = [zone for zone in plan.zones if zone.level == level]
    return ngettext(
        "{level}: {rooms} room on {area} m², for {capacity} people at most.",
        "{level}: {rooms} rooms on {area} m², for {capacity} people at most.",
        len(zones),
    ).format(
        level=plan.level(level).label(),
        rooms=number(len(zones)),
        area=number(sum(zone.area_m2 for zone in zones)),
        capacity=number(sum(zone.capacity for zone in zones)),
    )


def _room(plan: Plan) -> None:
    shell.section(_("A room"), _("Click a room on the plan, or choose one here."))
    ids = [ANY_ROOM, *(zone.id for zone in plan.zones)]
    if st.session_state.get(ROOM_KEY) not in ids:
        st.session_state[ROOM_KEY] = ANY_ROOM
    room = st.selectbox(
        _("Room"),
        ids,
        key=ROOM_KEY,
        format_func=lambda z: plan.zone(z).label() if z else _("No room chosen"),
    )
    if room:
        _room_facts(plan, plan.zone(room))


def _room_facts(plan: Plan, zone: Zone) -> None:
    doors = [door for door in plan.doors if zone.id in door.zones]
    narrow = [door for door in doors if door.width_m < WHEELCHAIR_DOOR_M]
    facts = st.columns(4)
    facts[0].metric(_("Use"), zone.kind.label())
    facts[1].metric(_("Area"), _("{area} m²").format(area=number(zone.area_m2)))
    holds = ngettext("{count} person", "{count} people", zone.capacity)
    facts[2].metric(_("Holds"), holds.format(count=number(zone.capacity)))
    facts[3].metric(_("Draws visitors"), _("× {factor}").format(factor=number(zone.attraction, 1)))
    beyond = [plan.zone(z).label() for door in doors for z in door.zones if z != zone.id]
    beyond += [plan.zone(z).label() for k in plan.links if zone.id in k.zones
               for z in k.zones if z != zone.id]  # fmt: skip
    sentences = [_("It leads to: {rooms}.").format(rooms=", ".join(dict.fromkeys(beyond)))]
    if zone.id in data.step_free(plan):
        sentences.append(_("It can be reached without steps."))
    else:
        sentences.append(_("It cannot be reached without steps."))
    if narrow:
        sentences.append(
            ngettext(
                "{count} of its doors is too narrow for a wheelchair.",
                "{count} of its doors are too narrow for a wheelchair.",
                len(narrow),
            ).format(count=number(len(narrow)))
        )
    st.markdown(" ".join(shell.escaped(sentence) for sentence in sentences))


def _access(plan: Plan) -> None:
    shell.section(_("Step-free access"))
    reached = data.step_free(plan)
    missing = [zone.label() for zone in plan.zones if zone.id not in reached]
    stairs = {zone.id for zone in plan.zones if zone.kind == "stairs"}
    if all(zone.id in reached for zone in plan.zones if zone.id not in stairs):
        st.success(
            _("Every room can be reached from the entrance without steps, by lift where needed."),
            icon=":material/accessible:",
        )
    else:
        st.warning(
            _("Without steps one cannot reach: {rooms}.").format(
                rooms=shell.escaped(", ".join(missing))
            ),
            icon=":material/not_accessible:",
        )


def _rooms_table(plan: Plan) -> "list[dict[str, object]]":
    reached = data.step_free(plan)
    return [
        {
            _("Room"): zone.label(),
            _("Use"): zone.kind.label(),
            _("Level"): plan.level(zone.level).label(),
            _("Area (m²)"): round(zone.area_m2),
            _("Holds"): zone.capacity,
            _("Without steps"): _("yes") if zone.id in reached else _("no"),
        }
        for zone in plan.zones
    ]


page()
