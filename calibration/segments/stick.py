"""One step of the chain: of those who are left, how many belong to this segment.

The visits n of a period fall to segments one after the other, the largest first,

    n_k ~ Binomial(n − n_1 − … − n_(k−1), q_k),   logit q_k = x'θ_k + z,   z ~ Normal(0, σ_k)

so that segments add up to the total whatever is drawn, each step has its own variation, and each is
a regression by itself. x holds the level between knots a year apart (a random walk whose step
over four weeks has the standard deviation *drift*), the columns of :mod:`calibration.segments.
terms`, and at venues with days *spells* between knots four weeks apart; z is the day's, or the
longer period's, own chance. Of a longer period x is the mean over its open days: the mean share of
its days, to first order.

The coefficients are worked out by Laplace's approximation: given the spreads, the mode of θ and z
by Newton's method, in which every z is eliminated, and the covariance there; the spreads by the
largest approximate marginal likelihood, with a Gaussian at its top from which spreads are drawn, so
that how unsure they are reaches the draws. Logits of hundreds of counts have a nearly Gaussian
posterior, so that this takes a second or two where sampling takes minutes; whether intervals hold
what they promise is checked on years not seen (``tests/segments/test_holdout.py``).

Sources: nested Laplace approximations as in Rue, Martino and Chopin (Journal of the Royal
Statistical Society B 71, 2009); chains of binomials for shares as in the generalised Dirichlet-
multinomial of Connor and Mosimann (JASA 64, 1969), with logit-Normal instead of beta variation,
after Aitchison and Shen, 'Logistic-normal distributions' (Biometrika 67, 1980).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, special

Array = NDArray[np.float64]

SPREADS: Final = {
    "drift": (0.06, 0.7),
    "exhibition": (0.2, 0.5),
    "event": (0.3, 0.5),
    "spell": (0.2, 0.5),
    "day": (0.4, 0.7),
    "period": (0.1, 0.7),
}
"""Prior median of each spread and standard deviation of its logarithm.

Drift: a share of a half moves by ±0.06 · √13 · ¼ ≈ 5 points in a year. Spells, exhibitions and
events: a tenth to a third of an even chance. Days vary as counts of visitors do who come in parties
and classes; longer periods much less."""
LEVEL_SD: Final = 1.5
_STEPS: Final = 60
_SPREADS_DRAWN: Final = 25


@dataclass(frozen=True)
class Counts:
    """What one step of a chain is learned from.

    Attributes:
        left: Those who are left at this step, by observation; positive.
        taken: Those of them who belong to the segment.
        day: Whether each observation is a day, rather than a longer period.
        level: Weights of the level's knots.
        columns: The common columns.
        named: Columns by name of the spread that they share: exhibitions, events, spells.
        step: How much larger a step between two knots is than one over four weeks.
    """

    left: Array
    taken: Array
    day: NDArray[np.bool_]
    level: Array
    columns: Array
    named: Mapping[str, Array]
    step: float


@dataclass(frozen=True)
class Prior:
    """What is known of a step before its counts, from the priors or from other venues.

    Attributes:
        mean: Of the common columns' coefficients.
        variance: Of them.
        spreads: Middle and standard deviation of the logarithm of each spread.
    """

    mean: Array
    variance: Array
    spreads: Mapping[str, tuple[float, float]] = field(
        default_factory=lambda: {k: (math.log(m), sd) for k, (m, sd) in SPREADS.items()}
    )


@dataclass(frozen=True)
class Learned:
    """Draws of one step's parameters, draws first.

    Attributes:
        level: The level's knots.
        columns: The common coefficients.
        named: The other coefficients by the name of their spread.
        spreads: The spreads by name; those that no count told are drawn from the prior.
        told: Mode and variance of the common coefficients, and how much of the prior's variance is
            left, for pooling.
        log_spreads: Modes of the spreads' logarithms that the counts told.
    """

    level: Array
    columns: Array
    named: dict[str, Array]
    spreads: dict[str, Array]
    told: tuple[Array, Array]
    log_spreads: dict[str, float]


@dataclass
class _Mode:
    """The mode of θ given the spreads."""

    theta: Array
    logits: Array
    root: Array
    log_evidence: float


def learn(counts: Counts, prior: Prior, *, draws: int, seed: int) -> Learned:
    """Learn one step from its counts."""
    problem = _Problem(counts, prior)
    middle = np.array([prior.spreads[name][0] for name in problem.names])
    scale = np.array([prior.spreads[name][1] for name in problem.names])

    def unlikely(log_spreads: Array) -> float:
        given = problem.mode(log_spreads)
        return float(0.5 * (((log_spreads - middle) / scale) ** 2).sum() - given.log_evidence)

    best = optimize.minimize(
        unlikely, middle, method="L-BFGS-B", bounds=[(m - 4, m + 3) for m in middle],
        options={"eps": 1e-3, "ftol": 1e-6, "maxiter": 25},
    ).x  # fmt: skip
    root = _root_of_covariance(unlikely, best, scale)
    rng = np.random.default_rng(seed)
    sets = min(_SPREADS_DRAWN, draws)
    # Spreads in opposite pairs: the middle of a few sets is then the middle.
    noise = rng.standard_normal((-(-sets // 2), len(best)))
    noise = np.concatenate([noise, -noise])[:sets]
    thetas, spreads = [], []
    for number, log_spreads in enumerate(best + noise @ root.T):
        given = problem.mode(log_spreads)
        count = len(range(number, draws, sets))
        own = rng.standard_normal((len(given.theta), count))
        thetas.append((given.theta[:, None] + linalg.solve_triangular(
            given.root, own, lower=True, trans=1)).T)  # fmt: skip
        spreads.append(np.tile(log_spreads, (count, 1)))
    mixed = rng.permutation(draws)
    theta, logs = np.concatenate(thetas)[mixed], np.concatenate(spreads)[mixed]
    return problem.learned(theta, logs, problem.mode(best), best, rng)


def _root_of_covariance(unlikely: Callable[[Array], float], best: Array, scale: Array) -> Array:
    """Return a root of the covariance of the spreads' logarithms at their mode."""
    step, size = 0.15, len(best)
    steps = step * np.eye(size)
    here = unlikely(best)
    single = np.array([[unlikely(best + sign * s) for s in steps] for sign in (1, -1)])
    curvature = np.diag((single[0] + single[1] - 2 * here) / step**2)
    for i in range(size):
        for j in range(i):
            both = unlikely(best + steps[i] + steps[j])
            value = (both - single[0][i] - single[0][j] + here) / step**2
            curvature[i, j] = curvature[j, i] = value
    values, vectors = linalg.eigh(curvature)
    # The prior tells at least so much; what noise of the differences says beyond is no evidence.
    values = np.maximum(values, 0.5 / scale.max() ** 2)
    return np.asarray(vectors / np.sqrt(values))


class _Problem:
    """A step's counts and prior as one regression."""

    def __init__(self, counts: Counts, prior: Prior) -> None:
        self.counts, self.prior = counts, prior
        self.named = {name: c for name, c in counts.named.items() if c.shape[1]}
        grains = {"day": counts.day.any(), "period": (~counts.day).any()}
        self.names = ["drift", *self.named, *(name for name, seen in grains.items() if seen)]
        parts = {"level": counts.level, "columns": counts.columns, **self.named}
        self.x = np.concatenate(list(parts.values()), axis=1)
        ends = np.cumsum([part.shape[1] for part in parts.values()])
        self.slices = {
            name: slice(end - part.shape[1], end)
            for (name, part), end in zip(parts.items(), ends, strict=True)
        }
        share = (counts.taken.sum() + 0.5) / (counts.left.sum() + 1.0)
        self.mean = np.zeros(self.x.shape[1])
        self.mean[self.slices["level"]] = special.logit(share)
        self.mean[self.slices["columns"]] = prior.mean
        self.start: tuple[Array, Array] | None = None
        # A random walk from its first knot: differences, the first one from the mean.
        knots = counts.level.shape[1]
        self.steps = np.eye(knots) - np.eye(knots, k=-1)

    def mode(self, log_spreads: Array) -> _Mode:
        """Return the mode of θ given the spreads, with all z eliminated."""
        spreads = dict(zip(self.names, np.exp(log_spreads), strict=True))
        prior, log_prior = self._precision(spreads)
        variance = np.where(
            self.counts.day, spreads.get("day", 0.0) ** 2, spreads.get("period", 0.0) ** 2
        )
        y, n = self.counts.taken, self.counts.left
        theta, e = self.start or (self.mean, self.x @ self.mean)
        for _step in range(_STEPS):
            p = special.expit(e)
            weight = n * p * (1 - p)
            shrunk = weight / (1 + variance * weight)
            # The working response times its weight, without dividing by weights that may be nil.
            pull = (weight * e + y - n * p) / (1 + variance * weight)
            precision = prior + (self.x * shrunk[:, None]).T @ self.x
            root = linalg.cholesky(precision, lower=True, check_finite=False)
            right = prior @ self.mean + self.x.T @ pull
            theta = linalg.cho_solve((root, True), right, check_finite=False)
            fitted = self.x @ theta
            moved = fitted + variance * (pull - shrunk * fitted) - e
            e = e + np.clip(moved, -3.0, 3.0)
            if np.abs(moved).max() < 1e-4:
                break
        self.start = (theta, e)
        fitted = self.x @ theta
        away = theta - self.mean
        evidence = (
            (y * e - n * np.logaddexp(0.0, e)).sum()
            - 0.5 * ((e - fitted) ** 2 / variance).sum()
            - 0.5 * np.log1p(variance * weight).sum()
            - 0.5 * away @ prior @ away + 0.5 * log_prior - np.log(np.diag(root)).sum()
        )  # fmt: skip
        return _Mode(theta, e, root, float(evidence))

    def _precision(self, spreads: Mapping[str, float]) -> tuple[Array, float]:
        """Return the prior precision of θ and the logarithm of its determinant."""
        size = self.x.shape[1]
        precision = np.zeros((size, size))
        knots = self.slices["level"].stop
        each = np.full(knots, LEVEL_SD**-2.0)
        each[1:] = (spreads["drift"] * self.counts.step) ** -2.0
        precision[:knots, :knots] = (self.steps.T * each) @ self.steps
        diagonal = np.zeros(size)
        diagonal[self.slices["columns"]] = 1.0 / self.prior.variance
        for name in self.named:
            diagonal[self.slices[name]] = spreads[name] ** -2.0
        precision[np.diag_indices(size)] += diagonal
        return precision, float(np.log(each).sum() + np.log(diagonal[knots:]).sum())

    def learned(
        self, theta: Array, logs: Array, mode: _Mode, best: Array, rng: np.random.Generator
    ) -> Learned:
        """Return draws under their names."""
        spreads = {}
        for name, (middle, scale) in self.prior.spreads.items():
            noise = middle + scale * rng.standard_normal(len(theta))
            known = name in self.names
            spreads[name] = np.exp(logs[:, self.names.index(name)] if known else noise)
        own = self.slices["columns"]
        inverse = linalg.cho_solve((mode.root, True), np.eye(len(mode.theta)))
        return Learned(
            level=theta[:, self.slices["level"]],
            columns=theta[:, own],
            named={name: theta[:, self.slices[name]] for name in self.named},
            spreads=spreads,
            told=(mode.theta[own], np.diag(inverse)[own]),
            log_spreads={name: float(b) for name, b in zip(self.names, best, strict=True)},
        )
