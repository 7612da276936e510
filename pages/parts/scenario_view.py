"""A scenario as pictures: its week, its rosters, its exhibitions."""

import datetime as dt
from itertools import pairwise

import pandas as pd
import streamlit as st

from pages.charts import week
from pages.charts.theme import minutes
from pages.parts import data, pictures, shell
from pages.parts.wording import (
    clerk_hours,
    clock,
    desk_words,
    hours_words,
    price_words,
    room_words,
    weekday_words,
    window_words,
    workshop_words,
)
from scenarios.scenario import Scenario
from simulation.settings import WEEKDAYS, Desk, Hours
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import number


def at_a_glance(scenario: Scenario) -> None:
    """Show what a scenario says."""
    st.markdown(shell.escaped(window_words(scenario) + "."))
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Opening hours and workshops"), anchor=False)
        _week(scenario)
    with right:
        st.subheader(_("Clerks at the desks"), anchor=False)
        _rosters(scenario)
        _entry(scenario)
    if scenario.exhibitions:
        st.subheader(_("Exhibitions"), anchor=False)
        _exhibitions(scenario)


def _week(scenario: Scenario) -> None:
    names: dict[str, str] = {weekday: weekday_words(weekday) for weekday in WEEKDAYS}
    opening: dict[str, Hours | None] = {d: getattr(scenario.opening_hours, d) for d in WEEKDAYS}
    hours = pd.DataFrame(
        [
            {
                "day": names[weekday],
                "opens": minutes(spell.opens),
                "closes": minutes(spell.closes),
                "words": hours_words(spell),
            }
            for weekday, spell in opening.items()
            if spell is not None
        ]
    )
    sessions = pd.DataFrame(
        [
            {
                "day": names[weekday],
                "starts": minutes(workshop.starts),
                "ends": minutes(workshop.starts) + workshop.minutes,
                "title": workshop.label(),
                "words": workshop_words(workshop),
            }
            for workshop in scenario.workshops
            for weekday in workshop.weekdays
        ]
    )
    says = _("When the venue is open on each day of the week; workshops are the darker bars.")
    figures = pd.DataFrame(
        {
            _("Day"): list(names.values()),
            _("Open"): [hours_words(opening[weekday]) for weekday in WEEKDAYS],
            _("Workshops"): [
                " · ".join(workshop_words(w) for w in scenario.workshops if weekday in w.weekdays)
                for weekday in WEEKDAYS
            ],
        }
    )
    pictures.chart(pictures.drawn(week.week, hours, sessions, list(names.values())), says, figures)


def _rosters(scenario: Scenario) -> None:
    if not scenario.desks:
        st.caption(_("There is no desk: visitors walk straight in."))
        return
    shifts = pd.DataFrame(
        [
            {
                "desk": desk_words(desk),
                "starts": minutes(start),
                "ends": minutes(end),
                "servers": desk.servers_at(minutes(start) * 60),
                "words": _("{start} to {end}: {count}").format(
                    start=clock(start),
                    end=clock(end),
                    count=number(desk.servers_at(minutes(start) * 60)),
                ),
            }
            for desk in scenario.desks
            for start, end in _spells(desk)
        ]
    )
    says = _("How many clerks serve at each desk through the day.")
    figures = pd.DataFrame(
        {
            _("Desk"): [desk_words(desk) for desk in scenario.desks],
            _("Hours of work a day"): [number(clerk_hours(desk), 1) for desk in scenario.desks],
            _("Seconds to serve one person"): [
                number(desk.mean_service_s) for desk in scenario.desks
            ],
        }
    )
    pictures.chart(pictures.drawn(week.rosters, shifts), says, figures)


def _spells(desk: Desk) -> list[tuple[dt.time, dt.time]]:
    """Return the stretches of the day between two changes of a desk's shifts or breaks."""
    shifts = {time for each in desk.roster for time in (each.starts, each.ends)}
    breaks = {time for each in desk.breaks for time in (each.starts, each.ends)}
    return list(pairwise(sorted(shifts | breaks)))


def _entry(scenario: Scenario) -> None:
    entry = scenario.timed_entry
    if entry is None:
        st.markdown(_("Visitors come when they like; no slot is booked."))
    else:
        st.markdown(
            _("Entry is by booked slots of {minutes} minutes with {places} places each.").format(
                minutes=number(entry.slot_minutes), places=number(entry.places_per_slot)
            )
        )


def _exhibitions(scenario: Scenario) -> None:
    plan = data.plan(scenario.plan)
    spans = pd.DataFrame(
        [
            {
                "title": shown.title,
                "start": pd.Timestamp(shown.start),
                "end": pd.Timestamp(shown.end),
                "where": room_words(plan, shown.zones),
                "price": price_words(shown),
            }
            for shown in scenario.exhibitions
        ]
    )
    figures = pd.DataFrame(
        {
            _("Exhibition"): spans["title"],
            _("From"): [date_words(shown.start) for shown in scenario.exhibitions],
            _("To"): [date_words(shown.end) for shown in scenario.exhibitions],
            _("Where"): spans["where"],
            _("Ticket price"): spans["price"],
        }
    )
    window = (scenario.demand.start, scenario.demand.end)
    pictures.chart(
        pictures.drawn(week.seasons, spans, window), _("When each exhibition is on show."), figures
    )
