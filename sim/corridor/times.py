"""Times of the boxes of a load: one for all, in waves, one for all but some, or box by box."""

from __future__ import annotations

import numpy as np

from sim.corridor.arrays import Floats


class Waves:
    """Times of n boxes that are done `each` at a time, the last perhaps fewer: the first of them so
    many `hours` after `start`, and the next ones so many after those before."""

    __slots__ = ("each", "hours", "n", "start")

    def __init__(self, n: int, each: int, start: float, hours: float) -> None:
        self.n = n
        self.each = each
        self.start = start
        self.hours = hours

    def all(self) -> Floats:
        """The time of each box, shape (n,), summed as one wave after another would be."""
        ends = np.empty(-(-self.n // self.each) + 1)
        ends.fill(self.hours)
        ends[0] = self.start
        return np.add.accumulate(ends)[1:].repeat(self.each)[: self.n]


class Late:
    """One time for n boxes, but for those at some places in the load whose own is later."""

    __slots__ = ("n", "own", "places", "time")

    def __init__(self, n: int, time: float, places: list[int], own: list[float]) -> None:
        self.n = n
        self.time = time
        self.places = places
        self.own = own

    def all(self) -> Floats:
        """The time of each box, shape (n,)."""
        times = np.full(self.n, self.time)
        times[self.places] = np.maximum(self.own, self.time)
        return times


Times = Waves | Late | Floats | float
"""Times of the boxes of a load: of shape (n,), or told in short."""

Finish = tuple[Times, float]
"""Times of the boxes of a load, and the last of them."""


def one_or_each(times: Times) -> Floats | float:
    """One time for all boxes, or that of each, shape (n,)."""
    return times.all() if isinstance(times, (Waves, Late)) else times


def all_of(times: Times, n: int) -> Floats:
    """The time of each of n boxes, shape (n,)."""
    told = one_or_each(times)
    return np.full(n, told) if isinstance(told, float) else told


def part_of(times: Times, first: int, last: int) -> Times:
    """Times of the boxes from one place in a load up to another."""
    if isinstance(times, Waves):
        before, beside = divmod(first, times.each)
        if not beside:
            start, hours = times.start, times.hours
            for _ in range(before):
                start += hours
            return Waves(last - first, times.each, start, hours)
    told = one_or_each(times)
    return told if isinstance(told, float) else told[first:last]


def are_in_order(times: Times) -> bool:
    """Whether it is known that no box of a load has a later time than one after it."""
    return isinstance(times, (Waves, float))


def times_at(times: Times, places: list[int]) -> list[float]:
    """Times of the boxes at some places of a load, in ascending order."""
    if isinstance(times, float):
        return [times] * len(places)
    if not isinstance(times, Waves):
        each = times.all() if isinstance(times, Late) else times
        chosen: list[float] = each[places].tolist()
        return chosen
    end, hours, wave, found = times.start, times.hours, 0, list[float]()
    for place in places:
        while wave <= place // times.each:
            end += hours
            wave += 1
        found.append(end)
    return found
