"""What if, as the reader sees it: what is changed, and what that does, while one waits."""

from typing import Final

import pandas as pd
import streamlit as st

from pages.charts import what_if as charts
from pages.parts import doubt, frames, learned, pictures, shell, what_if_keeping
from pages.parts.what_if_asking import asked
from pages.parts.wording import changed_by, listed, month_labels, weekday_words
from scenarios.fits import KnownFit
from scenarios.verdict_words import shown_probability
from scenarios.what_if import Answer, Change, Planned
from simulation.settings import WEEKDAYS
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import number, signed

_ROUND: Final = "what_if_round"
_ABOUT: Final = "what_if_about"
"""The demand that was asked about."""


def what_if_panel(known: KnownFit, venue: str) -> None:
    """Let the reader change the coming year, and say what that does to visits."""
    shell.section(
        _("What if?"),
        _(
            "Change what is planned for the next twelve months and see what it does to visits."
            " Both plans live through the same days with the same luck, so what differs is the"
            " change. Nothing is kept unless you make a scenario of it."
        ),
    )
    _asking(known, venue)


def _draw(known: KnownFit, venue: str) -> None:
    with shell.problems_shown():
        planned = learned.planned(known, venue)
        _start_over_if_learned_again(known)
        key = f"what_if_{venue}_{st.session_state.get(_ROUND, 0)}"
        with st.container(border=True, key="what_if"):
            change = asked(planned, key)
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
        what_if_keeping.offered(planned, change, key)


_asking = shell.fragment(_draw)


def _start_over() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _start_over_if_learned_again(known: KnownFit) -> None:
    """Forget what was entered about another demand: its days and exhibitions may be others."""
    if st.session_state.setdefault(_ABOUT, known.identity) != known.identity:
        st.session_state[_ABOUT] = known.identity
        _start_over()


def _is_nothing(planned: Planned, change: Change) -> bool:
    return (
        (change.shows is None or set(change.shows) == set(planned.shows))
        and (change.open_on is None or change.open_on == planned.open_on)
        and not change.changes_hours
    )


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
        share=changed_by(middle / expected),
        chance=shown_probability(answer.more, len(answer.planned)),
    )


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
            draws=number(planned.draws)
        )
    )
    return said
