"""`sim/corridor/constant_work.py` to be compiled: box by box, which costs little there.

Boxes are begun in order of time, and so are done in that order: who is free next is either the
first of those that were so before or the server of the first box that is done.
"""

from __future__ import annotations

import numpy as np
from librt.vecs import append, vec
from mypy_extensions import i64
from numpy.typing import NDArray

__all__ = ["last_of", "work_off"]

Floats = NDArray[np.float64]


def work_off(free: list[float], now: float, n: i64, hours: float) -> tuple[list[float], Floats]:
    again, done = _worked(free, now, n, hours)
    return again, np.frombuffer(memoryview(done))


def last_of(free: list[float], now: float, n: i64, hours: float) -> tuple[list[float], float]:
    first = free[0] if free[0] > now else now
    for one in free:
        if (one if one > now else now) != first:  # they do not begin together
            again, done = _worked(free, now, n, hours)
            return again, done[n - 1]
    servers: i64 = len(free)
    waves: i64 = n // servers
    for _ in range(waves):
        first += hours
    rest = n - waves * servers
    last = first + hours if rest > 0 else first
    return [first] * (servers - rest) + [last] * rest, last


def _worked(free: list[float], now: float, n: i64, hours: float) -> tuple[list[float], vec[float]]:
    done = vec[float](capacity=n)
    before = sorted(free)
    servers: i64 = len(before)
    taken: i64 = 0  # servers that have taken a box
    gone_on: i64 = 0  # boxes whose servers have taken another
    while len(done) < n:
        if taken < servers and (gone_on == len(done) or before[taken] <= done[gone_on]):
            start = before[taken]
            taken += 1
            if start < now:
                start = now
        else:
            start = done[gone_on]
            gone_on += 1
        done = append(done, start + hours)
    again = before[taken:]
    for box in range(gone_on, n):
        again.append(done[box])
    again.sort()
    return again, done
