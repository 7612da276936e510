"""The rules of a visit: plain functions of numbers, written once for every engine.

Each is compiled by Numba and can be called from Python; none draws luck except by key, none keeps
state, none knows an engine. What a party does next is decided in :mod:`simulation.itinerary`, which
calls them. Formulas, sources and limits stand in docs/simulation.md.
"""
