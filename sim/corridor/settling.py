"""The end of an instant, at which waiting parties are matched."""

from __future__ import annotations

from collections.abc import Callable

from sim.corridor.clock import Clock


class Settling:
    """Runs one action at the end of every instant in which it was touched, once."""

    def __init__(self, clock: Clock, action: Callable[[float], None]) -> None:
        self._clock = clock
        self._action = action
        self._asked = False
        self._alarms: set[float] = set()
        self._at_end, self._at_alarm = self._act, self._wake  # bound once: they are asked for often

    def touch(self) -> None:
        """Ask for the action at the end of this instant."""
        if not self._asked:
            self._asked = True
            self._clock.settle(self._at_end)

    def touch_at(self, time: float) -> None:
        """Ask for the action at the end of a later instant; what is past asks for nothing."""
        if time > self._clock.now and time not in self._alarms:
            self._alarms.add(time)
            self._clock.call(time, self._at_alarm)

    def _wake(self) -> None:
        self._alarms.discard(self._clock.now)
        self.touch()

    def _act(self, now: float) -> None:
        self._asked = False
        self._action(now)
