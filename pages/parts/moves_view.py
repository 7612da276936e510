"""What moves attendance, as the reader sees it: effects in visits, the year, month by month."""

from typing import Final

import pandas as pd
import streamlit as st

from pages.charts import attributed as months
from pages.charts import effects
from pages.parts import doubt, frames, learned, pictures, shell
from pages.parts.wording import changed_by
from scenarios.attributed import GROUPS, LEVEL, group_of
from scenarios.fits import KnownFit
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import number, signed

MOST_SHOWN: Final = 12
STRONGEST: Final = "strongest"
MADE_OF: Final = "demand_made_of"


def what_moves(known: KnownFit, venue: str) -> None:
    """Draw what each weekday, holiday, exhibition … does to visits, and the yearly rhythm."""
    shell.section(_("What moves attendance"))
    doubt.warned(known)
    _moving(known, venue)
    st.subheader(_("Through the year"), anchor=False)
    _found, season = learned.what_moves(known, venue)
    strongest = season.iloc[int(season["median"].to_numpy().argmax())]
    pictures.chart(
        pictures.drawn(effects.season, season),
        _(
            "The venue’s yearly rhythm, holidays and exhibitions aside; it is strongest around"
            " {day}. The band holds the truth in 8 of 10 cases."
        ).format(day=date_words(strongest["date"], "d MMMM")),
    )
    _making(known, venue)


def _draw_effects(known: KnownFit, venue: str) -> None:
    found, _season = learned.what_moves(known, venue)
    groups = [group_of(component) for component in found["component"]]
    offered = [STRONGEST, *(group for group in GROUPS if group in groups)]
    chosen = st.segmented_control(
        _("Show"), offered, default=STRONGEST, required=True, key=f"effects_{'_'.join(offered)}",
        format_func=lambda g: _("The strongest") if g == STRONGEST else _(GROUPS[g]),
    )  # fmt: skip
    if chosen == STRONGEST:
        # In the order of the model, so that the days of the week stay together.
        kept = found["visits"].abs().nlargest(MOST_SHOWN).index
        shown = found.loc[sorted(kept)]
    else:
        shown = found[[group == chosen for group in groups]]
    _effects(shown)


_moving = shell.fragment(_draw_effects)


def _effects(shown: pd.DataFrame) -> None:
    table = shown.assign(
        label=[
            name if is_own else _(name)
            for name, is_own in zip(shown["name"], shown["is_own_name"], strict=True)
        ],
        text=[signed(visits) for visits in shown["visits"]],
        source=[
            _("told by the venue’s own history") if known_here else _("taken from the other venues")
            for known_here in shown["is_known"]
        ],
    )
    top = table.iloc[int(table["visits"].abs().to_numpy().argmax())]
    pictures.chart(
        pictures.drawn(effects.effects, table),
        _(
            "Each dot is the middle estimate, its bar holds the truth in 8 of 10 cases; the figure"
            " at its end is in visits on a typical day. The largest here is “{label}”: {visits}."
        ).format(label=top["label"], visits=signed(top["visits"])),
        pd.DataFrame(
            {
                _("Effect"): table["label"],
                _("Kind"): [_(title) for title in table["title"]],
                _("In visits a day"): table["text"],
                _("8 of 10"): [
                    _("{low} to {high}").format(low=signed(low), high=signed(high))
                    for low, high in zip(table["visits_lo"], table["visits_hi"], strict=True)
                ],
                _("Share"): [changed_by(share) for share in table["median"]],
            }
        ),
    )


def _draw_made_of(known: KnownFit, venue: str) -> None:
    shell.unfolded(
        _("Month by month: what visits are made of"),
        ":material/stacked_bar_chart:",
        MADE_OF,
        lambda: _made_of(known, venue),
    )


_making = shell.fragment(_draw_made_of)


def _made_of(known: KnownFit, venue: str) -> None:
    """Draw the level, what is expected and counted, and what lifts or lowers each month."""
    doubt.warned(known)
    parts, counted = learned.made_of(known, venue)
    wide = parts.pivot_table(index="month", columns="part", values="visits").reset_index()
    groups = [group for group in GROUPS if group in wide]
    table = pd.DataFrame(
        {
            "month": wide["month"],
            "level": wide[LEVEL],
            "expected": wide[[LEVEL, *groups]].sum(axis=1),
        }
    )
    coming = parts.loc[~parts["is_past"], "month"].min()
    pictures.chart(
        pictures.drawn(months.level_and_visits, table, counted),
        _(
            "The level is what days like any other would bring; the line is what is expected with"
            " all that moves visits, from {month} on without knowing what came."
        ).format(month=date_words(coming, "LLLL yyyy")),
    )
    named = parts[parts["part"].isin(groups)]
    named = named.assign(name=[_(GROUPS[str(part)]) for part in named["part"]])
    named = named.sort_values("part", key=lambda part: part.map(groups.index), kind="stable")
    size = named.groupby("name")["visits"].agg(lambda visits: visits.abs().mean())
    words = {
        "month": [date_words(month, "LLLL yyyy") for month in table["month"]],
        LEVEL: [number(visits) for visits in table["level"]],
        **{group: [signed(visits) for visits in wide[group]] for group in groups},
        "expected": [number(visits) for visits in table["expected"]],
    }
    pictures.chart(
        pictures.drawn(months.lifts, named[["month", "name", "visits"]].reset_index(drop=True)),
        _(
            "What lifts each month above its level, and what lowers it; level and parts add up to"
            " what is expected. What moves months most here: {name}, by {visits} visits on average."
        ).format(name=size.idxmax(), visits=number(size.max())),
        frames.readable(
            pd.DataFrame(words),
            {"month": _("Month"), LEVEL: _("Level"),
             **{group: _(GROUPS[group]) for group in groups}, "expected": _("Expected")},
        ),
    )  # fmt: skip
