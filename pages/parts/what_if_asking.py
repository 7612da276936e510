"""What the reader changes about the coming year: exhibitions, weekdays, hours, assumptions."""

import datetime as dt
from dataclasses import replace
from typing import Final

import streamlit as st

from calibration.demand.components.kinds import EXHIBITION_KINDS
from pages.parts import shell
from pages.parts.remembering import remembered
from scenarios import what_if
from scenarios.assumptions import Assumption, Assumptions
from scenarios.what_if import Change, Planned, Show
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import language, ngettext, number, percent, signed

MOST_SHOWS: Final = 6
_HOURS: Final = [half / 2 for half in range(-6, 9)]
_MONDAY: Final = dt.date(2024, 1, 1)


def asked(planned: Planned, key: str) -> Change | None:
    """Ask what is changed.

    Args:
        planned: The year as planned.
        key: The form's place, unique on the page.

    Returns:
        The change; ``None`` if it cannot be asked as it stands, which is said.
    """
    exhibitions, opening = st.columns(2, gap="large")
    with exhibitions:
        st.subheader(_("Exhibitions"), anchor=False)
        shows = _shows(planned, key)
    with opening:
        st.subheader(_("Opening"), anchor=False)
        open_on = _weekdays(_("Open on"), planned.open_on, f"{key}_open")
        hours = remembered(
            st.select_slider, _("Hours open longer (or shorter)"), _HOURS, usual=0.0,
            key=f"{key}_hours", format_func=_hours_words,
        )  # fmt: skip
        on = frozenset[int]()
        if hours:
            usual = frozenset({3}) & open_on or frozenset(sorted(open_on)[:1])
            # Other days to be open on are another question.
            place = f"{key}_hours_on_{min(usual, default=0)}"
            on = _weekdays(_("On these days"), usual, place)
        assumptions = _assumptions(key)
    if not open_on:
        st.error(_("Choose at least one day of the week to be open on."), icon=":material/error:")
        return None
    return Change(
        shows=None if set(shows) == set(planned.shows) else shows,
        open_on=None if open_on == planned.open_on else open_on,
        longer_h=hours,
        longer_on=on,
        assumptions=assumptions,
    )


def _hours_words(hours: float) -> str:
    return f"{signed(hours, 1 if hours % 1 else 0)}\N{NO-BREAK SPACE}h"


def _weekdays(label: str, chosen: frozenset[int], key: str) -> frozenset[int]:
    found = remembered(
        st.pills, label, list(range(7)), selection_mode="multi", usual=sorted(chosen), key=key,
        wrap=True, format_func=lambda day: date_words(_MONDAY + dt.timedelta(days=day), "ccc"),
    )  # fmt: skip
    return frozenset(found)


def _shows(planned: Planned, key: str) -> tuple[Show, ...]:
    """Ask when each exhibition is shown and what it costs; one that was never shown, too."""
    first, last = planned.dates[0].date(), planned.dates[-1].date()
    found = [
        _one(show, (first, last), f"{key}_{show.row}")
        for show in planned.shows[:MOST_SHOWS]
        if remembered(
            st.toggle, shell.escaped(show.title), usual=True, key=f"{key}_show_{show.row}"
        )
    ]
    found += planned.shows[MOST_SHOWS:]
    if len(planned.shows) > MOST_SHOWS:
        more = len(planned.shows) - MOST_SHOWS
        st.caption(
            ngettext("{count} more stays as planned.", "{count} more stay as planned.", more)
            .format(count=number(more))
        )  # fmt: skip
    new = _("A new exhibition, never shown before")
    if remembered(st.toggle, new, usual=False, key=f"{key}_new"):
        start = first + dt.timedelta(days=60)
        theme = remembered(
            st.selectbox, _("Kind"), ["", *(kind.label for kind in EXHIBITION_KINDS)], usual="",
            key=f"{key}_kind",
            format_func=lambda label: _(label) if label else _("any kind"),
        )  # fmt: skip
        show = Show(what_if.NEW, start, start + dt.timedelta(days=90), theme=theme)
        found.append(_one(show, (first, last), f"{key}_new"))
    if found:
        st.caption(_price_words(planned.usual_price))
    return tuple(found)


def _price_words(usual: float | None) -> str:
    """Say what a price is compared with."""
    if usual is None:
        return _(
            "A price counts against the venue’s usual one. None is known here, so that only free"
            " entry (0) makes a difference."
        )
    return _("A price counts against the venue’s usual one, {price}.").format(
        price=number(usual, 2)
    )


def _one(show: Show, within: tuple[dt.date, dt.date], key: str) -> Show:
    """Ask for the days and the price of one exhibition."""
    start, end = remembered(
        st.slider, _("First and last day"),
        min(within[0], show.start), max(within[1], show.end), usual=(show.start, show.end),
        key=f"{key}_days", format="DD/MM/YYYY" if language() == "fr" else "D MMM YYYY",
    )  # fmt: skip
    # No value is an empty field; without it an empty one would be nought, which is free entry.
    price = remembered(
        st.number_input, _("Ticket price, 0 if free"), min_value=0.0, max_value=500.0, value=None,
        step=1.0, usual=show.price, key=f"{key}_price", placeholder=_("not known"), format="%.2f",
    )  # fmt: skip
    return replace(show, start=start, end=end, price=price)


def _assumptions(key: str) -> Assumptions:
    """Ask what is assumed about longer days and about visitors who come on another one."""
    usual = Assumptions()
    with st.expander(_("What is assumed here, not learned"), icon=":material/help:"):
        st.markdown(
            _(
                "No history tells what a change of hours or of the days open does. These two"
                " figures are assumptions; put in those of your own trial if there was one."
            )
        )
        longer = _percentage(
            _("Visits that each further hour adds to a day"), usual.longer_day, 30, f"{key}_longer"
        )
        moved = _percentage(
            _("Share of the visits won or lost that only move to or from another day of the week"),
            usual.moved, 100, f"{key}_moved",
        )  # fmt: skip
        longer_day, moving = _around(usual.longer_day, longer), _around(usual.moved, moved)
        st.caption(
            _(
                "In 8 of 10 draws each lies between {longer_low} and {longer_high}, and between"
                " {moved_low} and {moved_high}."
            ).format(**_ends("longer", longer_day), **_ends("moved", moving))
        )
    return usual.model_copy(update={"longer_day": longer_day, "moved": moving})


def _percentage(label: str, usual: Assumption, most: int, key: str) -> int:
    space = "\N{NO-BREAK SPACE}" if language() == "fr" else ""
    found: int = remembered(
        st.slider, label, 0, most, usual=round(usual.mean * 100), step=1, key=key,
        format=f"%d{space}%%",
    )  # fmt: skip
    return found


def _around(usual: Assumption, mean: int) -> Assumption:
    """Return an assumption round another mean, as unsure for its size."""
    share = mean / 100
    sd = usual.sd * share / usual.mean if share < usual.mean else usual.sd
    return usual.model_copy(update={"mean": share, "sd": sd})


def _ends(name: str, assumed: Assumption) -> dict[str, str]:
    reach = 1.2816 * assumed.sd
    low, high = max(assumed.mean - reach, 0.0), min(assumed.mean + reach, 1.0)
    return {f"{name}_low": percent(low), f"{name}_high": percent(high)}
