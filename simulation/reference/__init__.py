"""The reference engine: one day, visitor by visitor, with Mesa agents on a SimPy clock.

It is written to be read, stepped through and subclassed; the compiled engine gives the same
journeys, to the last bit.
"""
