"""Whether the draws can be relied on, and what to say if not.

They are worked out by :func:`calibration.demand.diagnosing.diagnose`. A fit that is not ``ok`` must
not be shown as if it were: show :meth:`Diagnostics.sentences`, which say what failed and what to
do.

Source of measures and limits: Vehtari, Gelman, Simpson, Carpenter and Bürkner, 'Rank-normalization,
folding, and localization: an improved R-hat for assessing convergence of MCMC' (Bayesian Analysis
16, 2021): R-hat at most 1.01 and a bulk effective sample size of at least 400. A pool has
thousands of parameters, some of which exceed 1.01 by chance even if chains agree perfectly: so one
in a hundred may, but none may exceed 1.05 (the limit for one parameter before that paper was 1.1).
One transition in a thousand may diverge. That is an assumption: pure chance makes none diverge, and
the few of histories of some days lay in far tails (measured: none to two in 2,000), where a sampler
that does not get by makes dozens (Betancourt, 'A conceptual introduction to Hamiltonian Monte
Carlo', 2017).
"""

import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final

from calibration.demand.components import COMPONENTS, NAMED
from venues.common import i18n
from venues.common.i18n import N_, ngettext
from venues.common.i18n import gettext as _

MOST_R_HAT: Final = 1.05
MOST_R_HAT_OF_99: Final = 1.01
LEAST_ESS: Final = 400
MOST_DIVERGENT: Final = 0.001
_TITLES: Final = {
    "level": N_("Level"),
    "drift": N_("How much the level moves"),
    "day_concentration": N_("How evenly days are visited"),
    "period_concentration": N_("How evenly longer periods are visited"),
    "day_rare": N_("Share of days like no other"),
    "period_rare": N_("Share of longer periods like no other"),
}
_TIME: Final = re.compile(r"T00:00:00(\.0+)?")


@dataclass(frozen=True)
class Diagnostics(ABC):
    """What can be said about a fit.

    Attributes:
        parameters: How many parameters there are.
        seconds: How long it took to learn.
    """

    parameters: int
    seconds: float

    @property
    @abstractmethod
    def ok(self) -> bool:
        """Whether the draws can be relied on."""

    @abstractmethod
    def sentences(self) -> list[str]:
        """Return what was found, and what to do if that is not good enough, translated."""


@dataclass(frozen=True)
class Sampled(Diagnostics):
    """What can be said about a fit's sampling.

    Attributes:
        r_hat: The greatest R-hat of any parameter.
        r_hat_of: Which parameter has it.
        r_hat_of_99: The R-hat that 99 in 100 parameters do not exceed.
        ess: The smallest bulk effective sample size of any parameter.
        ess_of: Which parameter has it.
        divergences: How many transitions diverged.
        draws: How many draws there are of all chains.
    """

    r_hat: float
    r_hat_of: str
    r_hat_of_99: float
    ess: float
    ess_of: str
    divergences: int
    draws: int

    @property
    def ok(self) -> bool:
        """Whether the draws can be relied on."""
        return self._agree and self.ess >= LEAST_ESS and self._few_diverged

    @property
    def _agree(self) -> bool:
        return self.r_hat <= MOST_R_HAT and self.r_hat_of_99 <= MOST_R_HAT_OF_99

    @property
    def _few_diverged(self) -> bool:
        return self.divergences <= math.floor(MOST_DIVERGENT * self.draws)

    def sentences(self) -> list[str]:
        """Return what was found, and what to do if that is not good enough, translated."""
        found = _(
            "Of {parameters} parameters 99 in 100 have an R-hat of at most {r_hat_of_99}"
            " ({most_of_99} is allowed), the greatest is {r_hat} ({most}), and the smallest"
            " effective sample size is {ess} (at least {least}); {divergences} in {draws} draws"
            " ({most_divergent} allowed)."
        ).format(
            parameters=i18n.number(self.parameters),
            r_hat_of_99=i18n.number(self.r_hat_of_99, 3),
            most_of_99=i18n.number(MOST_R_HAT_OF_99, 2),
            r_hat=i18n.number(self.r_hat, 3),
            most=i18n.number(MOST_R_HAT, 2),
            ess=i18n.number(self.ess),
            least=i18n.number(LEAST_ESS),
            divergences=ngettext(
                "{count} divergent transition", "{count} divergent transitions", self.divergences
            ).format(count=i18n.number(self.divergences)),
            draws=i18n.number(self.draws),
            most_divergent=i18n.number(math.floor(MOST_DIVERGENT * self.draws)),
        )
        return [found, *self._failures()]

    def _failures(self) -> list[str]:
        if self.ok:
            return [_("The draws can be relied on.")]
        sentences = []
        if not self._agree:
            sentences.append(
                _(
                    "The chains disagree about “{parameter}”: the forecast would differ from one"
                    " run to the next."
                ).format(parameter=_called(self.r_hat_of))
            )
        if self.ess < LEAST_ESS:
            sentences.append(
                _(
                    "There are too few independent draws of “{parameter}”, so the ends of its"
                    " interval are rough."
                ).format(parameter=_called(self.ess_of))
            )
        if not self._few_diverged:
            sentences.append(_("Some transitions diverged: a part of the answer may be missing."))
        sentences.append(
            _(
                "Learn it again with another seed. If that fails too, look at the rows in the"
                " tables, first at those of a venue named here: wrong units, or a closed season"
                " counted as open, leave a model no choice."
            )
        )
        return sentences


def _called(parameter: str) -> str:
    """Return what a person would call a parameter such as ``level_7 (York, 2016-12-12T00:00…)``."""
    variable, _bracket, where = parameter.partition(" (")
    titles = _TITLES | {each.key: each.title for each in (*COMPONENTS, *NAMED)}
    keys = sorted((key for key in titles if variable.startswith(key)), key=len)
    what = _(titles[keys[-1]]) if keys else variable
    return f"{what} ({_TIME.sub('', where)}" if where else what


@dataclass(frozen=True)
class Approximated(Diagnostics):
    """What can be said about a fit of a large pool, which is approximated.

    Attributes:
        unsettled: The venues whose likeliest coefficients were not found.
    """

    unsettled: list[str]

    @property
    def ok(self) -> bool:
        """Whether the draws can be relied on."""
        return not self.unsettled

    def sentences(self) -> list[str]:
        """Return what was found, and what to do if that is not good enough, translated."""
        found = _(
            "The pool is so large that its {parameters} parameters were approximated rather than"
            " sampled; forecasts differ little by that."
        ).format(parameters=i18n.number(self.parameters))
        if self.ok:
            return [found, _("The draws can be relied on.")]
        named = ", ".join(self.unsettled)
        return [
            found,
            _("No likeliest level and season was found for {venues}.").format(venues=named),
            _(
                "Look at the rows of these venues in the tables: wrong units, or a closed season"
                " counted as open, leave a model no choice."
            ),
        ]


METHODS: Final[dict[str, type[Diagnostics]]] = {
    "sampled": Sampled,
    "approximated": Approximated,
}
"""What diagnostics are called where they are stored."""
