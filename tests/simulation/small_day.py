"""The smallest day worth simulating, without what the other helpers load."""

import datetime as dt

from simulation.preparing.prepared import Prepared, prepare
from simulation.settings import Day, Hours
from venues.bundled import open_plan
from venues.graph import walking_graph


def prepared() -> Prepared:
    plan = open_plan("two-level-museum")
    day = Day(date=dt.date(2018, 7, 5), hours=Hours(opens=dt.time(10), closes=dt.time(17)))
    return prepare(plan, walking_graph(plan), day)
