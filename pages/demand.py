"""Demand: learning it from the pool, how well that went, and what it expects."""
