"""`sim/corridor/moments.py` to be compiled: the same, but for SimPy's classes behind it.

What is compiled cannot build on classes that are not. Nothing else of the model differs.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

__all__ = ["Event", "Journey", "Moment"]


class Moment:
    """An event that never fails."""

    __slots__ = ("_value", "callbacks")
    callbacks: Any
    _value: Any

    def __init__(self) -> None:
        self.callbacks = []
        self._value = None


Event = Moment


class Journey:
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
