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
from sim.experiment.periods import Floats, Ints, Periods
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
    routing = Routing(scenario, journal.population.flows)
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

    Each piece between two successive edges of periods belongs to the longest period that covers it;
    of equals to the one that began first, then to the facility that is named first.
    """
    edges = [edge for one in found.values() for edge in (one.starts, one.ends)]
    times = np.unique(np.concatenate([np.empty(0), *edges]))
    starts, ends = times[:-1], times[1:]
    pieces = len(starts)
    longest, since, whose = np.zeros(pieces), np.full(pieces, np.inf), np.full(pieces, -1)
    for number, one in enumerate(found.values()):
        period, piece = _covered(one, times)
        length, start = (one.ends - one.starts)[period], one.starts[period]
        rival = longest[piece]
        wins = (length > rival) | ((length == rival) & (start < since[piece]))
        piece = piece[wins]
        longest[piece], since[piece], whose[piece] = length[wins], start[wins], number
    hours = {}
    for number, facility in enumerate(found):
        own = whose == number
        hours[facility] = periods.spans(starts[own], ends[own]).integral(np.ones(own.sum()))
    return hours


def _covered(active: Active, times: Floats) -> tuple[Ints, Ints]:
    """Every pair of a period and a piece between `times` that it covers, as indices, shape (n,)."""
    first, last = np.searchsorted(times, active.starts), np.searchsorted(times, active.ends)
    period = np.repeat(np.arange(len(first)), last - first)
    before = (last - first).cumsum() - (last - first)  # pairs of earlier periods
    return period, first[period] + np.arange(len(period)) - before[period]


def active_periods(work: Mapping[Facility, Work]) -> dict[Facility, Active]:
    """Active periods of every facility that is a server; cranes of a quay are in its berths."""
    found = {}
    for facility, one in work.items():
        if facility.what in ALL_AT_WORK:
            found[facility] = Active.of(one.spans, one.servers)
        elif facility.what in ANY_AT_WORK:
            found[facility] = Active.of(one.spans)
    return {facility: active for facility, active in found.items() if len(active.starts)}
