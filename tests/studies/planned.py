"""Planned exhibitions: does what one brought lie where it was forecast before it opened?

Run ``python -m tests.studies.planned``. Demand is learned from what was known on some day; each
exhibition that opened within the half year that followed is forecast as planned: the visits of its
run with it, and without it (all other exhibitions being as planned then). The predicted lift is
the one over the median of the other, the realised lift the visits that came over the same median.

Bristol Museum's exhibitions are bundled; for the fourth, of 2018, there are no visits yet. Tate
Modern's list may not be passed on: it is read where ``JAUGE_STUDY_DATA`` names the folder of the
given data. Of its 94 exhibitions those count that are shown in the main galleries for 60 to 200
days; commissions in the Turbine Hall, project spaces, Level 2 and performances in the Tanks do not.
Its months in which an exhibition ran on at least half of the days are taken for its run. Those that
ran when its new building opened in June 2016 are not tried: the building brought far more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.demand.fit import Fit
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from tests.studies.given import examples, study_data
from tests.studies.scoring import markdown, percent

MUSEUM: Final = "Bristol Museum"
TATE: Final = "TATE MODERN"
PARTNERS: Final = (
    "M Shed", "The Georgian House Museum",
    "BRITISH MUSEUM", "NATIONAL GALLERY", "NATIONAL PORTRAIT GALLERY", "IWM LONDON",
    "TATE BRITAIN", "TATE LIVERPOOL", "V&A SOUTH KENSINGTON", "WALLACE COLLECTION",
)  # fmt: skip
BRISTOL_ORIGINS: Final = ("2015-05-15", "2015-07-03", "2015-10-23")
TATE_ORIGINS: Final = (
    "2007-12-31", "2008-04-30", "2008-08-31", "2009-01-31", "2009-08-31", "2010-01-31",
    "2010-05-15", "2010-08-31", "2011-03-31", "2011-12-31", "2012-12-31", "2013-08-31",
    "2014-03-31", "2014-12-31", "2015-08-31", "2016-12-31",
)  # fmt: skip
AHEAD: Final = pd.Timedelta(days=190)
SETTINGS: Final = DemandSettings(tune=200, draws=300, kept=600)
ELSEWHERE: Final = (
    "Level 2",
    "Project Space",
    "Turbine Hall",
    "The Tanks",
    "Outside",
    "Restaurant",
)


@dataclass(frozen=True)
class Outcome:
    """What one exhibition was forecast to bring, and what it brought, over the forecast without.

    Attributes:
        venue: Where it was shown.
        title: Its title.
        start: Its first day.
        predicted: The lift's 10 %, 50 % and 90 % quantiles.
        realised: The realised lift.
    """

    venue: str
    title: str
    start: pd.Timestamp
    predicted: NDArray[np.float64]
    realised: float

    @property
    def held(self) -> bool:
        """Whether the realised lift lies in the predicted 80 % interval."""
        return bool(self.predicted[0] <= self.realised <= self.predicted[2])


def tate_exhibitions(data: Path) -> pd.DataFrame:
    """Return the exhibitions in the main galleries of Tate Modern, each title once."""
    table = pd.read_csv(data / "uk-national-museums" / "tate_modern_exhibitions.csv")
    table = table.rename(
        columns={"Exhibition": "title", "Start Day": "start", "End Day": "end", "Medium": "medium",
                 "Type of Exhibition": "theme"}
    )  # fmt: skip
    table["title"] = table["title"].str.strip()
    for name in ("start", "end"):
        table[name] = pd.to_datetime(table[name])
    days = (table["end"] - table["start"]).dt.days + 1
    elsewhere = (
        table["Space"].fillna("").str.replace("Tubrine", "Turbine").str.startswith(ELSEWHERE)
    )
    for mark in ("Level 2 Gallery", "Project Space", "The Unilever Series", "UBS Openings"):
        elsewhere |= table["title"].str.startswith(mark)
    kept = table[~elsewhere & days.between(60, 200)].drop_duplicates(["title", "start"])
    columns = ["venue", "title", "start", "end", "theme", "medium"]
    return kept.assign(venue=TATE)[columns].sort_values("start")


def study_history(data: Path | None) -> History:
    """Return the bundled tables of the venues in the study, with Tate's list if it is there."""
    history = examples().only((MUSEUM, TATE, *PARTNERS))
    if data is None:
        return history
    shown = pd.concat([history.exhibitions, tate_exhibitions(data)], ignore_index=True)
    for name in shown.columns.difference(["start", "end", "price"]):
        shown[name] = shown[name].astype("object").fillna("").astype("str")
    return replace(history, exhibitions=shown)


def _of_run(history: History, show: pd.Series) -> tuple[pd.DatetimeIndex, NDArray[np.int64], float]:
    """Return the days of an exhibition's run, which of them count, and what came on them."""
    venue = str(show["venue"])
    days = history.days(venue)
    if len(days):
        run = pd.date_range(show["start"], show["end"])
        came = days.reindex(run).dropna()
        return run, run.get_indexer(pd.DatetimeIndex(came.index)), float(came.sum())
    months = history.longer_periods(venue)
    within = months["end"].clip(upper=show["end"]) - months["start"].clip(lower=show["start"])
    length = (months["end"] - months["start"]).dt.days + 1
    months = months[(within.dt.days + 1) * 2 >= length]
    run = pd.date_range(months["start"].min(), months["end"].max())
    return run, np.arange(len(run)), float(months["visits"].sum())


def outcome(learned: Fit, history: History, show: pd.Series, seed: int) -> Outcome:
    """Forecast an exhibition's run with it and without it, and compare with what came.

    Args:
        learned: What was learned before it opened.
        history: All that is known by now.
        show: Its row of the table of exhibitions.
        seed: The luck.
    """
    venue = str(show["venue"])
    run, counted, came = _of_run(history, show)
    planned = learned.history.rows("exhibitions", venue)
    without = planned[planned["title"] != show["title"]]
    totals = [
        predict(learned, venue, run, exhibitions=table, seed=seed)
        .to_numpy()[:, counted]
        .sum(axis=1)
        for table in (planned, without)
    ]
    middle = float(np.median(totals[1]))
    return Outcome(
        venue=venue,
        title=str(show["title"]),
        start=show["start"],
        predicted=np.quantile(totals[0], [0.1, 0.5, 0.9]) / middle - 1.0,
        realised=came / middle - 1.0,
    )


def outcomes(
    history: History,
    venue: str,
    origins: Sequence[str],
    *,
    settings: DemandSettings = SETTINGS,
    seed: int = 1,
) -> Iterator[Outcome]:
    """Give the outcome of each exhibition of a venue that opened after an origin, before the next.

    Args:
        history: All that is known by now.
        venue: The venue.
        origins: The days after which nothing is known to the fit, in order; what opened more than
            half a year later is not tried.
        settings: How to learn.
        seed: The luck.
    """
    table = history.rows("exhibitions", venue)
    days = [pd.Timestamp(origin) for origin in origins]
    for origin, following in zip_longest(days, days[1:], fillvalue=pd.Timestamp.max):
        last = min(origin + AHEAD, following)
        opening = table[(table["start"] > origin) & (table["start"] <= last)]
        known = history.until(origin).learnable()[0]
        learned = fit(known, seed=seed, settings=settings)
        for _row, show in opening.iterrows():
            yield outcome(learned, history, show, seed)


def shown(found: Sequence[Outcome]) -> str:
    """Return the outcomes as a Markdown table."""
    rows = []
    for each in found:
        low, likely, high = (f"{100 * lift:+.0f} %" for lift in each.predicted)
        rows.append(
            (each.venue, each.title, f"{each.start:%Y-%m-%d}", f"{likely} ({low} to {high})",
             f"{100 * each.realised:+.0f} %", "yes" if each.held else "no")
        )  # fmt: skip
    heads = ("venue", "exhibition", "from", "predicted lift (80 % interval)", "realised", "held")
    share = percent(float(np.mean([each.held for each in found])))
    table = markdown(pd.DataFrame(rows), heads)
    return f"{table}\n\nThe 80 % intervals hold {share} of {len(found)} exhibitions."


def main() -> str:
    """Run the study and return its table."""
    data = study_data()
    history = study_history(data)
    found = []
    for each in outcomes(history, MUSEUM, BRISTOL_ORIGINS):
        print(each, flush=True)
        found.append(each)
    for each in outcomes(history, TATE, TATE_ORIGINS) if data else ():
        print(each, flush=True)
        found.append(each)
    return shown(found)


if __name__ == "__main__":
    print(main())
