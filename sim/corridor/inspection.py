"""Inspection bays: boxes of loads that overlap, in the order in which they ask."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from sim.corridor.arrays import Floats, Ints, Rows, row_at
from sim.corridor.calendars import Dated
from sim.corridor.containers import Order
from sim.corridor.servers import Servers
from sim.corridor.times import Times, are_in_order, times_at


@dataclass(frozen=True, eq=False)
class Work:
    """Work of a channel: its mean by date, its variates one a box (None: constant)."""

    hours: Dated[float]
    variates: Floats | None

    def variate(self, rows: slice | Ints) -> Floats | float:
        """Shape of rows, or 1 for constant work."""
        return 1.0 if self.variates is None else self.variates[rows]

    def each(self, rows: list[int]) -> list[float]:
        """Variates of some boxes."""
        if self.variates is None:
            return [1.0] * len(rows)
        variates: list[float] = self.variates[rows].tolist()
        return variates

    def variate_of(self, row: int) -> float:
        return 1.0 if self.variates is None else self.variates.item(row)


class Part:
    """Boxes of one flow in a load: n rows and the times at which they are unloaded.

    `first_place` is the place of the first of them in the load.
    """

    __slots__ = ("first_place", "load", "n", "rows", "unloaded")

    def __init__(self, rows: Rows, n: int, unloaded: Times, load: Order, first_place: int) -> None:
        self.rows = rows
        self.n = n
        self.unloaded = unloaded
        self.load = load
        self.first_place = first_place


class Inspected:
    """Boxes of one channel of a part that ask for a bay, in the order in which they do.

    `places` are theirs in the part; `times`, when they ask; `done` tells when those that have been
    served are done.
    """

    __slots__ = ("_part", "done", "hours", "places", "times", "variates")

    def __init__(
        self, part: Part, places: list[int], variates: list[float], hours: Dated[float]
    ) -> None:
        """`places` are in ascending order."""
        times = times_at(part.unloaded, places)
        if not are_in_order(part.unloaded):
            turns = sorted(range(len(times)), key=times.__getitem__)
            times, places, variates = (
                [times[turn] for turn in turns],
                [places[turn] for turn in turns],
                [variates[turn] for turn in turns],
            )
        self.times = times
        self.places = places
        self.variates = variates
        self.hours = hours
        self._part = part
        self.done: list[float] = []

    def next(self) -> tuple[Any, ...]:
        """The next box, before others by when it asks, load, place in it and row; and these boxes.

        Two trains of one consignment are loads of one order.
        """
        part, k = self._part, len(self.done)
        place = self.places[k]
        row = row_at(part.rows, place)
        return self.times[k], part.load, part.first_place + place, row, self


class InspectionBays:
    """Bays that take boxes in order of time, then load, then place, across loads that overlap."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._asking: list[tuple[Any, ...]] = []

    def announce(self, boxes: Inspected) -> None:
        """Boxes that will ask for a bay, told when their load begins to be unloaded."""
        heappush(self._asking, boxes.next())

    def commit(self, now: float) -> None:
        """Serve all boxes that asked up to now.

        Every box that asks by now has been announced, because a load announces at its start what
        happens until its end, and commits at its end.
        """
        while self._asking and self._asking[0][0] <= now:
            boxes: Inspected = heappop(self._asking)[4]
            times, first = boxes.times, len(boxes.done)
            others_ask = self._asking[0][0] if self._asking else math.inf
            last = bisect_right(times, now, first)
            if times[last - 1] >= others_ask:  # those before; of one that ties, itself
                last = max(first + 1, bisect_left(times, others_ask, first))
            variates = boxes.variates[first:last]
            boxes.done += self._servers.serve_each(times[first:last], variates, boxes.hours)
            if last < len(times):
                heappush(self._asking, boxes.next())
