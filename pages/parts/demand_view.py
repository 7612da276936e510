"""What was learned, as the reader sees it: can it be relied on, what comes, what moves it."""

from typing import Any

import streamlit as st

from pages.charts import fan
from pages.parts import frames, learned, pictures, shell
from scenarios.fits import KnownFit
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import number


def trust(fit: Any, when: str) -> None:
    """Say whether the draws can be relied on, with words and a sign.

    Args:
        fit: The learned demand.
        when: When it was learned, in words.
    """
    first, *more = fit.diagnostics.sentences()
    about = _("Learned on {when} from {venues} venues.").format(
        when=when, venues=number(len(fit.venues))
    )
    if fit.diagnostics.ok:
        st.success(f"{about} {' '.join(more)}", icon=":material/verified:")
    else:
        st.warning(
            "\n\n".join([about, *(shell.escaped(sentence) for sentence in more)]),
            icon=":material/warning:",
        )
    with st.expander(_("How the sampling went"), icon=":material/monitoring:"):
        st.markdown(shell.escaped(first))


def coming(known: KnownFit, venue: str) -> None:
    """Draw the visits to come behind the history."""
    shell.section(_("Coming visits"))
    grains = ["day", "month"] if learned.counts_days(known, venue) else ["month"]
    grain = st.segmented_control(
        _("By"),
        grains,
        default=grains[0],
        required=True,
        format_func=lambda g: _("days") if g == "day" else _("months"),
        key=f"demand_grain_{len(grains)}",
    )
    monthly = grain == "month"
    found = learned.coming(known, venue, monthly=monthly)
    expected = found.expected
    says = _(
        "From {first} to {last} {venue} can expect {total} visits, in 8 of 10 cases between {low}"
        " and {high}."
    ).format(
        first=date_words(expected["date"].iloc[0], "long"),
        last=date_words(found.last, "long"),
        venue=venue,
        total=number(found.total["median"]),
        low=number(found.total["low80"]),
        high=number(found.total["high80"]),
    )
    dates = [date_words(d, "LLLL yyyy" if monthly else "medium") for d in expected["date"]]
    pictures.chart(
        pictures.drawn(fan.fan, found.history, expected, monthly=monthly),
        says,
        frames.readable(
            expected.round(dict.fromkeys(frames.QUANTILES, 0)).assign(date=dates),
            {
                "date": _("Date"),
                "median": _("Middle"),
                "low80": _("8 of 10: from"),
                "high80": _("8 of 10: to"),
                "low95": _("19 of 20: from"),
                "high95": _("19 of 20: to"),
            },
        ),
    )
