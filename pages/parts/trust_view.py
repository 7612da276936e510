"""Trust: how earlier forecasts would have fared, and what the partners' histories were worth."""

from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st

from pages.charts import earlier as charts
from pages.parts import data, frames, pictures, results, running, shell
from pages.parts.wording import listed, month_labels
from scenarios import earlier, jobs, work
from scenarios.earlier import Told
from scenarios.job import Job, State
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number, percent

TRUST: Final = "demand_trust"
WORTH: Final = "demand_worth"
_SAME: Final = 0.02
"""Errors that differ by less are called the same."""
_WHOLE: Final = dict.fromkeys(("median", "low80", "high80", "visits"), 0)
"""Figures that are shown as whole visits."""


def looking_back(venue: str) -> None:
    """Offer to forecast from earlier days, and show how those forecasts fared."""
    shell.section(_("How would earlier forecasts have fared?"))
    _trusting(venue)


def _draw_trust(venue: str) -> None:
    shell.unfolded(
        _("Forecast the last years with what was known before, and see what came"),
        ":material/history_edu:",
        TRUST,
        lambda: _ask("backtest", venue, _("Look back"), _trust),
    )


_trusting = shell.fragment(_draw_trust)


def worth(venue: str) -> None:
    """Offer to learn the venue with and without its partners, and show what that changes."""
    shell.section(_("What the pool was worth"))
    if len(data.venues()) < 2:
        st.caption(_("The venue has no partners in the pool."))
        return
    _weighing(venue)


def _draw_worth(venue: str) -> None:
    shell.unfolded(
        _("Forecast its last year once with its partners, once from its own history alone"),
        ":material/handshake:",
        WORTH,
        lambda: _ask("worth", venue, _("Try it without partners"), _worth),
    )


_weighing = shell.fragment(_draw_worth)


def _ask(kind: str, venue: str, label: str, show: Callable[[str, Job], None]) -> None:
    """Offer a job about a venue, and show what the newest one has found."""
    with shell.problems_shown():
        done = _asked(kind, venue, label)
        if done is not None:
            show(venue, done)


def _asked(kind: str, venue: str, label: str) -> Job | None:
    """Show the job that is under way, or offer it; return the newest one with results."""
    known = [job for job in jobs.jobs(kind) if job.parameters["venue"] == venue]
    latest = known[0] if known else None
    done = next(filter(results.has_results, known), None)
    if latest is not None and not latest.state.is_over:
        running.progress(latest, kind)
        return done
    is_old = done is None or work.is_stale(done, pool_digest=data.pool_digest())
    if latest is not None and (latest.state is not State.DONE or is_old):
        running.outcome(latest)
    if is_old:
        if done is None:
            st.markdown(_about(kind))
        if st.button(label, icon=":material/play_arrow:", key=f"start_{kind}",
                     type="primary" if done is None else "secondary"):  # fmt: skip
            jobs.submit(kind, venue=venue)
            st.rerun()
    return done


def _about(kind: str) -> str:
    if kind == "backtest":
        return _(
            "The demand is learned anew from what was known one and two years before the last"
            " count, and the forecasts are held against what came. That takes some minutes in the"
            " background; you may go on looking."
        )
    return _(
        "The demand is learned anew from what was known a year before the last count: from all"
        " venues, and from this one alone. That takes some minutes in the background; you may go"
        " on looking."
    )


def _warned(rows: pd.DataFrame) -> None:
    """Warn, if some of what was learned for the forecasts did not pass its checks."""
    failed = earlier.failed(rows)
    if failed.empty:
        return
    alone = failed["forecaster"] == earlier.ALONE
    parts = [
        text.format(days=listed([date_words(d, "long") for d in sorted(set(origins))]))
        for text, origins in (
            (_("from all venues, up to {days}"), failed["origin"][~alone]),
            (_("from this venue alone, up to {days}"), failed["origin"][alone]),
        )
        if len(origins)
    ]
    said = _("These figures are rough: what was learned did not pass its checks ({what}).")
    st.warning(shell.escaped(said.format(what="; ".join(parts))), icon=":material/warning:")


def _trust(venue: str, done: Job) -> None:
    rows = results.scores(done)
    _warned(rows)
    own, year_before = earlier.told(rows, earlier.POOLED), earlier.told(rows, earlier.NAIVE)
    by_day = bool((rows["start"] == rows["end"])[rows["grain"] == "count"].all())
    for sentence in (_held(own, by_day=by_day), _beside(own, year_before, by_day=by_day)):
        st.markdown(shell.escaped(sentence))
    left, right = st.columns(2)
    at = sorted(set(rows["origin"]), reverse=True)
    with left:
        origin = st.segmented_control(
            _("Forecast from"), at, default=at[0], required=True, key=f"trust_at_{len(at)}_{venue}",
            format_func=lambda day: date_words(day, "medium"),
        )  # fmt: skip
    grain = "count"
    if by_day:
        with right:
            grain = str(
                st.segmented_control(
                    _("By"), ["month", "count"], default="month", required=True, key="trust_by",
                    format_func=lambda g: _("months") if g == "month" else _("days"),
                )
            )  # fmt: skip
    shown = _of(rows, earlier.POOLED, pd.Timestamp(str(origin)), grain)
    _picture(shown, by_day=by_day and grain == "count")
    st.caption(results.when_words(done))


def _of(rows: pd.DataFrame, who: str, origin: pd.Timestamp, grain: str) -> pd.DataFrame:
    """Return one forecast's rows of one grain; of months those that lie wholly after the origin."""
    own = rows[(rows["forecaster"] == who) & (rows["grain"] == grain) & (rows["origin"] == origin)]
    counts = rows[(rows["grain"] == "count") & (rows["origin"] == origin)]
    whole = (own["start"] > origin) & (own["end"] <= counts["end"].max())
    chosen = own[whole] if whole.any() else own
    return chosen.sort_values("start").rename(columns={"start": "date"}).reset_index(drop=True)


def _picture(shown: pd.DataFrame, *, by_day: bool) -> None:
    inside = (shown["visits"] >= shown["low80"]) & (shown["visits"] <= shown["high80"])
    table = shown.assign(where=[_("within 8 of 10") if w else _("outside") for w in inside])
    dates = [date_words(d, "medium" if by_day else "LLLL yyyy") for d in table["date"]]
    pictures.chart(
        pictures.drawn(
            charts.met,
            table[["date", "median", "low80", "high80", "low95", "high95", "visits", "where"]],
            by_day=by_day,
        ),
        _(
            "What was forecast then and what came: the line is the middle, the darker band was to"
            " hold 8 of 10 counts, the lighter one 19 of 20. {held} of {counts} lie in the darker"
            " one."
        ).format(held=number(int(inside.sum())), counts=number(len(shown))),
        frames.readable(
            table.round(_WHOLE).assign(date=dates),
            {"date": _("Date"), "visits": _("Counted"), **frames.interval_names()},
        ),
    )


def _held(own: Told, *, by_day: bool) -> str:
    """Say how many counts the bands held, and whether that is as it should be."""
    counts = (
        ngettext("{count} day", "{count} days", own.counts)
        if by_day
        else ngettext("{count} count", "{count} counts", own.counts)
    ).format(count=number(own.counts))
    share = own.inside80 / own.counts
    if share < 0.72:
        verdict = _("That is too few: the forecasts were surer than they should have been.")
    elif share > 0.88:
        verdict = _("That is more than they should hold: the forecasts were too unsure.")
    else:
        verdict = _("That is about as it should be.")
    return _(
        "Of {counts}, {held} lay within the 8-of-10 band ({share}) and {nearly} within the"
        " 19-of-20 one ({nearly_share}). {verdict}"
    ).format(
        counts=counts,
        held=number(own.inside80),
        share=percent(share),
        nearly=number(own.inside95),
        nearly_share=percent(own.inside95 / own.counts),
        verdict=verdict,
    )


def _beside(own: Told, other: Told, *, by_day: bool) -> str:
    """Say how far off the forecasts were, beside 'same as last year'."""
    text = (
        _(
            "On a day with {visits} visits on average the middle of the forecast was off by {own};"
            " ‘the same as last year’ would have been off by {other}."
        )
        if by_day
        else _(
            "Of {visits} visits on average the middle of the forecast was off by {own}; ‘the same"
            " as last year’ would have been off by {other}."
        )
    )
    said = text.format(visits=number(own.visits), own=number(own.error), other=number(other.error))
    gain = earlier.between(own, other)
    if abs(gain) < _SAME:
        judged = _("How sure each was included, neither is better.")
    elif gain > 0:
        judged = _("How sure each was included, the forecast’s error is {share} smaller.")
    else:
        judged = _("How sure each was included, the forecast’s error is {share} larger.")
    return f"{said} {judged.format(share=percent(abs(gain)))}"


def _worth(venue: str, done: Job) -> None:
    rows = results.scores(done)
    _warned(rows)
    together, alone = earlier.told(rows, earlier.POOLED), earlier.told(rows, earlier.ALONE)
    st.markdown(shell.escaped(_worth_words(venue, together, alone)))
    origin = rows["origin"].max()
    grain = "month" if (rows["grain"] == "month").any() else "count"
    names = {earlier.POOLED: _("with its partners"), earlier.ALONE: _("by itself")}
    tables = [_of(rows, who, origin, grain).assign(who=name) for who, name in names.items()]
    for table in tables:
        table["label"] = month_labels(table["date"])
    both = pd.concat(tables, ignore_index=True)
    pictures.chart(
        pictures.drawn(
            charts.with_and_without,
            both[["label", "who", "median", "low80", "high80", "visits"]],
        ),
        _(
            "The year after {day}, forecast twice: each mark is the middle, its bar was to hold 8"
            " of 10 counts, and the stroke across is what came."
        ).format(day=date_words(origin, "long")),
        frames.readable(
            both.round(_WHOLE).assign(date=[date_words(d, "LLLL yyyy") for d in both["date"]]),
            {"date": _("Date"), "who": _("Learned"), "visits": _("Counted"),
             **frames.interval_names()},
        ),
    )  # fmt: skip
    st.caption(results.when_words(done))


def _worth_words(venue: str, together: Told, alone: Told) -> str:
    """Say what the partners were worth, in one sentence for the error and one for the width."""
    gain = earlier.between(together, alone)
    if abs(gain) < _SAME:
        text = _("For this year of {venue} its partners changed next to nothing.")
    elif gain > 0:
        text = _("With its partners the forecast of {venue}’s last year was {share} better.")
    else:
        text = _("For this year {venue} would have done {share} better by itself.")
    figures = _(
        "The middle was off by {error} visits on average instead of {error_alone}; the 8-of-10 band"
        " was {width} wide instead of {width_alone}, and held {held} of the counts instead of"
        " {held_alone}."
    ).format(
        error=number(together.error),
        error_alone=number(alone.error),
        width=number(together.width),
        width_alone=number(alone.width),
        held=percent(together.inside80 / together.counts),
        held_alone=percent(alone.inside80 / alone.counts),
    )
    return text.format(venue=venue, share=percent(abs(gain))) + " " + figures
