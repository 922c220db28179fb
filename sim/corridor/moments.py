"""What happens at an instant, and who goes on then: SimPy's event and process, made narrower.

`sim/compiled/instead/moments.py` stands in its place where the model is compiled.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

import simpy
from simpy.events import Event

__all__ = ["Event", "Journey", "Moment"]


NOBODY: Final[list[Any]] = []  # waits for an event yet: shared, nobody may be added


class Moment(Event):
    """An event that never fails and for which one waits: SimPy's, without what that never needs."""

    __slots__ = ("_value", "callbacks")
    _ok = True

    def __init__(self) -> None:
        self.callbacks = NOBODY
        self._value = None


class Journey(simpy.Process):
    """A process for whose end nobody waits: it needs no event of its own, and its faults go up.

    It is sent nothing: who waited for an answer reads the value of the event.
    """

    def __init__(self, steps: Generator[Event, Any, None]) -> None:
        self._generator = steps
        self.going_on: list[Any] = [self.go_on]

    def go_on(self, _: Event | None = None) -> None:
        """Take the next step, and others, until one has to be waited for."""
        for event in self._generator:
            if event.callbacks is not None:
                event.callbacks = self.going_on  # nobody else waits for it
                return
        self.going_on.clear()  # each knows the other: neither would be freed during the run
