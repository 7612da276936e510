"""What was learned, as the reader sees it: can it be relied on, what comes, does it fit."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.charts import checks, fan
from pages.parts import doubt, frames, learned, pictures, shell
from pages.parts.wording import listed
from scenarios.fits import KnownFit
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number, percent

CHECK: Final = "demand_check"


def trust(fit: Any, when: str) -> None:
    """Say whether the draws can be relied on, with words and a sign.

    Args:
        fit: The learned demand.
        when: When it was learned, in words.
    """
    first, *more = fit.diagnostics.sentences()
    about = ngettext(
        "Learned on {when} from {venues} venue.",
        "Learned on {when} from {venues} venues.",
        len(fit.venues),
    ).format(when=when, venues=number(len(fit.venues)))
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
    doubt.warned(known)
    grains = ["day", "month"] if learned.counts_days(known, venue) else ["month"]
    grain = st.segmented_control(
        _("By"),
        grains,
        default=grains[0],
        required=True,
        format_func=lambda g: _("days") if g == "day" else _("months"),
        key=f"demand_grain_{len(grains)}",
    )
    found = learned.coming(known, venue, str(grain))
    monthly = found.freq == "month"
    expected = found.forecast.rename(columns=learned.BANDS)
    expected = expected[expected["high95"] > 0].reset_index(drop=True)
    if expected.empty:
        st.info(_("The calendar says that the venue is closed on all these days."))
        return
    dates = [date_words(d, "LLLL yyyy" if monthly else "medium") for d in expected["date"]]
    busiest = int(expected["median"].to_numpy().argmax())
    pictures.chart(
        pictures.drawn(
            fan.fan, found.history.tail(learned.BEFORE[found.freq]), expected, monthly=monthly
        ),
        _(
            "{venue}, {first} to {last}: the most visits are expected on {busiest}, in 8 of 10"
            " cases between {low} and {high}."
        ).format(
            venue=venue,
            first=dates[0],
            last=dates[-1],
            busiest=dates[busiest],
            low=number(expected["low80"].iloc[busiest]),
            high=number(expected["high80"].iloc[busiest]),
        ),
        frames.readable(
            expected.round(dict.fromkeys(frames.QUANTILES, 0)).assign(date=dates),
            {
                "date": _("Date"),
                **frames.interval_names(),
                "low95": _("19 of 20: from"),
                "high95": _("19 of 20: to"),
            },
        ),
    )


def check(known: KnownFit, venue: str) -> None:
    """Offer to predict what was counted; done when it is asked for, as it takes a moment."""
    shell.section(_("Does the model know its own history?"))
    _checking(known, venue)


def _draw_check(known: KnownFit, venue: str) -> None:
    shell.unfolded(
        _("Predict the latest counts and see how often they are met"),
        ":material/fact_check:",
        CHECK,
        lambda: _check(known, venue),
    )


_checking = shell.fragment(_draw_check)


def _check(known: KnownFit, venue: str) -> None:
    """Say how often the model's intervals held what was counted, and draw where counts fell."""
    doubt.warned(known)
    held, tenths = learned.checked(known, venue)
    counts = int(held["counts"].iloc[0])
    said = [
        _("{wanted} intervals held {held} of them").format(
            wanted=percent(level), held=percent(share)
        )
        for level, share in zip(held["level"], held["held"], strict=True)
    ]
    st.markdown(
        ngettext(
            "Of the last {count} count of {venue}: {said}.",
            "Of the last {count} counts of {venue}: {said}.",
            counts,
        ).format(count=number(counts), venue=shell.escaped(venue), said=listed(said))
    )
    table = tenths.assign(tenth=range(1, len(tenths) + 1))
    pictures.chart(
        pictures.drawn(checks.places, table),
        _(
            "Where counts fell in what the model would have predicted for them. Bars as high as the"
            " orange marks are right; a hill says that the model is too unsure, a valley that it is"
            " too sure."
        ),
        pd.DataFrame(
            {
                _("Tenth"): table["tenth"],
                _("Counts in it"): [percent(share) for share in table["share"]],
                _("Expected"): [percent(share) for share in table["expected"]],
            }
        ),
    )
