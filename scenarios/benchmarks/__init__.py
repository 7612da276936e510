"""How fast the simulated day is, beside its peers: the benchmarks that ``jauge bench`` prints.

A machine is shared and drifts, so nothing is measured in seconds alone: ours and the peer take
turns in one process, and what holds is the median of the ratios of their processor times.
"""
