"""Risk channels: into which of them each box falls, and how much work it is there."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

import numpy as np

from sim.corridor.arrays import Floats, Range, Rows
from sim.corridor.calendars import Dated
from sim.corridor.inspection import Work

Fallen = tuple[list[int], list[float]]
"""Boxes of a channel, in ascending order, and their variates of its work."""


class Channels:
    """Boxes by channel, by a uniform for each of them and the shares of a date.

    `drawn` are the uniforms, shape (boxes,), from `first_row` on; `shares` are those of the
    channels in their order. All boxes of a channel are looked for once for each kind of work.
    """

    def __init__(self, shares: Dated[tuple[float, ...]], drawn: Floats, first_row: int) -> None:
        limits = tuple(_limits(share) for share in shares.values)
        self._limits = Dated(shares.times, limits)
        self._drawn = drawn
        self._first_row = first_row
        self._fallen: Dated[dict[Work, Fallen]] = Dated(shares.times, tuple({} for _ in limits))

    def of(self, row: int, time: float) -> int:
        """The channel (an index) of a box that comes at a time; the index of none where it falls
        into none."""
        if not self._first_row <= row < len(self._drawn):
            return -1
        return bisect_right(self._limits.at(time), self._drawn.item(row)) - 1

    def among(self, rows: Rows, channel: int, work: Work, time: float) -> Fallen:
        """Places of the boxes of a channel among some that come at a time, and their variates of a
        work of that channel."""
        if not isinstance(rows, Range):
            places = self._inside(self._drawn[rows], channel, time)
            return places, work.each([rows.item(place) for place in places])
        found = self._fallen.at(time)
        all_fallen = found.get(work)
        if all_fallen is None:
            all_fallen = found[work] = self._all(channel, work, time)
        in_channel, variates = all_fallen
        start = rows.first
        first = bisect_left(in_channel, start)
        last = bisect_left(in_channel, rows.last, first)
        return [row - start for row in in_channel[first:last]], variates[first:last]

    def _all(self, channel: int, work: Work, time: float) -> Fallen:
        """All boxes of a channel, whenever they come, with shares as at a time."""
        first = self._first_row
        in_channel = [first + row for row in self._inside(self._drawn[first:], channel, time)]
        return in_channel, work.each(in_channel)

    def _inside(self, drawn: Floats, channel: int, time: float) -> list[int]:
        """Places of the uniforms that lead into a channel."""
        limits = self._limits.at(time)
        inside = drawn >= limits[channel]
        if limits[channel + 1] < math.inf:
            inside &= drawn < limits[channel + 1]
        places: list[int] = inside.nonzero()[0].tolist()
        return places


def _limits(shares: tuple[float, ...]) -> tuple[float, ...]:
    """What uniforms of the first channel reach at least, of the second, and so on; and infinity."""
    return (0.0, *np.cumsum(shares)[:-1].tolist(), math.inf)
