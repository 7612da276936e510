"""Pool: which venue shared which years, one venue's history, and bringing in one's own tables."""

from typing import Final

import pandas as pd
import streamlit as st

from calibration.pool.examples import DATA, load_example_pool
from calibration.pool.segmenting import totals
from calibration.pool.store import Pool
from calibration.pool.tables import KINDS, TABLES, VENUES
from pages.charts import history
from pages.parts import data, importing, pictures, shell, venue_facts
from venues.common.i18n import day as date_words
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number

VENUE = "pool_venue"
ALL: Final = "all"
MANY: Final = 20
SMOOTH_DAYS: Final = 28


def page() -> None:
    """Draw the page."""
    shell.heading(
        _("Pool"),
        _(
            "The shared history of several institutions. The more venues and years it holds, the"
            " better it tells an ordinary week from an exceptional one."
        ),
    )
    venues = data.venues()
    if venues.empty:
        _invitation()
    else:
        _coverage()
        _one_venue(venues)
    shell.section(_("Bring in a table of your own"))
    importing.panel()
    if not venues.empty:
        _imports()
        _removal(list(venues["venue"]))
    _terms()


def _invitation() -> None:
    with shell.invitation(
        _("The pool is empty"),
        _(
            "Load the bundled example to look around: museums in Bristol day by day, British"
            " national museums month by month and the Helsinki zoo, all published figures. Or"
            " bring in a table of your own below."
        ),
    ):
        load_example()


def load_example() -> None:
    """Show the button that fills the pool with the bundled example."""
    if st.button(
        _("Load the example"), type="primary", icon=":material/download:", key="load_example"
    ):
        with st.spinner(_("Loading the example …")):
            load_example_pool(Pool())
        st.rerun()


def _coverage() -> None:
    spans = data.spans()
    grains = [g for g in history.GRAIN_ORDER if g in set(spans["grain"])]
    shell.section(_("Who shared which years"))
    shown = spans
    if len(spans) > MANY and len(grains) > 1:
        chosen = st.segmented_control(
            _("Show"),
            [*grains, ALL],
            default=grains[0],
            required=True,
            format_func=lambda g: _("all") if g == ALL else history.grain_words(g),
            key="grain",
        )
        shown = spans if chosen == ALL else spans[spans["grain"] == chosen]
    sizes = [
        ngettext("{count} row", "{count} rows", rows).format(count=number(rows))
        for rows in shown["rows"]
    ]
    venues, rows = shown["venue"].nunique(), int(shown["rows"].sum())
    says = _("{venues} with {counts} from {first} to {last}.").format(
        venues=ngettext("{count} venue", "{count} venues", venues).format(count=number(venues)),
        counts=ngettext("{count} count", "{count} counts", rows).format(count=number(rows)),
        first=date_words(shown["first"].min(), "long"),
        last=date_words(shown["last"].max(), "long"),
    )
    figures = pd.DataFrame(
        {
            _("Venue"): shown["venue"],
            _("From"): [date_words(day) for day in shown["first"]],
            _("To"): [date_words(day) for day in shown["last"]],
            _("Counts"): [history.grain_words(g) for g in shown["grain"]],
            _("Rows"): shown["rows"],
            _("Visits in each, on average"): [number(mean) for mean in shown["mean"]],
        }
    )
    pictures.chart(pictures.drawn(history.coverage, shown.assign(size=sizes)), says, figures)


def _one_venue(venues: pd.DataFrame) -> None:
    shell.section(_("One venue’s history"))
    names = list(venues.sort_values(["grain", "venue"])["venue"])
    if st.session_state.get(VENUE) not in names:
        st.session_state[VENUE] = "Bristol Museum" if "Bristol Museum" in names else names[0]
    venue = st.selectbox(_("Venue"), names, key=VENUE)
    venue_facts.panel(venues.set_index("venue", drop=False).loc[venue])
    rows = totals(data.rows_of("attendance", venue))
    belongs = [
        _("{table}: {count}").format(table=_(TABLES[kind].title), count=number(len(found)))
        for kind in KINDS
        if kind != VENUES.kind and len(found := data.rows_of(kind, venue))
    ]
    st.markdown(" · ".join(shell.escaped(words) for words in belongs))
    for period in [p for p in history.GRAIN_ORDER if p in set(rows["period"])]:
        counted = rows.loc[rows["period"] == period, ["date", "visits"]].reset_index(drop=True)
        typical = None
        if period == "day":
            rolled = counted.set_index("date")["visits"].rolling(f"{SMOOTH_DAYS}D").mean()
            typical = rolled.reset_index()
        mean = float(counted["visits"].mean())
        pictures.chart(
            pictures.drawn(history.attendance, counted, typical),
            _("{counts} of {venue}: {mean} visits on average.").format(
                counts=history.grain_words(period).capitalize(), venue=venue, mean=number(mean)
            )
            + (
                " "
                + _("The darker line is the mean of the last {days} days.").format(
                    days=number(SMOOTH_DAYS)
                )
                if typical is not None
                else ""
            ),
            pd.DataFrame(
                {
                    _("Date"): [date_words(day) for day in counted["date"]],
                    _("Visits"): counted["visits"],
                }
            ),
        )


def _imports() -> None:
    done = Pool().imports()
    with st.expander(_("What was brought in so far"), icon=":material/history:"):
        st.dataframe(
            pd.DataFrame(
                {
                    _("When"): [date_words(pd.Timestamp(at).date()) for at in done["at"]],
                    _("Table"): [_(TABLES[kind].title) for kind in done["kind"]],
                    _("File"): done["file"],
                    _("New rows"): done["new_rows"],
                }
            ),
            hide_index=True,
            alt=_("Files brought in, the latest first"),
        )


def _removal(names: list[str]) -> None:
    with st.expander(_("Take venues out of the pool"), icon=":material/delete:"):
        chosen = st.multiselect(
            _("Venues to take out, with all that belongs to them"),
            names,
            placeholder=_("Choose"),
            key="taken_out",
        )
        if st.button(_("Take them out"), key="take_out", disabled=not chosen):
            Pool().remove(chosen)
            st.rerun()


def _terms() -> None:
    with st.expander(_("Sources and licences of the bundled example"), icon=":material/license:"):
        st.caption(_("In the words of the owners and publishers, in English."))
        text = (DATA / "LICENCES.md").read_text(encoding="utf-8")
        st.markdown(text[text.index("| file") :])


page()
