"""Cranes and inspection bays: workers with a first and a last date."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import simpy

from tests.oracle.clock import Clock, Process

Hours = Callable[[float], float]  # what a piece of work takes when it starts at this time
Order = tuple[Any, ...]


@dataclass(eq=False)
class Worker:
    """A crane or a bay; from its last date on it starts nothing."""

    number: int
    first: float
    last: float
    free: float  # idle since then, or free from then on
    busy: bool = False
    serving: object = None


@dataclass(eq=False)
class Request:
    """A box that asks for a worker."""

    who: object
    order: Order
    round: int
    direction: str
    hours: Hours
    granted: simpy.Event


@dataclass(frozen=True)
class Crew:
    """How many workers there are, when they start, and how their queue is ordered."""

    number: Callable[[float], float]
    stretches: list[tuple[float, float]]
    next_open: Callable[[float, str], float] = field(default=lambda time, _: time)


class Workers:
    """Served first come first served."""

    def __init__(self, clock: Clock, crew: Crew) -> None:
        self.clock, self.crew = clock, crew
        self.queue: list[Request] = []
        self.workers = [
            Worker(number, first, last, first)
            for number in range(1, self._most() + 1)
            for first, last in self._spans(number)
        ]
        clock.places.append(self)

    def serve(self, who: object, order: Order, direction: str, hours: Hours) -> Process:
        """Wait for a worker, wait until it may start, work. Returns hours waited and closed."""
        asked = self.clock.now
        request = Request(
            who, (asked, *order), self.clock.rounds, direction, hours, self.clock.event()
        )
        self.queue.append(request)
        self.clock.stir(self)
        worker = yield request.granted
        given = self.clock.now
        yield self.clock.at(self.crew.next_open(given, direction))
        start = self.clock.now
        yield self.clock.at(start + self.work_hours(hours, asked, start))
        worker.busy = False
        self.clock.stir(self)
        return given - asked, start - given

    def work_hours(self, hours: Hours, asked: float, start: float) -> float:
        """Work keeps the pace of its start, whenever it was asked for."""
        return hours(start)

    def settle(self) -> None:
        for request in sorted(self.queue, key=self.rank):
            worker = self._worker_for(request)
            if worker:
                self.queue.remove(request)
                self._engage(worker, request)

    def rank(self, request: Request) -> Order:
        """By time; at one instant by round of settling, then by load, then by place."""
        asked, *order = request.order
        return (asked, request.round, *order)

    def _engage(self, worker: Worker, request: Request) -> None:
        start = self.crew.next_open(self.clock.now, request.direction)
        worker.busy, worker.serving = True, request.who
        worker.free = start + self.work_hours(request.hours, request.order[0], start)
        request.granted.succeed(worker)

    def _worker_for(self, request: Request) -> Worker | None:
        """The one idle longest, of several the first to retire; none that then has retired."""
        now = self.clock.now
        start = self.crew.next_open(now, request.direction)
        able = [w for w in self.workers if not w.busy and w.first <= now and start < self.last(w)]
        if not able and math.isinf(self.crew.number(now)):
            able = [self._another(now)]
        return min(able, key=lambda w: (w.free, w.last, w.number), default=None)

    def last(self, worker: Worker) -> float:
        return worker.last

    def _another(self, now: float) -> Worker:
        """Where the number is unlimited there is always one more."""
        ends = (a for a, _ in self.crew.stretches if a > now and self.crew.number(a) < math.inf)
        worker = Worker(len(self.workers) + 1, now, next(ends, math.inf), now)
        self.workers.append(worker)
        return worker

    def _most(self) -> int:
        numbers = [self.crew.number(first) for first, _ in self.crew.stretches]
        return int(max((n for n in numbers if n < math.inf), default=0))

    def _spans(self, number: int) -> list[tuple[float, float]]:
        """When the worker of this number is there, adjoining stretches joined."""
        spans: list[tuple[float, float]] = []
        for first, last in self.crew.stretches:
            if self.crew.number(first) < number:
                continue
            if spans and spans[-1][1] == first:
                first = spans.pop()[0]
            spans.append((first, last))
        return spans


class Bays(Workers):
    """Inspection bays; they know no closures."""

    def rank(self, request: Request) -> Order:
        """By time of unloading; at one instant by load, then by place."""
        return request.order

    def foretell(self, who: object) -> float:
        """When the work on someone who waits here will end, were it all computed at once.

        Later requests come behind and change nothing.
        """
        ends = {worker.serving: worker.free for worker in self.workers if worker.busy}
        free = {worker: worker.free for worker in self.workers}
        for request in sorted(self.queue, key=self.rank):
            able = [w for w in free if max(self.clock.now, free[w]) < self.last(w)]
            if math.isinf(self.crew.number(self.clock.now)):
                able = [Worker(0, -math.inf, math.inf, -math.inf)]
                free[able[0]] = -math.inf
            if not able:
                return math.inf
            worker = min(able, key=lambda w: (free[w], w.last, w.number))
            start = max(self.clock.now, free[worker])
            free[worker] = start + self.work_hours(request.hours, request.order[0], start)
            ends[request.who] = free[worker]
        return ends.get(who, -math.inf)
