"""Scenarios: what could be done, in words and pictures; copied, edited, exchanged, simulated."""

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from pages.parts import scenario_edit, scenario_view, shell
from pages.parts.simulation_panel import simulation
from pages.parts.wording import differences
from scenarios import library
from scenarios.library import Entry
from scenarios.scenario import Scenario
from scenarios.yaml_files import as_yaml, read_scenario
from venues.common.i18n import gettext as _

CHOSEN = "scenario"


def page() -> None:
    """Draw the page."""
    shell.heading(
        _("Scenarios"),
        _(
            "Each scenario is one way to run the venue: opening hours, exhibitions, desks and"
            " their rosters, booking, workshops and signs. Copy one, change it, simulate it."
        ),
    )
    entries = library.entries()
    usable = {entry.id: entry.scenario for entry in entries if entry.scenario is not None}
    if st.session_state.get(CHOSEN) not in usable:
        st.session_state[CHOSEN] = next(iter(usable))
    shell.section(_("At hand"))
    for start in range(0, len(entries), 2):
        for place, entry in zip(st.columns(2), entries[start : start + 2], strict=False):
            with place:
                _card(entry, usable[library.AS_TODAY])
    _upload()
    _detail(usable[st.session_state[CHOSEN]], entries)


def _card(entry: Entry, base: Scenario) -> None:
    scenario = entry.scenario
    with st.container(border=True, height="stretch", key=f"card_{entry.id}"):
        if scenario is None:
            st.subheader(shell.escaped(entry.id), anchor=False)
            st.error(shell.escaped(str(entry.problem)), icon=":material/error:")
            return
        st.subheader(shell.escaped(scenario.label()), anchor=False)
        st.badge(
            _("comes with Jauge") if entry.is_bundled else _("your own"),
            color="gray" if entry.is_bundled else "primary",
        )
        st.markdown(shell.escaped(scenario.description_text()))
        if scenario.id != base.id:
            changes = differences(base, scenario)
            st.caption(_("Compared with “{base}”:").format(base=shell.escaped(base.label())))
            words = changes or [_("the same in everything")]
            st.markdown("\n".join(f"- {shell.escaped(change)}" for change in words))
        shown = st.session_state[CHOSEN] == entry.id
        st.button(
            (_("“{name}” is shown below") if shown else _("Show “{name}”")).format(
                name=shell.escaped(scenario.label())
            ),
            key=f"show_{entry.id}",
            icon=":material/visibility:",
            disabled=shown,
            on_click=partial(_choose, entry.id),
        )


def _choose(scenario_id: str) -> None:
    st.session_state[CHOSEN] = scenario_id


def _upload() -> None:
    with st.expander(_("Bring in a scenario from a file"), icon=":material/upload_file:"):
        file = st.file_uploader(
            _("Scenario as a YAML file"), type=["yaml", "yml"], max_upload_size=1, key="yaml_in"
        )
        if file is not None and st.button(_("Add it to my scenarios"), key="yaml_add"):
            with shell.problems_shown(), tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / Path(file.name).name
                path.write_bytes(file.getvalue())
                scenario = read_scenario(path)
                taken = scenario.id in {entry.id for entry in library.entries()}
                if taken:
                    scenario = library.duplicate(scenario)
                else:
                    library.save(scenario)
                _choose(scenario.id)
                st.rerun()


def _detail(scenario: Scenario, entries: list[Entry]) -> None:
    bundled = {entry.id: entry.is_bundled for entry in entries}[scenario.id]
    shell.section(shell.escaped(scenario.label()))
    if st.session_state.pop("saved", None) == scenario.id:
        st.success(_("Saved."), icon=":material/check_circle:")
    _actions(scenario, bundled)
    tabs = [_("At a glance"), _("Simulation")] + ([] if bundled else [_("Edit")])
    glance, simulate, *edit = st.tabs(tabs)
    with glance:
        scenario_view.at_a_glance(scenario)
    with simulate:
        simulation(scenario)
    if edit:
        with edit[0]:
            scenario_edit.form(scenario)


def _actions(scenario: Scenario, bundled: bool) -> None:
    with st.container(horizontal=True):
        if st.button(
            _("Make a copy to edit"), key="copy", icon=":material/content_copy:",
            type="primary" if bundled else "secondary",
        ):  # fmt: skip
            with shell.problems_shown():
                copied = library.duplicate(scenario)
                _choose(copied.id)
                st.rerun()
        st.download_button(
            _("Download as YAML"),
            data=as_yaml(scenario),
            file_name=f"{scenario.id}.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
        )
        if not bundled:
            with st.popover(_("Delete"), icon=":material/delete:"):
                st.markdown(_("It cannot be brought back."))
                if st.button(_("Delete this scenario"), key="delete"):
                    library.delete(scenario.id)
                    st.rerun()


page()
