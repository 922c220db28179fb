"""Cranes and bays: servers that work a whole visit at once.

The next-free time of every server is carried from visit to visit. Because visits start in order of
time and boxes are served in the order of their load, the recursion of Kiefer and Wolfowitz (1955)
gives each box exactly the start that one process per box, queueing first come first served, would
see.
"""

from __future__ import annotations

import math
from heapq import heapify, heappop, heapreplace

import numpy as np
from numpy.typing import NDArray

from sim.corridor.calendars import Calendar, Dated
from sim.errors import UntrustedRun

Floats = NDArray[np.float64]
NO_HOURS = Dated((-math.inf,), (0.0,))


class Servers:
    """A group of equal servers, of which some come or go on dates."""

    def __init__(
        self, number: Dated[float], hours: Dated[float] | None, calendar: Calendar
    ) -> None:
        self._hours = hours or NO_HOURS
        self._calendar = calendar
        self.unlimited = math.inf in number.values
        self.worked_hours = 0.0
        self._free = [] if self.unlimited else _service_dates(number)
        heapify(self._free)

    def serve(self, now: float, n: int, variates: Floats | None) -> Floats:
        """Finish times of n boxes that are ready now, in the order of the load, shape (n,).

        `variates` are unit variates of the work, shape (n,), or None for constant work. Raises
        UntrustedRun when no server will ever be there.
        """
        if self.unlimited:
            return self._all_at_once(now, n, variates)
        start = now
        if variates is None and self._quiet(start, n):
            return self._in_waves(start, n)
        work = [1.0] * n if variates is None else variates.tolist()
        return np.array(self._one_by_one(now, work))

    def _one_by_one(self, now: float, work: list[float]) -> list[float]:
        """Serve boxes in order; quickly as long as nothing closes, retires or changes its pace."""
        if any(last < math.inf for _, last in self._free):
            return [self.serve_one(now, one) for one in work]
        free, hours = self._free.copy(), self._hours.at(now)
        finish = []
        for one in work:
            start = max(now, free[0][0])
            finish.append(start + hours * one)
            heapreplace(free, (finish[-1], math.inf))
        if self._calendar.next_open(now) != now or start >= self._quiet_until(now):
            return [self.serve_one(now, one) for one in work]
        self._free = free
        self.worked_hours += math.fsum(hours * one for one in work)
        return finish

    def _quiet_until(self, now: float) -> float:
        """The next time at which something closes or the pace changes."""
        return min(self._calendar.open_until(now), self._hours.same_until(now))

    def serve_one(self, now: float, variate: float, hours: Dated[float] | None = None) -> float:
        """Finish time of one box that is ready now; its own `hours` replace the group's."""
        hours = hours or self._hours
        if self.unlimited:
            start = self._calendar.next_open(now)
            self.worked_hours += hours.at(start) * variate
            return start + hours.at(start) * variate
        while True:
            if not self._free:
                raise UntrustedRun(f"no server is left at hour {now:g}")
            free, last = self._free[0]
            start = self._calendar.next_open(max(now, free))
            if start < last:
                break
            heappop(self._free)
        duration = hours.at(start) * variate
        self.worked_hours += duration
        finish = start + duration
        heapreplace(self._free, (finish, last))
        return finish

    def _all_at_once(self, now: float, n: int, variates: Floats | None) -> Floats:
        start = self._calendar.next_open(now)
        hours = self._hours.at(start)
        durations = np.full(n, hours) if variates is None else hours * variates
        self.worked_hours += float(durations.sum())
        return start + durations

    def _quiet(self, now: float, n: int) -> bool:
        """Whether all servers stand free and nothing changes while they work n boxes."""
        servers = self._free
        if not servers or any(free > now or last < math.inf for free, last in servers):
            return False
        if self._calendar.next_open(now) != now:
            return False
        waves = -(-n // len(servers))
        end = now + waves * self._hours.at(now)
        return end < self._quiet_until(now)

    def _in_waves(self, now: float, n: int) -> Floats:
        """Constant work on idle servers: wave after wave, summed as one after another would."""
        servers = len(self._free)
        waves = -(-n // servers)
        steps = np.full(waves + 1, self._hours.at(now))
        steps[0] = now
        ends = np.add.accumulate(steps)
        self.worked_hours += n * self._hours.at(now)
        in_last_wave = n - (waves - 1) * servers
        idle = [(float(ends[-2]), math.inf)] * (servers - in_last_wave)
        self._free = idle + [(float(ends[-1]), math.inf)] * in_last_wave
        return np.repeat(ends[1:], servers)[:n]


def _service_dates(number: Dated[float]) -> list[tuple[float, float]]:
    """(first, last) of every server: server k is there while the number exceeds k."""
    spans: list[tuple[float, float]] = []
    ends = (*number.times[1:], math.inf)
    for k in range(int(max(number.values))):
        first: float | None = None
        for time, value, end in zip(number.times, number.values, ends, strict=True):
            if value > k and first is None:
                first = time
            if value <= k and first is not None:
                spans.append((first, time))
                first = None
            if end == math.inf and first is not None:
                spans.append((first, math.inf))
    return spans
