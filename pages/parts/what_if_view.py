"""What if, as the reader asks it: dates, prices, weekdays, hours; the answer while one waits."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from calibration.demand.components.kinds import EXHIBITION_KINDS
from pages.charts import what_if as charts
from pages.parts import doubt, frames, learned, pictures, shell
from pages.parts.wording import listed, month_labels, weekday_words
from scenarios import what_if
from scenarios.assumptions import Assumption, Assumptions
from scenarios.fits import KnownFit
from scenarios.verdict_words import shown_probability
from scenarios.what_if import Answer, Change, Planned, Show
from simulation.settings import WEEKDAYS
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import language, ngettext, number, percent, signed

MOST_SHOWS: Final = 6
_ROUND: Final = "what_if_round"
_MONDAY: Final = dt.date(2024, 1, 1)


def what_if_panel(known: KnownFit, venue: str) -> None:
    """Let the reader change the coming year, and say what that does to visits."""
    shell.section(
        _("What if?"),
        _(
            "Change what is planned for the next twelve months and see what it does to visits."
            " Both plans live through the same days with the same luck, so what differs is the"
            " change. Nothing here is kept."
        ),
    )
    _asking(known, venue)


def _draw(known: KnownFit, venue: str) -> None:
    with shell.problems_shown():
        planned = learned.planned(known, venue)
        key = f"what_if_{venue}_{st.session_state.get(_ROUND, 0)}"
        with st.container(border=True, key="what_if"):
            change = _change(planned, key)
        if change is None:
            return
        if _is_nothing(planned, change):
            st.info(
                _("Nothing is changed yet: move a slider, or plan a new exhibition."),
                icon=":material/tune:",
            )
            return
        st.button(_("Back to what is planned"), icon=":material/undo:", on_click=_start_over,
                  key="what_if_reset")  # fmt: skip
        doubt.warned(known)
        _answer(planned, change, learned.changed(known, venue, change))


_asking = shell.fragment(_draw)


def _start_over() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _is_nothing(planned: Planned, change: Change) -> bool:
    return (
        (change.shows is None or set(change.shows) == set(planned.shows))
        and (change.open_on is None or change.open_on == planned.open_on)
        and not change.changes_hours
    )


def _change(planned: Planned, key: str) -> Change | None:
    """Ask what is changed; ``None`` if it cannot be asked as it stands, which is said."""
    exhibitions, opening = st.columns(2, gap="large")
    with exhibitions:
        st.subheader(_("Exhibitions"), anchor=False)
        shows = _shows(planned, key)
    with opening:
        st.subheader(_("Opening"), anchor=False)
        open_on = _weekdays(_("Open on"), planned.open_on, f"{key}_open")
        hours = st.slider(
            _("Hours open longer (or shorter)"), -3.0, 4.0, 0.0, 0.5, key=f"{key}_hours",
            format="%+.1f h",
        )  # fmt: skip
        on = frozenset[int]()
        if hours:
            usual = frozenset({3}) & open_on or frozenset(sorted(open_on)[:1])
            on = _weekdays(_("On these days"), usual, f"{key}_hours_on")
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


def _weekdays(label: str, chosen: frozenset[int], key: str) -> frozenset[int]:
    found = st.pills(
        label, list(range(7)), selection_mode="multi", default=sorted(chosen), key=key,
        format_func=lambda day: date_words(_MONDAY + dt.timedelta(days=day), "ccc"),
    )  # fmt: skip
    return frozenset(found)


def _shows(planned: Planned, key: str) -> tuple[Show, ...]:
    """Ask when each exhibition is shown and what it costs; one that was never shown, too."""
    first, last = planned.dates[0].date(), planned.dates[-1].date()
    found = [
        _one(show, (first, last), f"{key}_{show.row}")
        for show in planned.shows[:MOST_SHOWS]
        if st.toggle(shell.escaped(show.title), value=True, key=f"{key}_show_{show.row}")
    ]
    found += planned.shows[MOST_SHOWS:]
    if len(planned.shows) > MOST_SHOWS:
        more = len(planned.shows) - MOST_SHOWS
        st.caption(
            ngettext("{count} more stays as planned.", "{count} more stay as planned.", more)
            .format(count=number(more))
        )  # fmt: skip
    if st.toggle(_("A new exhibition, never shown before"), key=f"{key}_new"):
        start = first + dt.timedelta(days=60)
        theme = st.selectbox(
            _("Kind"), ["", *(kind.label for kind in EXHIBITION_KINDS)], key=f"{key}_kind",
            format_func=lambda label: _(label) if label else _("any kind"),
        )  # fmt: skip
        new = Show(what_if.NEW, start, start + dt.timedelta(days=90), theme=theme)
        found.append(_one(new, (first, last), f"{key}_new"))
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
    start, end = st.slider(
        _("First and last day"),
        min(within[0], show.start), max(within[1], show.end), (show.start, show.end),
        key=f"{key}_days", format="DD/MM/YYYY" if language() == "fr" else "D MMM YYYY",
    )  # fmt: skip
    price = st.number_input(
        _("Ticket price, 0 if free"), min_value=0.0, max_value=500.0, value=show.price, step=1.0,
        key=f"{key}_price", placeholder=_("not known"), format="%.2f",
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
    return st.slider(label, 0, most, round(usual.mean * 100), 1, key=key, format="%d%%")


def _around(usual: Assumption, mean: int) -> Assumption:
    """Return an assumption round another mean, as unsure for its size."""
    share = mean / 100
    sd = usual.sd * share / usual.mean if share < usual.mean else usual.sd
    return usual.model_copy(update={"mean": share, "sd": sd})


def _ends(name: str, assumed: Assumption) -> dict[str, str]:
    reach = 1.2816 * assumed.sd
    low, high = max(assumed.mean - reach, 0.0), min(assumed.mean + reach, 1.0)
    return {f"{name}_low": percent(low), f"{name}_high": percent(high)}


def _answer(planned: Planned, change: Change, answer: Answer) -> None:
    with st.container(key="verdict"):
        st.markdown(shell.escaped(verdict(answer)))
        st.markdown(shell.escaped(_chance(answer)))
    table = answer.by_month()
    table["label"] = month_labels(table["month"])
    table["plan"] = table["what"].map({"planned": _("as planned"), "changed": _("as changed")})
    two, difference = table[table["plan"].notna()], table[table["what"] == "difference"]
    pictures.chart(
        pictures.drawn(
            charts.both, two[["label", "plan", "median", "low80", "high80"]].reset_index(drop=True)
        ),
        _(
            "Visits of each month as planned and as changed: the mark is the middle, the bar holds"
            " 8 of 10 draws. Most of what is unsure is the same in both, so that the difference"
            " below is surer than these bars suggest."
        ),
    )
    pictures.chart(
        pictures.drawn(
            charts.differences,
            difference[["label", "median", "low80", "high80"]].reset_index(drop=True),
        ),
        _(
            "What the change adds or takes away in each month, draw by draw; the thin line holds 8"
            " of 10 draws. The largest in the middle: {visits} in {month}."
        ).format(**_largest(difference)),
        _figures(table),
    )
    st.caption(shell.escaped(" ".join(_rests_on(planned, change))))


def verdict(answer: Answer) -> str:
    """Return in one sentence by how many visits the year differs."""
    low, high = (round(answer.interval()[name]) for name in ("low80", "high80"))
    if low == high == 0:
        return _("This changes nothing in the number of visits.")
    if low >= 0:
        text = _("In 8 of 10 cases between {low} and {high} visits more.")
    elif high <= 0:
        text, low, high = _("In 8 of 10 cases between {low} and {high} visits fewer."), high, low
    else:
        text = _("In 8 of 10 cases between {low} visits fewer and {high} visits more.")
    return text.format(low=number(abs(low)), high=number(abs(high)))


def _chance(answer: Answer) -> str:
    middle = answer.interval()["median"]
    expected = max(float(answer.planned.sum(axis=1).mean()), 1.0)
    return _(
        "The middle is {middle} of about {expected} in the year ({share}). Probability of more"
        " visits than planned: {chance}."
    ).format(
        middle=signed(middle),
        expected=number(round(expected, -2)),
        share=_share(middle / expected),
        chance=shown_probability(answer.more, len(answer.planned)),
    )


def _share(share: float) -> str:
    """Return a change as a percentage, with its sign."""
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return sign + percent(abs(share), 0 if abs(share) >= 0.095 else 1)


def _largest(difference: pd.DataFrame) -> dict[str, str]:
    top = difference.iloc[int(difference["median"].abs().to_numpy().argmax())]
    return {"visits": signed(top["median"]), "month": date_words(top["month"], "LLLL yyyy")}


def _figures(table: pd.DataFrame) -> pd.DataFrame:
    wide = table.pivot_table(index="month", columns="what", values=["median", "low80", "high80"])
    found = pd.DataFrame(
        {
            "month": [date_words(month, "LLLL yyyy") for month in wide.index],
            "planned": [number(v) for v in wide["median", "planned"]],
            "changed": [number(v) for v in wide["median", "changed"]],
            "difference": [signed(v) for v in wide["median", "difference"]],
            "interval": [
                _("{low} to {high}").format(low=signed(low), high=signed(high))
                for low, high in zip(
                    wide["low80", "difference"], wide["high80", "difference"], strict=True
                )
            ],
        }
    )
    return frames.readable(
        found,
        {"month": _("Month"), "planned": _("As planned"), "changed": _("As changed"),
         "difference": _("Difference"), "interval": _("8 of 10")},
    )  # fmt: skip


def _rests_on(planned: Planned, change: Change) -> list[str]:
    """Say what of the answer was learned, what is assumed, and from how many draws it is."""
    said = []
    if change.shows is not None:
        said.append(_("What exhibitions do is learned from those that were shown."))
    if change.open_on is not None or change.changes_hours:
        said.append(_("What the change of opening does is assumed, see above."))
    if change.open_on is not None and change.open_on - planned.open_on:
        days = [weekday_words(WEEKDAYS[d]) for d in sorted(change.open_on - planned.open_on)]
        said.append(
            _("Of {days} the venue’s own history says little: what others’ days tell counts.")
            .format(days=listed(days))
        )  # fmt: skip
    said.append(
        _("From {draws} draws of what was learned, so the ends are a little rough.").format(
            draws=number(len(planned.visits))
        )
    )
    return said
