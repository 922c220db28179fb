"""`sim/corridor/constant_work.py` to be compiled: in waves, else box by box, which costs little.

Boxes are begun in order of time, and so are done in that order: who is free next is either the
first of those that were so before or the server of the first box that is done.
"""

from __future__ import annotations

import numpy as np
from librt.vecs import append, vec
from mypy_extensions import i64

from sim.corridor.times import Finish, Waves

__all__ = ["last_of", "work_off"]


def work_off(free: list[float], now: float, n: i64, hours: float) -> tuple[list[float], Finish]:
    if _begin_together(free, now):
        start = free[0] if free[0] > now else now
        again = _in_waves(start, len(free), n, hours)
        return again, (Waves(n, len(free), start, hours), again[-1])
    again, done = _worked(free, now, n, hours)
    return again, (np.frombuffer(memoryview(done)), done[n - 1])


def last_of(free: list[float], now: float, n: i64, hours: float) -> tuple[list[float], float]:
    if _begin_together(free, now):
        again = _in_waves(free[0] if free[0] > now else now, len(free), n, hours)
        return again, again[-1]
    again, done = _worked(free, now, n, hours)
    return again, done[n - 1]


def _begin_together(free: list[float], now: float) -> bool:
    first = free[0] if free[0] > now else now
    return all((one if one > now else now) == first for one in free)


def _in_waves(start: float, servers: i64, n: i64, hours: float) -> list[float]:
    waves: i64 = n // servers
    for _ in range(waves):
        start += hours
    rest = n - waves * servers
    return [start] * (servers - rest) + [start + hours] * rest


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
