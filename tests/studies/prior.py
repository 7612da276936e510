"""The prior alone: what the model believes of a venue of which next to nothing was counted.

Run ``python -m tests.studies.prior``. What the priors of one effect say stands beside it in the
code; what they say together, of a year's visits, has to be looked at: prior draws take the place of
a fit's, and make up years of a venue as a forecast does. A prior that thinks impossible years
likely, or rules out years that museums have, is to be mended.

Source: prior predictive checks as in Gabry, Simpson, Vehtari, Betancourt and Gelman, 'Visualization
in Bayesian workflow' (JRSS A 182, 2019).
"""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
import pymc as pm
from numpy.typing import NDArray

from calibration.demand import model as models
from calibration.demand.design import blocks_of
from calibration.demand.effects import effects
from calibration.demand.fit import Fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.pilot import approximate
from calibration.demand.settings import DemandSettings
from tests.studies.scoring import markdown

VENUE: Final = "A museum"
YEAR: Final = pd.date_range("2018-01-01", "2018-12-31")
NEXT: Final = pd.date_range("2019-01-01", "2019-12-31")
SHOWS: Final = ("Paintings at £10", "Fashion, free")
DRAWS: Final = 1000
SETTINGS: Final = DemandSettings(tune=50, draws=50, kept=50)
LEVELS: Final = (0.025, 0.1, 0.5, 0.9, 0.975)


def prior_of(template: History, count: int, seed: int, settings: DemandSettings) -> Fit:
    """Return draws of the prior in the place of a posterior's.

    Args:
        template: Venues with days; what was counted there only says where their levels start.
        count: How many draws.
        seed: Their luck.
        settings: How a history like this is learned.
    """
    blocks = blocks_of(template, settings)
    approximations, _pooled, shapes = approximate(blocks)
    usual = [
        replace(
            block,
            rare=tuple(np.zeros_like(marks) for marks in block.rare),
            looseness=np.ones_like(block.looseness),
        )
        for block in approximations
    ]
    model = models.build(blocks, shapes, usual)
    with warnings.catch_warnings():
        # The potential completes the density of the counts, which are not drawn here.
        warnings.filterwarnings("ignore", message="The effect of Potentials")
        drawn = pm.sample_prior_predictive(
            count,
            model,
            var_names=[rv.name for rv in model.free_RVs],
            random_seed=seed,
            compile_kwargs={"mode": "FAST_COMPILE"},  # a few hundred draws are no work
        )["prior"].to_dataset()
    # Whatever else a fit holds beside the parameters is had from a real one.
    short = settings.model_copy(update={"tune": 50, "draws": 50})
    learned = fit(template, seed=seed, settings=short)
    known = {
        name: (("draw", *values.dims[2:]), values.to_numpy()[0])
        for name, values in drawn.data_vars.items()
    }
    # Draws are thinned to the right number before they are replaced.
    frame = learned.posterior.isel(draw=np.zeros(count, dtype=int))
    no_marks = np.zeros((len(template.venues), 2))
    known["day_rare"] = (learned.posterior["day_rare"].dims, no_marks)
    known["together"] = ("luck", np.zeros(learned.posterior.sizes["luck"]))
    return replace(learned, posterior=frame.assign_coords(draw=np.arange(count)).assign(known))


def museum() -> History:
    """Return a British museum with two exhibitions a year, two events, and two years' weather."""
    rng = np.random.default_rng(1)
    days = pd.date_range("2017-01-01", NEXT[-1])
    counted = pd.DataFrame({"venue": VENUE, "date": YEAR, "period": "day", "visits": 400})
    warm = 14.0 - 9.0 * np.cos(2 * np.pi * np.asarray(days.day_of_year) / 365.25)
    weather = pd.DataFrame(
        {"venue": VENUE, "date": days, "temp_max_c": warm + rng.normal(0, 4, len(days)),
         "rain_mm": np.where(rng.random(len(days)) < 0.4, rng.exponential(4, len(days)), 0.0)}
    )  # fmt: skip
    shows = pd.DataFrame(
        {"title": [f"{what} {year}" for year in (2018, 2019) for what in SHOWS],
         "theme": ["painting", "fashion"] * 2, "price": [10.0, 0.0] * 2, "currency": "GBP",
         "start": pd.to_datetime(["2018-02-01", "2018-07-01", "2019-02-01", "2019-07-01"]),
         "end": pd.to_datetime(["2018-04-30", "2018-09-30", "2019-04-30", "2019-09-30"])}
    )  # fmt: skip
    events = pd.DataFrame(
        {"name": ["A free day", "A festival"], "kind": ["free entry", "festival"],
         "date": pd.to_datetime(["2018-05-18", "2018-06-09"])}
    )  # fmt: skip
    return History(
        attendance=counted,
        calendar=pd.DataFrame({"venue": VENUE, "date": days, "open_hours": 8.0}),
        weather=weather,
        exhibitions=shows.assign(venue=VENUE),
        events=events.assign(venue=VENUE),
        countries={VENUE: "GB"},
    )


def beliefs(drawn: Fit) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Give what prior draws say of a venue's years: a name, and one ratio a draw."""
    visits = predict(drawn, VENUE, YEAR.append(NEXT), seed=1).to_numpy().astype(np.float64)
    first, second = visits[:, : len(YEAR)], visits[:, len(YEAR) :]
    by_month = pd.DataFrame(first.T + 0.5, YEAR).groupby(YEAR.month).mean()
    by_weekday = pd.DataFrame(first.T + 0.5, YEAR).groupby(YEAR.day_of_week).mean()
    yield "busiest month over quietest", (by_month.max() / by_month.min()).to_numpy()
    yield "Saturdays over Tuesdays", (by_weekday.loc[5] / by_weekday.loc[1]).to_numpy()
    yield "next year over this year", (second.sum(axis=1) + 1) / (first.sum(axis=1) + 1)
    # A Tuesday a week later differs by little but chance.
    tuesday = YEAR.get_loc("2018-11-06")
    yield "a Tuesday over the one before", (first[:, tuesday] + 1) / (first[:, tuesday - 7] + 1)
    yield "busiest day over the mean day", first.max(axis=1) / np.maximum(first.mean(axis=1), 1)


def main() -> str:
    """Return what the prior believes, as Markdown."""
    drawn = prior_of(museum(), DRAWS, 1, SETTINGS)
    ratios = [
        (name, *(f"{value:.2f}" for value in np.quantile(ratio, LEVELS)))
        for name, ratio in beliefs(drawn)
    ]
    table = markdown(pd.DataFrame(ratios), ("ratio", "2.5 %", "10 %", "half", "90 %", "97.5 %"))
    shares = [
        (row.title, row.name_, *(f"{100 * share:+.0f} %" for share in (row.lo, row.median, row.hi)))
        for row in effects(drawn, VENUE).rename(columns={"name": "name_"}).itertuples()
    ]
    listed = markdown(pd.DataFrame(shares), ("effect of", "", "10 %", "half", "90 %"))
    return f"{table}\n\n{listed}"


if __name__ == "__main__":
    print(main())
