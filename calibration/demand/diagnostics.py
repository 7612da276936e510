"""Whether the sampler did its work: R-hat, effective sample size, divergences, and what they mean.

They are worked out by :func:`calibration.demand.diagnosing.diagnose`. A fit that is not ``ok`` must
not be shown as if it were: show :meth:`Diagnostics.sentences`, which say what failed and what to
do.

Source of measures and limits: Vehtari, Gelman, Simpson, Carpenter and Bürkner, 'Rank-normalization,
folding, and localization: an improved R-hat for assessing convergence of MCMC' (Bayesian Analysis
16, 2021): R-hat at most 1.01 and a bulk effective sample size of at least 400.
"""

from dataclasses import dataclass
from typing import Final

from venues.common import i18n
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext

MOST_R_HAT: Final = 1.01
LEAST_ESS: Final = 400


@dataclass(frozen=True)
class Diagnostics:
    """What can be said about a fit's sampling.

    Attributes:
        r_hat: The greatest R-hat of any parameter.
        r_hat_of: Which parameter has it.
        ess: The smallest bulk effective sample size of any parameter.
        ess_of: Which parameter has it.
        divergences: How many transitions diverged.
        parameters: How many parameters there are.
        seconds: How long compiling and sampling took.
    """

    r_hat: float
    r_hat_of: str
    ess: float
    ess_of: str
    divergences: int
    parameters: int
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the draws can be relied on."""
        return self.r_hat <= MOST_R_HAT and self.ess >= LEAST_ESS and self.divergences == 0

    def sentences(self) -> list[str]:
        """Return what was found, and what to do if that is not good enough, translated."""
        found = _(
            "Over {parameters} parameters the greatest R-hat is {r_hat} (at most {most} is allowed)"
            " and the smallest effective sample size {ess} (at least {least}); {divergences}."
        ).format(
            parameters=i18n.number(self.parameters),
            r_hat=i18n.number(self.r_hat, 3),
            most=i18n.number(MOST_R_HAT, 2),
            ess=i18n.number(self.ess),
            least=i18n.number(LEAST_ESS),
            divergences=ngettext(
                "{count} divergent transition", "{count} divergent transitions", self.divergences
            ).format(count=i18n.number(self.divergences)),
        )
        return [found, *self._failures()]

    def _failures(self) -> list[str]:
        if self.ok:
            return [_("The draws can be relied on.")]
        sentences = []
        if self.r_hat > MOST_R_HAT:
            sentences.append(
                _(
                    "The chains disagree about “{parameter}”: the forecast would differ from one"
                    " run to the next. Calibrate again with more tuning steps."
                ).format(parameter=self.r_hat_of)
            )
        if self.ess < LEAST_ESS:
            sentences.append(
                _(
                    "There are too few independent draws of “{parameter}”, so the ends of its"
                    " interval are rough. Calibrate again with more draws."
                ).format(parameter=self.ess_of)
            )
        if self.divergences:
            sentences.append(
                _(
                    "Some transitions diverged: a part of the answer may be missing. Look for"
                    " errors in the tables (wrong units, a closed season counted as open), then"
                    " calibrate again with more tuning steps."
                )
            )
        return sentences
