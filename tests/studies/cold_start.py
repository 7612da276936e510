"""Cold start: M Shed as if it had next to no history, with and without its partners.

Run ``python -m tests.studies.cold_start``. M Shed's days are cut down to eight weeks of days, to
monthly totals or to yearly totals; then the twelve months that followed are forecast and scored,
once with the pool (the other museums in Bristol, the zoo, twelve British museums, all known up to
the same day) and once without. M Shed is in none of the other tables. Months and years are sums of
the days that were counted; a day without a count is closed in their calendar, as the museum that
added them up would know.

M Shed's days vary less than those of its partners, which nobody can know who has not counted them:
so the intervals for it, which are those of a museum like its partners, hold more than they say.
Whether they are right on average other museums must tell. The same is therefore done with four
more, with the pool, by the approximation of large pools, as it takes seconds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from calibration.demand.backtest import summary
from calibration.demand.fitting import fit
from calibration.demand.forecasting import predict
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from tests.studies.given import examples
from tests.studies.scoring import markdown, percent, scored

VENUE: Final = "M Shed"
OTHERS: Final = (
    "Blaise Castle House Museum", "Bristol Museum", "The Georgian House Museum",
    "The Red Lodge Museum",
)  # fmt: skip
WEEKS: Final = 8
PARTNERS: Final = (
    "Blaise Castle House Museum", "Bristol Archives", "Bristol Museum",
    "The Georgian House Museum", "The Red Lodge Museum", "Helsinki Zoo",
    "BRITISH MUSEUM", "IWM NORTH", "MUSEUM OF THE HOME", "NATIONAL COAL MINING MUSEUM",
    "ROYAL ARMOURIES LEEDS", "SMG NATIONAL RAILWAY MUSEUM", "T&W DISCOVERY", "T&W LAING",
    "TATE BRITAIN", "TATE LIVERPOOL", "WALLACE COLLECTION", "YOUNG V&A",
)  # fmt: skip
ORIGINS: Final = tuple(
    pd.Timestamp(day) for day in ("2016-03-31", "2016-07-31", "2016-10-31", "2017-02-14")
)
HORIZON: Final = pd.Timedelta(days=365)
SETTINGS: Final = DemandSettings(tune=200, draws=300, kept=600)
QUICK: Final = SETTINGS.model_copy(update={"most_sampled": 0})

Case = Callable[[History, str, pd.Timestamp], History]


def example_history() -> History:
    """Return what the bundled tables say of M Shed and its partners."""
    return examples().only((VENUE, *PARTNERS))


def eight_weeks(known: History, venue: str, origin: pd.Timestamp) -> History:
    """Return the history with a venue's last eight weeks of days alone."""
    rows = known.attendance
    kept = (rows["venue"] != venue) | (rows["date"] > origin - pd.Timedelta(weeks=WEEKS))
    return replace(known, attendance=rows[kept].reset_index(drop=True))


def monthly_totals(known: History, venue: str, origin: pd.Timestamp) -> History:
    """Return the history with the totals of a venue's whole months instead of its days."""
    first = known.days(venue).index[0].replace(day=1)
    starts = pd.date_range(first, origin + pd.Timedelta(days=1), freq="MS")
    return _summed(known, venue, list(starts), "month")


def annual_totals(known: History, venue: str, origin: pd.Timestamp) -> History:
    """Return the history with yearly totals up to the origin instead of a venue's days."""
    starts = [origin + pd.Timedelta(days=1)]
    while (earlier := starts[0] - pd.DateOffset(years=1)) >= known.days(venue).index[0] - (
        pd.Timedelta(days=7)  # counting began in the first week of a reporting year
    ):
        starts.insert(0, earlier)
    return _summed(known, venue, starts, "year")


def _summed(known: History, venue: str, starts: Sequence[pd.Timestamp], period: str) -> History:
    days = known.days(venue)
    totals = [
        int(days[(days.index >= start) & (days.index < end)].sum())
        for start, end in pairwise(starts)
    ]
    table = pd.DataFrame({"venue": venue, "date": starts[:-1], "period": period, "visits": totals})
    others = known.attendance[known.attendance["venue"] != venue]
    past = pd.date_range(starts[0], days.index[-1])
    closed = pd.DataFrame({"venue": venue, "date": past[~past.isin(days.index)], "open_hours": 0.0})
    calendar = known.calendar
    kept = calendar[(calendar["venue"] != venue) | (calendar["date"] > days.index[-1])]
    return replace(
        known,
        attendance=pd.concat([others, table], ignore_index=True),
        calendar=pd.concat([kept, closed], ignore_index=True),
    )


CASES: Final[dict[str, Case]] = {
    "eight weeks of days": eight_weeks,
    "monthly totals": monthly_totals,
    "annual totals": annual_totals,
}


def results(
    history: History,
    *,
    venue: str = VENUE,
    pools: Sequence[bool] = (True, False),
    origins: Sequence[pd.Timestamp] = ORIGINS,
    cases: Sequence[str] = tuple(CASES),
    settings: DemandSettings = SETTINGS,
    seed: int = 1,
) -> Iterator[pd.DataFrame]:
    """Give the scores of each case and origin, days and months: case, pool, origin, grain, …"""
    for origin in origins:
        known = history.until(origin)
        coming = history.days(venue)
        coming = coming[(coming.index > origin) & (coming.index <= origin + HORIZON)]
        for case in cases:
            cut = CASES[case](known, venue, origin)
            for pooled in pools:
                learned = fit(cut if pooled else cut.only([venue]), seed=seed, settings=settings)
                told = {"venue": venue, "case": case, "pool": "with" if pooled else "without",
                        "origin": origin, "is_sound": learned.diagnostics.ok}  # fmt: skip
                days = pd.date_range(origin + pd.Timedelta(days=1), coming.index[-1])
                drawn = predict(learned, venue, days, seed=seed).to_numpy()
                drawn = drawn[:, days.get_indexer(coming.index)].astype(float)
                came = coming.to_numpy(dtype=float)
                month = np.flatnonzero(np.diff(coming.index.month, prepend=0))
                yield scored(came, drawn).assign(grain="days", **told)
                sums = np.add.reduceat(drawn, month, axis=1)
                yield scored(np.add.reduceat(came, month), sums).assign(grain="months", **told)
                total = scored(came.sum(keepdims=True), drawn.sum(axis=1, keepdims=True))
                yield total.assign(grain="year", **told)


def shown(scores: pd.DataFrame, by: Sequence[str] = ("grain", "case", "pool")) -> str:
    """Return the scores as a Markdown table."""
    sums = summary(scores, by=by)
    texts = sums[list(by)].copy()
    for name in ("ncrps", "wape"):
        texts[name] = sums[name].map("{:.3f}".format)
    for name in ("inside80", "inside95"):
        texts[name] = sums[name].map(percent)
    heads = {"ncrps": "nCRPS", "wape": "WAPE", "inside80": "80 % holds", "inside95": "95 % holds"}
    return markdown(texts, [heads.get(name, name) for name in texts])


def main() -> str:
    """Run the study and return its table."""
    parts = []
    for part in results(example_history()):
        parts.append(part)
        if part["grain"].iloc[0] == "days":
            print(shown(part, ("origin", "case", "pool")).splitlines()[-1], flush=True)
    scores = pd.concat(parts, ignore_index=True)
    print(shown(scores, ("grain", "case", "pool", "origin")))
    quick = [
        part
        for venue in (VENUE, *OTHERS)
        for part in results(example_history(), venue=venue, pools=(True,), settings=QUICK)
    ]
    others = pd.concat(quick, ignore_index=True)
    print(shown(others, ("grain", "case", "venue")))
    return "\n\n".join(
        [shown(scores), "Five museums, approximated, with the pool:",
         shown(others, ("grain", "case"))]
    )  # fmt: skip


if __name__ == "__main__":
    print(main())
