"""`sim/corridor/agenda.py` to be compiled: the same order, by a heap whose keys are plain numbers.

What `heapq` compares are tuples, which takes three times as long.
"""

from __future__ import annotations

import math
from typing import Any, Final

from librt.vecs import append, pop, vec
from mypy_extensions import i64

from sim.corridor.moments import Moment

__all__ = ["Agenda"]

AFTER_FIRST: Final = 1 << 60  # more events than these are never put here


class Agenda:
    """Events by time, those put first before others, then as they were put here.

    A binary heap: of the entry at a place, those at twice the place plus one and two come later.
    `_ranks` decide between events of one time.
    """

    def __init__(self) -> None:
        self._times: vec[float] = vec[float]()
        self._ranks: vec[i64] = vec[i64]()
        self._events: list[Any] = []  # moments, whose class is not asked at each move
        self._put_so_far: i64 = 0

    def put(self, time: float, event: Moment) -> None:
        self._put_so_far += 1
        self._put(time, AFTER_FIRST + self._put_so_far, event)

    def put_first(self, time: float, event: Moment) -> None:
        self._put_so_far += 1
        self._put(time, self._put_so_far, event)

    def _put(self, time: float, rank: i64, event: Moment) -> None:
        place: i64 = len(self._events)
        times = self._times = append(self._times, time)
        ranks = self._ranks = append(self._ranks, rank)
        events = self._events
        events.append(event)
        while place > 0:
            above: i64 = (place - 1) >> 1
            if times[above] < time or (times[above] == time and ranks[above] < rank):
                break
            times[place], ranks[place], events[place] = times[above], ranks[above], events[above]
            place = above
        times[place], ranks[place], events[place] = time, rank, event

    def first(self) -> float:
        return self._times[0] if self._events else math.inf

    def take(self) -> Moment:
        times, time = pop(self._times)
        ranks, rank = pop(self._ranks)
        self._times, self._ranks = times, ranks
        events = self._events
        event: Moment = events.pop()
        size: i64 = len(events)
        if size == 0:
            return event
        first: Moment = events[0]
        place: i64 = 0
        below: i64 = 1
        while below < size:
            other: i64 = below + 1
            if other < size and (
                times[other] < times[below]
                or (times[other] == times[below] and ranks[other] < ranks[below])
            ):
                below = other
            if time < times[below] or (time == times[below] and rank < ranks[below]):
                break
            times[place], ranks[place], events[place] = times[below], ranks[below], events[below]
            place = below
            below = 2 * place + 1
        times[place], ranks[place], events[place] = time, rank, event
        return first
