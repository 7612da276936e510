"""The compiled engine: one day as a loop over arrays, for thousands of days.

It keeps a calendar, queues and lifts of its own; what visitors do it asks of
:mod:`simulation.itinerary`, as the reference engine does, and it gives the same journal.
"""
