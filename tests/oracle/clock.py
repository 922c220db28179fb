"""SimPy's clock with absolute times, and the settling at the end of every instant."""

from __future__ import annotations

import math
from collections.abc import Generator
from heapq import heappush
from typing import Any, Protocol

import simpy

FIRST, NORMAL, LEAVING, SETTLING, LAST = 0, 1, 2, 3, 4

Process = Generator[simpy.Event, Any, Any]


class Place(Protocol):
    """Where something is waited for; it is matched only when the instant ends."""

    def settle(self) -> None: ...


class Clock:
    """Hours from the start of the horizon."""

    def __init__(self, start: float, end: float) -> None:
        self.env = simpy.Environment(initial_time=start)
        self.start, self.end = start, end
        self.places: list[Place] = []
        self._stirred: dict[int, Place] = {}
        self.rounds = 0  # of settling so far, at all instants

    @property
    def now(self) -> float:
        return float(self.env.now)

    def event(self) -> simpy.Event:
        """Something that will happen, at a time not yet known."""
        return simpy.Event(self.env)

    def at(self, time: float, priority: int = NORMAL) -> simpy.Event:
        """An event at exactly this time: now plus a difference would land an ulp beside it."""
        if not self.now <= time < math.inf:
            raise ValueError(f"cannot schedule {time} at {self.now}")
        event = simpy.Event(self.env)
        event._ok, event._value = True, None
        queue: list[Any] = self.env._queue
        heappush(queue, (time, priority, next(self.env._eid), event))
        return event

    def stir(self, *places: Place) -> None:
        """Something changed here: match when this instant ends."""
        if not self._stirred and places:
            self.at(self.now, SETTLING).callbacks.append(self._settle)
        self._stirred.update({id(place): place for place in places})

    def wake(self, place: Place, time: float) -> None:
        """Match again at a later time."""
        if self.now < time < self.end:
            self.at(time).callbacks.append(lambda _: self.stir(place))

    def wake_all(self, time: float) -> None:
        """On this date something changes that any place may wait for."""
        if self.now < time < self.end:
            self.at(time).callbacks.append(lambda _: self.stir(*self.places))

    def _settle(self, _: simpy.Event) -> None:
        stirred, self._stirred = self._stirred, {}
        self.rounds += 1
        for place in stirred.values():
            place.settle()

    def run(self) -> None:
        """What would happen exactly at the end does not happen."""
        while self.env.peek() < self.end:
            self.env.step()
