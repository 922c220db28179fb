"""What is still to happen: SimPy's queue of events.

`sim/compiled/instead/agenda.py` stands in its place where the model is compiled.
"""

from __future__ import annotations

import math
from heapq import heappop, heappush
from typing import Any

import simpy

from sim.corridor.moments import Moment

__all__ = ["Agenda"]


class Agenda:
    """Events by time, then priority (the lower first), then as they were put here."""

    def __init__(self) -> None:
        self._queue: list[Any] = simpy.Environment()._queue
        self._put_so_far = 0

    def put(self, time: float, priority: int, event: Moment) -> None:
        """Let an event happen at a time."""
        self._put_so_far += 1
        heappush(self._queue, (time, priority, self._put_so_far, event))

    def first(self) -> float:
        """The time of the first event; infinity when there is none."""
        return self._queue[0][0] if self._queue else math.inf

    def take(self) -> Moment:
        """The first event, which is here no longer."""
        event: Moment = heappop(self._queue)[3]
        return event
