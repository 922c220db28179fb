"""The yard: room in TEU, and the stock of boxes that wait for a service."""

from __future__ import annotations

import math
from bisect import insort
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

from sim.corridor.boxes import Boxes
from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import Batch, Order
from sim.corridor.moments import Event, Moment
from sim.corridor.settling import Settling


class RoomRequest:
    """A carriage that waits for room; `since` and `order` order the queue."""

    __slots__ = ("answer", "gives_up", "order", "since", "teu")

    def __init__(
        self, since: float, order: Order, teu: float, gives_up: float, answer: Moment
    ) -> None:
        self.since = since
        self.order = order
        self.teu = teu
        self.gives_up = gives_up
        self.answer = answer


class YardRoom:
    """Places in TEU for one direction, given to whole loads, first come, first served.

    `was_full` tells whether a load ever did not fit at the end of the instant in which it asked or
    was first: if none did, a larger yard changes nothing.
    """

    def __init__(self, clock: Clock, name: str, capacity: Dated[float]) -> None:
        self.name = name
        self.level = 0.0
        self.was_full = False
        self.queue: list[RoomRequest] = []
        self._patience_ends = math.inf  # of the first who loses it
        self.on_block: Callable[[], None] = lambda: None
        self._clock = clock
        self._capacity = capacity
        self._settling = Settling(clock, self._settle)
        for time in capacity.changes():
            self._settling.touch_at(time)

    def reserve(self, teu: float, order: Order, patience: float = math.inf) -> Moment | None:
        """Take room for a load: at once, or at the event, False when patience (hours) ran out."""
        now = self._clock.now
        fits = not self.queue and self.level + teu <= self._capacity.at(now)
        if fits and self._clock.is_alone():
            self.level += teu
            return None
        request = RoomRequest(now, order, teu, now + patience, Moment())
        insort(self.queue, request, key=lambda one: (one.since, one.order))
        self._patience_ends = min(self._patience_ends, request.gives_up)
        self._settling.touch()
        self._settling.touch_at(request.gives_up)
        return request.answer

    def is_full(self) -> bool:
        """Whether somebody waits and the first does not fit; else he is let in at this instant."""
        if not self.queue:
            return False
        return self.level + self.queue[0].teu > self._capacity.at(self._clock.now)

    def release(self, teu: float) -> None:
        self.level -= teu
        if self.queue:
            self._settling.touch()

    def _settle(self, now: float) -> None:
        """The first who stays keeps later ones out; who has lost patience makes way at once."""
        capacity = self._capacity.at(now)
        while self.queue:
            first = self.queue[0]
            fits = self.level + first.teu <= capacity
            self.was_full = self.was_full or not fits
            if not fits and first.gives_up > now:
                break
            self.level += first.teu if fits else 0.0
            self._clock.answer(first.answer, fits)
            del self.queue[0]
        if self._patience_ends <= now:
            self._send_away(now)
        if self.queue:
            self.on_block()

    def _send_away(self, now: float) -> None:
        """Who has lost patience."""
        for request in self.queue:
            if request.gives_up <= now:
                self._clock.answer(request.answer, False)
        self.queue = [request for request in self.queue if request.gives_up > now]
        self._patience_ends = min([one.gives_up for one in self.queue], default=math.inf)


Part = tuple[float, Order, int, Batch]
Watcher = tuple[Order, float, Moment]


def _rank(part: Part) -> tuple[float, Order, int]:
    """First ready; at one time by load; then as they were offered, which is by place."""
    return part[:3]


class Stock:
    """Boxes that wait at one terminal for one service: first ready, first served.

    Boxes come as batches of one ready time. A batch is looked into only when a carriage has room
    for a part of it, so the cost is that of the loads, not of the boxes, however long the queue.
    """

    def __init__(self, clock: Clock, boxes: Boxes) -> None:
        self._clock = clock
        self._boxes = boxes
        self._pending: list[Part] = []
        self._offers = count()
        self._ready: deque[Part] = deque()
        self._settling = Settling(clock, self._settle)
        self._coming: list[Watcher] = []
        self._watchers: list[Watcher] = []
        self._watched_until = math.inf
        self._looking: list[Any] = [self._let_look]
        self.all_look = False  # a carriage may be full without having taken a box
        self._looks_at = -math.inf
        self.on_ready: Callable[[float], None] = lambda now: None
        self.on_more: Callable[[], None] | None = None
        self.ready_teu = 0.0
        self.ready_kg = 0.0
        self._unseen_teu = 0.0
        self._unseen_kg = 0.0
        self._rest = (math.inf, math.inf, math.inf)

    def offer(self, batch: Batch, ready: float, load: Order) -> None:
        """Boxes of one load that are ready at one time, now or later."""
        heappush(self._pending, (ready, load, next(self._offers), batch))
        if self.on_more:
            self.on_more()
        now = self._clock.now
        if ready > now:
            self._settling.touch_at(ready)
        elif self._watchers or self._wakes(batch, now):
            self._settling.touch()

    def rest(self, until: float, teu: float, kg: float) -> None:
        """Nobody looks at new boxes until this time, if not enough is ready before to fill this."""
        self._rest = (until, teu, kg)

    def wake(self) -> None:
        """From now on somebody looks at all new boxes."""
        self._rest = (-math.inf, 0.0, 0.0)

    def teu_before(self, now: float) -> float:
        """TEU that were ready before this instant, and that no carriage has taken."""
        unseen = [batch.teu for ready, _, _, batch in self._pending if ready < now]
        return self.ready_teu + sum(unseen)

    def _wakes(self, batch: Batch, now: float) -> bool:
        """Whether new boxes end the rest; if not, they wait for the next look."""
        until, teu, kg = self._rest
        self._unseen_teu += batch.teu
        self._unseen_kg += batch.kg
        return now >= until or self.fills(teu - self._unseen_teu, kg - self._unseen_kg)

    def is_empty(self) -> bool:
        """Whether no box is here, ready or not."""
        return not self._ready and not self._pending

    def since(self) -> float:
        """When the first of the ready boxes became ready; infinity when none is."""
        return self._ready[0][0] if self._ready else math.inf

    def fills(self, teu: float, kg: float) -> bool:
        """Whether the ready boxes fill a carriage of this capacity."""
        return self.ready_teu > teu - 1 or self.ready_kg > kg

    def can_be_taken(self) -> bool:
        """Whether who asks now need not watch: boxes are ready and nobody else looks at them."""
        if self._watchers or not self._clock.is_alone():
            return False
        self._promote(self._clock.now)
        return bool(self._ready)

    def watch(self, order: Order, until: float) -> Moment:
        """An event at the end of the first instant with ready boxes, or at `until`.

        Of several watchers the one with the lowest order looks first.
        """
        event, now = Moment(), self._clock.now
        here = self._ready or (self._pending and self._pending[0][0] <= now)
        if here or until <= now or self._coming or self.all_look:
            self._coming.append((order, until, event))
            self._settling.touch()
        else:  # if boxes come in this instant yet, they ask for its end themselves
            self._add_watcher((order, until, event))
        if until > now:
            self._settling.touch_at(until)
        return event

    def look_at(self, time: float) -> None:
        """Ask for `on_ready` at the end of this later instant too.

        Where it has been asked for earlier than that, who looks then asks again.
        """
        if not self._clock.now < self._looks_at <= time:
            self._looks_at = time
            self._settling.touch_at(time)

    def wake_at(self, time: float) -> None:
        """Look again at the end of a later instant, at which the rules change."""
        self._settling.touch_at(time)

    def take(self, teu: float, kg: float, now: float) -> list[Batch]:
        """What fits, from the head of the ready queue, in order."""
        self._promote(now)
        taken: list[Batch] = []
        while self._ready:
            since, load, number, batch = self._ready[0]
            if batch.teu <= teu and batch.kg <= kg:
                self._ready.popleft()
            else:
                parts = batch.split(self._boxes, teu, kg)
                if parts is None:
                    break
                batch, rest = parts
                self._ready[0] = (since, load, number, rest)
            taken.append(batch)
            teu, kg = teu - batch.teu, kg - batch.kg
            self.ready_teu -= batch.teu
            self.ready_kg -= batch.kg
        return taken

    def teu(self) -> float:
        """All TEU here, ready or not."""
        return self.ready_teu + sum([batch.teu for *_, batch in self._pending])

    def take_train(self, teu: float, kg: float, now: float) -> list[Batch]:
        """What a train of this capacity takes."""
        return self.take(teu, kg, now)

    def batches(self) -> list[Batch]:
        """All boxes here, ready or not."""
        return [batch for *_, batch in (*self._ready, *self._pending)]

    def _promote(self, now: float) -> None:
        self._unseen_teu = self._unseen_kg = 0.0
        while self._pending and self._pending[0][0] <= now:
            part = heappop(self._pending)
            if self._ready and part[:2] < self._ready[-1][:2]:
                insort(self._ready, part, key=_rank)  # offered in a later round of one instant
            else:
                self._ready.append(part)
            self.ready_teu += part[3].teu
            self.ready_kg += part[3].kg

    def _settle(self, now: float) -> None:
        self._promote(now)
        self.on_ready(now)
        if self._coming:
            for one in self._coming:
                self._add_watcher(one)
            self._coming.clear()
        if self._watchers and (self._ready or self._watched_until <= now):
            looks = Moment()
            looks.callbacks = self._looking
            self._clock.answer(looks)

    def _add_watcher(self, one: Watcher) -> None:
        insort(self._watchers, one, key=lambda one: one[0])
        self._watched_until = min(self._watched_until, one[1])

    def _let_look(self, _: Event) -> None:
        """Watchers look in their order as long as boxes are left, then those who wait no longer.

        The others would find nothing: however many watch, only who takes boxes costs anything.
        """
        while self._watchers and (self._ready or self.all_look):
            self._clock.tell(self._watchers.pop(0)[2])
        now = self._clock.now
        if self._watched_until <= now:
            watchers = self._watchers
            self._watchers = [one for one in watchers if one[1] > now]
            self._watched_until = min([one[1] for one in self._watchers], default=math.inf)
            for one in watchers:
                if one[1] <= now:
                    self._clock.tell(one[2])
