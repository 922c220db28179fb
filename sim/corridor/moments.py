"""What happens at an instant, and who goes on then: SimPy's event and process, made narrower.

`sim/compiled/moments.py` stands in its place where the model is compiled.
"""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappush
from typing import Any

import simpy
from simpy.events import URGENT, Event

__all__ = ["Event", "Journey", "Moment"]


class Moment(Event):
    """An event that never fails: SimPy's, without what such an event does not need."""

    __slots__ = ("_value", "callbacks")
    _ok = True

    def __init__(self) -> None:
        self.callbacks = []
        self._value = None


class Journey(simpy.Process):
    """A process for whose end nobody waits: it needs no event of its own, and its faults go up."""

    def __init__(self, env: simpy.Environment, steps: Generator[Event, Any, None]) -> None:
        """Begin it at once, before what else happens now, as SimPy begins a process."""
        self._generator = steps
        begin = Moment()
        begin.callbacks.append(self._resume)
        heappush(env._queue, (env.now, URGENT, next(env._eid), begin))

    def _resume(self, event: Event) -> None:
        while True:
            try:
                event = self._generator.send(event._value)
            except StopIteration:
                return
            if event.callbacks is not None:
                event.callbacks.append(self._resume)
                return
