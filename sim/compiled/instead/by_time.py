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

    A binary heap of times and slots: of the entry at a place, those at twice the place plus one and
    two come later. A thing and its tie stay in their slot, so that numbers alone are moved.
    """

    def __init__(self) -> None:
        self._times: vec[float] = vec[float]()
        self._slots: vec[i64] = vec[i64]()
        self._ties: list[Any] = []
        self._things: list[Any] = []
        self._free: vec[i64] = vec[i64]()

    def put(self, time: float, tie: Any, thing: Any) -> None:
        slot = self._slot(tie, thing)
        place: i64 = len(self._slots)
        times = self._times = append(self._times, time)
        slots = self._slots = append(self._slots, slot)
        while place > 0:
            above: i64 = (place - 1) >> 1
            other = times[above]
            if other < time or (other == time and self._ties[slots[above]] < tie):
                break
            times[place], slots[place] = other, slots[above]
            place = above
        times[place], slots[place] = time, slot

    def _slot(self, tie: Any, thing: Any) -> i64:
        """A slot that holds these."""
        slot: i64 = len(self._things)
        if len(self._free) > 0:
            self._free, slot = pop(self._free)
            self._ties[slot], self._things[slot] = tie, thing
        else:
            self._ties.append(tie)
            self._things.append(thing)
        return slot

    def first(self) -> float:
        return self._times[0] if len(self._times) > 0 else math.inf

    def take(self) -> Any:
        slot = self._slots[0]
        thing = self._things[slot]
        self._ties[slot] = self._things[slot] = None
        self._free = append(self._free, slot)
        self._close_gap()
        return thing

    def _close_gap(self) -> None:
        """The last entry comes in for the first."""
        times, time = pop(self._times)
        slots, slot = pop(self._slots)
        self._times, self._slots = times, slots
        size: i64 = len(slots)
        if size == 0:
            return
        ties = self._ties
        place: i64 = 0
        below: i64 = 1
        while below < size:
            other: i64 = below + 1
            if other < size and (
                times[other] < times[below]
                or (times[other] == times[below] and ties[slots[other]] < ties[slots[below]])
            ):
                below = other
            least = times[below]
            if time < least or (time == least and ties[slot] < ties[slots[below]]):
                break
            times[place], slots[place] = least, slots[below]
            place = below
            below = 2 * place + 1
        times[place], slots[place] = time, slot

    def things(self) -> list[Any]:
        return [self._things[slot] for slot in self._slots]
