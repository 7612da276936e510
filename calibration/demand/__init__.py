"""Demand: how many will come, learned from several venues at once, as posterior draws.

Use :class:`calibration.demand.history.History` for what is known, ``fit`` of
:mod:`calibration.demand.fitting` to learn from it, ``load_fit`` of :mod:`calibration.demand.fit`
for what was learned before, ``predict`` and ``forecast`` of :mod:`calibration.demand.forecasting`
for coming visits, and :mod:`calibration.demand.effects` and :mod:`calibration.demand.checks` to
look at the fit; :mod:`calibration.demand.backtest` says how earlier forecasts would have fared.
Only learning loads the sampler's libraries.

The model is a hierarchical negative-binomial regression. The mean of a day is the sum of those who
come anyway and of events' own audiences,

    log usual(v, d) = level(v, d) + season(v, d) + weekday + weekend by season + holidays
                      + school holidays + weather + exhibitions + free entry + weeks + spells
    log audience(v, d) = level(v, d) + kinds of event + names + editions

with one small module for each term under :mod:`calibration.demand.components`, and the mean of a
longer period is the sum over its open days.
"""
