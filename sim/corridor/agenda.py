"""What is still to happen: SimPy's queue of events.

`sim/compiled/instead/agenda.py` stands in its place where the model is compiled.
"""

from __future__ import annotations

import math
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL, URGENT

from sim.corridor.moments import Moment

__all__ = ["Agenda"]


class Agenda:
    """Events by time, those put first before others, then as they were put here."""

    def __init__(self) -> None:
        self._queue: list[Any] = simpy.Environment()._queue
        self._put_so_far = 0

    def put(self, time: float, event: Moment) -> None:
        """Let an event happen at a time."""
        self._put_so_far += 1
        heappush(self._queue, (time, NORMAL, self._put_so_far, event))

    def put_first(self, time: float, event: Moment) -> None:
        """Let an event happen at a time, before all those that were not put first."""
        self._put_so_far += 1
        heappush(self._queue, (time, URGENT, self._put_so_far, event))

    def first(self) -> float:
        """The time of the first event; infinity when there is none."""
        return self._queue[0][0] if self._queue else math.inf

    def take(self) -> Moment:
        """The first event, which is here no longer."""
        event: Moment = heappop(self._queue)[3]
        return event
