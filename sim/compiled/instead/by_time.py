"""`sim/corridor/by_time.py` to be compiled: the same order, by a heap with times as plain numbers.

What `heapq` compares are tuples, which takes three times as long.
"""

from __future__ import annotations

import math
from typing import Any

from librt.vecs import append, pop, vec
from mypy_extensions import i64

__all__ = ["ByTime"]


class ByTime:
    """Things by time; of two of one time the one with the lesser tie comes first.

    A binary heap in three columns: of the entry at a place, those at twice the place plus one and
    two come later.
    """

    def __init__(self) -> None:
        self._times: vec[float] = vec[float]()
        self._ties: list[Any] = []
        self._things: list[Any] = []

    def put(self, time: float, tie: Any, thing: Any) -> None:
        times = self._times = append(self._times, time)
        ties, things = self._ties, self._things
        place: i64 = len(things)
        ties.append(tie)
        things.append(thing)
        while place > 0:
            above: i64 = (place - 1) >> 1
            if times[above] < time or (times[above] == time and ties[above] < tie):
                break
            times[place], ties[place], things[place] = times[above], ties[above], things[above]
            place = above
        times[place], ties[place], things[place] = time, tie, thing

    def first(self) -> float:
        return self._times[0] if self._things else math.inf

    def take(self) -> Any:
        times, time = pop(self._times)
        self._times = times
        ties, things = self._ties, self._things
        tie, thing = ties.pop(), things.pop()
        size: i64 = len(things)
        if size == 0:
            return thing
        first = things[0]
        place: i64 = 0
        below: i64 = 1
        while below < size:
            other: i64 = below + 1
            if other < size and (
                times[other] < times[below]
                or (times[other] == times[below] and ties[other] < ties[below])
            ):
                below = other
            if time < times[below] or (time == times[below] and tie < ties[below]):
                break
            times[place], ties[place], things[place] = times[below], ties[below], things[below]
            place = below
            below = 2 * place + 1
        times[place], ties[place], things[place] = time, tie, thing
        return first

    def things(self) -> list[Any]:
        return list(self._things)
