"""Which of two scenarios is better, by how much, and how sure that is.

Two scenarios are compared draw by draw: their difference in one draw is theirs under the same
parameters, assumptions and luck. The probability that B is better is the share of draws in which it
is; draws without a difference count half to each. It is known no better than the number of draws
allows, so its Monte Carlo error is stated, and it is never shown as certain.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from scenarios.assumptions import UNCERTAIN, Assumptions
from scenarios.outcomes import Better, Outcome, outcomes, values
from scenarios.results import about
from scenarios.verdict_words import sentence, shown_probability
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number, percent, signed
from venues.common.texts import in_readers_language

_SAME: Final = 1e-9
"""Differences below this share of the values are rounding, not differences."""
_STEADY: Final = 100
"""From so many draws on, two and a half in a hundred are more than the outermost few."""


@dataclass(frozen=True)
class Row:
    """The comparison on one outcome; differences are B minus A.

    Attributes:
        outcome: What is compared.
        median_a: The median of A over the draws.
        median_b: The median of B.
        difference: The median of the paired differences.
        low_80: Lower end of the differences' 80 % interval.
        high_80: Its upper end.
        low_95: Lower end of the 95 % interval.
        high_95: Its upper end.
        p_better: The share of draws in which B is better (for an outcome without a better
            direction: greater), ties counted half.
        ties: The share of draws without a difference.
        draws: How many draws have a value in both.
    """

    outcome: Outcome
    median_a: float
    median_b: float
    difference: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float
    p_better: float
    ties: float
    draws: int

    @property
    def p_error(self) -> float:
        """The Monte Carlo standard error of the probability, above zero even at 0 and 1."""
        shrunk = (self.p_better * self.draws + 0.5) / (self.draws + 1)
        return math.sqrt(shrunk * (1 - shrunk) / self.draws)

    def probability_text(self) -> str:
        """Return the probability that B is better, no surer than the draws allow."""
        if self.outcome.is_decided:
            return number(self.p_better, 2)
        return shown_probability(self.p_better, self.draws)

    def interval_text(self, level: int = 80) -> str:
        """Return the interval of the differences, without its unit.

        Args:
            level: 80 or 95.
        """
        ends = (self.low_80, self.high_80) if level == 80 else (self.low_95, self.high_95)
        low, high = (signed(end, self.outcome.decimals) for end in ends)
        return _("{low} to {high}").format(low=low, high=high)


@dataclass(frozen=True)
class Assumed:
    """An assumption that bears on the comparison.

    Attributes:
        text: Its label in English, marked for translation where it is declared.
        mean: Its mean.
        sd: Its standard deviation.
        source: Where it comes from.
    """

    text: str
    mean: float
    sd: float
    source: str

    def sentence(self) -> str:
        """Return what is assumed."""
        return _("{what}: {mean} ± {sd} ({source})").format(
            what=_(self.text),
            mean=percent(self.mean),
            sd=percent(self.sd),
            source=_(self.source),
        )


@dataclass(frozen=True)
class Verdict:
    """The comparison of two scenarios, A and B, on every outcome.

    Attributes:
        a: The short name of A.
        b: The short name of B.
        names_a: The name of A by language.
        names_b: The name of B by language.
        rows: One for each outcome.
        assumed: The assumptions on which the difference rests.
        draws: How many posterior draws were compared.
        seed: The seed of the ensemble.
        demand_ok: Whether the demand that it stands on passed its checks.
    """

    a: str
    b: str
    names_a: dict[str, str]
    names_b: dict[str, str]
    rows: tuple[Row, ...]
    assumed: tuple[Assumed, ...]
    draws: int
    seed: int
    demand_ok: bool = True

    def label_a(self) -> str:
        """Return the name of A in the reader's language."""
        return in_readers_language(self.names_a, self.a)

    def label_b(self) -> str:
        """Return the name of B in the reader's language."""
        return in_readers_language(self.names_b, self.b)

    def row(self, key: str) -> Row:
        """Return the comparison on one outcome.

        Raises:
            KeyError: It was not compared.
        """
        return {row.outcome.key: row for row in self.rows}[key]

    def sentence(self) -> str:
        """Return the verdict in plain language: which is better, how surely, by how much."""
        return sentence(self)

    def notes(self) -> list[str]:
        """Return what a reader must know to read the figures."""
        draws = ngettext(
            "{count} draw from the posterior was compared.",
            "{count} draws from the posterior were compared.",
            self.draws,
        ).format(count=number(self.draws))
        found = [
            draws
            + " "
            + _("Probabilities are known to about ±{error}; ties count half.").format(
                error=number(max(row.p_error for row in self.rows if not row.outcome.is_decided), 2)
            )
        ]
        if self.draws < _STEADY:
            found[0] += " " + _(
                "With so few draws the ends of a 95 % interval are those of the outermost ones, and"
                " rough."
            )
        found.append(
            _(
                "Visits over the whole window are those who want to come, less those who are turned"
                " away or give up waiting, as the simulated weeks tell."
            )
        )
        if not self.demand_ok:
            found.insert(
                0,
                _(
                    "Careful: the sampling of the demand did not pass its checks, so these figures"
                    " may differ from one calibration to the next. Calibrate again."
                ),
            )
        found += [_("Assumed: {what}.").format(what=each.sentence()) for each in self.assumed]
        return found

    def as_data(self) -> dict[str, Any]:
        """Return the verdict as plain data, for JSON."""
        return {
            "a": {"id": self.a, "name": self.names_a},
            "b": {"id": self.b, "name": self.names_b},
            "draws": self.draws,
            "seed": self.seed,
            "demand_ok": self.demand_ok,
            "sentence": self.sentence(),
            "outcomes": [
                {
                    "key": row.outcome.key,
                    "label": row.outcome.label(),
                    "unit": row.outcome.unit,
                    "better": str(row.outcome.better),
                    "median_a": row.median_a,
                    "median_b": row.median_b,
                    "difference": row.difference,
                    "interval_80": [row.low_80, row.high_80],
                    "interval_95": [row.low_95, row.high_95],
                    "p_better": row.p_better,
                    "p_better_error": row.p_error,
                    "ties": row.ties,
                    "is_decided": row.outcome.is_decided,
                }
                for row in self.rows
            ],
            "assumptions": [vars(each) for each in self.assumed],
        }


def paired(outcome: Outcome, a: NDArray[np.float64], b: NDArray[np.float64]) -> Row:
    """Compare two scenarios on one outcome.

    Args:
        outcome: What is compared.
        a: Its value in each draw for A; draws where it is missing are left out.
        b: Its value in the same draws for B.
    """
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    difference = b - a
    difference[np.abs(difference) <= _SAME * np.maximum(np.abs(a), np.abs(b))] = 0.0
    gain = -difference if outcome.better is Better.LESS else difference
    ties = float(np.mean(gain == 0))
    ends = np.quantile(difference, [0.025, 0.1, 0.5, 0.9, 0.975])
    low_95, low_80, middle, high_80, high_95 = (float(end) for end in ends)
    return Row(
        outcome=outcome,
        median_a=float(np.median(a)),
        median_b=float(np.median(b)),
        difference=middle,
        low_80=low_80,
        high_80=high_80,
        low_95=low_95,
        high_95=high_95,
        p_better=float(np.mean(gain > 0)) + ties / 2,
        ties=ties,
        draws=len(difference),
    )


def compare(ensemble: xr.Dataset, a: str, b: str) -> Verdict:
    """Compare two scenarios of an ensemble on every outcome.

    Args:
        ensemble: What :func:`scenarios.ensemble.run` gave.
        a: The short name of the scenario to compare with.
        b: The short name of the scenario in question.
    """
    known = about(ensemble)
    both = ensemble.sel(scenario=[a, b])
    drawn = ((each, values(both, a, each), values(both, b, each)) for each in outcomes(both))
    rows = tuple(
        paired(each, of_a, of_b) for each, of_a, of_b in drawn if np.isfinite(of_a + of_b).any()
    )
    return Verdict(
        a=a,
        b=b,
        names_a=known[a]["name"],
        names_b=known[b]["name"],
        rows=rows,
        assumed=_assumed(ensemble, a, b),
        draws=both.sizes["draw"],
        seed=int(ensemble.attrs["seed"]),
        demand_ok=bool(ensemble.attrs["demand_ok"]),
    )


def paired_differences(ensemble: xr.Dataset, a: str, b: str) -> pd.DataFrame:
    """Return every draw's value of every outcome in A and in B, and their difference.

    Draws in which an outcome has no value in one of the two are left out.

    Returns:
        The columns outcome, label, draw, a, b and difference.
    """
    tables = []
    for outcome in outcomes(ensemble.sel(scenario=[a, b])):
        of_a, of_b = (values(ensemble, each, outcome) for each in (a, b))
        tables.append(
            pd.DataFrame(
                {
                    "outcome": outcome.key,
                    "label": outcome.label(),
                    "draw": ensemble["draw"].to_numpy(),
                    "a": of_a,
                    "b": of_b,
                    "difference": of_b - of_a,
                }
            )
        )
    return pd.concat(tables).dropna().reset_index(drop=True)


def _assumed(ensemble: xr.Dataset, a: str, b: str) -> tuple[Assumed, ...]:
    """Return the assumptions that act in either scenario, each once for each value it has."""
    known = about(ensemble)
    found: dict[Assumed, None] = {}
    for each in (a, b):
        assumptions = Assumptions.model_validate(known[each]["assumptions"])
        hours = ensemble["open_hours"].sel(scenario=each).to_numpy()
        longer = bool(np.any((hours > 0) & (hours != assumptions.usual_open_hours)))
        acts = {"longer_day": longer, "moved": longer, "booking": known[each]["needs_booking"]}
        for name in UNCERTAIN:
            if acts[name]:
                value = getattr(assumptions, name)
                label = Assumptions.model_fields[name].title or name
                found[Assumed(label, value.mean, value.sd, value.source)] = None
    return tuple(found)
