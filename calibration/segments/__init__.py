"""Segments: how visits divide by ticket, age or origin, learned from several venues.

Use :func:`calibration.segments.counts.from_pool` for what was counted, ``fit_segments`` of
:mod:`calibration.segments.fitting` to learn from it, ``load_segments`` of
:mod:`calibration.segments.fit` for what was learned before, and ``split`` of
:mod:`calibration.segments.splitting` to deal draws of totals over the segments.
"""
