"""The momentary bottleneck: whose active period, at each instant, is the longest.

A facility is active while it works without a break, not while it is blocked or waits for something
to do; where several facilities are active at once, the one whose period is longest is the
bottleneck of the moment (Roser, Nakano and Tanaka 2002). A facility of several servers is active
while all of them work: a fleet, as long as no vessel waits for a berth, cargo, room or weather.
Rail cranes are, while any load is under them, for loads are never interleaved. Pools, carriers and
yards are no servers and have no share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.corridor.routing import Routing
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.facility_work import (
    ONE_SERVER,
    AtWork,
    Facility,
    Steps,
    Work,
    add_occupied,
    add_shares,
)
from sim.experiment.kpis import add_full_yards, all_series
from sim.experiment.periods import Floats, Periods
from sim.scenario.scenario import Scenario

ALL_AT_WORK = ("berths", "vessels")
ANY_AT_WORK = ("rail cranes", "paths", "acceptance")
TOUCHING = 1e-9  # hours; a period goes on over a gap of rounding


@dataclass(frozen=True)
class Active:
    """Active periods of a facility in order of time, shape (n,) each."""

    starts: Floats
    ends: Floats

    @classmethod
    def of(cls, spans: Floats, servers: Steps = ONE_SERVER) -> Active:
        """Where as many of the spans, shape (n, 2), overlap as there are servers at the time, and
        one at least; touching ones are one."""
        spans = spans[spans[:, 1] > spans[:, 0]]
        since, number = np.array(servers).T
        number = np.clip(number, 1, len(spans) + 1)  # as many as that are never all at work
        times = np.concatenate((spans[:, 0], spans[:, 1], since[1:]))
        steps = np.concatenate((np.repeat((1.0, -1.0), len(spans)), -np.diff(number)))
        order = np.lexsort((steps, times))  # an end before a start at the same time …
        times, to_spare = times[order], steps[order].cumsum() - number[0]
        busy = to_spare >= 0
        edges = np.flatnonzero(np.diff(np.concatenate(([False], busy)).astype(int)))
        starts, ends = times[edges[::2]], times[edges[1::2]]
        if not len(starts):
            return cls(starts, ends)
        apart = starts[1:] - ends[:-1] > TOUCHING  # … and here they are joined again
        return cls(starts[np.r_[True, apart]], ends[np.r_[apart, True]])


def with_active_periods(scenario: Scenario, replication: int) -> Series:
    """The numbers of one replication, which yards were ever full, and by month how long facilities
    worked, were occupied, and were the momentary bottleneck."""
    from sim.corridor.model import simulate

    journal = simulate(scenario, replication)
    routing = Routing(scenario, journal.population.flows, journal.boxes)
    work = AtWork(scenario, journal, routing).all()
    series = all_series(scenario, journal)
    add_full_yards(series, journal)
    add_shares(series, work)
    add_occupied(series, scenario, journal)
    found = active_periods(work)
    for (place, direction, what), hours in bottleneck_hours(series.periods, found).items():
        kpi = Kpi("momentary_bottleneck", what, "share")
        series.add_average(Subject(place, direction), kpi, hours)
    return series


def bottleneck_hours(periods: Periods, found: Mapping[Facility, Active]) -> dict[Facility, Floats]:
    """Hours of each month as the momentary bottleneck, shape (months,) by facility.

    All periods are taken from the longest on; each has what longer ones left of it. Of two of one
    length the one that began first stands first.
    """
    every = [
        (start - end, start, number, end)
        for number, active in enumerate(found.values())
        for start, end in zip(active.starts.tolist(), active.ends.tolist(), strict=True)
    ]
    taken = _Taken()
    spans: list[list[tuple[float, float]]] = [[] for _ in found]
    for _, start, number, end in sorted(every):
        spans[number] += taken.take(start, end)
    hours = {}
    for facility, own in zip(found, spans, strict=True):
        pieces = np.array(own).reshape(-1, 2)
        ones = np.ones(len(pieces))
        hours[facility] = periods.spans(pieces[:, 0], pieces[:, 1]).integral(ones)
    return hours


class _Taken:
    """Disjoint intervals that are taken, in order of time."""

    def __init__(self) -> None:
        self._starts: list[float] = []
        self._ends: list[float] = []

    def take(self, start: float, end: float) -> list[tuple[float, float]]:
        """What of an interval was free; all of it is taken now."""
        from bisect import bisect_left, bisect_right

        first, last = bisect_left(self._ends, start), bisect_right(self._starts, end)
        free, now = [], start
        for a, b in zip(self._starts[first:last], self._ends[first:last], strict=True):
            if a > now:
                free.append((now, a))
            now = max(now, b)
        if now < end:
            free.append((now, end))
        low = min([start, *self._starts[first:last]])
        high = max([end, *self._ends[first:last]])
        self._starts[first:last], self._ends[first:last] = [low], [high]
        return free


def active_periods(work: Mapping[Facility, Work]) -> dict[Facility, Active]:
    """Active periods of every facility that is a server; cranes of a quay are in its berths."""
    found = {}
    for facility, one in work.items():
        if facility.what in ALL_AT_WORK:
            found[facility] = Active.of(one.spans, one.servers)
        elif facility.what in ANY_AT_WORK:
            found[facility] = Active.of(one.spans)
    return {facility: active for facility, active in found.items() if len(active.starts)}
