"""How demand is learned: the choices that are neither data nor priors, declared once."""

from venues.common.i18n import N_
from venues.common.parameters import Settings, parameter


class DemandSettings(Settings):
    """How much history is used and how finely the level may move."""

    recent_years: int = parameter(
        6,
        label=N_("Years of monthly history used, counted back from the latest period"),
        unit=N_("years"),
        source="assumption: the yearly rhythm and drift of older years say little of the next one,"
        " and a fit's time grows with them",
        minimum=2,
        maximum=50,
    )
    daily_knot_days: int = parameter(
        182,
        label=N_("Days between two knots of the level, venues with days"),
        unit=N_("days"),
        source="back-tests: on shorter spans the level takes up season and chance, and the forecast"
        " starts from there",
        minimum=7,
        maximum=728,
    )
    period_knot_days: int = parameter(
        182,
        label=N_("Days between two knots of the level, venues with months"),
        unit=N_("days"),
        source="back-tests, as for days",
        minimum=28,
        maximum=728,
    )
    most_sampled: int = parameter(
        6000,
        label=N_("Coefficients of all venues up to which they are sampled, not approximated"),
        source="assumption: the sampler took three minutes for 1,900 of ten made-up venues, and its"
        " time grows with their number; a thousand venues would take hours",
        minimum=0,
        maximum=1_000_000,
    )
    chains: int = parameter(2, label=N_("Chains"), source="two cores", minimum=2, maximum=8)
    tune: int = parameter(
        100,
        label=N_("Tuning steps of each chain"),
        source="measured: after 200 the draws are no more independent, as the directions are right"
        " beforehand",
        minimum=50,
        maximum=10_000,
    )
    draws: int = parameter(
        5000,
        label=N_("Draws of each chain, at most: no more are drawn once the checks pass"),
        source="measured",
        minimum=50,
        maximum=10_000,
    )
    kept: int = parameter(
        1000,
        label=N_("Draws kept, evenly spaced over the chains"),
        source="assumption: what is lost is of no weight beside what a forecast does not know",
        minimum=50,
        maximum=80_000,
    )
