"""What is known before the clock starts: closures and dated values."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.scenario.language import Network
from sim.scenario.scenario import Epoch

Value = TypeVar("Value")
Interval = tuple[float, float]


class Dated(Generic[Value]):
    """A value that changes on dates: that of the last change at or before a time.

    The first of `times` is before all others that are asked for. The stretch of time that was
    asked for last is kept at hand, for time goes on slowly.
    """

    __slots__ = ("_since", "_until", "_value", "never_changes", "times", "values")

    def __init__(self, times: tuple[float, ...], values: tuple[Value, ...]) -> None:
        self.times = times
        self.values = values
        self.never_changes = len(values) == 1
        self._since = -math.inf
        self._until = times[1] if times[1:] else math.inf
        self._value = values[0]

    def at(self, time: float) -> Value:
        if not self._since <= time < self._until:
            self._find(time)
        return self._value

    def _find(self, time: float) -> None:
        place = bisect_right(self.times, time)
        self._since, self._until = self.times[place - 1], self.same_until(time)
        self._value = self.values[place - 1]

    def each(self: Dated[float], times: NDArray[np.float64]) -> NDArray[np.float64] | float:
        """Values at some times, shape of times, or the one that never changes."""
        if self.never_changes:
            return self.values[0]
        places = np.searchsorted(self.times, times, side="right") - 1
        return np.asarray(self.values)[places]

    def changes(self) -> tuple[float, ...]:
        """Times at which the value changes, the first value's excluded."""
        return self.times[1:]

    def same_until(self, time: float) -> float:
        """The end of the stretch of unchanged value that holds this time."""
        place = bisect_right(self.times, time)
        return self.times[place] if place < len(self.times) else math.inf


def dated(epochs: Sequence[Epoch], read: Callable[[Network], Value]) -> Dated[Value]:
    """One number of the network through all its epochs; equal neighbours are one."""
    times, values = [-math.inf], [read(epochs[0].network)]
    for epoch in epochs[1:]:
        value = read(epoch.network)
        if value != values[-1]:
            times.append(epoch.from_hours)
            values.append(value)
    return Dated(tuple(times), tuple(values))


class Calendar:
    """Closures as disjoint intervals [from, to) in order of time."""

    def __init__(self, closures: Iterable[Interval] = ()) -> None:
        merged = _merge(closures)
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def next_open(self, time: float) -> float:
        """This time when open, else the end of the closure that holds it."""
        if not self._starts:
            return time
        place = bisect_right(self._starts, time) - 1
        if place >= 0 and time < self._ends[place]:
            return self._ends[place]
        return time

    def open_until(self, time: float) -> float:
        """The start of the first closure after this time."""
        place = bisect_right(self._starts, time)
        return self._starts[place] if place < len(self._starts) else math.inf

    @property
    def is_empty(self) -> bool:
        """Whether nothing is ever closed."""
        return not self._starts

    def intervals(self) -> list[Interval]:
        return list(zip(self._starts, self._ends, strict=True))


def _merge(closures: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in sorted(closures):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def daily_closures(windows: Sequence[tuple[int, int]], start: float, end: float) -> list[Interval]:
    """The hours outside daily opening windows (minutes of the day) from start to end."""
    if not windows:
        return []
    opening: list[Interval] = []
    for day in range(math.floor(start / 24) - 1, math.ceil(end / 24) + 1):
        for first, last in windows:
            length = last - first if last > first else last + 1440 - first
            opening.append((day * 24 + first / 60, day * 24 + (first + length) / 60))
    opened = _merge(opening)
    return [(a[1], b[0]) for a, b in pairwise(opened) if a[1] < b[0]]
