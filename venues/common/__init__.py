"""What every layer shares: texts, problems, parameters, files.

It stands in the lowest layer because that is the only place that all others may import from.
"""
