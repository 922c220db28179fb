"""The end of an instant, at which waiting parties are matched."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.corridor.clock import Clock


class Settling:
    """Runs one action at the end of every instant in which it was touched, once."""

    def __init__(self, clock: Clock, action: Callable[[float], None]) -> None:
        self._clock = clock
        self._action = action
        self._asked = False
        self._alarm = -math.inf  # the last one asked for
        self._at_end, self._at_alarm = self._act, self.touch  # bound once: they are asked for often

    def touch(self) -> None:
        """Ask for the action at the end of this instant."""
        if not self._asked:
            self._asked = True
            self._clock.settle(self._at_end)

    def touch_at(self, time: float) -> None:
        """Ask for the action at the end of a later instant; what is past asks for nothing.

        Mostly the same instant is asked for again. Where another was asked for in between it gets
        a second event, which changes nothing.
        """
        if time > self._clock.now and time != self._alarm:
            self._alarm = time
            self._clock.call(time, self._at_alarm)

    def _act(self, now: float) -> None:
        self._asked = False
        self._action(now)
