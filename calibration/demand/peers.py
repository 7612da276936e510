"""The peers: forecasts by Prophet, AutoETS, AutoARIMA, MSTL and boosted quantiles, for comparison.

Use :func:`peers` to get them as forecasters of :func:`calibration.demand.backtest.backtest`. Their
tools live in an environment of their own, because statsforecast wants an older pandas than Jauge:
``make peers`` makes it (``.peers``); another one that has them is named in ``JAUGE_PEERS``. Each
venue's counts and calendar go there as files, quantiles come back (``peer_tools.py``), and draws
are taken from those.

A peer looks at one venue at a time. It gets the counts of the grain it is asked for and all that
the history knows beforehand about the days to come: public and school holidays, the days around
Christmas, feasts that move, first Sundays where they are free, events, opening.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from calibration.demand import peer_tools
from calibration.demand.backtest import seasonal_naive
from calibration.demand.components import CHRISTMAS, FREE_SUNDAYS, HOLIDAYS, MOVING, SCHOOL, events
from calibration.demand.days import days_of
from calibration.demand.history import History
from calibration.demand.origins import Asked
from calibration.pool.periods import LENGTHS
from simulation.luck import substream
from venues.common.i18n import day
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem, shortened

PEERS: Final = ("prophet", "autoets", "autoarima", "mstl", "lightgbm")
TOOLS: Final = ("prophet", "statsforecast", "lightgbm")
"""The packages that the peers are made of."""
DRAWS: Final = 1000
ENVIRONMENT: Final = "JAUGE_PEERS"
LONGEST: Final = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
"""How many days each grain has at most."""
CALENDAR: Final = (HOLIDAYS, CHRISTMAS, MOVING, FREE_SUNDAYS, SCHOOL)
"""The model's terms whose days the peers are told too."""


@dataclass(frozen=True)
class Remark:
    """What a peer could not do.

    Attributes:
        peer: Its name.
        venue: The venue.
        first: The first day of the forecast.
        is_replaced: Whether the year before stands in, the history being too short for the peer.
        why: What went wrong otherwise, in the tool's words.
    """

    peer: str
    venue: str
    first: pd.Timestamp
    is_replaced: bool
    why: str = ""

    def sentence(self, label: str) -> str:
        """Return it as a sentence.

        Args:
            label: What the peer is called.
        """
        text = (
            _("{peer}, {venue} from {day}: too short a history; the year before stands in.")
            if self.is_replaced
            else _("{peer}, {venue} from {day}: no forecast ({why}).")
        )
        why = shortened(self.why) or _("nothing of the same grain was known")
        return text.format(peer=label, venue=self.venue, day=day(self.first), why=why)


@dataclass
class Peer:
    """One of the peers as a forecaster.

    Attributes:
        name: Its name.
        python: The Python that has its tools.
        remarks: What it could not do so far.
    """

    name: str
    python: Path
    remarks: list[Remark] = field(default_factory=list)

    def __call__(
        self, known: History, asked: Mapping[str, Asked], seed: int
    ) -> dict[str, NDArray[np.float64]]:
        """Return draws for each venue's counts, (draw, count); a venue it fails at is left out."""
        found = {}
        with tempfile.TemporaryDirectory(prefix="jauge-") as name:
            folder = Path(name)
            parts = {venue: list(_written(folder, known, venue, asked[venue])) for venue in asked}
            complaint = self._run(folder, seed)
            for venue, counts in asked.items():
                draws = np.full((DRAWS, len(counts.starts)), np.nan)
                rng = np.random.default_rng(substream(seed, self.name, venue))
                reasons = []
                for where, path in parts[venue]:
                    part = Asked(counts.starts[where], counts.ends[where], counts.visits[where])
                    outcome = _outcome(path)
                    if not isinstance(outcome, str):
                        luck = rng.uniform(size=(DRAWS, len(where)))
                        draws[:, where] = draws_from(outcome, luck)
                        continue
                    reasons.append(outcome or complaint)
                    if outcome == peer_tools.TOO_SHORT:
                        draws[:, where] = seasonal_naive(known, {venue: part}, seed, DRAWS)[venue]
                is_whole = bool(np.isfinite(draws).all())
                if is_whole:
                    found[venue] = draws
                if reasons or not is_whole:
                    why = "" if is_whole else "; ".join(reasons)
                    self.remarks.append(Remark(self.name, venue, counts.starts[0], is_whole, why))
        return found

    def _run(self, folder: Path, seed: int) -> str:
        """Let the tools forecast; return the last line of what they complained about."""
        command = [str(self.python), "-I", peer_tools.__file__, str(folder), self.name, str(seed)]
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        return (ran.stderr.strip().splitlines() or [""])[-1]


def _written(
    folder: Path, known: History, venue: str, asked: Asked
) -> Iterator[tuple[NDArray[np.int64], Path]]:
    """Write what the tools need for a venue; yield which counts each file is for."""
    for where, series in series_of(known, venue, asked):
        path = folder / f"{sum(1 for _path in folder.iterdir()):06}.npz"
        np.savez(path, **series)
        yield where, path


def _outcome(path: Path) -> NDArray[np.float64] | str:
    """Return the quantiles that came back for a file, or why there are none, if that is known."""
    quantiles, why = path.with_suffix(".npy"), path.with_suffix(".txt")
    if quantiles.exists():
        return np.asarray(np.load(quantiles), dtype=np.float64)
    return why.read_text(encoding="utf-8") if why.exists() else ""


def peers() -> dict[str, Peer]:
    """Return all peers by name.

    Raises:
        InputError: Their tools are not installed.
    """
    python = interpreter()
    return {name: Peer(name, python) for name in PEERS}


def interpreter() -> Path:
    """Return the Python that has the peers' tools.

    It is the one named in ``JAUGE_PEERS``, or else that of ``make peers``, or else our own.

    Raises:
        InputError: None has them.
    """
    root = Path(__file__).parents[2]
    named = os.environ.get(ENVIRONMENT)
    made = (root / ".peers/bin/python", root / ".peers/Scripts/python.exe")
    places = [Path(named)] if named else [*made, Path(sys.executable)]
    look = "import sys, importlib.util as u; sys.exit(None in map(u.find_spec, sys.argv[1:]))"
    for place in places:
        try:
            if subprocess.run([place, "-I", "-c", look, *TOOLS], check=False).returncode == 0:
                return place
        except OSError:
            continue
    what = _(
        "the peers are not installed: run “make peers” in Jauge's folder, or name in {variable} a"
        " Python that has {tools}"
    )
    raise InputError(
        Problem(what.format(variable=ENVIRONMENT, tools=", ".join(TOOLS)), value=named)
    )


def draws_from(
    quantiles: NDArray[np.float64], uniforms: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return draws from distributions of which quantiles are known.

    Between the levels the quantiles are joined by lines against normal scores, which is exact for
    normal distributions; beyond the outermost levels they stay where they are.

    Args:
        quantiles: (level, count), at the levels of ``peer_tools.LEVELS``, in rising order.
        uniforms: (draw, count), evenly between 0 and 1.
    """
    scores, wanted = norm.ppf(peer_tools.LEVELS), norm.ppf(uniforms)
    columns = zip(wanted.T, quantiles.T, strict=True)
    return np.stack([np.interp(at, scores, known) for at, known in columns], axis=1)


def series_of(
    known: History, venue: str, asked: Asked
) -> Iterator[tuple[NDArray[np.int64], dict[str, Any]]]:
    """Yield what the peers' side needs for the counts of each grain that is asked for.

    Args:
        known: What was known at the origin.
        venue: The venue.
        asked: The counts asked for.

    Yields:
        Which of the counts these are, and the fields of ``peer_tools.Series``.
    """
    lengths = np.asarray((asked.ends - asked.starts).days) + 1
    grains = np.array(list(LONGEST))[np.searchsorted(list(LONGEST.values()), lengths)]
    for grain in dict.fromkeys(grains.tolist()):
        where = np.flatnonzero(grains == grain)
        past = _past(known, venue, grain)
        if past.empty:
            continue
        starts = _grid(past.index[0], asked.starts[where], grain)
        until = int(starts.searchsorted(past.index[-1])) + 1
        yield (
            where,
            {
                "grain": grain,
                "starts": starts.to_numpy(dtype="datetime64[D]"),
                "visits": past.reindex(starts[:until]).to_numpy(dtype=np.float64),
                "wanted": starts.get_indexer(asked.starts[where]),
                **_columns(known, venue, starts, grain),
            },
        )


def _past(known: History, venue: str, grain: str) -> "pd.Series[float]":
    """Return the venue's known counts of a grain by their first days."""
    if grain == "day":
        return known.days(venue).astype(float)
    periods = known.longer_periods(venue)
    periods = periods[periods["period"] == grain]
    first_days = pd.DatetimeIndex(periods["start"])
    return pd.Series(periods["visits"].to_numpy(dtype=float), index=first_days)


def _grid(first: pd.Timestamp, wanted: pd.DatetimeIndex, grain: str) -> pd.DatetimeIndex:
    """Return the first days of all steps from the first known one to the last wanted one."""
    back = pd.date_range(wanted[0], first, freq=-LENGTHS[grain])[::-1]
    ahead = pd.date_range(wanted[0], wanted[-1], freq=LENGTHS[grain])[1:]
    return pd.DatetimeIndex(back.append(ahead))


def _columns(
    known: History, venue: str, starts: pd.DatetimeIndex, grain: str
) -> dict[str, NDArray[Any]]:
    """Return what is known beforehand about each step: its mean over the step's open days."""
    days = pd.date_range(starts[0], starts[-1] + LENGTHS[grain] - pd.Timedelta(days=1))
    about = days_of(known, venue, days)
    happening = events.names(about)
    told = [component for component in CALENDAR if component.applies(about)]
    columns = np.hstack([*(each.design(about) for each in told), events.design(about, happening)])
    # A key is a column's within its component: some days are "after" a holiday, some Christmas.
    names = [f"{each.key} {column.key}" for each in told for column in each.columns]
    names += [f"event {name}" for name in happening]
    if grain == "day":
        return {"names": np.array(names), "columns": columns}
    is_open = known.is_open(venue, days).astype(float)
    weekend = np.asarray(days.day_of_week) >= 5
    step = starts.searchsorted(days, side="right") - 1
    table = pd.DataFrame(np.column_stack([columns, weekend]) * is_open[:, None]).groupby(step).sum()
    n_open = pd.Series(is_open).groupby(step).sum().to_numpy()
    means = table.to_numpy() / np.maximum(n_open, 1.0)[:, None]
    return {
        "names": np.array([*names, "weekends", "open"]),
        "columns": np.column_stack([means, n_open]),
    }
