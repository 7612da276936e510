"""Compiles what the simulated day is made of, so that nobody waits for it at their first day.

``python -m simulation`` takes half a minute after a change of the rules, and else a moment.
"""

from datetime import date, time

from simulation.settings import Day, Hours
from simulation.simulate import simulate_day
from venues.bundled import open_plan
from venues.graph import walking_graph


def main() -> None:
    """Simulate a small day."""
    plan = open_plan("two-level-museum")
    day = Day(date=date(2018, 7, 5), hours=Hours(opens=time(10), closes=time(17)))
    simulate_day(plan, walking_graph(plan), day, visits=20, seed=1)


if __name__ == "__main__":
    main()
