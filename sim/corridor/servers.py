"""Cranes and bays: servers that work a whole visit at once.

The next-free time of every server is carried from visit to visit. Because visits start in order of
time and boxes are served in the order of their load, the recursion of Kiefer and Wolfowitz (1955)
gives each box exactly the start that one process per box, queueing first come first served, would
see.
"""

from __future__ import annotations

import math
from heapq import heappop, heapreplace

import numpy as np

from sim.corridor.arrays import Floats
from sim.corridor.calendars import Calendar, Dated
from sim.corridor.constant_work import last_of, work_off
from sim.corridor.times import Finish
from sim.errors import UntrustedRun

Span = tuple[float, float]
NO_HOURS = Dated((-math.inf,), (0.0,))


class Servers:
    """A group of equal servers, of which some come or go on dates."""

    def __init__(
        self, number: Dated[float], hours: Dated[float] | None, calendar: Calendar
    ) -> None:
        self._hours = hours or NO_HOURS
        self._calendar = calendar
        self._free: list[float]
        self._going: list[Span]  # on a date
        self.worked_hours: float
        self.unlimited = math.inf in number.values
        idle = [] if self.unlimited else sorted(_service_dates(number))
        self._idle_free = [free for free, last in idle if last == math.inf]
        self._idle_going = [server for server in idle if server[1] < math.inf]
        # Nobody ever comes to an end, is closed or changes pace.
        stay = bool(self._idle_free) and not self._idle_going
        self._steady = stay and self._hours.never_changes and calendar.is_empty
        self.rest()

    def rest(self) -> None:
        """Stand idle, as before any work."""
        self.worked_hours = 0.0
        self._free, self._going = self._idle_free.copy(), self._idle_going.copy()

    def serve(self, now: float, n: int, variates: Floats | None) -> Finish:
        """Finish times of n boxes that are ready now, in the order of the load, and the last.

        `variates` are unit variates of the work, shape (n,), or None for constant work. Raises
        UntrustedRun when no server will ever be there.
        """
        if self.unlimited:
            return self._all_at_once(now, n, variates)
        if variates is None and (self._steady or self._quiet(now, n)):
            return self._constant(now, n)
        work = [1.0] * n if variates is None else variates.tolist()
        finish = self._one_by_one(now, work)
        return np.array(finish), max(finish)

    def serve_last(self, now: float, n: int) -> float:
        """Finish time of the last of n boxes with constant work; as `serve`, at less cost."""
        if self.unlimited:
            start = self._calendar.next_open(now)
            self.worked_hours += n * self._hours.at(start)
            return start + self._hours.at(start)
        if not self._steady and not self._quiet(now, n):
            return self.serve(now, n, None)[1]
        hours = self._hours.at(now)
        self.worked_hours += n * hours
        self._free, last = last_of(self._free, now, n, hours)
        return last

    def _one_by_one(self, now: float, work: list[float]) -> list[float]:
        """Serve boxes in order; quickly as long as nothing closes, retires or changes its pace."""
        if self._going or not self._free:
            return [self.serve_one(now, one) for one in work]
        free, hours = self._free.copy(), self._hours.at(now)
        finish = []
        for one in work:
            start = free[0]
            if start < now:
                start = now
            finish.append(start + hours * one)
            heapreplace(free, finish[-1])
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
            return self._finish(self._calendar.next_open(now), variate, hours)
        while self._going and (not self._free or self._going[0][0] <= self._free[0]):
            free, last = self._going[0]
            start = self._calendar.next_open(max(now, free))
            if start < last:
                finish = self._finish(start, variate, hours)
                heapreplace(self._going, (finish, last))
                return finish
            heappop(self._going)
        if not self._free:
            raise UntrustedRun(f"no server is left at hour {now:g}")
        start = self._calendar.next_open(max(now, self._free[0]))
        finish = self._finish(start, variate, hours)
        heapreplace(self._free, finish)
        return finish

    def serve_each(
        self, times: list[float], variates: list[float], hours: Dated[float]
    ) -> list[float]:
        """Finish times of boxes that come one after another, with hours of their own."""
        if not self._steady:
            return [self.serve_one(times[k], variates[k], hours) for k in range(len(times))]
        free, finish, worked = self._free, list[float](), self.worked_hours
        constant = hours.values[0] if hours.never_changes else 0.0
        for k, time in enumerate(times):
            start = free[0] if free[0] > time else time
            duration = (constant or hours.at(start)) * variates[k]
            worked += duration
            done = start + duration
            finish.append(done)
            heapreplace(free, done)
        self.worked_hours = worked
        return finish

    def _finish(self, start: float, variate: float, hours: Dated[float]) -> float:
        duration = hours.at(start) * variate
        self.worked_hours += duration
        return start + duration

    def _all_at_once(self, now: float, n: int, variates: Floats | None) -> Finish:
        start = self._calendar.next_open(now)
        hours = self._hours.at(start)
        if variates is None:
            self.worked_hours += n * hours
            return start + hours, start + hours
        durations = hours * variates
        self.worked_hours += float(durations.sum())
        finish = start + durations
        return finish, float(finish.max())

    def _quiet(self, now: float, n: int) -> bool:
        """Whether no server goes and nothing changes while they work n boxes."""
        if self._going or not self._free or self._calendar.next_open(now) != now:
            return False
        latest = max(now, *self._free)
        waves = -(-n // len(self._free))
        return latest + waves * self._hours.at(now) < self._quiet_until(now)

    def _constant(self, now: float, n: int) -> Finish:
        """Constant work of servers that stay."""
        hours = self._hours.at(now)
        if not hours:
            done = max(now, min(self._free))  # the first who is free takes them all
            return done, done
        self.worked_hours += n * hours
        self._free, finish = work_off(self._free, now, n, hours)
        return finish


def _service_dates(number: Dated[float]) -> list[Span]:
    """(first, last) of every server: server k is there while the number exceeds k."""
    spans: list[Span] = []
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
