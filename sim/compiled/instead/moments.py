"""`sim/corridor/moments.py` to be compiled: the same, but for SimPy's classes behind it.

What is compiled cannot build on classes that are not. Nothing else of the model differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

__all__ = ["Event", "Journey", "Moment"]


NOBODY: Final[list[Any]] = []


class Moment:
    """An event that never fails and for which one waits."""

    __slots__ = ("_value", "callbacks")
    callbacks: Any
    _value: Any

    def __init__(self) -> None:
        self.callbacks = NOBODY
        self._value = None


Event = Moment


class Journey:
    """A process for whose end nobody waits: it needs no event of its own, and its faults go up."""

    def __init__(self, steps: Iterator[Event]) -> None:
        self._generator = steps
        self.going_on: list[Any] = [self.go_on]

    def go_on(self, _: Event | None = None) -> None:
        """Take the next step, and others, until one has to be waited for."""
        for event in self._generator:
            if event.callbacks is not None:
                event.callbacks = self.going_on
                return
        self.going_on.clear()
