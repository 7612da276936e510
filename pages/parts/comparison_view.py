"""A comparison as the reader sees it: verdict, chances, differences, the day, the plan."""

import json
from functools import partial

import pandas as pd
import streamlit as st
import xarray as xr

from pages.charts import occupancy, paired
from pages.parts import data, doubt, frames, pictures, results, shell
from pages.parts.room_map import room_map
from pages.parts.waits import waits
from pages.parts.wording import captioned, clock_words
from scenarios.comparison import Row, Verdict
from scenarios.job import Job
from scenarios.outcomes import Better
from scenarios.results import about
from venues.common.i18n import gettext as _
from venues.common.i18n import language, number, signed, use_language


def verdict(found: Verdict) -> None:
    """Say which scenario is better, large and in one sentence, and what that rests on."""
    doubt.of_results(found.demand_ok)
    with st.container(key="verdict"):
        st.markdown(shell.escaped(found.sentence()))
        st.markdown(
            _("A is “{a}”, B is “{b}”.").format(
                a=shell.escaped(found.label_a()), b=shell.escaped(found.label_b())
            )
        )


def outcomes(found: Verdict, draws: pd.DataFrame) -> None:
    """Draw how likely B is better on each outcome, and by how much."""
    judged = [row for row in found.rows if _is_judged(row)]
    shell.section(_("How likely is B better?"))
    chances = pd.DataFrame(
        {"label": row.outcome.label(), "chance": row.p_better, "words": row.probability_text()}
        for row in judged
    )
    pictures.chart(
        pictures.drawn(paired.chances, chances),
        _(
            "For each outcome, the share of {draws} paired runs in which B does better than A; at"
            " one half neither is ahead. Blue bars favour A, orange bars favour B."
        ).format(draws=number(found.draws)),
        _table(found),
    )
    shell.section(_("By how much?"), _how_to_read())
    for row in found.rows:
        _outcome(row, draws.loc[draws["outcome"] == row.outcome.key, ["difference"]])


def _is_judged(row: Row) -> bool:
    """Say whether chance decides which scenario is better on this outcome."""
    unsure = not row.outcome.is_decided and row.ties < 1
    return unsure and row.outcome.better is not Better.NEITHER


def _how_to_read() -> str:
    return _(
        "The dot is the middle of the differences; 8 of 10 paired runs lie within the thick bar, 19"
        " of 20 within the thin one. Each small stroke below is one run."
    )


def _outcome(row: Row, draws: pd.DataFrame) -> None:
    interval = pd.DataFrame(
        [
            {
                "median": row.difference,
                "low80": row.low_80,
                "high80": row.high_80,
                "low95": row.low_95,
                "high95": row.high_95,
                "words": row.outcome.difference_text(row.difference),
            }
        ]
    )
    with st.container(border=True):
        words, picture = st.columns([2, 3], vertical_alignment="center")
        with words:
            st.subheader(shell.escaped(row.outcome.label()), anchor=False)
            st.markdown(shell.escaped(_row_words(row)))
        with picture:
            if row.outcome.is_decided or row.ties == 1:
                return
            pictures.picture(
                pictures.drawn(
                    paired.difference,
                    draws,
                    interval,
                    row.outcome.unit_text(),
                    str(row.outcome.better),
                ),
                captioned(row.outcome.label(), _row_words(row)),
            )


def _row_words(row: Row) -> str:
    values = _("A: {a}, B: {b}.").format(
        a=row.outcome.value_text(row.median_a), b=row.outcome.value_text(row.median_b)
    )
    if row.ties == 1:
        return values + " " + _("Both are the same in every run.")
    if row.outcome.is_decided:
        return values + " " + _("This follows from the scenarios alone.")
    middle = _("Difference {middle}, 8 of 10 times {interval}.").format(
        middle=row.outcome.difference_text(row.difference), interval=row.interval_text(80)
    )
    if row.outcome.better is Better.NEITHER:
        return f"{values} {middle}"
    chance = _("B is better with probability {chance}.").format(chance=row.probability_text())
    return f"{values} {middle} {chance}"


def _table(found: Verdict) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Outcome"): row.outcome.label(),
            _("A"): row.outcome.value_text(row.median_a),
            _("B"): row.outcome.value_text(row.median_b),
            _("Difference"): row.outcome.difference_text(row.difference),
            _("8 of 10"): row.interval_text(80),
            _("19 of 20"): row.interval_text(95),
            _("B better"): "–" if row.outcome.better is Better.NEITHER else row.probability_text(),
        }
        for row in found.rows
    )


def through_the_day(found: Verdict, ensemble: xr.Dataset) -> None:
    """Draw how many people are inside through the day in A and in B."""
    shell.section(_("Through the day"))
    plan = data.plan(about(ensemble)[found.a]["plan"])
    zones = [frames.WHOLE_VENUE, *(zone.id for zone in plan.zones)]
    zone = st.selectbox(
        _("Where"),
        zones,
        format_func=lambda z: plan.zone(z).label() if z else _("The whole venue"),
        key="compare_zone",
    )
    bands = frames.occupancy_bands(ensemble, [found.a, found.b], zone)
    names = frames.scenario_names(ensemble, [found.a, found.b])
    tops = bands.groupby("scenario")["median"].max()
    says = _(
        "Most people inside at once on a mean open day: {most_a} in “{a}”, {most_b} in “{b}”."
        " 8 of 10 simulated weeks lie within the shaded bands."
    ).format(
        a=names[found.a],
        b=names[found.b],
        most_a=number(tops[names[found.a]]),
        most_b=number(tops[names[found.b]]),
    )
    table = bands.pivot_table(index="minute", columns="scenario", values="median", sort=False)
    figures = table.round(1).reset_index()
    figures["minute"] = [clock_words(int(m)) for m in figures["minute"]]
    pictures.chart(
        pictures.drawn(occupancy.through_the_day, bands, _("people inside")),
        says,
        figures.rename(columns={"minute": _("Time")}),
    )
    waits(ensemble, [found.a, found.b])


def difference_map(found: Verdict, ensemble: xr.Dataset) -> None:
    """Draw on the plan where B has more or less than A."""
    known = about(ensemble)
    if known[found.a]["plan"] != known[found.b]["plan"]:
        return
    plan = data.plan(known[found.a]["plan"])
    shell.section(_("Where in the building?"))
    what = st.segmented_control(
        _("Difference shown, B minus A"),
        ["crowded_min", "peak", "seen"],
        default="crowded_min",
        required=True,
        format_func=_measure_words,
        key="compare_measure",
    )
    of_a, of_b = (frames.by_room(ensemble, each, what) for each in (found.a, found.b))
    factor = 100 if what == "seen" else 1
    change = {zone: factor * (of_b[zone] - of_a[zone]) for zone in of_a if zone in of_b}
    least, most = (pick(change, key=lambda z: change[z]) for pick in (min, max))
    says = _(
        "{what}, B minus A: from {low} in {least} to {high} in {most}. Brown rooms have less in B,"
        " green-blue rooms more."
    ).format(
        what=_measure_words(what),
        low=signed(change[least], 1),
        least=plan.zone(least).label(),
        high=signed(change[most], 1),
        most=plan.zone(most).label(),
    )
    room_map(
        plan, change, _measure_words(what), says, kind="difference", decimals=1, key="compare_map"
    )


def _measure_words(what: str) -> str:
    return {
        "crowded_min": _("Crowded minutes a day"),
        "peak": _("Most people at once"),
        "seen": _("Visitors who see the room, in points"),
    }[what]


def assumed(found: Verdict) -> None:
    """State what the verdict rests on besides the history."""
    shell.section(_("What this rests on"))
    st.markdown("\n".join(f"- {shell.escaped(note)}" for note in found.notes()))
    st.caption(_("What is assumed can be changed in each scenario, under “Assumptions”."))


def downloads(found: Verdict, job: Job) -> None:
    """Offer the results as files, made when they are asked for."""
    shell.section(_("Take it with you"))
    name = f"{found.a}-{found.b}"
    code = language()

    def text() -> str:
        use_language(code)  # Downloads are made in a thread of their own.
        return json.dumps(found.as_data(), ensure_ascii=False, indent=2)

    def table() -> str:
        use_language(code)
        return results.paired(job, found.a, found.b).to_csv(index=False)

    with st.container(horizontal=True):
        for label, content, ending, mime in (
            (
                _("All results (netCDF)"),
                partial(results.as_netcdf, job),
                "nc",
                "application/netcdf",
            ),
            (_("The verdict (JSON)"), text, "json", "application/json"),
            (_("Every paired run (CSV)"), table, "csv", "text/csv"),
        ):
            st.download_button(
                label, data=content, file_name=f"{name}.{ending}", mime=mime,
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip


def everything(job: Job, a: str, b: str) -> None:
    """Draw a whole comparison.

    Args:
        job: The finished job.
        a: The short name of A.
        b: The short name of B.
    """
    ensemble = results.of(job)
    found = results.verdict(job, a, b)
    verdict(found)
    outcomes(found, results.paired(job, a, b))
    through_the_day(found, ensemble)
    difference_map(found, ensemble)
    assumed(found)
    downloads(found, job)
