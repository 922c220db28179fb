"""Risk channels: into which of them each box falls."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

import numpy as np

from sim.corridor.arrays import Floats, Rows
from sim.corridor.calendars import Dated


class Channels:
    """Boxes by channel, by a uniform for each of them and the shares of a date.

    `drawn` are the uniforms, shape (boxes,), from `first_row` on; `shares` are those of the
    channels in their order. The rows of a channel are looked for once for all loads.
    """

    def __init__(self, shares: Dated[tuple[float, ...]], drawn: Floats, first_row: int) -> None:
        limits = tuple(_limits(share) for share in shares.values)
        self._limits = Dated(shares.times, limits)
        self._drawn = drawn
        self._first_row = first_row
        self._rows: dict[tuple[tuple[float, ...], int], list[int]] = {}

    def of(self, row: int, time: float) -> int:
        """The channel (an index) of a box that comes at a time; −1 where it falls into none."""
        if not row < len(self._drawn):
            return -1
        return bisect_right(self._limits.at(time), self._drawn.item(row)) - 1

    def places(self, channel: int, rows: Rows, time: float) -> list[int]:
        """Places of boxes of a channel among some that come at a time, ascending."""
        limits = self._limits.at(time)
        if not isinstance(rows, slice):
            return _between(self._drawn[rows], limits[channel], limits[channel + 1])
        in_channel = self._rows.get((limits, channel))
        if in_channel is None:
            drawn = self._drawn[self._first_row :]
            places = _between(drawn, limits[channel], limits[channel + 1])
            in_channel = [self._first_row + place for place in places]
            self._rows[limits, channel] = in_channel
        start = rows.start
        first = bisect_left(in_channel, start)
        last = bisect_left(in_channel, rows.stop, first)
        return [row - start for row in in_channel[first:last]]


def _between(drawn: Floats, least: float, limit: float) -> list[int]:
    """Places of uniforms that reach one limit and lie below another."""
    inside = drawn >= least
    if limit < math.inf:
        inside &= drawn < limit
    places: list[int] = inside.nonzero()[0].tolist()
    return places


def _limits(shares: tuple[float, ...]) -> tuple[float, ...]:
    """What uniforms of the first channel reach at least, of the second, and so on; and infinity."""
    return (0.0, *np.cumsum(shares)[:-1].tolist(), math.inf)
