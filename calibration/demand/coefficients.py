"""One venue's part of a posterior: its level, coefficients and concentrations, draw by draw.

Used by forecasting, effects and checks. Where the venue's own history could not tell a coefficient
(a weekday at a venue that reports months, an exhibition never shown), it is drawn from what the
pool says about venues or exhibitions in general, by luck keyed to the venue and the thing's name.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy import special

from calibration.demand import paths as level
from calibration.demand.components import COMPONENTS, NAMED, Component, Named, audiences
from calibration.demand.components import weather as weather_component
from calibration.demand.components.spells import SPELLS
from calibration.demand.days import Days
from calibration.demand.drawing import RARE_SHAPE
from calibration.demand.fit import Fit
from simulation.luck import Decision, name_key, normals, substream, uniforms
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem


@dataclass(frozen=True)
class VenuePosterior:
    """The draws of one venue's parameters.

    Attributes:
        fit: The fit.
        venue: The venue.
        chosen: Which of the fit's draws are used.
        seed: The luck of everything that the fit does not tell.
    """

    fit: Fit
    venue: str
    chosen: NDArray[np.int64]
    seed: int

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The draws' running numbers, by which their luck is keyed."""
        return np.arange(len(self.chosen), dtype=np.int64)

    @property
    def counts_days(self) -> bool:
        """Whether the venue has a history of days."""
        return self.venue in self._labels("season_day_venue")

    def luck(self, what: str, occasions: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return numbers in (0, 1) for each draw and occasion, the same in every scenario."""
        return self._uniforms(self.venue, what, occasions)

    def shared_luck(
        self, what: str, occasions: NDArray[np.int64], shared_as: str
    ) -> NDArray[np.float64]:
        """Return numbers in (0, 1) for each draw and occasion that venues of a country share.

        Args:
            what: What the luck is for.
            occasions: The occasions.
            shared_as: As which of the fit's kinds of luck it is shared
                (:mod:`calibration.demand.neighbours`).
        """
        share = float(self.fit.posterior["together"].sel(luck=shared_as))
        country = self.fit.history.countries.get(self.venue, "")
        of_all = special.ndtri(self._uniforms(f"country {country}", what, occasions))
        own = special.ndtri(self.luck(what, occasions))
        return np.asarray(special.ndtr(np.sqrt(share) * of_all + np.sqrt(1.0 - share) * own))

    def _uniforms(self, whose: str, what: str, occasions: NDArray[np.int64]) -> NDArray[np.float64]:
        key = substream(self.seed, "demand", whose, what)
        return uniforms(key, self.numbers[:, None], int(Decision.DEMAND), occasions[None, :])

    def levels(self, dates: pd.DatetimeIndex) -> NDArray[np.float64]:
        """Return the level on each day, (draw, day), going on beyond the history."""
        number, at = self._block()
        knots = pd.DatetimeIndex(self.fit.posterior[f"knot_{number}"].to_numpy())
        path = self._draws(f"level_{number}")[:, at, :]
        if dates[-1] > knots[-1]:
            spacing = (knots[1] - knots[0]).days
            more = -(-(dates[-1] - knots[-1]).days // spacing)
            further = knots[-1] + pd.to_timedelta(spacing * np.arange(1, more + 1), unit="D")
            occasions = np.asarray(further.to_julian_date(), dtype=np.int64)
            last = int(knots[-1].to_julian_date())
            future = level.go_on(
                path,
                knots,
                self.fit.posterior[f"looseness_{number}"].to_numpy()[at],
                self._of_venue("drift", "venue"),
                step_luck=self.shared_luck("level", occasions, "level"),
                passing_luck=self.shared_luck("passing", np.append(last, occasions), "level"),
            )
            path = np.concatenate([path, future], axis=1)
            knots = pd.DatetimeIndex(knots.append(further))
        return np.asarray(path @ level.interpolation(dates, knots).T)

    def pooled(self, component: Component) -> NDArray[np.float64]:
        """Return a component's coefficients, (draw, column)."""
        key = component.key
        common = self._common(component)
        groups = self._labels(f"{key}_group")
        member = [groups.index(column.group) for column in component.columns]
        spread = self._draws(f"{key}_spread")[:, member]
        luck_key = substream(self.seed, "demand", self.venue, key)
        columns = np.array([name_key(column.key) for column in component.columns], dtype=np.uint64)
        noise = normals(luck_key, self.numbers[:, None], int(Decision.DEMAND), 0, columns[None, :])
        values = common + spread * noise
        own = self.own_columns(component)
        if own:
            grain = "day" if self.counts_days else "period"
            at = self._labels(f"{key}_{grain}_venue").index(self.venue)
            names = [column.key for column in component.columns]
            values[:, [names.index(name) for name in own]] = self._draws(f"{key}_{grain}")[:, at]
        return np.asarray(values)

    @property
    def _venue_type(self) -> str:
        return self.fit.history.venue_types.get(self.venue, "")

    def _common(self, component: Component) -> NDArray[np.float64]:
        """Return what venues like this one have in common, (draw, column)."""
        if f"{component.key}_of_type" not in self.fit.posterior:
            return self._draws(f"{component.key}_common")
        at = self._labels("venue_type").index(self._venue_type)
        return self._draws(f"{component.key}_of_type")[:, at]

    def own_columns(self, component: Component) -> list[str]:
        """Return the columns whose coefficients the venue's own history tells."""
        grain = "day" if self.counts_days else "period"
        if self.venue not in self._labels(f"{component.key}_{grain}_venue"):
            return []
        return self._labels(f"{component.key}_{grain}_column")

    def named(self, component: Named, names: tuple[str, ...]) -> NDArray[np.float64]:
        """Return the coefficients of these names, (draw, name)."""
        key = component.key
        pairs = list(zip(self._labels(f"{key}_venue"), self._labels(f"{key}_name"), strict=True))
        common, spread = self.in_common(component), self._draws(f"{key}_spread")
        columns = []
        for name in names:
            if (self.venue, name) in pairs:
                columns.append(self._draws(f"{key}_lift")[:, pairs.index((self.venue, name))])
                continue
            columns.append(common + spread * self._noise(component, name))
        return np.stack(columns, axis=1)

    def in_common(self, component: Named) -> NDArray[np.float64]:
        """Return what things of a component have in common, by draw."""
        if component.sd:
            return self._draws(f"{component.key}_common")
        return np.full(len(self.chosen), component.mean)

    def _noise(self, component: Named, name: str) -> NDArray[np.float64]:
        """Return the luck, by draw, of a name of which the fit knows nothing."""
        if component is SPELLS:
            # A spell's name is its day.
            day = np.array([int(pd.Timestamp(name).to_julian_date())])
            return np.asarray(special.ndtri(self.shared_luck("spell", day, "spell"))[:, 0])
        luck_key = substream(self.seed, "demand", self.venue, component.key)
        return normals(luck_key, self.numbers, int(Decision.DEMAND), 0, name_key(name))

    def knows(self, component: Named, name: str) -> bool:
        """Return whether the fit has a coefficient of its own for a name at this venue."""
        pairs = zip(
            self._labels(f"{component.key}_venue"), self._labels(f"{component.key}_name"),
            strict=True,
        )  # fmt: skip
        return (self.venue, name) in pairs

    def log_means(self, days: Days, *, as_assumed: bool = False) -> NDArray[np.float64]:
        """Return the logarithm of each day's mean if it is open, (draw, day).

        Args:
            days: The days.
            as_assumed: At a venue with longer periods only, use the shape within periods that the
                fit assumed; else each draw has one that such a venue may have.
        """
        log_means = self._line(days, of_audience=False, as_assumed=as_assumed)
        gathered = self.audiences(days, as_assumed=as_assumed)
        on = gathered.any(axis=0)
        log_means[:, on] = np.log(np.exp(log_means[:, on]) + gathered[:, on])
        return log_means

    def audiences(self, days: Days, *, as_assumed: bool = False) -> NDArray[np.float64]:
        """Return how many come to each day's events besides those who come anyway, (draw, day)."""
        found = np.zeros((len(self.chosen), len(days.dates)))
        many = audiences.numbers(days)
        on = many > 0
        if on.any():
            on_them = days.at(days.dates[on])
            found[:, on] = many[on] * np.exp(
                self._line(on_them, of_audience=True, as_assumed=as_assumed)
            )
        return found

    def _line(self, days: Days, *, of_audience: bool, as_assumed: bool) -> NDArray[np.float64]:
        """Return the logarithm of usual visits, or of an event's own audience, (draw, day)."""
        total = self.levels(days.dates)
        for component in COMPONENTS:
            if component.is_audience != of_audience or not component.applies(days):
                continue
            total += self.part(component, days, as_assumed=as_assumed)
        for named in NAMED:
            if named.is_audience != of_audience:
                continue
            names = named.names(days) if self.counts_days or not named.days_only else ()
            if names:
                total += self.named(named, names) @ named.design(days, names).T
        return total

    def part(
        self, component: Component, days: Days, *, as_assumed: bool = False
    ) -> NDArray[np.float64]:
        """Return what a component adds to the logarithm of each day's mean, (draw, day).

        Args:
            component: The component.
            days: The days.
            as_assumed: As for :meth:`log_means`.
        """
        coefficients = self.pooled(component)
        if as_assumed:
            own = self.own_columns(component)
            unseen = [j for j, c in enumerate(component.columns) if c.key not in own]
            coefficients[:, unseen] = self._shape(component)[unseen]
        if component is weather_component.WEATHER:
            return self._weather(days, coefficients)
        return np.asarray(coefficients @ component.design(days).T)

    def _weather(self, days: Days, coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weather's part: each draw lives through one past year where it is unknown."""
        years = weather_component.past_years(days)
        which = (self.luck("weather", np.zeros(1, dtype=np.int64))[:, 0] * len(years)).astype(int)
        part = np.empty((len(self.chosen), len(days.dates)))
        for number, design in enumerate(years):
            of_year = which == number
            part[of_year] = coefficients[of_year] @ design.T
        return part

    def concentration(self, grain: str) -> NDArray[np.float64]:
        """Return how evenly visits come from one ``day`` or ``period`` to the next, by draw."""
        name = f"{grain}_concentration"
        if self.venue in self._labels(f"{grain}_venue"):
            return self._of_venue(name, f"{grain}_venue")
        luck_key = substream(self.seed, "demand", self.venue, name)
        noise = normals(luck_key, self.numbers, int(Decision.DEMAND))
        common, spread = self._draws(f"{name}_common"), self._draws(f"{name}_spread")
        return np.asarray(np.exp(common + spread * noise))

    def is_rare(self, grain: str, occasions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which ``day`` or ``period`` is a rare one, (draw, occasion)."""
        marked = counted = 0.0
        if self.venue in self._labels(f"{grain}_marked"):
            at = self._labels(f"{grain}_marked").index(self.venue)
            marked, counted = self.fit.posterior[f"{grain}_rare"].to_numpy()[at]
        share = special.betaincinv(
            RARE_SHAPE + marked,
            RARE_SHAPE * np.exp(-self._draws(f"{grain}_rare_common")) + counted - marked,
            self.luck(f"{grain} rare share", np.zeros(1, dtype=np.int64))[:, 0],
        )[:, None]
        return np.asarray(self.luck(f"{grain} rare", occasions) < share)

    def _shape(self, component: Component) -> NDArray[np.float64]:
        at = self._labels("shaped").index(self._venue_type)
        return np.asarray(self.fit.posterior[f"{component.key}_shape"].to_numpy()[at])

    def _draws(self, name: str) -> NDArray[np.float64]:
        return np.asarray(self.fit.posterior[name].to_numpy()[self.chosen], dtype=np.float64)

    def _labels(self, name: str) -> list[str]:
        posterior: xr.Dataset = self.fit.posterior
        return [str(label) for label in posterior[name].to_numpy()] if name in posterior else []

    def _of_venue(self, name: str, dimension: str) -> NDArray[np.float64]:
        return self._draws(name)[:, self._labels(dimension).index(self.venue)]

    def _block(self) -> tuple[int, int]:
        number = 0
        while f"venue_{number}" in self.fit.posterior:
            venues = self._labels(f"venue_{number}")
            if self.venue in venues:
                return number, venues.index(self.venue)
            number += 1
        raise InputError(
            Problem(
                _("the fit knows no venue of this name"),
                value=self.venue,
                allowed=", ".join(self.fit.venues),
            )
        )


def venue_posterior(fit: Fit, venue: str, *, draws: int | None, seed: int) -> VenuePosterior:
    """Return one venue's part of a fit.

    Args:
        fit: The fit.
        venue: The venue.
        draws: How many draws to use, evenly spaced over the fit's (more than it has: some twice,
            each time with other luck); all of them if left out.
        seed: The luck of everything that the fit does not tell.

    Raises:
        InputError: The fit does not know the venue.
    """
    count = draws or fit.draws
    chosen = np.arange(count, dtype=np.int64) * fit.draws // count
    posterior = VenuePosterior(fit, venue, chosen, seed)
    posterior._block()
    return posterior
