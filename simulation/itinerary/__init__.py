"""What a party does next, written once for both engines.

An engine keeps the clock, the queues and the lifts; whenever a party may act it calls
:func:`simulation.itinerary.decide.decide`, does what the answer asks for and calls again when that
is over. The modules here are the parts of a visit; their formulas are in :mod:`simulation.rules`.
"""
