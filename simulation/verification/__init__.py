"""Verification: the published tests that the simulation must pass, in both engines.

Use :data:`CASES` and :data:`ABSENT`, or ``jauge verify``.
"""

from simulation.verification.absent import ABSENT, Absent
from simulation.verification.cases import Case, Measured
from simulation.verification.networks import NETWORKS
from simulation.verification.queues import QUEUES
from simulation.verification.walking import WALKING

CASES: dict[str, tuple[Case, ...]] = {"walking": WALKING, "queues": (*QUEUES, *NETWORKS)}
"""The tests by what they are about, in the order in which they are run."""

__all__ = ["ABSENT", "CASES", "Absent", "Case", "Measured"]
