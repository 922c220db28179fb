"""What happens at an instant, and who goes on then: SimPy's event and process, made narrower.

`sim/compiled/instead/moments.py` stands in its place where the model is compiled.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy
from simpy.events import Event

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

    def __init__(self, steps: Generator[Event, Any, None]) -> None:
        self._generator = steps

    def go_on(self, event: Event) -> None:
        """Take the next step, and others, until one has to be waited for."""
        while True:
            try:
                event = self._generator.send(event._value)
            except StopIteration:
                return
            if event.callbacks is not None:
                event.callbacks.append(self.go_on)
                return
