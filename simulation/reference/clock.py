"""SimPy's clock with one order for what happens at the same moment.

SimPy orders events by time, then by when they were scheduled. Two engines cannot agree on that, so
a timed event here is ordered by time, then by the number of who acts: posts, lifts, parties. What a
handler sets free (``event.succeed()``) comes before the next timed event, in the order in which it
was set free. The queue and the counter of SimPy's environment are used, which it keeps private.
"""

from heapq import heappush
from typing import Any, Final, cast

import simpy
from simpy.events import Event

_FIRST: Final = 2
"""SimPy gives urgent events 0, and what is set free 1."""


class Clock(simpy.Environment):
    """The environment of a day, in seconds after midnight."""

    def at(self, time_s: float, number: int) -> Event:
        """Return the event that a time has come.

        Args:
            time_s: When, not before now.
            number: Who acts then.
        """
        event, queue = Event(self), cast("list[Any]", self._queue)
        event._ok, event._value = True, None
        heappush(queue, (time_s, _FIRST + number, next(self._eid), event))
        return event
