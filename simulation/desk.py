"""A desk whose servers follow a roster, as a SimPy resource.

One queue in order of arrival. A server whose shift ends finishes the party at the counter; nobody
new is called until a server is free again. With no servers for an hour or a day the queue waits.
"""

from collections.abc import Generator

import simpy
from simpy.events import Event

from simulation.settings import Desk


class StaffedDesk(simpy.Resource):
    """A :class:`simpy.Resource` whose capacity is the number of servers on duty.

    Attributes:
        settings: What the desk is.
        servers: How many are on duty now.
    """

    def __init__(self, env: simpy.Environment, settings: Desk) -> None:
        super().__init__(env)
        self.settings = settings
        self.servers = settings.servers_at(env.now)
        self._shifts = [env.timeout(time - env.now) for time in settings.changes()]
        env.process(self._follow_roster())

    @property
    def capacity(self) -> int:
        """The number of servers on duty, which SimPy compares with those busy."""
        return self.servers

    @property
    def crowding(self) -> float:
        """Parties at the desk for each server on duty, by which visitors choose a desk."""
        return (len(self.queue) + self.count) / (self.servers or 0.1)

    def _follow_roster(self) -> Generator[Event]:
        for shift in self._shifts:
            yield shift
            self.servers = self.settings.servers_at(self._env.now)
            # SimPy calls one party for each trigger; each new server may call one.
            for _server in range(self.servers - self.count):
                self._trigger_put(None)
