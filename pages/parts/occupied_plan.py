"""Who is where at a time of the day: the plan with its rooms' figures, and a time slider."""

import streamlit as st
import xarray as xr

from pages.parts import data, frames, results, shell
from pages.parts.room_map import busiest_words, room_map
from pages.parts.wording import clock_words
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number
from venues.plan import Plan


def occupied_plan(
    plan: Plan, ensemble: xr.Dataset, scenario: str, *, show_ways: bool = False, key: str
) -> None:
    """Draw a mean open day's people in each room, with a slider for the time.

    Args:
        plan: The plan.
        ensemble: Results.
        scenario: The scenario's short name.
        show_ways: Whether to draw the ways between rooms too.
        key: A name for the place on the page.
    """
    _drawn(plan, ensemble, scenario, show_ways, key)


def _draw(plan: Plan, ensemble: xr.Dataset, scenario: str, show_ways: bool, key: str) -> None:
    times = frames.minutes_shown(ensemble)
    inside = ensemble["occupancy"].sel(scenario=scenario).mean("draw")
    busiest = times[int(inside.sum("zone").to_numpy().argmax())]
    minute = st.select_slider(
        _("Time of day"), times, value=busiest, format_func=clock_words, key=f"{key}_time"
    )
    values = frames.occupancy_at(ensemble, scenario, minute)
    count = round(sum(values.values()))
    says = ngettext(
        "At {time} on a mean open day {count} person is inside; {most}.",
        "At {time} on a mean open day {count} people are inside; {most}.",
        count,
    ).format(
        time=clock_words(minute),
        count=number(count),
        most=busiest_words(plan, values, 1),
    )
    full = float(inside.max())
    room_map(
        plan,
        values,
        _("people in the room"),
        says,
        full=full,
        decimals=1,
        graph=data.graph(plan) if show_ways else None,
        key=f"{key}_map",
    )


_drawn = shell.fragment(_draw)


def occupancy_picker(plan: Plan, *, show_ways: bool) -> None:
    """Let the reader choose among the simulations in this building, and draw the one chosen."""
    offered = results.with_plan(plan)
    if not offered:
        st.info(
            _(
                "No scenario has been simulated in this building yet:"
                " do so on the page “Scenarios”."
            ),
            icon=":material/directions_walk:",
        )
        return
    which = st.selectbox(
        _("Simulation"),
        range(len(offered)),
        format_func=lambda n: results.scenario_name(*offered[n]),
        key="simulation_shown",
    )
    job, scenario = offered[which]
    st.caption(results.made_words(job))
    occupied_plan(plan, results.of(job), scenario, show_ways=show_ways, key="venue_people")
