"""Who comes: the shares of tickets, ages or origins in the coming months."""

from typing import Final

import pandas as pd
import streamlit as st

from calibration.segments.coming import Coming, coming_shares
from calibration.segments.counts import OTHERS
from calibration.segments.fit import SegmentsFit
from pages.charts import segments
from pages.parts import data, doubt, frames, learned, pictures, shell
from scenarios.fits import KnownFit
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import number, percent

DRAWS: Final = 200
"""Enough for the tenths that are shown, and half a second less to wait for than all."""


def who_comes(known: KnownFit, venue: str) -> None:
    """Draw a venue's coming shares of visits by segment; nothing if it counts no segments.

    Args:
        known: The learned demand.
        venue: The venue.
    """
    with shell.problems_shown():
        found = _coming(str(known.path), data.stamp(known.path), venue, known)
        if found:
            shell.section(
                _("Who comes"),
                _("How the coming visits divide, month by month, and how sure that is."),
            )
            doubt.warned(known)
        for each in found:
            _one(venue, each)


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs={KnownFit: lambda k: str(k.path)})
def _learned(known: KnownFit, file: data.Stamp) -> SegmentsFit | None:
    del file
    return known.load_segments()


@st.cache_data(show_spinner=False, max_entries=60)
def _coming(path: str, file: data.Stamp, venue: str, _known: KnownFit) -> list[Coming]:
    del path
    fit = _learned(_known, file)
    if fit is None or not fit.of(venue):
        return []
    return coming_shares(learned.of(_known), fit, venue, draws=DRAWS)


def _label(part: str) -> str:
    return _("all others") if part == OTHERS else part[:1].upper() + part[1:]


def _one(venue: str, found: Coming) -> None:
    """Draw one segmentation."""
    if found.segmentation:
        st.subheader(
            shell.escaped(_("By {segmentation}").format(segmentation=found.segmentation)),
            anchor=False,
        )
    whole = found.whole.assign(label=[_label(part) for part in found.whole["part"]])
    months = found.months.assign(label=[_label(part) for part in found.months["part"]])
    open_months = months.groupby("date")["visits"].transform("sum") > 0
    months = months[open_months].reset_index(drop=True)
    if months.empty:
        st.info(_("The calendar says that the venue is closed on all these days."))
        return
    # Middles of several shares seldom add up to exactly one; the bars do.
    months["share"] /= months.groupby("date")["share"].transform("sum")
    words = [date_words(date, "LLLL yyyy") for date in months["date"]]
    pictures.chart(
        pictures.drawn(segments.mix, months, list(whole["label"])),
        _mix_words(venue, whole, months),
        _table(months.assign(month=words)),
    )
    changed = whole.assign(change=whole["share"] - whole["before"])
    top = changed.iloc[int(changed["change"].abs().to_numpy().argmax())]
    pictures.chart(
        pictures.drawn(segments.ranges, whole),
        _(
            "Each dot is the middle estimate of a share in the coming twelve months, its bar holds"
            " the truth in 8 of 10 cases; the diamond is the share in the latest twelve months"
            " counted. The largest change is expected of “{label}”: from {before} to {share}."
        ).format(label=top["label"], before=percent(top["before"]), share=percent(top["share"])),
        _table(whole),
    )


def _mix_words(venue: str, whole: pd.DataFrame, months: pd.DataFrame) -> str:
    first = whole.iloc[0]
    of_first = months[months["label"] == first["label"]].reset_index(drop=True)
    most = of_first.iloc[int(of_first["share"].to_numpy().argmax())]
    least = of_first.iloc[int(of_first["share"].to_numpy().argmin())]
    return _(
        "{venue}: “{label}” is expected to be the largest part, with {share} of the visits of these"
        " months: most in {most} ({high}), least in {least} ({low})."
    ).format(
        venue=venue,
        label=first["label"],
        share=percent(first["share"]),
        most=date_words(most["date"], "LLLL yyyy"),
        high=percent(most["share"]),
        least=date_words(least["date"], "LLLL yyyy"),
        low=percent(least["share"]),
    )


def _table(table: pd.DataFrame) -> pd.DataFrame:
    """Return shares as readers read them."""
    words = table.assign(visits=[number(round(visits)) for visits in table["visits"]])
    for name in ("share", "low80", "high80", "before"):
        if name in words:
            words[name] = [percent(share) for share in words[name]]
    columns = {
        "month": _("Month"), "label": _("Segment"), "share": _("Middle"),
        "low80": _("8 of 10: from"), "high80": _("8 of 10: to"),
        "before": _("Latest twelve months"), "visits": _("Visits, middle"),
    }  # fmt: skip
    return frames.readable(words, {name: said for name, said in columns.items() if name in words})
