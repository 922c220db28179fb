"""The yard: room in TEU, and the stock of boxes that wait for a service."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np
from simpy.events import Event

from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import NOBODY, Boxes, Floats, Ints
from sim.corridor.settling import Settling


@dataclass(slots=True, eq=False)
class RoomRequest:
    """A carriage that waits for room; `since` and `number` order the queue."""

    since: float
    number: int
    teu: float
    answer: Event


class YardRoom:
    """Places in TEU for one direction, given to whole loads, first come, first served."""

    def __init__(self, clock: Clock, name: str, capacity: Dated[float]) -> None:
        self.name = name
        self.level = 0.0
        self.queue: list[RoomRequest] = []
        self.on_block: Callable[[], None] = lambda: None
        self._clock = clock
        self._capacity = capacity
        self._settling = Settling(clock, self._settle)
        for time in capacity.changes():
            self._settling.touch_at(time)

    def reserve(
        self, teu: float, number: int, patience: float = math.inf
    ) -> Generator[Event, Any, bool]:
        """Wait until there is room for a load; False when patience (hours) runs out first."""
        now = self._clock.now
        request = RoomRequest(now, number, teu, self._clock.event())
        self.queue.append(request)
        self.queue.sort(key=lambda one: (one.since, one.number))
        self._settling.touch()
        if patience < math.inf:
            self._clock.call(now + patience, lambda: self._give_up(request))
        granted: bool = yield request.answer
        return granted

    def release(self, teu: float) -> None:
        self.level -= teu
        if self.queue:
            self._settling.touch()

    def _settle(self, now: float) -> None:
        capacity = self._capacity.at(now)
        while self.queue and self.level + self.queue[0].teu <= capacity:
            request = self.queue.pop(0)
            self.level += request.teu
            request.answer.succeed(True)
        if self.queue:
            self.on_block()

    def _give_up(self, request: RoomRequest) -> None:
        if request in self.queue:
            self.queue.remove(request)
            request.answer.succeed(False)
            self._settling.touch()


Part = tuple[float, int, int, Ints]


class Stock:
    """Boxes that wait at one terminal for one service: first ready, first served.

    Boxes come as parts of one ready time; a part is not looked into until its time has come, so the cost
    is that of the loads, not of the boxes, however long the queue.
    """

    def __init__(self, clock: Clock, boxes: Boxes) -> None:
        self._clock = clock
        self._boxes = boxes
        self._pending: list[Part] = []
        self._ready: deque[tuple[float, Ints]] = deque()
        self._settling = Settling(clock, self._settle)
        self._watchers: list[tuple[float, int, float, Event]] = []
        self.on_ready: Callable[[float], None] = lambda now: None
        self.ready_teu = 0.0
        self.ready_tonnes = 0.0

    def offer(self, rows: Ints, ready: Floats, load: int) -> None:
        """Boxes of one load with the times at which they are ready, both shape (n,)."""
        first, now = float(ready[0]), self._clock.now
        if (ready == first).all():
            self._put(first, load, rows, now)
            return
        for time in np.unique(ready).tolist():
            self._put(time, load, rows[ready == time], now)

    def _put(self, time: float, load: int, part: Ints, now: float) -> None:
        heappush(self._pending, (time, load, int(part[0]), part))
        if time <= now:
            self._settling.touch()
        else:
            self._settling.touch_at(time)

    def since(self) -> float:
        """When the first of the ready boxes became ready; infinity when none is."""
        return self._ready[0][0] if self._ready else math.inf

    def fills(self, teu: float, tonnes: float) -> bool:
        """Whether the ready boxes fill a carriage of this capacity."""
        return self.ready_teu > teu - 1 or self.ready_tonnes > tonnes

    def watch(self, order: tuple[float, int], until: float) -> Event:
        """An event at the end of the first instant with ready boxes, or at `until`.

        Of several watchers the one with the lowest order (time, number) looks first.
        """
        event = self._clock.event()
        self._watchers.append((*order, until, event))
        self._watchers.sort(key=lambda one: one[:2])
        self._settling.touch()
        if until > self._clock.now:
            self._settling.touch_at(until)
        return event

    def look_at(self, time: float) -> None:
        """Ask for `on_ready` at the end of this later instant too."""
        self._settling.touch_at(time)

    def take(self, teu: float, tonnes: float, now: float) -> Ints:
        """Rows from the head of the ready queue that fit, in order, shape (k,)."""
        self._promote(now)
        taken: list[Ints] = []
        while self._ready:
            since, part = self._ready[0]
            fit = self._fitting(part, teu, tonnes)
            if fit == 0:
                break
            taken.append(part[:fit])
            teu -= self._account(part[:fit], -1)
            tonnes -= float(self._boxes.gross_tonnes[part[:fit]].sum())
            if fit < len(part):
                self._ready[0] = (since, part[fit:])
                break
            self._ready.popleft()
        return np.concatenate(taken) if taken else NOBODY

    def teu_of(self, rows: Ints) -> float:
        """TEU of some boxes, shape (n,)."""
        return float(self._boxes.teu[rows].sum())

    def rows(self) -> Ints:
        """All boxes here, ready or not."""
        parts = [part for _, part in self._ready] + [part for *_, part in self._pending]
        return np.concatenate(parts) if parts else NOBODY

    def _fitting(self, part: Ints, teu: float, tonnes: float) -> int:
        by_teu = np.searchsorted(self._boxes.teu[part].cumsum(), teu, side="right")
        if tonnes == math.inf:
            return int(by_teu)
        by_tonnes = np.searchsorted(self._boxes.gross_tonnes[part].cumsum(), tonnes, side="right")
        return int(min(by_teu, by_tonnes))

    def _account(self, part: Ints, sign: int) -> float:
        teu = float(self._boxes.teu[part].sum())
        self.ready_teu += sign * teu
        self.ready_tonnes += sign * float(self._boxes.gross_tonnes[part].sum())
        return teu

    def _promote(self, now: float) -> None:
        while self._pending and self._pending[0][0] <= now:
            time, _, _, part = heappop(self._pending)
            self._ready.append((time, part))
            self._account(part, +1)

    def _settle(self, now: float) -> None:
        self._promote(now)
        self.on_ready(now)
        if not self._watchers:
            return
        awake = [one for one in self._watchers if self._ready or one[2] <= now]
        self._watchers = [one for one in self._watchers if one not in awake]
        for *_, event in awake:
            event.succeed()
