"""Simulating one scenario: start, progress, and what came of it."""

import pandas as pd
import streamlit as st
import xarray as xr

from pages.charts import occupancy
from pages.parts import data, doubt, frames, pictures, results, running, shell
from pages.parts.occupied_plan import occupied_plan
from pages.parts.waits import waits
from pages.parts.wording import clock_words
from scenarios import jobs
from scenarios.defaults import DEFAULT_DRAWS
from scenarios.outcomes import outcomes, values
from scenarios.scenario import Scenario
from venues.common.i18n import gettext as _
from venues.common.i18n import number


def how(key: str) -> dict[str, int]:
    """Ask how thoroughly to simulate, in a place that newcomers need not open.

    Args:
        key: A name for the place on the page.

    Returns:
        ``draws`` and ``seed``.
    """
    with st.expander(_("How thoroughly"), icon=":material/settings:"):
        left, right = st.columns(2)
        draws = left.number_input(
            _("Draws from what was learned"), min_value=4, max_value=2000, value=DEFAULT_DRAWS,
            step=4, key=f"{key}_draws",
            help=_("Each draw is one simulated week. More draws: surer figures, longer work."),
        )  # fmt: skip
        seed = right.number_input(
            _("Seed"), min_value=1, max_value=1_000_000, value=1, step=1, key=f"{key}_seed",
            help=_("The same seed gives the same figures again."),
        )  # fmt: skip
    return {"draws": int(draws), "seed": int(seed)}


def simulation(scenario: Scenario) -> None:
    """Draw the part of the page where a scenario is simulated and its results are shown."""
    known = results.about("simulate", [scenario])
    latest = known[0] if known else None
    if latest is not None and not latest.state.is_over:
        running.progress(latest, "simulate")
    else:
        wishes = how(f"simulate_{scenario.id}")
        if st.button(
            _("Simulate this scenario"), type="primary", icon=":material/play_arrow:",
            key="simulate",
        ):  # fmt: skip
            with shell.problems_shown():
                jobs.submit("simulate", scenario=scenario, **wishes)
                st.rerun()
        if latest is not None:
            running.outcome(latest)
    done = list(filter(results.has_results, known))
    if done:
        st.caption(results.made_words(done[0]))
        with shell.problems_shown():
            _results(results.of(done[0]), scenario)
        running.removal(done[0], "simulate")
    else:
        st.markdown(
            _(
                "Visitors drawn from the learned demand walk through the building, week by week:"
                " you will see how full it gets, where, and how long they wait."
            )
        )


def _results(ensemble: xr.Dataset, scenario: Scenario) -> None:
    doubt.of_results(bool(ensemble.attrs["demand_ok"]))
    _figures(ensemble, scenario.id)
    bands = frames.occupancy_bands(ensemble, [scenario.id], frames.WHOLE_VENUE)
    top = bands.iloc[int(bands["median"].to_numpy().argmax())]
    st.subheader(_("Through the day"), anchor=False)
    pictures.chart(
        pictures.drawn(occupancy.through_the_day, bands, _("people inside")),
        _(
            "On a mean open day most people are inside at {time}: {count}, and in 8 of 10"
            " simulated weeks between {low} and {high}."
        ).format(
            time=clock_words(int(top["minute"])),
            count=number(top["median"]),
            low=number(top["low80"]),
            high=number(top["high80"]),
        ),
        frames.readable(
            bands.assign(clock=[clock_words(int(m)) for m in bands["minute"]]).round(1),
            {"clock": _("Time"), **frames.interval_names()},
        ),
        key="simulated_day",
    )
    st.subheader(_("Where they are"), anchor=False)
    occupied_plan(data.plan(scenario.plan), ensemble, scenario.id, key="simulated_plan")
    waits(ensemble, [scenario.id], key="simulated_waits")


def _figures(ensemble: xr.Dataset, scenario: str) -> None:
    """Show every outcome with the band in which 8 of 10 draws lie."""
    rows = []
    for outcome in outcomes(ensemble):
        drawn = pd.Series(values(ensemble, scenario, outcome))
        low, middle, high = drawn.quantile([0.1, 0.5, 0.9])
        rows.append((outcome.label(), [outcome.value_text(v) for v in (middle, low, high)]))
    places = st.columns(4)
    for count, (label, (middle_text, low_text, high_text)) in enumerate(rows[:4]):
        band = _("8 of 10: {low} to {high}").format(low=low_text, high=high_text)
        with places[count]:
            st.metric(shell.escaped(label), middle_text)
            st.caption(band)
    with st.expander(_("All outcomes"), icon=":material/table_rows:"):
        st.dataframe(
            pd.DataFrame(
                {
                    _("Outcome"): label,
                    _("Middle"): texts[0],
                    _("8 of 10"): _("{low} to {high}").format(low=texts[1], high=texts[2]),
                }
                for label, texts in rows
            ),
            hide_index=True,
            alt=_("All outcomes of the simulation"),
        )
